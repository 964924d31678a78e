"""The results page, similar passages, and OpenSearch."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kb.explore.similar import similar_passages
from kb.library import Library
from kb.model import Filters
from kb.search.query_syntax import parse_query, written
from kb.search.scope import highlighted, open_document, open_scope
from kb.search.search import DOCUMENTS
from kb.search.search import search as find
from kb.search.suggest import suggest
from kb.translations import translator
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.filters import SearchForm
from web.render.templates import chosen_language
from web.routes.pages.discovery import coins_at
from web.services import base_url

router = APIRouter(include_in_schema=False)


@router.get("/search")
@computed
def search(
    request: Request, services: TheServices, reader: TheReader, form: Annotated[SearchForm, Query()]
) -> Response:
    """Documents with their best passages, and filters beside them."""
    if not form.q.strip():
        return RedirectResponse("/")
    library, filters = services.library, form.filters
    result = find(library, form.q, reader, filters, listing=form.listing)
    asked = result.corrected or form.q
    services.query_log.note(form.q, found=result.total > 0)
    unfiltered = find(library, form.q, reader).total if not result.hits and filters != Filters() else 0
    chosen, scope = active(filters), open_scope(library, reader)
    return services.templates.render(
        request, "results.html", result=result, q=form.q, sort=form.order, filters=filters, active=chosen,
        first=((result.page or 1) - 1) * DOCUMENTS + 1, unfiltered=unfiltered, asked=asked,
        is_embedding=not scope.has_meaning, words=highlighted(scope, parse_query(asked, filters).text), export=urlencode({"q": asked, **chosen}),
        wanted=written(asked, filters), shown=value_names(library, chosen_language(request)),
        coins=coins_at(request),
    )  # fmt: skip


def active(filters: Filters) -> dict[str, str]:
    """The filters that are set, by name."""
    return {name: value for name, value in asdict(filters).items() if value}


def value_names(library: Library, language: str) -> Callable[[str, str], str]:
    """A function from (facet or filter, value) to the value's name in a language."""
    translate = translator(language)
    prefixes = {"kind": "kind ", "language": "in ", "access": "access "}

    def shown(name: str, value: str) -> str:
        if name == "goal":
            return f"{value} {library.lists.goals.name(value, language)}"
        key = prefixes.get(name, "") + str(value)
        return translate(key).removeprefix("in ") if name in prefixes else str(value)

    return shown


@router.get("/passages/{passage_id}/similar")
def passages_like(request: Request, passage_id: int, services: TheServices, reader: TheReader) -> Response:
    """Passages of other works close to this one in meaning."""
    library = services.library
    number = library.catalogue.passage_keys.decode(passage_id)
    hits = similar_passages(library, number, reader, 20)
    passage = library.catalogue.passages([number])[number]
    document = open_document(library, passage.document_id, reader).document
    return services.templates.render(request, "passages.html", passage=passage, document=document, hits=hits)


@router.get("/opensearch.xml")
def opensearch(request: Request, services: TheServices) -> Response:
    """The OpenSearch description, by which a browser searches here from its address bar."""
    response = services.templates.render(request, "opensearch.xml", base=base_url(request))
    response.headers["content-type"] = "application/opensearchdescription+xml; charset=utf-8"
    return response


@router.get("/opensearch/suggest")
def opensearch_suggest(services: TheServices, reader: TheReader, q: str = "") -> Response:
    """Completions in OpenSearch's format: the text typed, and a list."""
    found = [entry.text for entry in suggest(services.library, q, reader)]
    return JSONResponse([q, found], media_type="application/x-suggestions+json")
