"""Tasks that a command delegates to the server that holds the library: runs one and streams its progress."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator

from kb.errors import PolikbError
from kb.library import Library
from kb.maintenance.delegate import Json, Task

log = logging.getLogger("polikb")

_REPORT_SECONDS = 0.1  # between two reports of progress


class TaskCancelled(Exception):
    """The client has disconnected, or the server is stopping."""


class DelegatedTask:
    """One task in a thread. It is the task's `TaskProgress`: each report becomes an event, a line of JSON."""

    def __init__(self, library: Library, task: Task, arguments: Json, stopping: threading.Event) -> None:
        """The library's write lock is held while the task runs; it is cancelled when `stopping` is set."""
        self._library, self._task, self._arguments = library, task, arguments
        self._stopping, self._disconnected = stopping, threading.Event()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._reported = 0.0

    async def events(self) -> AsyncIterator[str]:
        """Start the task and stream its events; the task is cancelled when the client disconnects."""
        threading.Thread(target=self._run, name="delegated task").start()
        try:
            while (line := await self._lines.get()) is not None:
                yield line
        finally:
            self._disconnected.set()

    def phase(self, label: str, total: int | None) -> None:
        """Start a phase of `total` steps, None if unknown."""
        self._send({"phase": [label, total]})

    def to(self, done: int, note: str = "") -> None:
        """Report how many steps are done. Raises TaskCancelled."""
        if self._disconnected.is_set() or self._stopping.is_set():
            raise TaskCancelled
        if time.monotonic() - self._reported > _REPORT_SECONDS:
            self._reported = time.monotonic()
            self._send({"to": [done, note]})

    def say(self, line: str) -> None:
        """Show one line to the user."""
        self._send({"say": line})

    def _send(self, event: Json | None) -> None:
        line = None if event is None else json.dumps(event, ensure_ascii=False) + "\n"
        self._loop.call_soon_threadsafe(self._lines.put_nowait, line)

    def _run(self) -> None:
        name = self._task.__name__
        try:
            self._wait_for_lock()
            try:
                self._send({"result": self._task(self._library, self._arguments, self)})
            finally:
                self._library.write_lock.release()
        except TaskCancelled:
            log.warning("The task %s was cancelled; what it had done is kept.", name)
            self._send({"error": "The server is stopping. What was done is kept; run the command again."})
        except PolikbError as error:
            self._send({"error": str(error)})
        except Exception:
            log.exception("The task %s failed.", name)
            self._send({"error": f"{name} failed on the server; its log has the reason."})
        finally:
            self._send(None)

    def _wait_for_lock(self) -> None:
        if not self._library.write_lock.acquire(timeout=0):
            self.say("Waiting for uploads and other commands.")
            while not self._library.write_lock.acquire(timeout=1):
                self.to(0)
