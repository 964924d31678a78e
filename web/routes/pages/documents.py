"""Documents, their pages as pictures or text with a quote marked, and the files themselves."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kb.answer.locate import rectangles, text_layer
from kb.explore.references import references
from kb.explore.similar import other_editions
from kb.explore.similar import similar as find_similar
from kb.library import Library
from kb.maintenance.reading_report import library_coverage, page_coverage
from kb.model import GOALS, Document, Field, Filters, Page, Passage, Reader, VisibleDocument
from kb.output.urls import entity_url
from kb.people.directory import directory
from kb.search.scope import highlighted, open_document, open_scope
from kb.search.search import browse
from kb.search.search import search as find_passages
from kb.subjects.goals import speaking_of
from kb.text.languages import detect
from kb.text.quotes import find_quote
from web.access.session import member_of
from web.dependencies import TheLibrary, TheReader, TheTemplates, TheViewer
from web.filters import FormFilters
from web.render.templates import chosen_language, mark_spans, turned_to
from web.routes.pages.discovery import citation_tags, linked_data
from web.routes.pages.search import active, value_names

router = APIRouter(include_in_schema=False)

FACTS = (
    "degree course", "department", "school", "academic year", "course code", "host", "funding", "period", "place", "keywords", "record",
)  # fmt: skip
LISTED = 60  # documents on a page of the list
_ROWS = 200  # of the ledger
_SPEAKING = 20  # passages of a goal that are shown
Width = Annotated[int, Query(ge=80, le=2400)]


@router.get("/documents")
def documents(
    request: Request, library: TheLibrary, templates: TheTemplates, reader: TheReader, filters: FormFilters,
    sort: str = "title", page: str = "1",
) -> Response:  # fmt: skip
    """The documents that the reader may see, a page of them at a time, with what narrows them."""
    found, facets = browse(library, reader, filters, "date" if sort == "date" else "title")
    listed, place = turned_to(found, page, LISTED)
    return templates.render(
        request, "documents.html", documents=listed, facets=facets, filters=filters, active=active(filters), sort=sort,
        shown=value_names(library, templates, chosen_language(request)), **place,
    )  # fmt: skip


@router.get("/documents/{document_id}")
def document(
    request: Request, document_id: str, library: TheLibrary, templates: TheTemplates, reader: TheReader, q: str = "",
    goal: str = "",
) -> Response:  # fmt: skip
    """What is known of a document, its contents, and where the words looked for stand in it."""
    visible = open_document(library, document_id, reader)
    found = visible.document
    hits = find_passages(library, q, reader, Filters(document=document_id), k=20).hits if q.strip() else ()
    contents = library.catalogue.headings(document_id)
    return templates.render(
        request, "document.html", document=found, hits=hits, q=q, words=highlighted(open_scope(library, reader), q), contents=contents,
        similar=find_similar(library, visible, reader), editions=other_editions(library, visible, reader),
        abstracts=abstracts(found, library.catalogue.metadata.fields(document_id)), goal=goal, speaking=_speaking(library, visible, goal),
        facts=facts(library.catalogue.metadata.fields(document_id)), **_named(request, library, reader, visible),
    )  # fmt: skip


def _speaking(library: Library, document: VisibleDocument, goal: str) -> list[tuple[Passage, Markup]]:
    """The passages of a document that speak of a goal, its terms marked."""
    if goal not in GOALS:
        return []
    found = speaking_of(goal, library.catalogue.passages_of(document.number), library.lists.goals)
    return [(passage, mark_spans(passage.text, spans)) for passage, spans in found[:_SPEAKING]]


def _named(request: Request, library: Library, reader: Reader, visible: VisibleDocument) -> dict[str, Any]:
    """Pages of the people and organisations by name, and the goals with the passages that show them."""
    document, number = visible.document, visible.number
    urls = {
        name: entity_url(entity)
        for entity in directory(library, reader).naming(document.id)
        for name in (entity.name, *entity.also)
    }
    member, known = member_of(request), references(library, reader)
    goals = library.goals().get(number, [])
    language = chosen_language(request)
    base = str(request.base_url).rstrip("/")
    return {
        "base": base, "citation_tags": citation_tags(document, base), "linked_data": linked_data(document, base), "urls": urls, "goals": goals, "shown": library.catalogue.passages([g.passage for g in goals if g.passage]),
        "cites": known.cites.get(number, []), "cited_by": known.cited_by.get(number, []),
        "editable": bool(member and (member.may("curator") or request.app.state.jobs.owns(member, document.id))),
        "goal_name": lambda goal: library.lists.goals.name(goal, language),
    }  # fmt: skip


@router.get("/ledger")
def ledger(
    request: Request, library: TheLibrary, templates: TheTemplates, reader: TheReader, page: str = "1"
) -> Response:
    """What was read of every document, and what was not."""
    entries, place = turned_to(library_coverage(library, reader), page, _ROWS)
    return templates.render(request, "ledger.html", entries=entries, **place)


@router.get("/documents/{document_id}/ledger")
def document_ledger(
    request: Request, document_id: str, library: TheLibrary, templates: TheTemplates, reader: TheReader
) -> Response:
    """How each page of a document was read."""
    found = open_document(library, document_id, reader)
    entries = page_coverage(library, found)
    return templates.render(request, "document_ledger.html", document=found.document, entries=entries)


@router.get("/documents/{document_id}/pages/{number}")
def page(
    request: Request, document_id: str, number: int, library: TheLibrary, templates: TheTemplates, reader: TheReader,
    viewer: TheViewer, quote: str = "",
) -> Response:  # fmt: skip
    """One page, with the quote marked on it, or said to be not there."""
    visible = open_document(library, document_id, reader)
    found, shown = visible.document, library.catalogue.page(visible, number)
    span = find_quote(shown.text, quote) if quote else None
    drawn = found.format == "pdf" and shown.width > 0
    boxes = rectangles(library, viewer, found, shown, quote, _near(shown, span)) if drawn and quote else ()
    return templates.render(
        request, "page.html", document=found, page=shown, quote=quote, drawn=drawn, rectangles=boxes,
        layer=text_layer(library, viewer, found, shown) if drawn else (),
        text=mark_spans(shown.text, [(span[0], span[1] + 1)] if span else []), located=bool(boxes) or (not drawn and bool(span)),
    )  # fmt: skip


def abstracts(document: Document, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """(language, abstract) of a document: its own, and those in other languages that it has too."""
    texts = dict.fromkeys(
        text for text in (document.abstract, *(f.value for f in fields if f.name == "abstract")) if text
    )
    by_language: dict[str, str] = {}
    for text in texts:
        by_language.setdefault(detect(text), text)
    return list(by_language.items())


def facts(fields: Sequence[Field]) -> dict[str, list[Field]]:
    """What a document's page shows beyond title, people and year, by name."""
    found: dict[str, list[Field]] = {}
    for field in fields:
        if field.name in FACTS:
            found.setdefault(field.name, []).append(field)
    return {name: found[name] for name in FACTS if name in found}


def _near(page: Page, span: tuple[int, int] | None) -> float:
    return span[0] / max(len(page.text), 1) if span else 0.0


@router.get("/documents/{document_id}/pages/{number}/picture")
def picture(
    request: Request, document_id: str, number: int, library: TheLibrary, reader: TheReader, viewer: TheViewer,
    width: Width = 1000,
) -> Response:  # fmt: skip
    """A page of a PDF as PNG. Kept by browsers: it changes only with the file."""
    found = open_document(library, document_id, reader).document
    width = -(-width // 200) * 200
    tag = f'"{found.content_hash[:20]}-{number}-{width}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=3600"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    data = request.app.state.pictures.get(
        f"{found.content_hash[:20]}-{number}-{width}.png",
        lambda: viewer.render(library.originals.path(found), number, width),
    )
    return Response(data, media_type="image/png", headers=headers)


@router.get("/documents/{document_id}/file")
def file(document_id: str, library: TheLibrary, reader: TheReader) -> Response:
    """The document as it was ingested."""
    found = open_document(library, document_id, reader).document
    return FileResponse(
        library.originals.path(found), filename=_file_name(found), content_disposition_type="attachment",
        media_type="application/pdf" if found.format == "pdf" else "application/octet-stream",
    )  # fmt: skip


def _file_name(document: Document) -> str:
    return document.source.rpartition("/")[2]
