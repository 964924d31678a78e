"""What routes need, taken from the application or from the request.

These are coroutines though they wait for nothing: FastAPI takes each plain function to a thread and back, which costs more than it does.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kb.accounts import Accounts, Member, reader_of
from kb.goals import GOALS
from kb.library import Library
from kb.llm import Writer
from kb.model import Access, Filters, Kind, Reader
from kb.pageview import PageViewer
from web.pages import Pages
from web.proxies import TrustedProxy

T = TypeVar("T")
SESSION = "session"  # the cookie's name


class Turn:
    """Searches and answers wait for a core: more at once would only get into each other's way.

    Fifty people at once are served a third faster so than by forty threads, and pages and pictures don't wait behind them.
    """

    def __init__(self, cores: int) -> None:
        self._limiter = anyio.CapacityLimiter(cores)

    async def __call__(self, function: Callable[..., T], *arguments: object) -> T:
        """What the function gives, in a thread, when its turn has come."""
        return await anyio.to_thread.run_sync(functools.partial(function, *arguments), limiter=self._limiter)


async def _turn(request: Request) -> Turn:
    turn: Turn = request.app.state.turn
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


async def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def member_of(request: Request) -> Member | None:
    """Who has signed in, by cookie, by a trusted proxy or, for programs, by `Authorization: Bearer`; None for everybody else."""
    if not hasattr(request.state, "member"):
        accounts: Accounts = request.app.state.accounts
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        cookie = request.cookies.get(SESSION)
        if scheme.lower() == "bearer":
            request.state.member = accounts.program(token.strip())
        else:
            request.state.member = _by_proxy(request, accounts) or (accounts.signed_in(cookie) if cookie else None)
    member: Member | None = request.state.member
    return member


def _by_proxy(request: Request, accounts: Accounts) -> Member | None:
    proxy: TrustedProxy | None = request.app.state.proxy
    person = proxy.person(request) if proxy else None
    if person is None:
        return None
    name, groups = person
    return accounts.elsewhere(f"proxy {name}", name, groups)


async def _member(request: Request) -> Member | None:
    # Who says nothing of himself is nobody, without a look into the accounts.
    is_said = SESSION in request.cookies or "authorization" in request.headers or request.app.state.proxy is not None
    return await run_in_threadpool(member_of, request) if is_said else None


async def _reader(member: Annotated[Member | None, Depends(_member)], request: Request) -> Reader:
    everybody: Reader = request.app.state.reader
    return reader_of(member) if member else everybody


def _year(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) == 4 else None


async def _filters(
    kind: str | None = None,
    language: str | None = None,
    year_from: Annotated[str | None, Query()] = None,
    year_to: Annotated[str | None, Query()] = None,
    partner: str | None = None,
    department: str | None = None,
    course: str | None = None,
    place: str | None = None,
    access: str | None = None,
    goal: str | None = None,
) -> Filters:
    """Filters from a form: an empty or senseless one is no filter, since a form sends every field."""
    return Filters(
        kind or None, language or None, _year(year_from), _year(year_to), partner=partner or None,
        department=department or None, course=course or None, place=place or None, access=access or None,
        goal=goal if goal in GOALS else None,
    )  # fmt: skip


Year = Annotated[int | None, Query(ge=1000, le=9999)]
Named = Annotated[str | None, Query(max_length=200)]


async def _strict_filters(
    kind: Kind | None = None,
    language: Annotated[str | None, Query(max_length=8)] = None,
    year_from: Year = None,
    year_to: Year = None,
    partner: Named = None,
    department: Named = None,
    course: Named = None,
    place: Named = None,
    access: Access | None = None,
    goal: Annotated[int | None, Query(ge=1, le=17)] = None,
) -> Filters:
    """Filters from a program: what can't be a filter is refused."""
    return Filters(
        kind, language, year_from, year_to, partner=partner, department=department, course=course, place=place,
        access=access, goal=str(goal) if goal else None,
    )  # fmt: skip


TheLibrary = Annotated[Library, Depends(_library)]
TheTurn = Annotated[Turn, Depends(_turn)]
TheAnswering = Annotated[Answering, Depends(_answering)]
TheViewer = Annotated[PageViewer, Depends(_viewer)]
ThePages = Annotated[Pages, Depends(_pages)]
TheMember = Annotated[Member | None, Depends(_member)]
TheReader = Annotated[Reader, Depends(_reader)]
FormFilters = Annotated[Filters, Depends(_filters)]
StrictFilters = Annotated[Filters, Depends(_strict_filters)]
