"""What routes need, taken from the application or from the request.

These are coroutines though they wait for nothing: FastAPI takes each plain function to a thread and back, which costs more than it does.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kb.access.accounts import Member, reader_of
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import Reader
from kb.models.writer import Writer
from web.access.session import SESSION, member_of
from web.render.templates import Templates

T = TypeVar("T")


class ComputeQueue:
    """Searches and answers wait for a core: more at once would only get into each other's way.

    Fifty people at once are served a third faster so than by forty threads, and pages and pictures don't wait behind them.
    """

    def __init__(self, cores: int) -> None:
        self._limiter = anyio.CapacityLimiter(cores)

    async def __call__(self, function: Callable[..., T], *arguments: object) -> T:
        """What the function gives, in a thread, when its turn has come."""
        return await anyio.to_thread.run_sync(functools.partial(function, *arguments), limiter=self._limiter)


async def _turn(request: Request) -> ComputeQueue:
    turn: ComputeQueue = request.app.state.turn
    return turn


async def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


async def _viewer(request: Request) -> PageViewer:
    viewer: PageViewer = request.app.state.viewer
    return viewer


@dataclass(frozen=True)
class Answering:
    """What answers questions: the writer, if there is one, and whether what no passage says is marked or left out."""

    writer: Writer | None
    keep_unsupported: bool


async def _answering(request: Request) -> Answering:
    answering: Answering = request.app.state.answering
    return answering


async def _pages(request: Request) -> Templates:
    pages: Templates = request.app.state.pages
    return pages


async def _member(request: Request) -> Member | None:
    # Who says nothing of himself is nobody, without a look into the accounts.
    is_said = SESSION in request.cookies or "authorization" in request.headers or request.app.state.proxy is not None
    return await run_in_threadpool(member_of, request) if is_said else None


async def _reader(member: Annotated[Member | None, Depends(_member)], request: Request) -> Reader:
    everybody: Reader = request.app.state.reader
    return reader_of(member) if member else everybody


TheLibrary = Annotated[Library, Depends(_library)]
TheQueue = Annotated[ComputeQueue, Depends(_turn)]
TheAnswering = Annotated[Answering, Depends(_answering)]
TheViewer = Annotated[PageViewer, Depends(_viewer)]
TheTemplates = Annotated[Templates, Depends(_pages)]
TheMember = Annotated[Member | None, Depends(_member)]
TheReader = Annotated[Reader, Depends(_reader)]
