"""The first page, and whether the server is well."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.overview import overview
from web.dependencies import TheLibrary, ThePages, TheReader

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, library: TheLibrary, pages: ThePages, reader: TheReader) -> Response:
    """One box that searches or asks, and what is inside."""
    return pages.render(request, "home.html", overview=overview(library, reader))


@router.get("/healthz")
def healthy() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def ready(library: TheLibrary) -> Response:
    """What can be used already: words at once, meaning when everything has its vector."""
    counts = library.catalogue.counts()
    return JSONResponse({"words": True, "meaning": counts["vectors"] == counts["passages"], **counts})
