"""What happens to each request before and after its route: limits, CSRF check, headers, log, audit."""

import secrets
import time
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from web import errors
from web.access.rate_limits import client_of, is_counted
from web.access.session import member_of
from web.log import REQUEST, requests
from web.startup import Startup

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LARGEST_FORM = 2_000_000  # bytes, but for uploads


async def guard(request: Request, call_next: errors.Next) -> Response:
    """Refuse what may not be asked, else answer; with strict headers either way. One layer: each costs a good part of a millisecond."""
    started = time.perf_counter()
    request.state.id = secrets.token_hex(6)
    REQUEST.set(request.state.id)
    opening: Startup = request.app.state.opening
    refusal = opening.refusal(request) or _foreign_form(request) or _too_large(request) or _too_often(request)
    response = refusal or await _in_turn(request, call_next)
    seconds = time.perf_counter() - started
    request.app.state.metrics.request(request, response.status_code, seconds)
    route = getattr(request.scope.get("route"), "path", "none")
    about = {"method": request.method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1)}
    requests.info("request", extra={"about": about})
    _audited(request, route, response.status_code)
    response.headers["X-Request-Id"] = request.state.id
    if getattr(request.state, "member", None) is not None:
        response.headers["Cache-Control"] = "private, no-store"
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _in_turn(request: Request, call_next: errors.Next) -> Response:
    """The answer, unless the client has too many requests at work already."""
    limiter, client = request.app.state.limiter, client_of(request)
    if not is_counted(client):
        return await call_next(request)
    if not limiter.enter(client):
        response = errors.answer(request, 429, "Too many requests at once. Try again in {seconds} seconds.", seconds=1)
        response.headers["retry-after"] = "1"
        return response
    try:
        return await call_next(request)
    finally:
        limiter.leave(client)


def _audited(request: Request, route: str, status: int) -> None:
    """Note what was taken away from here, and what was refused to whom."""
    member = getattr(request.state, "member", None)
    who = {"member": member.name} if member else {"client": client_of(request)}
    if status == 403 and not route.startswith("/sign-in"):  # which notes more of it
        request.app.state.audit.note("denied", route=route, **who)
    elif status == 200 and route.endswith(("/export", "/file")):
        request.app.state.audit.note(
            "exported", route=route, document=request.path_params.get("document_id", ""), **who
        )


def _foreign_form(request: Request) -> Response | None:
    """The refusal of a form that another site's page sends: browsers say where a request comes from, programs say nothing."""
    if request.method != "POST":
        return None
    origin = request.headers.get("origin")
    is_foreign = request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
    if is_foreign or (origin and urlsplit(origin).netloc != request.headers.get("host")):
        return errors.answer(request, 403, "This form was sent from another site.")
    return None


def _too_large(request: Request) -> Response | None:
    """The refusal of a body that is too large, of unknown length, or a file from somebody who may not send one: unread."""
    if request.method != "POST":
        return None
    is_upload = request.url.path == "/upload"
    most = request.app.state.most if is_upload else _LARGEST_FORM
    length = request.headers.get("content-length", "")
    if "transfer-encoding" in request.headers:
        return errors.answer(request, 411, "Say how long it is: send a Content-Length.")
    if length.isdecimal() and int(length) > most:
        return errors.answer(request, 413, "That is more than {megabytes} MB at once.", megabytes=most // 1_000_000)
    if is_upload and member_of(request) is None:
        return errors.answer(request, 401, "Sign in first.")
    return None


def _too_often(request: Request) -> Response | None:
    """The refusal of a client that asks too much, with how long to wait. What a page brings along isn't counted."""
    client, path = client_of(request), request.url.path
    if not is_counted(client) or path.startswith("/static/") or path.endswith("/picture"):
        return None
    waiting: int = request.app.state.limiter.wait(client)
    if not waiting:
        return None
    response = errors.answer(
        request, 429, "That is more than one client may ask. Try again in {seconds} seconds.", seconds=waiting
    )
    response.headers["retry-after"] = str(waiting)
    return response
