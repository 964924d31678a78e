"""The first page, and whether the server is well."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.overview import overview
from web.dependencies import TheLibrary, TheMember, ThePages, TheReader
from web.limits import client_of, is_counted

router = APIRouter(include_in_schema=False)

MEASURES = (
    "document@1", "document@5", "page@1", "page@5", "page@10", "cited_page", "quoted_evidence", "located",
    "rightly_refused", "wrongly_refused",
)  # fmt: skip


@router.get("/")
def home(request: Request, library: TheLibrary, pages: ThePages, reader: TheReader) -> Response:
    """One box that searches or asks, and what is inside."""
    return pages.render(request, "home.html", overview=overview(library, reader))


@router.get("/evaluation")
def evaluation(request: Request, library: TheLibrary, pages: ThePages) -> Response:
    """How well search and answers do on the librarian's own questions, and the trend."""
    kept = library.catalogue.ledger.evaluations()
    trends = {name: trend([e.measured["all"].get(name) for e in kept]) for name in MEASURES}
    return pages.render(request, "evaluation.html", evaluations=kept[::-1], measures=MEASURES, trends=trends)


def trend(values: Sequence[float | None]) -> str:
    """The points of a line, 120 by 24 units, oldest first; "" for fewer than two values."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    return " ".join(f"{120 * at / (len(known) - 1):.1f},{22 - 20 * value:.1f}" for at, value in enumerate(known))


@router.get("/healthz")
def healthy() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def metrics(request: Request, library: TheLibrary, member: TheMember) -> Response:
    """For a monitoring server on this machine, or an administrator: how much there is isn't for everybody."""
    if is_counted(client_of(request)) and not (member and member.may("admin")):
        raise HTTPException(404)
    data = request.app.state.metrics.page(library, request.app.state.jobs.waiting)
    return Response(data, media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/readyz")
def ready(library: TheLibrary) -> Response:
    """What can be used already: words at once, meaning when everything has its vector. How much there is isn't told here."""
    counts = library.catalogue.counts()
    return JSONResponse({"words": True, "meaning": counts["vectors"] == counts["passages"]})
