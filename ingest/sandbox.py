"""Child processes that read untrusted files, limited in time and memory: a crash or a timeout fails one file only."""

import faulthandler
import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kb import process
from kb.errors import SettingsError, UnreadableFile
from kb.settings import Settings

T = TypeVar("T")
R = TypeVar("R")
_NICENESS = 10  # lowers the priority of children, so that reading files doesn't delay searches
# For each child: tasks looked at to choose the next, and tasks begun before the first of them is done.
_WAITING, _BEGUN = 12, 4
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

        Waiting tasks with the largest files start first, so that none of them is left for the end, when the other children
        are idle. `function` and `tasks` must be picklable. A timeout, exhausted memory or a crash yields
        UnreadableFile. Raises SettingsError if children can't start.
        """
        rest = iter(tasks)
        waiting: list[T] = []
        futures: dict[int, ProcessFuture] = {}  # by the number of their task, from 0
        first = 0
        try:
            while True:
                waiting += itertools.islice(rest, self._workers * _WAITING - len(waiting))
                if not waiting:
                    return
                self._start(function, waiting, futures, first)
                if first in futures and futures[first].done():
                    yield self._outcome(waiting.pop(0), futures.pop(first))
                    first += 1
                else:
                    wait(filter(_is_running, futures.values()), return_when=FIRST_COMPLETED)
        finally:
            for future in futures.values():
                future.cancel()

    def _start(
        self, function: Callable[[T], R], waiting: Sequence[T], futures: dict[int, ProcessFuture], first: int
    ) -> None:
        """Start tasks until every child is busy and one more is queued: the largest, or the next if many have begun."""
        idle = [at for at in range(first, first + len(waiting)) if at not in futures]
        while idle and sum(map(_is_running, futures.values())) <= self._workers:
            # Bounded, so that the results of a large folder don't accumulate in memory.
            is_free = len(futures) < self._workers * _BEGUN
            at = max(idle, key=lambda at: _size(waiting[at - first])) if is_free else idle[0]
            idle.remove(at)
            futures[at] = self._children().schedule(function, args=(waiting[at - first],), timeout=self._seconds)

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


def _is_running(future: ProcessFuture) -> bool:
    return not future.done()


def _size(task: object) -> int:
    """The size of a task's file in bytes, an estimate of the time it takes; 0 if it has none."""
    file = getattr(task, "file", None)
    try:
        return file.stat().st_size if isinstance(file, Path) else 0
    except OSError:
        return 0


def reason_of(error: Exception) -> str:
    """The reason why a file couldn't be read or stored, for its entry in the ledger."""
    if isinstance(error, UnreadableFile):
        return str(error)
    if isinstance(error, OSError):
        return f"it couldn't be read or stored: {error.strerror or error}"
    return f"it is damaged, or isn't what its name says ({type(error).__name__}: {error})"
