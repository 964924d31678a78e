"""Queue for searches and answers: threads of their own, at most one per core, with searches first."""

import functools
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread
import orjson
from starlette.responses import Response

from kb.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")


_LONGEST = 200  # requests that wait: at 60 a second, the last is answered in three seconds
_BETWEEN = 24  # waiting searches that go before a waiting answer: they take as long as three answers


@dataclass(eq=False)
class _Turn:
    """A request's place in the queue."""

    is_long: bool
    begins: anyio.Event = field(default_factory=anyio.Event)


class ComputeQueue:
    """Runs functions in threads, at most one per core; up to 200 others wait. Use it from one event loop.

    More at once would only compete for the cores. With fifty concurrent users this serves a third more requests than FastAPI's pool
    of forty threads, which is left to pages and pictures. An answer takes as long as eight searches and would keep as many
    people waiting: if both wait, one answer goes after every 24 searches, so that answers take at most a quarter of the time.
    """

    def __init__(self, cores: int) -> None:
        self._cores, self._limiter = cores, anyio.CapacityLimiter(cores)
        self._running: set[_Turn] = set()
        self._waiting: dict[bool, deque[_Turn]] = {False: deque(), True: deque()}  # keyed by whether they are long
        self._since_long = _BETWEEN  # how many short ones started since a long one did

    async def run(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run a function when a core is free; returns its result. Raises Busy if too many wait."""
        return await self._run(functools.partial(function, *arguments, **named), is_long=False)

    async def run_long(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """`run` for a function that takes as long as several searches: some of these go first."""
        return await self._run(functools.partial(function, *arguments, **named), is_long=True)

    async def _run(self, call: Callable[[], T], *, is_long: bool) -> T:
        if len(self._running) + sum(map(len, self._waiting.values())) >= self._cores + _LONGEST:
            raise Busy("Too many people are searching at the moment. Try again in a few seconds.")
        turn = _Turn(is_long)
        self._waiting[is_long].append(turn)
        self._begin()
        try:
            await turn.begins.wait()
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            if turn in self._running:
                self._running.remove(turn)
            else:  # cancelled while it waited
                self._waiting[is_long].remove(turn)
            self._begin()

    def _begin(self) -> None:
        """Start the next requests, as many as there are free cores."""
        while len(self._running) < self._cores and any(self._waiting.values()):
            turn = self._waiting[self._is_long_next()].popleft()
            self._since_long = 0 if turn.is_long else self._since_long + 1
            self._running.add(turn)
            turn.begins.set()

    def _is_long_next(self) -> bool:
        return bool(self._waiting[True]) and (not self._waiting[False] or self._since_long >= _BETWEEN)


def computed(route: Callable[P, object], *, is_long: bool = False) -> Callable[P, Awaitable[Response]]:
    """Run a route in the compute queue of its `services`, including template and JSON, and nothing on the event loop.

    A value other than a response is sent as JSON. It isn't validated against the route's `response_model`, which would take as
    long as a search; tests validate it.
    """

    @functools.wraps(route)
    async def queued(*arguments: P.args, **named: P.kwargs) -> Response:
        queue: ComputeQueue = named["services"].queue  # type: ignore[attr-defined]
        run = queue.run_long if is_long else queue.run
        return await run(_respond, functools.partial(route, *arguments, **named))

    return queued


def computed_long(route: Callable[P, object]) -> Callable[P, Awaitable[Response]]:
    """`computed`, for a route that takes as long as several searches."""
    return computed(route, is_long=True)


def _respond(route: Callable[[], object]) -> Response:
    result = route()
    return result if isinstance(result, Response) else json_response(result)


def json_response(value: object) -> Response:
    """A value of plain JSON types as a response."""
    return Response(orjson.dumps(value), media_type="application/json")
