"""Liveness, readiness and Prometheus metrics."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.access.rate_limits import client_of, is_counted
from web.dependencies import TheMember, TheServices

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthy() -> Response:
    """Liveness: 200 as long as the process answers, even while all threads are busy."""
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def metrics(request: Request, services: TheServices, member: TheMember) -> Response:
    """Metrics for a monitoring server on this machine, or an administrator: the counts include documents hidden from others."""
    if is_counted(client_of(request)) and not (member and member.may("admin")):
        raise HTTPException(404)
    data = services.metrics.render(services.library, services.uploads.waiting)
    return Response(data, media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/readyz")
def ready(services: TheServices) -> Response:
    """Readiness: `words` once the library is open and its words indexed, `meaning` once every passage has a vector. No counts.

    `words` is false again while an index of words is damaged.
    While the words of many documents are indexed, `words_done` is the share that can be found, 0..1.
    If several servers share a database, `behind` is the time in seconds for which this one's word index has been behind it.
    """
    library = services.library
    counts = library.catalogue.counts()
    done = library.lexical_updates.done
    told: dict[str, bool | float] = {
        "words": done == 1 and not library.lexical_indexes.is_damaged,
        "meaning": counts["vectors"] == counts["passages"],
    }
    if done < 1:
        told["words_done"] = round(done, 3)
    if library.settings.database_url:
        told["behind"] = round(library.lexical_updates.seconds_behind(), 1)
    return JSONResponse(told)
