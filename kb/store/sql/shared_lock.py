"""A lock across the threads of a process and, on PostgreSQL, across all processes that use the database."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

import sqlalchemy
from sqlalchemy.exc import DBAPIError

from kb.errors import LibraryError
from kb.store.sql.engine import Connection, Place, unwritable

_POLL = 0.2  # seconds between two attempts, by judgement


class SharedLock:
    """A lock that PostgreSQL also releases when the process that holds it ends, even if it is killed.

    Only one process writes to a library in SQLite, so there it is a lock across threads.
    """

    def __init__(self, engine: sqlalchemy.Engine, place: Place, name: str) -> None:
        """`name` distinguishes the locks of a database."""
        self._engine, self._place, self._name = engine, place, name
        self._threads = threading.Lock()
        self._connection: Connection | None = None

    def acquire(self, timeout: float = -1) -> bool:
        """Wait at most `timeout` seconds, -1 for as long as it takes; returns whether the lock is held now. Raises LibraryError."""
        end = math.inf if timeout < 0 else time.monotonic() + timeout
        if not self._threads.acquire(timeout=timeout):
            return False
        is_held = False
        try:
            is_held = self._engine.dialect.name == "sqlite" or self._take(end)
        except DBAPIError as error:
            raise unwritable(self._place, error) from error
        finally:
            if not is_held:
                self._threads.release()
        return is_held

    def _take(self, end: float) -> bool:
        connection = Connection(self._engine.connect())
        connection.sqlalchemy.detach()  # closing it then ends its session and with it the lock
        while not connection.execute("SELECT pg_try_advisory_lock(hashtext(?))", (f"polikb {self._name}",)).scalar():
            if time.monotonic() >= end:
                connection.sqlalchemy.close()
                return False
            time.sleep(_POLL)
        self._connection = connection
        return True

    def acquire_unless(self, is_ending: Callable[[], bool]) -> bool:
        """Wait for the lock until `is_ending`, even if the database doesn't answer; returns whether the lock is held now."""
        while not is_ending():
            try:
                if self.acquire(timeout=1):
                    return True
            except LibraryError:
                time.sleep(_POLL)
        return False

    def release(self) -> None:
        """Release the lock."""
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.sqlalchemy.close()
            self._connection = None
        self._threads.release()

    def settle(self) -> None:
        """Wait until no thread of this process holds the lock, and let none acquire it again."""
        self._threads.acquire()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
