"""The application: the object graph of the server, built in one place."""

import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware

from kb.access.audit import AuditLog
from kb.access.query_log import QueryLog
from kb.alerts.mail import load_mailer
from kb.model import ANONYMOUS, Reader
from kb.models.writer import load_writer
from kb.settings import Settings
from web import errors
from web.access.proxies import load_proxy
from web.access.rate_limits import Limiter
from web.access.single_sign_on import load_provider
from web.dependencies import Answering, ComputeQueue
from web.metrics import Metrics
from web.middleware import guard
from web.recent_answers import RecentAnswers
from web.render.picture_cache import PictureCache
from web.render.templates import Templates
from web.routes import api, health, pages
from web.startup import Startup

HERE = Path(__file__).parent
log = logging.getLogger("polikb")


def create_app(
    settings: Settings, *, owner: str = "polikb serve", reader: Reader = ANONYMOUS, address: str = ""
) -> FastAPI:
    """The web application over the library that `settings` name. The library is opened when the server starts.

    `reader` is who everyone is taken to be who has not signed in; `address` is where commands on this machine reach the server.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.opening = Startup(app, settings, owner, address)
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
        AuditLog(settings.home),
        Limiter(settings.requests_per_minute, settings.requests_at_once),
    )
    app.state.queries = QueryLog(settings.home, settings.query_days)
    app.state.turn, app.state.pictures = ComputeQueue(os.cpu_count() or 2), PictureCache(settings.home / "pictures")
    app.state.reader, app.state.most = reader, (settings.upload_max_mb + 1) * 1_000_000
    app.state.answering = Answering(load_writer(settings), settings.unsupported == "mark")
    app.state.provider, app.state.proxy = load_provider(settings), load_proxy(settings)
    app.state.mailer, app.state.public_url = load_mailer(settings), settings.public_url.rstrip("/")
    app.state.metrics, app.state.recent = Metrics(), RecentAnswers()
    app.state.pages = Templates(HERE)
    for router in (*api.ROUTERS, *pages.ROUTERS, health.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    errors.install(app)
    if app.state.provider:
        is_secure = settings.public_url.startswith("https:")
        app.add_middleware(
            SessionMiddleware, secret_key=settings.secret_key, session_cookie="signing-in", max_age=600, path="/sign-in",
            https_only=is_secure,
        )  # fmt: skip
    app.middleware("http")(guard)
    return app
