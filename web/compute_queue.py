"""Searches and answers run in threads of their own, as many at once as there are cores."""

import functools
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread
import orjson
from starlette.responses import Response

from kb.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")


_LONGEST = 200  # requests that wait: at 60 a second, the last is answered in three seconds


class ComputeQueue:
    """Runs functions in threads, at most one per core; up to 200 others wait.

    More at once would only compete for the cores. With fifty users at once this serves a third more requests than FastAPI's pool
    of forty threads, which is left to pages and pictures.
    """

    def __init__(self, cores: int) -> None:
        self._limiter, self._most, self._inside = anyio.CapacityLimiter(cores), cores + _LONGEST, 0

    async def run(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run a function when a core is free; returns its result. Raises Busy if too many wait."""
        if self._inside >= self._most:
            raise Busy("Too many people are searching at the moment. Try again in a few seconds.")
        call = functools.partial(function, *arguments, **named)
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._inside -= 1


def computed(route: Callable[P, object]) -> Callable[P, Awaitable[Response]]:
    """Run a route in the compute queue of its `services`, template and JSON included; nothing of it on the event loop.

    A value other than a response is sent as JSON. It isn't validated against the route's `response_model`, which would take as
    long as a search; tests validate it.
    """

    @functools.wraps(route)
    async def queued(*arguments: P.args, **named: P.kwargs) -> Response:
        queue: ComputeQueue = named["services"].queue  # type: ignore[attr-defined]
        return await queue.run(_respond, functools.partial(route, *arguments, **named))

    return queued


def _respond(route: Callable[[], object]) -> Response:
    result = route()
    return result if isinstance(result, Response) else json_response(result)


def json_response(value: object) -> Response:
    """A value of plain JSON types as a response."""
    return Response(orjson.dumps(value), media_type="application/json")
