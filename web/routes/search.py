"""The results page."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.query import analyse
from kb.search import search as find
from web.dependencies import FormFilters, TheLibrary, ThePages, TheReader

router = APIRouter(include_in_schema=False)


@router.get("/search")
def search(
    request: Request, library: TheLibrary, pages: ThePages, reader: TheReader, filters: FormFilters, q: str = ""
) -> Response:
    """Documents with their best passages, filters beside them."""
    if not q.strip():
        return RedirectResponse("/")
    result = find(library, q, reader, filters, k=30)
    return pages.render(
        request, "results.html", result=result, filters=filters, q=q, words=analyse(q, library.translate).words
    )
