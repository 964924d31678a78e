"""Child processes that search the library, open for reading, for a server, whose interpreter computes on one core only.

A search sees every change that was committed before it began, as in the server: a child asks the catalogue for its generation, and
checks whether the files of the word indexes have changed. A search that it can't run exactly like the server is left to that.
"""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

from kb import process
from kb.errors import Busy
from kb.library import Library
from kb.model import OWNER
from kb.search.search import search
from kb.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger("polikb")

_START_SECONDS = 120.0  # timeout for opening the library in a child; it takes two or three on an idle machine
_SECONDS = 60.0  # timeout of a search, by judgement; a million passages take 0.1
_PAUSE = 10.0  # seconds after a child died before another is started
_INTERRUPTED = "The search was interrupted. Try again in a few seconds."


class _Child:
    """A child process and the pipe to it; its user sends one call at a time."""

    def __init__(self, settings: Settings) -> None:
        """Start it. Call `wait` before the first `ask`."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_answer_searches, args=(settings, theirs), name="search", daemon=True)
        self.process.start()
        self._owes = False
        theirs.close()

    def wait(self) -> None:
        """Wait until it has opened the library. Raises EOFError, OSError or TimeoutError if it can't."""
        self._received(_START_SECONDS)

    def ask(self, call: Any) -> tuple[Any] | None:
        """The result of (function, arguments, named arguments) in a tuple; None if the function raised an error.

        Raises EOFError, OSError or TimeoutError when the child has ended or hangs.
        """
        self._pipe.send(call)
        self._owes = True
        found: tuple[Any] | None = self._received(_SECONDS)
        self._owes = False
        return found

    def _received(self, seconds: float) -> Any:
        if not self._pipe.poll(seconds):
            raise TimeoutError
        return self._pipe.recv()

    @property
    def is_sound(self) -> bool:
        """Whether it can be asked: it hasn't ended, and no answer is outstanding."""
        return not self._owes and self.process.is_alive()

    @property
    def was_told_to_end(self) -> bool:
        """Whether it ended by a signal that stops all processes of a service in an orderly way."""
        self.process.join(1)
        return self.process.exitcode == -signal.SIGTERM

    def end(self) -> None:
        """Kill it."""
        self._pipe.close()
        self.process.kill()
        self.process.join()


class SearchProcesses:
    """Runs functions of a library in children, up to `count` and one per core; in none on a single core. Safe to use from threads.

    A child is started when a call finds another in progress and no child free; without concurrent searches there are
    none. Until one is free, calls run in their own thread.
    """

    def __init__(self, library: Library, count: int) -> None:
        cores = os.cpu_count() or 1
        self._library, self._count = library, min(count, cores) if cores > 1 else 0
        self._lock = threading.Lock()
        self._free: deque[_Child] = deque()
        self._children: set[_Child] = set()
        self._running, self._not_before = 0, 0.0
        self._starting: threading.Thread | None = None
        self._is_closed = False

    def run(self, function: Callable[Concatenate[Library, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """function(library, *arguments, **named), all picklable. Raises the function's errors, and Busy if a child died of it."""
        child = self._take()
        try:
            if child and (done := self._asked(child, (function, arguments, named))) is not None:
                result: T = done[0]
                return result
            return function(self._library, *arguments, **named)  # raises an error of the child again
        finally:
            with self._lock:
                self._running -= 1

    def _take(self) -> _Child | None:
        """A free child, or None; then another one is started if needed."""
        with self._lock:
            self._running += 1
            if self._library.vector_search.is_open:  # an index may find others than a child, which compares all vectors
                return None
            if self._free:
                return self._free.pop()
            is_needed = self._running > 1 and len(self._children) < self._count and time.monotonic() >= self._not_before
            if is_needed and self._starting is None and not self._is_closed:
                self._starting = threading.Thread(target=self._start, name="search process")
                self._starting.start()
            return None

    def _start(self) -> None:
        child = None
        # Ctrl-C goes to all processes of a terminal. A child inherits its parent thread's blocked signals; the server ends it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            child = _Child(self._library.settings)
            with self._lock:
                self._children.add(child)
            child.wait()
        except (EOFError, OSError) as error:  # TimeoutError among them
            if not self._is_closed:
                log.warning("No process for searches could be started (%r); the server searches by itself.", error)
            if child is not None:
                self._forget(child)
        else:
            self._give_back(child)
        with self._lock:
            self._starting = None

    def _asked(self, child: _Child, call: Any) -> tuple[Any] | None:
        found = None
        try:
            if child.is_sound:
                found = child.ask(call)
        except (EOFError, OSError) as error:
            if not child.was_told_to_end:
                log.warning("A process for searches ended during a search (%r).", error)
                raise Busy(_INTERRUPTED) from error
        finally:
            self._give_back(child)
        return found

    def _give_back(self, child: _Child) -> None:
        if not child.is_sound:
            self._forget(child)
            return
        with self._lock:
            if not self._is_closed:
                self._free.append(child)

    def _forget(self, child: _Child) -> None:
        with self._lock:
            self._children.discard(child)
            self._not_before = time.monotonic() + _PAUSE
        child.end()

    def close(self) -> None:
        """End the children."""
        with self._lock:
            self._is_closed = True
        self._end_all()  # including one that is starting, so that it isn't waited for
        if (starting := self._starting) is not None:
            starting.join()
            self._end_all()

    def _end_all(self) -> None:
        for child in self._children.copy():
            child.end()


def _answer_searches(settings: Settings, pipe: Connection) -> None:
    """Answer searches in a child process until the pipe is closed, which happens however the server ends."""
    process.share_heaps()
    with Library(settings, writable=False) as library:
        library.lexical_indexes.must_be_exact = True
        search(library, "polisocial", OWNER)  # which loads the model and the snapshot
        with suppress(EOFError, OSError):
            pipe.send(None)
            while True:
                pipe.send(_result(library, *pipe.recv()))


def _result(library: Library, function: Any, arguments: Any, named: Any) -> tuple[Any] | None:
    try:
        return (function(library, *arguments, **named),)
    except Exception:  # noqa: BLE001 - whatever it is, the server meets it too, and tells of it
        return None
