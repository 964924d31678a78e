"""Child processes that read untrusted files, limited in time and memory: a crash or a timeout fails one file only."""

import faulthandler
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kb import process
from kb.errors import SettingsError, UnreadableFile
from kb.settings import Settings

T = TypeVar("T")
R = TypeVar("R")
_NICENESS = 10  # lowers the priority of children, so that reading files doesn't delay searches
_MAX_FILES_PER_CHILD = 200  # then a new process replaces it, which frees memory leaked by libraries


def _limit(memory_mb: int) -> None:
    faulthandler.disable()
    os.nice(_NICENESS)
    process.limit_memory(memory_mb * 1024 * 1024)


class Sandbox:
    """A pool of child processes. They start with the first task, which takes seconds, and run until `stop`."""

    def __init__(self, settings: Settings) -> None:
        """Take the number of children and their limits from the settings."""
        self._workers, self._seconds, self._memory_mb = (
            settings.workers,
            settings.parse_seconds,
            settings.parse_memory_mb,
        )
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the children; the next task starts new ones."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    def _children(self) -> ProcessPool:
        if self._pool is None or not self._pool.active:
            self.stop()
            self._pool = ProcessPool(
                max_workers=self._workers, max_tasks=_MAX_FILES_PER_CHILD, context=multiprocessing.get_context("spawn"),
                initializer=_limit, initargs=(self._memory_mb,),
            )  # fmt: skip
        return self._pool

    def run_all(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Exception]]:
        """Run `function` on each task in the children; yield (task, result or exception) in input order.

        `function` and `tasks` must be picklable. A timeout, exhausted memory or a crash yields UnreadableFile. Raises
        SettingsError if children can't start.
        """
        waiting: list[tuple[T, ProcessFuture]] = []
        try:
            for task in tasks:
                waiting.append((task, self._children().schedule(function, args=(task,), timeout=self._seconds)))
                # Bounded, so that the results of a large folder don't accumulate in memory.
                if len(waiting) >= self._workers * 4:
                    yield self._outcome(*waiting.pop(0))
            while waiting:
                yield self._outcome(*waiting.pop(0))
        finally:
            for _, future in waiting:
                future.cancel()

    def _outcome(self, task: T, future: ProcessFuture) -> tuple[T, R | Exception]:
        try:
            return task, future.result()
        except TimeoutError:
            return task, UnreadableFile(
                f"reading it took longer than {self._seconds} s (POLIKB_PARSE_SECONDS); it was stopped"
            )
        except MemoryError:
            return task, UnreadableFile(
                f"reading it needs more than {self._memory_mb} MiB (POLIKB_PARSE_MEMORY_MB); it was stopped"
            )
        except BrokenProcessPool as error:
            raise SettingsError(
                f"The processes that read files end as soon as they start. See their messages above; POLIKB_PARSE_MEMORY_MB is {self._memory_mb}."
            ) from error
        except (ProcessExpired, CancelledError) as error:
            code = getattr(error, "exitcode", None)
            return task, UnreadableFile(
                f"the process that read it crashed (exit code {code}); the file is damaged or malicious"
            )
        except Exception as error:  # noqa: BLE001 - parsers raise anything on a damaged file, and it must not stop the run
            return task, error


def reason_of(error: Exception) -> str:
    """The reason why a file couldn't be read or stored, for its entry in the ledger."""
    if isinstance(error, UnreadableFile):
        return str(error)
    if isinstance(error, OSError):
        return f"it couldn't be read or stored: {error.strerror or error}"
    return f"it is damaged, or isn't what its name says ({type(error).__name__}: {error})"
