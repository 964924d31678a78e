"""The web application: builds the object graph of the server and registers the routes."""

import os
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
from web.compute_queue import ComputeQueue
from web.jobs.text_files import TextFiles
from web.middleware import HeadRequests, UnderPath, guard
from web.render.picture_cache import PictureCache
from web.render.templates import Templates
from web.routes import api, curation, health, oai, pages
from web.services import Services
from web.startup import Startup

HERE = Path(__file__).parent
_SIGN_IN_SECONDS = 600  # from leaving for the sign-in service to coming back


def create_app(
    settings: Settings,
    *,
    owner: str = "polikb serve",
    reader: Reader = ANONYMOUS,
    address: str = "",
    does_jobs: bool = True,
) -> FastAPI:
    """The web application over the library that `settings` name; the library is opened when the server starts.

    `reader` has the rights of visitors who haven't signed in; `address` is where commands on this machine reach the server. Without
    `does_jobs`, workers run the jobs that it adds to a database's queue.
    """
    services = _services(settings, reader)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        startup = Startup(services, owner, address, does_jobs=does_jobs)
        await run_in_threadpool(startup.begin)
        yield
        services.stopping.set()
        await run_in_threadpool(startup.close)

    app = FastAPI(
        title="Polisocial knowledge base",
        description="Search theses, course material and project reports, and ask questions answered with located quotes.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.services = services
    for router in (*api.ROUTERS, *pages.ROUTERS, curation.router, oai.router, health.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    errors.install(app)
    _add_middleware(app, services)
    return app


def _add_middleware(app: FastAPI, services: Services) -> None:
    settings = services.settings
    if services.provider:
        app.add_middleware(
            SessionMiddleware, secret_key=settings.secret_key, session_cookie="signing-in", max_age=_SIGN_IN_SECONDS,
            path="/sign-in", https_only=services.public_url.startswith("https:"),
        )  # fmt: skip
    app.middleware("http")(guard)
    app.add_middleware(HeadRequests)
    app.add_middleware(UnderPath, public_url=settings.public_url)


def _services(settings: Settings, reader: Reader) -> Services:
    mailer = load_mailer(settings)
    return Services(
        settings=settings,
        default_reader=reader,
        templates=Templates(HERE, sends_mail=mailer is not None and bool(settings.public_url)),
        audit=AuditLog(settings.home),
        query_log=QueryLog(settings.home, settings.query_days),
        limiter=Limiter(settings.requests_per_minute, settings.requests_at_once),
        queue=ComputeQueue(os.cpu_count() or 2),
        pictures=PictureCache(settings.home / "pictures"),
        writer=load_writer(settings),
        mailer=mailer,
        provider=load_provider(settings),
        proxy=load_proxy(settings),
        text_files=TextFiles(settings),
    )
