"""Atom feeds of new documents for a search, a need or a thesis proposal. Nothing about their subscribers is stored."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kb.alerts.alerts import shown_from
from kb.explore.needs import match as find_match
from kb.explore.prior_work import prior_work as find_prior_work
from kb.model import Document
from kb.search.search import browse, documents_found
from kb.translations import translator
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.filters import FeedForm, Text
from web.render.templates import Templates, chosen_language
from web.services import base_url

router = APIRouter(include_in_schema=False)

_NEWEST = 50


@router.get("/search.atom")
@computed
def search_feed(
    request: Request, services: TheServices, reader: TheReader, form: Annotated[FeedForm, Query()]
) -> Response:
    """The newest documents that a search finds; without words, all that the filters keep."""
    library = services.library
    found = (
        documents_found(library, form.q, reader, form.filters)
        if form.q.strip()
        else browse(library, reader, form.filters)[0]
    )
    return _feed(request, services.templates, found, form.q or translator(chosen_language(request))("Documents"))


@router.get("/match.atom")
@computed
def match_feed(request: Request, services: TheServices, reader: TheReader, need: Text) -> Response:
    """The newest works for a need."""
    return _feed(request, services.templates, find_match(services.library, need, reader).documents, need[:80])


@router.get("/prior-work.atom")
@computed
def prior_work_feed(request: Request, services: TheServices, reader: TheReader, idea: Text) -> Response:
    """The newest works like a thesis proposal."""
    return _feed(request, services.templates, find_prior_work(services.library, idea, reader).documents, idea[:80])


def _feed(request: Request, templates: Templates, documents: Iterable[Document], title: str) -> Response:
    newest = sorted(documents, key=lambda document: (shown_from(document), document.id), reverse=True)[:_NEWEST]
    response = templates.render(
        request, "feed.xml", title=title, documents=newest, base=base_url(request),
        page=request.url.path.removesuffix(".atom") + f"?{request.url.query}",
        shown_from=shown_from, updated=shown_from(newest[0]) if newest else "1970-01-01T00:00:00+00:00",
    )  # fmt: skip
    response.headers["content-type"] = "application/atom+xml; charset=utf-8"
    return response
