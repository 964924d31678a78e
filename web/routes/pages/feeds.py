"""Atom feeds of what is new for a search, a need or an idea."""

from collections.abc import Iterable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.needs import match as find_match
from kb.explore.prior_work import prior_work as find_prior_work
from kb.model import Document
from kb.search.scope import all_documents
from kb.search.search import documents_found
from web.dependencies import TheLibrary, TheQueue, TheReader, TheTemplates
from web.filters import FormFilters, Text
from web.render.templates import Templates, chosen_language

router = APIRouter(include_in_schema=False)

_NEWEST = 50


@router.get("/search.atom")
async def search_feed(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, filters: FormFilters,
    q: Text = "",
) -> Response:  # fmt: skip
    """The newest documents that a search finds."""
    found = await queue(documents_found, library, q, reader, filters) if q.strip() else all_documents(library, reader)
    return _feed(request, templates, found, q or templates.translator(chosen_language(request))("Documents"))


@router.get("/match.atom")
async def match_feed(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, need: Text
) -> Response:
    """The newest works for a need."""
    return _feed(request, templates, (await queue(find_match, library, need, reader)).documents, need[:80])


@router.get("/prior-work.atom")
async def prior_work_feed(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, idea: Text
) -> Response:
    """The newest works like an idea."""
    return _feed(request, templates, (await queue(find_prior_work, library, idea, reader)).documents, idea[:80])


def _feed(request: Request, templates: Templates, documents: Iterable[Document], title: str) -> Response:
    newest = sorted(documents, key=lambda document: (document.added_at, document.id), reverse=True)[:_NEWEST]
    response = templates.render(
        request, "feed.xml", title=title, documents=newest, base=str(request.base_url).rstrip("/"),
        page=request.url.path.removesuffix(".atom") + f"?{request.url.query}",
        updated=newest[0].added_at if newest else "1970-01-01T00:00:00+00:00",
    )  # fmt: skip
    response.headers["content-type"] = "application/atom+xml; charset=utf-8"
    return response
