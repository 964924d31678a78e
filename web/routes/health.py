"""Whether the server is well: liveness, readiness and Prometheus metrics."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.access.rate_limits import client_of, is_counted
from web.dependencies import TheLibrary, TheMember

router = APIRouter(include_in_schema=False)


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
