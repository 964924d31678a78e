"""Documents: their list, the page about each, their coverage, and the files themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from markupsafe import Markup
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kb.answer.catalogue.aspects import statements
from kb.explore.references import references
from kb.explore.similar import other_editions
from kb.explore.similar import similar as find_similar
from kb.library import Library
from kb.maintenance.reading_report import library_coverage, page_coverage
from kb.model import GOALS, Document, Field, Filters, Goal, Passage, VisibleDocument
from kb.output.citations import STYLES, as_html
from kb.output.reference import references_of
from kb.people.directory import directory
from kb.search.query_syntax import parse_query
from kb.search.scope import highlighted, open_document, open_scope
from kb.search.search import browse
from kb.search.search import search as find_passages
from kb.store.metadata import CERTAIN
from kb.subjects.goals import purpose_sentence, speaking_of
from kb.text.languages import detect
from web.dependencies import TheMember, TheReader, TheServices
from web.filters import ListForm
from web.jobs.office_pages import SLIDES
from web.links import LINKS
from web.render.page_strip import page_strip
from web.render.templates import chosen_language, mark_spans, paginate
from web.render.year_histogram import year_histogram
from web.routes.pages.discovery import citation_tags, coins_at, linked_data
from web.routes.pages.search import active, value_names, without_years
from web.services import base_url

router = APIRouter(include_in_schema=False)

FACTS = (
    "degree course", "department", "school", "academic year", "course code", "host", "funding", "period", "place", "keywords", "doi", "handle", "record",
)  # fmt: skip
LISTED = 60  # documents on a page of the list
_ROWS = 200  # documents on a page of the ledger
_FILES = 500  # files with a remark that the page lists; the command lists all
_GOAL_PASSAGES = 20  # passages shown for a goal


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
    """Query for passages of a document: words, or a Sustainable Development Goal ("1" to "17")."""

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
    inside = find_passages(library, q, reader, Filters(document=document_id), k=20) if q.strip() else None
    hits, asked = (inside.hits, inside.corrected or q) if inside else ((), "")
    return services.templates.render(
        request, "document.html", document=found, q=q, goal=goal, hits=hits,
        strip=page_strip(found, hits, services.office_pages.sheets(visible)), has_slides=found.format in SLIDES,
        words=highlighted(open_scope(library, reader), parse_query(asked, Filters()).text), contents=library.catalogue.metadata.headings(document_id),
        stated=statements(library, visible.number) if found.kind in ("thesis", "report") else {},
        similar=find_similar(library, visible, reader), editions=other_editions(library, visible, reader),
        abstracts=abstracts(found, fields), facts=facts(fields), doubtful=doubtful_title(fields), goal_passages=_goal_passages(library, visible, goal), goals=goals,
        proof=_goal_proof(library, goals), editable=owns,
        cites=known.cites.get(visible.number, []), cited_by=known.cited_by.get(visible.number, []),
        urls={name: LINKS.entity(e.kind, e.id) for e in directory(library, reader).naming(found.id) for name in (e.name, *e.also)},
        citations=[(style, name, as_html(*cited, style, language)) for style, name in STYLES.items()],
        base=base, citation_tags=citation_tags(cited[0], base), linked_data=linked_data(cited[0], base), orcids=cited[0].orcids,
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
    """(passage, its text with the goal's terms marked) of the passages of a document that speak of a goal."""
    if goal not in GOALS:
        return []
    found = speaking_of(goal, library.catalogue.passages_of(document.number), library.lists.goals)
    return [(passage, mark_spans(passage.text, spans)) for passage, spans in found[:_GOAL_PASSAGES]]


@router.get("/ledger")
def ledger(request: Request, services: TheServices, reader: TheReader, member: TheMember, page: str = "1") -> Response:
    """The number of pages read of each document; for curators also the files that weren't read, or only in part."""
    entries, position = paginate(library_coverage(services.library, reader), page, _ROWS)
    is_curator = member is not None and member.may("curator")
    remarked = services.library.catalogue.ledger.remarked() if is_curator else []
    return services.templates.render(
        request, "ledger.html", entries=entries, remarked=remarked[:_FILES], files=len(remarked), **position
    )


@router.get("/documents/{document_id}/ledger")
def document_ledger(
    request: Request, document_id: str, services: TheServices, reader: TheReader, member: TheMember, page: str = "1"
) -> Response:
    """Coverage of each page of a document; for those who may correct the document also the text, as it was read."""
    found = open_document(services.library, document_id, reader)
    entries, position = paginate(page_coverage(services.library, found), page, _ROWS)
    owns = member is not None and (member.may("curator") or services.uploads.owns(member, document_id))
    return services.templates.render(
        request, "document_ledger.html", document=found.document, entries=entries, editable=owns, **position
    )


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
    return next((field.origin for field in fields if field.name == "title" and field.confidence < CERTAIN), "")


@router.get("/documents/{document_id}/file")
def file(request: Request, document_id: str, services: TheServices, reader: TheReader) -> Response:
    """The file that was ingested; 304 for a browser that has it, 503 while it is missing or can't be reached."""
    found = open_document(services.library, document_id, reader).document
    headers = {"ETag": f'"{found.content_hash}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    original = services.library.originals.path(found)
    if not original.is_file():
        raise HTTPException(
            503, "The file can't be fetched at the moment. Its text can be read and quoted here all the same."
        )
    return FileResponse(
        original, filename=found.source.rpartition("/")[2],
        content_disposition_type="attachment",
        media_type="application/pdf" if found.format == "pdf" else "application/octet-stream", headers=headers,
    )  # fmt: skip
