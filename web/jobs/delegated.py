"""Work that a command hands to the server which holds the library: done in a thread, told as it goes on."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator

from kb.errors import PolikbError
from kb.library import Library
from kb.maintenance.delegate import Json, Task

log = logging.getLogger("polikb")

_BETWEEN = 0.1  # seconds between two words on how far it is


class Stopped(Exception):
    """Nobody waits for the work any more, or the server is to end."""


class DelegatedTask:
    """One piece of work. It is the work's `Progress`: what it is told there becomes events for whoever waits."""

    def __init__(
        self, library: Library, function: Task, arguments: Json, turn: threading.Lock, ending: threading.Event
    ) -> None:
        """`turn` is held while the library is written; `ending` set when the server is to end."""
        self._library, self._function, self._arguments = library, function, arguments
        self._turn, self._ending, self._left = turn, ending, threading.Event()
        self._events: asyncio.Queue[Json | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._told = 0.0

    async def events(self) -> AsyncIterator[Json]:
        """Begin, and tell until it is done. Who stops listening stops the work, as Ctrl-C would."""
        thread = threading.Thread(target=self._do, name="errand")
        thread.start()
        try:
            while (event := await self._events.get()) is not None:
                yield event
        finally:
            self._left.set()

    def phase(self, label: str, total: int | None) -> None:
        """Go on with another kind of work."""
        self._tell({"phase": [label, total]})

    def to(self, done: int, note: str = "") -> None:
        """How far it is. Raises Stopped."""
        if self._left.is_set() or self._ending.is_set():
            raise Stopped
        if time.monotonic() - self._told > _BETWEEN:
            self._told = time.monotonic()
            self._tell({"to": [done, note]})

    def say(self, line: str) -> None:
        """A line for whoever waits."""
        self._tell({"say": line})

    def _tell(self, event: Json | None) -> None:
        self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    def _do(self) -> None:
        name = self._function.__name__
        try:
            if not self._turn.acquire(blocking=False):
                self.say("Waiting for uploads and other commands.")
                while not self._turn.acquire(timeout=1):
                    self.to(0)
            try:
                self._tell({"result": self._function(self._library, self._arguments, self)})
            finally:
                self._turn.release()
        except Stopped:
            log.warning("%s was stopped; what was done is kept.", name)
            self._tell({"error": "The server is ending. What was done is kept; run the command again."})
        except PolikbError as error:
            self._tell({"error": str(error)})
        except Exception:
            log.exception("%s failed.", name)
            self._tell({"error": f"{name} failed on the server; its log says why."})
        finally:
            self._tell(None)
