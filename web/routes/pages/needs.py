"""A partner's need: the work done on it and people who can help, as a page, a Word document and a table."""

from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.needs import match as find_match
from kb.explore.needs import topic_of
from kb.output.need_report import table, word
from kb.search.scope import highlighted, open_scope
from kb.translations import translator
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.filters import Text
from web.links import SiteLinks
from web.render.downloads import WORD, attachment
from web.render.templates import chosen_language
from web.services import base_url

router = APIRouter(include_in_schema=False)


@router.get("/match")
@computed
def match(
    request: Request, services: TheServices, reader: TheReader, need: Text = "", everything: str = ""
) -> Response:
    """The work done on a need, people who can help, and the parts of it that nobody has worked on.

    `everything` counts the sentences in that are left out otherwise.
    """
    library = services.library
    found = find_match(library, need, reader, everything=bool(everything)) if need.strip() else None
    words = highlighted(open_scope(library, reader), topic_of(need))
    return services.templates.render(request, "match.html", need=need, found=found, words=words)


@router.get("/match/export")
@computed
def export_match(
    request: Request, services: TheServices, reader: TheReader, need: Text, format: Literal["docx", "csv"] = "docx"
) -> Response:
    """The same as a Word document or a CSV table."""
    found = find_match(services.library, need, reader)
    links = SiteLinks(base_url(request))
    if format == "csv":
        return attachment(table(found, links), "text/csv; charset=utf-8", "need.csv")
    return attachment(word(found, links, translator(chosen_language(request))), WORD, "need.docx")
