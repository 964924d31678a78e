"""The same for programs, as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kb.answer import generate as write
from kb.answer.extract import ask as quote
from kb.answer.follow_up import Turn, standalone
from kb.explore.references import references
from kb.explore.similar import other_editions, similar_passages
from kb.explore.similar import similar as find_similar
from kb.maintenance.reading_report import page_coverage
from kb.model import Document
from kb.output.api_json import (
    Description,
    Json,
    answer_json,
    coverage_json,
    description_json,
    document_json,
    hit_json,
    search_json,
    similar_json,
)
from kb.output.bibliography import FORMATS
from kb.people.experts import experts
from kb.search.scope import all_documents, open_document
from kb.search.search import Sort, documents_found
from kb.search.search import search as find
from kb.search.suggest import suggest
from web.dependencies import TheAnswering, TheLibrary, TheQueue, TheReader, TheViewer
from web.filters import StrictFilters
from web.schemas.library import (
    Answer,
    DescribedDocument,
    FullDocument,
    Hit,
    PageLedger,
    Question,
    SearchAnswer,
    SimilarDocument,
    Suggested,
)

router = APIRouter(prefix="/api")

Format = Literal["bibtex", "ris", "csl", "csv"]
Words = Annotated[str, Query(description="Words or a question, in Italian or English.", max_length=20_000)]
Count = Annotated[int, Query(ge=1, le=100, description="How many passages.")]


@router.get("/search", response_model=SearchAnswer)
async def search(
    queue: TheQueue,
    library: TheLibrary,
    reader: TheReader,
    filters: StrictFilters,
    q: Words = "",
    k: Count = 10,
    sort: Sort = "relevance",
) -> Response:
    """The k best passages among what you may see."""
    # Answered as it is: checking what we made ourselves against the model would take as long as ranking it. A test does.
    found = search_json(await queue(find, library, q, reader, filters, k, sort))
    return Response(orjson.dumps(found), media_type="application/json")


@router.get("/suggest", response_model=list[Suggested])
def suggestions(library: TheLibrary, reader: TheReader, q: Words = "") -> list[Json]:
    """Titles, people and organisations that go on as you began."""
    return [asdict(entry) for entry in suggest(library, q, reader)]


@router.get("/export")
def export(
    request: Request,
    library: TheLibrary,
    reader: TheReader,
    filters: StrictFilters,
    q: Words = "",
    format: Format = "bibtex",
) -> Response:
    """Every document that a search finds, as a reference manager reads it."""
    return exported(
        documents_found(library, q, reader, filters), format, str(request.base_url).rstrip("/"), "documents"
    )


@router.post("/ask", response_model=Answer)
async def ask(
    request: Request, queue: TheQueue, library: TheLibrary, reader: TheReader, viewer: TheViewer, answering: TheAnswering,
    question: Question,
) -> Json:  # fmt: skip
    """An answer made of located quotes, or written over them and checked; or a refusal that says what was searched."""
    before = [Turn(earlier) for earlier in question.before]
    alone = await run_in_threadpool(standalone, question.question, before, answering.writer)
    if answering.writer is None:
        answer = await queue(quote, library, viewer, alone, reader)
    else:
        asked = partial(
            write.answer, library, viewer, answering.writer, alone, reader, keep_unsupported=answering.keep_unsupported
        )
        answer = await run_in_threadpool(asked)
    request.app.state.metrics.answer(refused=answer.refused)
    who = await queue(experts, library, answer.question, reader, 3) if answer.refused else None
    return answer_json(replace(answer, asked=question.question), who)


@router.get("/documents", response_model=list[FullDocument])
def documents(library: TheLibrary, reader: TheReader) -> list[Json]:
    """Every document you may see, by title."""
    return [document_json(document, full=True) for document in all_documents(library, reader)]


@router.get("/documents/{document_id}", response_model=DescribedDocument)
def document(document_id: str, library: TheLibrary, reader: TheReader) -> Json:
    """One document: all its metadata, value by value with its origin, and its other editions."""
    found = open_document(library, document_id, reader)
    number = found.number
    known = references(library, reader)
    described = Description(
        library.catalogue.metadata.fields(document_id), other_editions(library, found, reader),
        library.goals().get(number, []), known.cites.get(number, []), known.cited_by.get(number, []),
    )  # fmt: skip
    return description_json(found.document, described)


@router.get("/documents/{document_id}/export")
def export_document(
    request: Request, document_id: str, library: TheLibrary, reader: TheReader, format: Format = "bibtex"
) -> Response:
    """One document, as a reference manager reads it."""
    found = open_document(library, document_id, reader).document
    return exported([found], format, str(request.base_url).rstrip("/"), document_id)


@router.get("/passages/{passage_id}/similar", response_model=list[Hit])
def passages_like(passage_id: int, library: TheLibrary, reader: TheReader, k: Count = 10) -> list[Json]:
    """Passages of other works that are near to this one in meaning."""
    return [
        hit_json(hit) for hit in similar_passages(library, library.catalogue.passage_keys.decode(passage_id), reader, k)
    ]


@router.get("/documents/{document_id}/ledger", response_model=list[PageLedger])
def ledger(document_id: str, library: TheLibrary, reader: TheReader) -> list[Json]:
    """How each page of a document was read, and what was not."""
    return [coverage_json(entry) for entry in page_coverage(library, open_document(library, document_id, reader))]


@router.get("/documents/{document_id}/similar", response_model=list[SimilarDocument])
def similar(
    document_id: str, library: TheLibrary, reader: TheReader, k: Annotated[int, Query(ge=1, le=50)] = 5
) -> list[Json]:
    """Works like this one, best first, with the reasons."""
    return [
        similar_json(entry) for entry in find_similar(library, open_document(library, document_id, reader), reader, k)
    ]


def exported(documents: Sequence[Document], format_: str, base: str, name: str) -> Response:
    """Documents in one of the formats of `kb.output.bibliography`, as a file to keep."""
    write, media, ending = FORMATS[format_]
    disposition = f'attachment; filename="{name}.{ending}"'
    return Response(
        write(documents, base), media_type=f"{media}; charset=utf-8", headers={"content-disposition": disposition}
    )
