"""A partner's need: the work done on it and people who can help, as a page, a Word document and a table."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.needs import match as find_match
from kb.explore.needs import topic_of
from kb.output.need_report import covered_in_part, table, word
from kb.search.scope import highlighted, open_scope
from kb.translations import translator
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.links import SiteLinks
from web.render.downloads import WORD, attachment
from web.render.templates import chosen_language
from web.routes.pages.texts.forms import NeedQuery, TextFile, Typed, expired, received, text_of
from web.services import base_url

router = APIRouter(include_in_schema=False)


@router.get("/match")
@computed
def match(request: Request, services: TheServices, reader: TheReader, query: Annotated[NeedQuery, Query()]) -> Response:
    """The work done on a need, people who can help, and the parts of it that nobody has worked on."""
    if gone := expired(request, services, "match.html", query.kept):
        return gone
    library = services.library
    need = text_of(services, query.need, query.kept)
    found = find_match(library, need, reader, everything=bool(query.everything)) if need.strip() else None
    return services.templates.render(
        request, "match.html", text=need, found=found, words=highlighted(open_scope(library, reader), topic_of(need)),
        address=query.address, places=", ".join(place.name for place in library.lists.places.named_in(need)),
        covered_in_part=found and covered_in_part(found, translator(chosen_language(request))),
    )  # fmt: skip


@router.post("/match")
def send_need(request: Request, services: TheServices, need: Typed = "", file: TextFile = None) -> Response:
    """Receive a need that was typed or sent as a file; leads to its page."""
    return received(request, services, "match.html", need, file)


@router.get("/match/export")
@computed
def export_match(
    request: Request, services: TheServices, reader: TheReader, query: Annotated[NeedQuery, Query()],
    format: Literal["docx", "csv"] = "docx",
) -> Response:  # fmt: skip
    """The same as a Word document or a CSV table."""
    need = text_of(services, query.need, query.kept)
    found = find_match(services.library, need, reader, everything=bool(query.everything))
    links = SiteLinks(base_url(request))
    if format == "csv":
        return attachment(table(found, links), "text/csv; charset=utf-8", "need.csv")
    return attachment(word(found, links, translator(chosen_language(request))), WORD, "need.docx")
