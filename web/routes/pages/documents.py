"""Documents, their pages as pictures or text with a quote marked, and the files themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from markupsafe import Markup
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kb.answer.locate import rectangles, text_layer
from kb.explore.references import references
from kb.explore.similar import other_editions
from kb.explore.similar import similar as find_similar
from kb.explore.statements import statements
from kb.library import Library
from kb.maintenance.reading_report import library_coverage, page_coverage
from kb.model import GOALS, Document, Field, Filters, Goal, Page, Passage, VisibleDocument
from kb.output.citations import STYLES, as_html
from kb.output.reference import references_of
from kb.people.directory import directory
from kb.search.scope import highlighted, open_document, open_scope
from kb.search.search import browse
from kb.search.search import search as find_passages
from kb.subjects.goals import purpose_sentence, speaking_of
from kb.text.languages import detect
from kb.text.quotes import find_quote
from web.dependencies import TheMember, TheReader, TheServices
from web.filters import ListForm
from web.links import LINKS
from web.render.page_strip import page_strip
from web.render.templates import chosen_language, mark_spans, paginate
from web.render.year_histogram import year_histogram
from web.routes.pages.discovery import citation_tags, coins_at, linked_data
from web.routes.pages.search import active, value_names, without_years
from web.services import base_url

router = APIRouter(include_in_schema=False)

_CERTAIN_TITLE = 0.5  # confidence below which a page says where its title comes from
FACTS = (
    "degree course", "department", "school", "academic year", "course code", "host", "funding", "period", "place", "keywords", "record",
)  # fmt: skip
LISTED = 60  # documents on a page of the list
_ROWS = 200  # documents on a page of the ledger
_GOAL_PASSAGES = 20  # passages shown for a goal
_SIZES = (100, 150, 200)  # per cent of the width that a page's picture has beside its text
_PICTURE_STEP = 200  # pixels: widths are rounded up to it, so that few sizes are cached


@router.get("/documents")
def documents(
    request: Request, services: TheServices, reader: TheReader, form: Annotated[ListForm, Query()]
) -> Response:
    """The documents that the reader may see, page by page, with filters."""
    library, filters = services.library, form.filters
    order: Literal["date", "title"] = "date" if form.sort == "date" else "title"
    found, facets = browse(library, reader, filters, order)
    listed, position = paginate(found, form.page, LISTED)
    chosen, wide = active(filters), replace(filters, year_from=None, year_to=None)
    years = facets["year"] if wide == filters else browse(library, reader, wide)[1]["year"]
    return services.templates.render(
        request, "documents.html", documents=listed, facets=facets, filters=filters, active=chosen, sort=order,
        years=year_histogram(years, filters), kept={"sort": order, **without_years(chosen)},
        shown=value_names(library, chosen_language(request)), coins=coins_at(request), **position,
    )  # fmt: skip


class DocumentQuery(BaseModel):
    """What to show passages of a document for: words, or a Sustainable Development Goal ("1" to "17")."""

    q: str = ""
    goal: str = ""


@router.get("/documents/{document_id}")
def document(
    request: Request, document_id: str, services: TheServices, reader: TheReader, member: TheMember,
    query: Annotated[DocumentQuery, Query()],
) -> Response:  # fmt: skip
    """A document's metadata and contents, passages that match a query or are about a goal, similar works."""
    library, q, goal = services.library, query.q, query.goal
    visible = open_document(library, document_id, reader)
    found, fields = visible.document, library.catalogue.metadata.fields(document_id)
    known, goals, base = references(library, reader), library.goals().get(visible.number, []), base_url(request)
    language, cited = chosen_language(request), (references_of(library, [found])[0], LINKS.at(base))
    owns = member is not None and (member.may("curator") or services.uploads.owns(member, document_id))
    hits = find_passages(library, q, reader, Filters(document=document_id), k=20).hits if q.strip() else ()
    return services.templates.render(
        request, "document.html", document=found, q=q, goal=goal, hits=hits,
        strip=page_strip(found.page_count, hits) if found.format == "pdf" else [],
        words=highlighted(open_scope(library, reader), q), contents=library.catalogue.metadata.headings(document_id),
        stated=statements(library, visible.number) if found.kind in ("thesis", "report") else {},
        similar=find_similar(library, visible, reader), editions=other_editions(library, visible, reader),
        abstracts=abstracts(found, fields), facts=facts(fields), doubtful=doubtful_title(fields), goal_passages=_goal_passages(library, visible, goal), goals=goals,
        proof=_goal_proof(library, goals), editable=owns,
        cites=known.cites.get(visible.number, []), cited_by=known.cited_by.get(visible.number, []),
        urls={name: LINKS.entity(e.kind, e.id) for e in directory(library, reader).naming(found.id) for name in (e.name, *e.also)},
        citations=[(style, name, as_html(*cited, style, language)) for style, name in STYLES.items()],
        base=base, citation_tags=citation_tags(found, base), linked_data=linked_data(found, base),
        goal_name=_goal_names(library, request),
    )  # fmt: skip


def _goal_proof(library: Library, goals: Sequence[Goal]) -> dict[str, tuple[Passage, tuple[int, int]]]:
    """For each goal that a passage shows, the passage and the span of the sentence that shows it best."""
    passages = library.catalogue.passages([goal.passage for goal in goals if goal.passage])
    shown = {goal.goal: passages[goal.passage] for goal in goals if goal.passage in passages}
    return {goal: (passage, purpose_sentence(goal, passage, library.lists.goals)[0]) for goal, passage in shown.items()}


def _goal_names(library: Library, request: Request) -> Any:
    language = chosen_language(request)
    return lambda goal: library.lists.goals.name(goal, language)


def _goal_passages(library: Library, document: VisibleDocument, goal: str) -> list[tuple[Passage, Markup]]:
    """The passages of a document that speak of a goal, and their text with the goal's terms marked."""
    if goal not in GOALS:
        return []
    found = speaking_of(goal, library.catalogue.passages_of(document.number), library.lists.goals)
    return [(passage, mark_spans(passage.text, spans)) for passage, spans in found[:_GOAL_PASSAGES]]


@router.get("/ledger")
def ledger(request: Request, services: TheServices, reader: TheReader, member: TheMember, page: str = "1") -> Response:
    """How many pages of each document were read; for curators also the files that could not be read."""
    entries, position = paginate(library_coverage(services.library, reader), page, _ROWS)
    refused = services.library.catalogue.ledger.refused() if member is not None and member.may("curator") else []
    return services.templates.render(request, "ledger.html", entries=entries, refused=refused, **position)


@router.get("/documents/{document_id}/ledger")
def document_ledger(
    request: Request, document_id: str, services: TheServices, reader: TheReader, member: TheMember, page: str = "1"
) -> Response:
    """How each page of a document was read; for those who may correct the document also the text, as it was read."""
    found = open_document(services.library, document_id, reader)
    entries, position = paginate(page_coverage(services.library, found), page, _ROWS)
    owns = member is not None and (member.may("curator") or services.uploads.owns(member, document_id))
    return services.templates.render(
        request, "document_ledger.html", document=found.document, entries=entries, editable=owns, **position
    )


class Marking(BaseModel):
    """What to mark on a page: a passage by its opaque id, or the characters `start` to `end` of it; or a quote, found by its text.

    `zoom` is the size of its picture in per cent; one that isn't offered is 100.
    """

    passage: int | None = None
    start: int = 0
    end: int | None = None
    quote: str = ""
    zoom: int = 100


@router.get("/documents/{document_id}/pages/{number}")
def page(
    request: Request, document_id: str, number: int, services: TheServices, reader: TheReader,
    marking: Annotated[Marking, Query()],
) -> Response:  # fmt: skip
    """One page with a passage or quote marked, or a note that it isn't on the page."""
    library, viewer = services.library, services.viewer
    visible = open_document(library, document_id, reader)
    found, shown = visible.document, library.catalogue.page(visible, number)
    quote, span = marked_span(library, visible, shown, marking)
    has_picture = found.format == "pdf" and shown.width > 0
    near = span[0] / max(len(shown.text), 1) if span else 0.0
    boxes = rectangles(library, viewer, found, shown, quote, near) if has_picture and quote else ()
    zoom = marking.zoom if marking.zoom in _SIZES else _SIZES[0]
    return services.templates.render(
        request, "page.html", document=found, page=shown, has_picture=has_picture, rectangles=boxes,
        layer=text_layer(library, viewer, found, shown) if has_picture else (), text=mark_spans(shown.text, [span] if span else []),
        is_marking=bool(marking.quote) or marking.passage is not None, located=bool(boxes) or (not has_picture and span is not None),
        base=base_url(request), zoom=zoom, sizes=_SIZES, kept_zoom=f"?zoom={zoom}" if zoom != _SIZES[0] else "",
    )  # fmt: skip


def marked_span(
    library: Library, document: VisibleDocument, page: Page, marking: Marking
) -> tuple[str, tuple[int, int] | None]:
    """(text to mark, its span in the page's text); None for a quote, and ("", None) for a passage, that isn't on the page.

    Passages of other documents aren't looked up, so an id tells nothing about them.
    """
    if marking.passage is None:
        found = find_quote(page.text, marking.quote) if marking.quote else None
        return marking.quote, (found[0], found[1] + 1) if found else None
    number = library.catalogue.passage_keys.decode(marking.passage)
    if number not in library.snapshot().passages_of((document.number,)):
        return "", None
    passage = library.catalogue.passages([number])[number]
    text = passage.text[marking.start : marking.end]
    if passage.page != page.number or marking.start < 0 or not text:
        return "", None
    start = passage.start + marking.start
    return text, (start, start + len(text))


def abstracts(document: Document, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """(language, abstract) of a document: its own first, then those in other languages."""
    texts = dict.fromkeys(
        text for text in (document.abstract, *(f.value for f in fields if f.name == "abstract")) if text
    )
    by_language: dict[str, str] = {}
    for text in texts:
        by_language.setdefault(detect(text), text)
    return list(by_language.items())


def facts(fields: Sequence[Field]) -> dict[str, list[Field]]:
    """The metadata shown beside title, people and year, by name, in the order of FACTS."""
    found: dict[str, list[Field]] = {}
    for field in fields:
        if field.name in FACTS:
            found.setdefault(field.name, []).append(field)
    return {name: found[name] for name in FACTS if name in found}


def doubtful_title(fields: Sequence[Field]) -> str:
    """The origin of an uncertain title: "file name", "front page" …; "" if it is certain."""
    return next((field.origin for field in fields if field.name == "title" and field.confidence < _CERTAIN_TITLE), "")


@router.get("/documents/{document_id}/pages/{number}/picture")
def picture(
    request: Request, document_id: str, number: int, services: TheServices, reader: TheReader,
    width: Annotated[int, Query(ge=80, le=2400)] = 1000,
) -> Response:  # fmt: skip
    """A page of a PDF as PNG. Browsers keep it: it changes only with the file."""
    found = open_document(services.library, document_id, reader).document
    width = -(-width // _PICTURE_STEP) * _PICTURE_STEP
    key = f"{found.content_hash[:20]}-{number}-{width}"
    headers = {"ETag": f'"{key}"', "Cache-Control": "private, max-age=3600"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    path = services.library.originals.path(found)
    data = services.pictures.get(f"{key}.png", lambda: services.viewer.render(path, number, width))
    return Response(data, media_type="image/png", headers=headers)


@router.get("/documents/{document_id}/file")
def file(request: Request, document_id: str, services: TheServices, reader: TheReader) -> Response:
    """The file that was ingested; 304 for a browser that has it."""
    found = open_document(services.library, document_id, reader).document
    headers = {"ETag": f'"{found.content_hash}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(
        services.library.originals.path(found), filename=found.source.rpartition("/")[2],
        content_disposition_type="attachment",
        media_type="application/pdf" if found.format == "pdf" else "application/octet-stream", headers=headers,
    )  # fmt: skip
