"""Search, questions and documents for programs, as JSON."""

from dataclasses import asdict, replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kb.answer import generate
from kb.answer.extract import ask as answer_with_quotes
from kb.answer.follow_up import Turn, knowledge_of, standalone
from kb.explore.references import references
from kb.explore.similar import other_editions, similar_passages
from kb.explore.similar import similar as find_similar
from kb.maintenance.reading_report import page_coverage
from kb.model import Reader
from kb.output.api_json import (
    Description,
    Json,
    answer_json,
    coverage_json,
    description_json,
    document_json,
    hit_json,
    search_bytes,
    similar_json,
)
from kb.output.reference import references_of
from kb.people.directory import Directory, directory
from kb.people.experts import who_may_know
from kb.search.scope import all_documents, open_document
from kb.search.search import documents_found
from kb.search.search import search as find
from kb.search.suggest import Suggestion, suggest
from web.compute_queue import computed, json_response
from web.dependencies import TheReader, TheServices
from web.filters import LONGEST_QUESTION, ExportQuery, Format, SearchQuery
from web.links import LINKS, SiteLinks
from web.render.downloads import ReferenceFile, bibliography
from web.render.templates import chosen_language
from web.schemas.answers import Answer, Question
from web.schemas.library import (
    DescribedDocument,
    FullDocument,
    Hit,
    PageLedger,
    SearchAnswer,
    SimilarDocument,
    Suggested,
)
from web.services import Services, base_url

router = APIRouter(prefix="/api")

Words = Annotated[str, Query(description="Words or a question, in Italian or English.", max_length=LONGEST_QUESTION)]


@router.get("/search", response_model=SearchAnswer)
@computed
def search(services: TheServices, reader: TheReader, query: Annotated[SearchQuery, Query()]) -> Response:
    """The k best passages among the documents you may see, or a page of documents with their best passages."""
    asked = partial(find, text=query.q, reader=reader, filters=query.filters, k=query.k, listing=query.listing)
    return Response(services.searches.run(search_bytes, asked, SiteLinks(LINKS.base)), media_type="application/json")


@router.get("/suggest", response_model=list[Suggested])
def suggestions(services: TheServices, reader: TheReader, q: Words = "") -> list[Json]:
    """Completions of the typed text: works, people, organisations, topics, goals and places, with their addresses."""
    found, known = suggest(services.library, q, reader), directory(services.library, reader)
    return [{**asdict(entry), "url": _address(entry, known)} for entry in found]


def _address(entry: Suggestion, known: Directory) -> str:
    """The page of a suggestion, or the results of its query."""
    if entry.kind == "title":
        return LINKS.document(entry.document)
    if entry.kind in ("person", "organisation"):
        named = known.of("person" if entry.kind == "person" else "organisation").values()
        return next(
            (LINKS.entity(e.kind, e.id) for e in named if entry.text in (e.name, *e.also)), LINKS.works(entry.text)
        )
    return LINKS.works(entry.query)


@router.get("/export")
@computed
def export(
    request: Request, services: TheServices, reader: TheReader, query: Annotated[ExportQuery, Query()]
) -> Response:
    """Every document that a search finds, or the named ones, for a reference manager or in a citation style."""
    chosen = [open_document(services.library, name, reader).document for name in dict.fromkeys(query.document)]
    found = chosen or documents_found(services.library, query.q, reader, query.filters, by_meaning=True)
    return bibliography(references_of(services.library, found), _form(request, query.format), "documents")


def _form(request: Request, format_: str) -> ReferenceFile:
    return ReferenceFile(format_, SiteLinks(base_url(request)), chosen_language(request))


@router.post("/ask", response_model=Answer)
async def ask(services: TheServices, reader: TheReader, question: Question) -> Response:
    """An answer made of located quotes, or written from them and checked; or a refusal that says what was searched."""
    if services.writer is None:
        return await services.queue.run_long(_answer, services, reader, question)
    # Most of the time is spent waiting for the language model, which must not occupy a core's place in the queue.
    return await run_in_threadpool(_answer, services, reader, question)


def _answer(services: Services, reader: Reader, question: Question) -> Response:
    library, viewer, writer = services.library, services.viewer, services.writer
    filters = question.filters.chosen
    before = [Turn(earlier) for earlier in question.before]
    alone = standalone(question.question, before, writer, knowledge_of(library, reader, filters))
    if writer is None:
        answer = answer_with_quotes(library, viewer, alone, reader, filters)
    else:
        keep = services.keeps_unsupported
        answer = generate.answer(library, viewer, writer, alone, reader, filters, keep_unsupported=keep)
    services.metrics.answer(refused=answer.refused)
    who = who_may_know(library, answer.question, reader) if answer.refused else None
    return json_response(answer_json(replace(answer, asked=question.question), LINKS, who))


@router.get("/documents", response_model=list[FullDocument])
def documents(
    response: Response, services: TheServices, reader: TheReader,
    offset: Annotated[int, Query(ge=0, le=10**9, description="How many documents to pass over.")] = 0,
    limit: Annotated[int | None, Query(ge=1, le=10_000, description="How many documents at most; all if not given.")] = None,
) -> list[Json]:  # fmt: skip
    """The documents you may see, sorted by title. The header X-Total-Count has their total number."""
    found = all_documents(services.library, reader)
    response.headers["X-Total-Count"] = str(len(found))
    return [document_json(document, full=True) for document in found[offset:][:limit]]


@router.get("/documents/{document_id}", response_model=DescribedDocument)
def document(document_id: str, services: TheServices, reader: TheReader) -> Json:
    """One document: every value of its metadata with its origin, other editions, goals and citations."""
    library = services.library
    found = open_document(library, document_id, reader)
    number = found.number
    known = references(library, reader)
    described = Description(
        library.catalogue.metadata.fields(document_id), other_editions(library, found, reader),
        library.goals().get(number, []), known.cites.get(number, []), known.cited_by.get(number, []),
    )  # fmt: skip
    return description_json(found.document, described, LINKS)


@router.get("/documents/{document_id}/export")
def export_document(
    request: Request, document_id: str, services: TheServices, reader: TheReader, format: Format = "bibtex"
) -> Response:
    """One document, for a reference manager or in a citation style."""
    found = open_document(services.library, document_id, reader).document
    return bibliography(references_of(services.library, [found]), _form(request, format), document_id)


@router.get("/passages/{passage_id}/similar", response_model=list[Hit])
def passages_like(
    passage_id: int, services: TheServices, reader: TheReader,
    k: Annotated[int, Query(ge=1, le=100, description="How many passages.")] = 10,
) -> list[Json]:  # fmt: skip
    """Passages of other works that are close to this one in meaning."""
    number = services.library.catalogue.passage_keys.decode(passage_id)
    return [hit_json(hit, LINKS) for hit in similar_passages(services.library, number, reader, k)]


@router.get("/documents/{document_id}/ledger", response_model=list[PageLedger])
def ledger(document_id: str, services: TheServices, reader: TheReader) -> list[Json]:
    """The coverage of a document: how each page was read, and which pages weren't."""
    found = open_document(services.library, document_id, reader)
    return [coverage_json(entry) for entry in page_coverage(services.library, found)]


@router.get("/documents/{document_id}/similar", response_model=list[SimilarDocument])
def similar(
    document_id: str, services: TheServices, reader: TheReader, k: Annotated[int, Query(ge=1, le=50)] = 5
) -> list[Json]:
    """The works most similar to this one, best first, with the reasons."""
    found = open_document(services.library, document_id, reader)
    return [similar_json(entry) for entry in find_similar(services.library, found, reader, k)]
