"""The results page, similar passages, and OpenSearch."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kb.explore.similar import similar_passages
from kb.library import Library
from kb.model import Filters, Reader, SearchResult
from kb.search.query_syntax import parse_query, written
from kb.search.scope import highlighted, open_document, open_scope
from kb.search.search import DOCUMENTS
from kb.search.search import search as find
from kb.search.suggest import suggest
from kb.translations import language_name, translator
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.filters import SearchForm
from web.render.templates import chosen_language
from web.render.year_histogram import Histogram, year_histogram
from web.routes.pages.discovery import coins_at
from web.services import Services, base_url

router = APIRouter(include_in_schema=False)


@router.get("/search")
@computed
def search(
    request: Request, services: TheServices, reader: TheReader, form: Annotated[SearchForm, Query()]
) -> Response:
    """Documents with their best passages, and filters beside them."""
    if not form.q.strip():
        return RedirectResponse("/")
    library, filters, started = services.library, form.filters, time.perf_counter()
    result = services.searches.run(find, form.q, reader, filters, listing=form.listing)
    seconds = time.perf_counter() - started
    asked = result.corrected or form.q
    services.query_log.note(form.q, found=result.total > 0)
    unfiltered = services.searches.run(find, form.q, reader).total if not result.hits and filters != Filters() else 0
    chosen, scope = active(filters), open_scope(library, reader)
    within = open_scope(library, reader, filters)
    return services.templates.render(
        request, "results.html", result=result, q=form.q, sort=form.order, filters=filters, active=chosen,
        first=((result.page or 1) - 1) * DOCUMENTS + 1, unfiltered=unfiltered, asked=asked,
        is_embedding=not scope.has_meaning, words=highlighted(scope, parse_query(asked, filters).text), export=urlencode({"q": asked, **chosen}),
        wanted=written(asked, filters), shown=value_names(library, chosen_language(request)),
        searched=Searched(len(within.allowed), max(round(seconds, 2), 0.01), scope.has_meaning), years=_years(services, form, reader, result),
        kept={"q": form.q, **{name: form.order for name in ("sort",) if form.order != "relevance"}, **without_years(chosen)},
        coins=coins_at(request),
    )  # fmt: skip


@dataclass(frozen=True)
class Searched:
    """Extent of a search: the number of documents within its filters, whether by meaning, too, and the `seconds` it took."""

    documents: int
    seconds: float
    meaning: bool


def _years(services: Services, form: SearchForm, reader: Reader, result: SearchResult) -> Histogram | None:
    """The years of the documents found, including those outside the filter by year."""
    wide = replace(form.filters, year_from=None, year_to=None)
    if wide != form.filters:
        result = services.searches.run(find, form.q, reader, wide, listing=form.listing)
    return year_histogram(result.facets["year"], form.filters)


def without_years(chosen: dict[str, str]) -> dict[str, str]:
    """The active filters that the form of years keeps."""
    return {name: value for name, value in chosen.items() if name not in ("year_from", "year_to")}


def active(filters: Filters) -> dict[str, str]:
    """The filters that are set, by name."""
    return {name: value for name, value in asdict(filters).items() if value}


def value_names(library: Library, language: str) -> Callable[[str, str], str]:
    """A function from (facet or filter, value) to the value's name in a language."""
    translate = translator(language)

    def shown(name: str, value: str) -> str:
        if name == "goal":
            return f"{value} {library.lists.goals.name(value, language)}"
        if name == "year_from":
            return translate("since {year}", year=value)
        if name == "year_to":
            return translate("until {year}", year=value)
        if name == "language":
            return language_name(translate, value)
        return translate(f"{name} {value}") if name in ("kind", "access") else str(value)

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
    """The OpenSearch description, with which a browser searches here from its address bar."""
    response = services.templates.render(request, "opensearch.xml", base=base_url(request))
    response.headers["content-type"] = "application/opensearchdescription+xml; charset=utf-8"
    return response


@router.get("/opensearch/suggest")
def opensearch_suggest(services: TheServices, reader: TheReader, q: str = "") -> Response:
    """Completions in OpenSearch's format: the text typed, and a list."""
    found = [entry.text for entry in suggest(services.library, q, reader)]
    return JSONResponse([q, found], media_type="application/x-suggestions+json")
