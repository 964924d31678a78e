"""The results page."""

from collections.abc import Callable
from dataclasses import asdict
from typing import get_args
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kb.explore.similar import similar_passages
from kb.library import Library
from kb.model import Filters
from kb.search.query_syntax import written
from kb.search.scope import highlighted, open_document, open_scope
from kb.search.search import Sort
from kb.search.search import search as find
from kb.search.suggest import suggest
from web.dependencies import TheLibrary, TheQueue, TheReader, TheTemplates
from web.filters import FormFilters
from web.render.templates import Templates, chosen_language

router = APIRouter(include_in_schema=False)


_STEP = 30  # passages
_MOST = 240


@router.get("/search")
async def search(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, filters: FormFilters,
    q: str = "", sort: str = "relevance", k: int = _STEP,
) -> Response:  # fmt: skip
    """Documents with their best passages, filters beside them."""
    if not q.strip():
        return RedirectResponse("/")
    k = min(max(k, 1), _MOST)
    order: Sort = sort if sort in get_args(Sort) else "relevance"  # type: ignore[assignment]
    result = await queue(find, library, q, reader, filters, k, order)
    request.app.state.queries.note(q, found=result.total > 0)
    more = min(k + _STEP, _MOST) if len(result.hits) == k < _MOST else 0
    without = (await queue(find, library, q, reader, None, 1)).total if not result.hits and filters != Filters() else 0
    chosen = active(filters)
    scope = open_scope(library, reader)
    return templates.render(
        request, "results.html", result=result, coming=not scope.has_meaning, filters=filters, active=chosen, q=q, sort=order, more=more,
        without=without, words=highlighted(scope, q), export=urlencode({"q": q, **chosen}), wanted=written(q, filters),
        shown=value_names(library, templates, chosen_language(request)),
    )  # fmt: skip


def active(filters: Filters) -> dict[str, str]:
    """The filters that are set, by name."""
    return {name: value for name, value in asdict(filters).items() if value}


def value_names(library: Library, templates: Templates, language: str) -> Callable[[str, str], str]:
    """How the value of a facet or filter is shown in a language."""
    translate = templates.translator(language)
    prefixes = {"kind": "kind ", "language": "in ", "access": "access "}

    def shown(name: str, value: str) -> str:
        if name == "goal":
            return f"{value} {library.lists.goals.name(value, language)}"
        key = prefixes.get(name, "") + str(value)
        return translate(key).removeprefix("in ") if name in prefixes else str(value)

    return shown


@router.get("/passages/{passage_id}/similar")
def passages_like(
    request: Request, passage_id: int, library: TheLibrary, templates: TheTemplates, reader: TheReader
) -> Response:
    """Passages of other works near to this one in meaning."""
    own = library.catalogue.passage_keys.decode(passage_id)
    hits = similar_passages(library, own, reader, 20)
    passage = library.catalogue.passages([own])[own]
    document = open_document(library, passage.document_id, reader).document
    return templates.render(request, "passages.html", passage=passage, document=document, hits=hits)


@router.get("/opensearch.xml")
def opensearch(request: Request, templates: TheTemplates) -> Response:
    """How a browser can search here from its address bar."""
    response = templates.render(request, "opensearch.xml", base=str(request.base_url).rstrip("/"))
    response.headers["content-type"] = "application/opensearchdescription+xml; charset=utf-8"
    return response


@router.get("/opensearch/suggest")
def opensearch_suggest(library: TheLibrary, reader: TheReader, q: str = "") -> Response:
    """Completions as browsers want them: what was typed, and a list."""
    found = [entry.text for entry in suggest(library, q, reader)]
    return JSONResponse([q, found], media_type="application/x-suggestions+json")
