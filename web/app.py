"""The application: the object graph of the server, built in one place."""

import logging
import os
import secrets
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response

from kb.audit import Audit
from kb.llm import load_writer
from kb.mail import load_mailer
from kb.model import ANONYMOUS, Reader
from kb.queries import Queries
from kb.settings import Settings
from web import errors
from web.cache import PictureCache
from web.dependencies import Answering, Turn, member_of
from web.limits import Limiter, client_of, is_counted
from web.log import REQUEST, requests
from web.metrics import Metrics
from web.opening import Opening
from web.pages import Pages
from web.proxies import load_proxy
from web.routes import (
    about,
    account,
    alerts,
    answers,
    api,
    ask,
    crawlers,
    documents,
    errands,
    home,
    people,
    people_api,
    search,
    themes,
    upload,
)
from web.single_sign_on import load_provider

HERE = Path(__file__).parent
log = logging.getLogger("polikb")

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


# In this order a request is held against them: what is asked most comes first.
_ROUTES = (
    api, search, ask, documents, people, home, about, crawlers, themes,
    alerts, answers, account, upload, errands, people_api,
)  # fmt: skip
_LARGEST_FORM = 2_000_000  # bytes, but for uploads


def create_app(
    settings: Settings, *, owner: str = "polikb serve", reader: Reader = ANONYMOUS, address: str = ""
) -> FastAPI:
    """The web application over the library that `settings` name. The library is opened when the server starts.

    `reader` is who everyone is taken to be who has not signed in; `address` is where commands on this machine reach the server.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.opening = Opening(app, settings, owner, address)
        await run_in_threadpool(app.state.opening.begin)
        yield
        app.state.ending.set()
        await run_in_threadpool(app.state.opening.close)

    app = FastAPI(
        title="Polisocial knowledge base",
        description="Search theses, course material and project reports, and ask questions answered with located quotes.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.ending, app.state.announced = threading.Event(), None
    app.state.audit, app.state.limiter = (
        Audit(settings.home),
        Limiter(settings.requests_per_minute, settings.requests_at_once),
    )
    app.state.queries = Queries(settings.home, settings.query_days)
    app.state.turn, app.state.pictures = Turn(os.cpu_count() or 2), PictureCache(settings.home / "pictures")
    app.state.reader, app.state.most = reader, (settings.upload_max_mb + 1) * 1_000_000
    app.state.answering = Answering(load_writer(settings), settings.unsupported == "mark")
    app.state.provider, app.state.proxy = load_provider(settings), load_proxy(settings)
    app.state.mailer, app.state.public_url = load_mailer(settings), settings.public_url.rstrip("/")
    app.state.metrics, app.state.recent = Metrics(), answers.Recent()
    app.state.pages = Pages(HERE)
    for routes in _ROUTES:
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    errors.install(app)
    if app.state.provider:
        is_secure = settings.public_url.startswith("https:")
        app.add_middleware(
            SessionMiddleware, secret_key=settings.secret_key, session_cookie="signing-in", max_age=600, path="/sign-in",
            https_only=is_secure,
        )  # fmt: skip
    app.middleware("http")(_guard)
    return app


async def _guard(request: Request, call_next: errors.Next) -> Response:
    """Refuse what may not be asked, else answer; with strict headers either way. One layer: each costs a good part of a millisecond."""
    started = time.perf_counter()
    request.state.id = secrets.token_hex(6)
    REQUEST.set(request.state.id)
    opening: Opening = request.app.state.opening
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
