"""Middleware of every request: rejections before the route, then headers, metrics, the request log and the audit log."""

import re
import secrets
import time
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.explore.needs import LONGEST
from web import errors
from web.access.rate_limits import client_of, is_counted, limited_as
from web.access.session import member_of
from web.filters import LONGEST_QUESTION
from web.jobs.text_files import MAX_TEXT_FILE_BYTES
from web.links import PATH, is_under
from web.log import REQUEST, requests
from web.services import Services, services_of

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_MAX_FORM_BYTES = 2_000_000  # of a POST without a file
_MOST_PARAMETERS = 1000  # of an address
_TEXT_FORMS = ("/match", "/prior-work")  # forms that take a text in a file
_EXPORTS = ("/export", "/references", "/file")  # ends of routes that the audit log records
_WITHOUT_LIBRARY = ("/static/", "/healthz")
_COOKIE_PATH = re.compile(r"(;\s*path=)(/[^;]*)", re.I)
_RELOAD_SECONDS = "10"  # while the library is being opened


async def guard(request: Request, call_next: errors.Next) -> Response:
    """Reject a request or pass it to its route; log it and set the security headers either way.

    It is a single middleware, because each layer costs most of a millisecond per request.
    """
    started = time.perf_counter()
    services = services_of(request)
    request.state.id = secrets.token_hex(6)
    REQUEST.set(request.state.id)
    response = await _rejection(request, services) or await _answer(request, services, call_next)
    seconds = time.perf_counter() - started
    route = getattr(request.scope.get("route"), "path", "none")
    services.metrics.request(request, response.status_code, seconds)
    about = {"method": request.method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1)}
    requests.info("request", extra={"about": about})
    await _audit(request, services, route, response.status_code)
    _set_headers(request, response)
    return response


async def _rejection(request: Request, services: Services) -> Response | None:
    """The response to a request that must not reach a route; None for all others."""
    return (
        _without_library(request, services)
        or _cross_site_post(request)
        or _overlong(request)
        or _oversized(request, services)
        or await _anonymous_upload(request)
        or await _over_rate(request, services)
    )


async def _answer(request: Request, services: Services, call_next: errors.Next) -> Response:
    """The route's response, or 429 while the client has too many requests in progress."""
    limiter, client = services.limiter, client_of(request)
    if not is_counted(client):
        return await _routed(request, call_next)
    client = limited_as(client)
    if not limiter.enter(client):
        response = errors.answer(request, 429, "Too many requests at once. Try again in a second.")
        response.headers["retry-after"] = "1"
        return response
    try:
        return await _routed(request, call_next)
    finally:
        limiter.leave(client)


async def _routed(request: Request, call_next: errors.Next) -> Response:
    """The route's response. Unexpected errors are converted here, so that they have headers and a line in the log."""
    try:
        return await call_next(request)
    except Exception as error:  # noqa: BLE001  (logged with its traceback)
        return await run_in_threadpool(errors.unexpected, request, error)


async def _audit(request: Request, services: Services, route: str, status: int) -> None:
    """Record exports, downloads and denied requests in the audit log."""
    member = getattr(request.state, "member", None)
    client = {"member": member.name} if member else {"client": client_of(request)}
    if status == 403 and not route.startswith("/sign-in"):  # that route writes its own, more detailed entry
        await run_in_threadpool(services.audit.note, "denied", route=route, **client)
    elif status == 200 and route.endswith(_EXPORTS):
        document = request.path_params.get("document_id", "")
        await run_in_threadpool(services.audit.note, "exported", route=route, document=document, **client)


def _set_headers(request: Request, response: Response) -> None:
    response.headers["X-Request-Id"] = request.state.id
    if getattr(request.state, "member", None) is not None:
        response.headers["Cache-Control"] = "private, no-store"
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


class HeadRequests:
    """Middleware that answers HEAD requests by GET without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


class UnderPath:
    """Middleware for a site whose public address has a path, whether or not the proxy in front removes it."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app, self._path = app, urlsplit(public_url).path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._path or scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if is_under(self._path, scope["path"]):
            shorter = scope["path"][len(self._path) :] or "/"
            scope = {**scope, "path": shorter, "raw_path": scope.get("raw_path", b"")[len(self._path) :] or b"/"}
        PATH.set(self._path)

        async def leading_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._lead_back(MutableHeaders(raw=message["headers"]))
            await send(message)

        await self._app(scope, receive, leading_back)

    def _lead_back(self, headers: MutableHeaders) -> None:
        location = headers.get("location", "")
        if location.startswith("/") and not is_under(self._path, location):
            headers["location"] = self._path + location
        cookies = headers.getlist("set-cookie")
        if cookies:
            del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", _COOKIE_PATH.sub(lambda m: f"{m[1]}{self._path}{m[2].rstrip('/')}", cookie))


# -- rejections -------------------------------------------------------------------------------------------------------


def _without_library(request: Request, services: Services) -> Response | None:
    """503 for everything that needs the library, while it isn't open."""
    path = request.url.path
    if services.opened is not None or path.startswith(_WITHOUT_LIBRARY):
        return None
    if path == "/readyz":
        return JSONResponse({"words": False, "meaning": False}, 503)
    message = "The library is opening and rebuilding its word index. This page reloads by itself."
    if services.failure is not None:
        message = "The library can't be used at the moment. The server's log has the reason."
    response = errors.answer(request, 503, message)
    response.headers.update({"Retry-After": _RELOAD_SECONDS, "Refresh": _RELOAD_SECONDS})
    return response


def _overlong(request: Request) -> Response | None:
    """414 for an address with too many parameters, 422 for a text in it that is too long: both cost time by their length."""
    if request.scope["query_string"].count(b"&") > _MOST_PARAMETERS:  # before they are parsed, on the event loop
        return errors.answer(request, 414, "The address has too many parts. Shorten what you ask for.")
    for name, value in request.query_params.multi_items():
        longest = LONGEST if name in ("need", "idea") else LONGEST_QUESTION
        if len(value) > longest:
            message = "“{name}” is longer than {count} characters. Shorten it."
            return errors.answer(request, 422, message, name=name[:50], count=longest)
    return None


def _cross_site_post(request: Request) -> Response | None:
    """CSRF check: 403 for a POST from another site's page. Browsers name the origin; programs send neither header."""
    if request.method != "POST":
        return None
    origin = request.headers.get("origin")
    is_foreign = request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
    if is_foreign or (origin and not origin.endswith(f"://{request.headers.get('host')}")):
        return errors.answer(request, 403, "This form was sent from another site. Open it here and send it again.")
    return None


def _oversized(request: Request, services: Services) -> Response | None:
    """413 for a body that is too large, 411 for one of unknown length, before any of it is read."""
    if request.method != "POST":
        return None
    limit = _MAX_FORM_BYTES
    if request.url.path == "/upload":
        limit = services.max_upload_bytes
    elif request.url.path in _TEXT_FORMS:
        limit += MAX_TEXT_FILE_BYTES
    length = request.headers.get("content-length", "")
    if "transfer-encoding" in request.headers:
        return errors.answer(request, 411, "The request has no Content-Length header; add one.")
    if length.isdecimal() and int(length) > limit:
        return errors.answer(
            request, 413, "The request is larger than {megabytes} MB. Send less at once.", megabytes=limit // 1_000_000
        )
    return None


async def _anonymous_upload(request: Request) -> Response | None:
    """401 for a file from an anonymous client, before any of it is read."""
    if request.method == "POST" and request.url.path == "/upload":
        try:
            member = await run_in_threadpool(member_of, request)
        except HTTPException as error:
            return await run_in_threadpool(errors.http_error, request, error)
        return None if member else errors.answer(request, 401, "Sign in to continue.")
    return None


async def _over_rate(request: Request, services: Services) -> Response | None:
    """429 for a client over the rate limit. Styles and scripts aren't counted; page pictures, loaded by pages, count separately."""
    client, path = client_of(request), request.url.path
    if not is_counted(client) or path.startswith("/static/"):
        return None
    limiter, key = services.limiter, limited_as(client)
    if path.endswith("/picture"):
        key = f"pictures for {key}"
    seconds = await run_in_threadpool(limiter.wait, key) if limiter.is_shared else limiter.wait(key)
    if not seconds:
        return None
    response = errors.answer(request, 429, "Too many requests. Try again in {seconds} s.", seconds=seconds)
    response.headers["retry-after"] = str(seconds)
    return response
