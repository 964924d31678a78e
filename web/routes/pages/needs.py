"""A partner's need: what was done about it and who can help, on a page, as Word and as CSV."""

from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.needs import match as find_match
from kb.explore.needs import topic_of
from kb.output.need_report import table, word
from kb.search.scope import highlighted, open_scope
from web.dependencies import TheLibrary, TheQueue, TheReader, TheTemplates
from web.filters import Text
from web.render.downloads import WORD, attachment
from web.render.templates import chosen_language

router = APIRouter(include_in_schema=False)


@router.get("/match")
async def match(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, need: Text = ""
) -> Response:
    """What has been done about a partner's need, who can help, and what nobody has worked on."""
    found = await queue(find_match, library, need, reader) if need.strip() else None
    words = highlighted(open_scope(library, reader), topic_of(need))
    return templates.render(request, "match.html", need=need, found=found, words=words)


@router.get("/match/export")
async def export_match(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, need: Text,
    format: Literal["docx", "csv"] = "docx",
) -> Response:  # fmt: skip
    """The same as a Word document or a table."""
    found = await queue(find_match, library, need, reader)
    base = str(request.base_url).rstrip("/")
    if format == "csv":
        return attachment(table(found, base), "text/csv; charset=utf-8", "need.csv")
    return attachment(word(found, base, templates.translator(chosen_language(request))), WORD, "need.docx")
