"""The same for programs, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from kb.ask import ask as answer_question
from kb.coverage import page_coverage
from kb.model import Filters, Kind
from kb.payload import (
    Json,
    answer_json,
    coverage_json,
    description_json,
    document_json,
    search_json,
    similar_json,
)
from kb.search import search as find
from kb.similar import similar as find_similar
from web.dependencies import TheLibrary, TheReader, TheViewer
from web.schemas import Answer, DescribedDocument, FullDocument, PageLedger, Question, SearchAnswer, SimilarDocument

router = APIRouter(prefix="/api")

Year = Annotated[int | None, Query(ge=1000, le=9999)]


@router.get("/search", response_model=SearchAnswer)
def search(
    library: TheLibrary,
    reader: TheReader,
    q: Annotated[str, Query(description="Words or a question, in Italian or English.", max_length=20_000)] = "",
    k: Annotated[int, Query(ge=1, le=100, description="How many passages.")] = 10,
    kind: Kind | None = None,
    language: Annotated[str | None, Query(max_length=8)] = None,
    year_from: Year = None,
    year_to: Year = None,
) -> Json:
    """The k best passages among what you may see."""
    return search_json(find(library, q, reader, Filters(kind, language, year_from, year_to), k))


@router.post("/ask", response_model=Answer)
def ask(library: TheLibrary, reader: TheReader, viewer: TheViewer, question: Question) -> Json:
    """An answer made of located quotes, or a refusal that says what was searched."""
    return answer_json(answer_question(library, viewer, question.question, reader))


@router.get("/documents", response_model=list[FullDocument])
def documents(library: TheLibrary, reader: TheReader) -> list[Json]:
    """Every document you may see, by title."""
    return [document_json(document, full=True) for document in library.all_documents(reader)]


@router.get("/documents/{document_id}", response_model=DescribedDocument)
def document(document_id: str, library: TheLibrary, reader: TheReader) -> Json:
    """One document: all its metadata, value by value with its origin, and its other editions."""
    found = library.catalogue.document(document_id, reader)
    fields = library.catalogue.details.fields(document_id)
    return description_json(found, fields, library.other_editions(document_id, reader))


@router.get("/documents/{document_id}/ledger", response_model=list[PageLedger])
def ledger(document_id: str, library: TheLibrary, reader: TheReader) -> list[Json]:
    """How each page of a document was read, and what was not."""
    return [coverage_json(entry) for entry in page_coverage(library, document_id, reader)]


@router.get("/documents/{document_id}/similar", response_model=list[SimilarDocument])
def similar(
    document_id: str, library: TheLibrary, reader: TheReader, k: Annotated[int, Query(ge=1, le=50)] = 5
) -> list[Json]:
    """Works like this one, best first, with the reasons."""
    return [similar_json(entry) for entry in find_similar(library, document_id, reader, k)]
