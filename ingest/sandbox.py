"""Child processes that read untrusted files: each with a limit on time and memory; one that dies costs one file."""

import faulthandler
import multiprocessing
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kb.errors import SettingsError, UnreadableFile
from kb.settings import Settings

T = TypeVar("T")
R = TypeVar("R")
_BEHIND = 10  # by which children stand back: who searches doesn't wait for who reads
_MAX_FILES_PER_CHILD = 200  # A fresh process now and then: what a library leaks goes with it.


def _limit(memory_mb: int) -> None:
    faulthandler.disable()
    os.nice(_BEHIND)
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Sandbox:
    """Children for one task after another. They start with the first task, which takes them seconds, and stay until `rest`."""

    def __init__(self, settings: Settings) -> None:
        """As many children as the settings allow, each with their limits."""
        self._workers, self._seconds, self._memory_mb = (
            settings.workers,
            settings.parse_seconds,
            settings.parse_memory_mb,
        )
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def rest(self) -> None:
        """Let the children go; the next task starts new ones."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    def _children(self) -> ProcessPool:
        if self._pool is None or not self._pool.active:
            self.rest()
            self._pool = ProcessPool(
                max_workers=self._workers, max_tasks=_MAX_FILES_PER_CHILD, context=multiprocessing.get_context("spawn"),
                initializer=_limit, initargs=(self._memory_mb,),
            )  # fmt: skip
        return self._pool

    def run_all(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Exception]]:
        """(task, result or the reason there is none) for each task, in order, computed by all children.

        `function` and `tasks` must be picklable. A child over its time, over its memory or crashed gives UnreadableFile. Raises
        SettingsError where no child can start.
        """
        waiting: list[tuple[T, ProcessFuture]] = []
        try:
            for task in tasks:
                waiting.append((task, self._children().schedule(function, args=(task,), timeout=self._seconds)))
                # A bounded queue: results of a large folder must not pile up in memory.
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
                f"The processes that read files end as soon as they start. Look at what they say above; POLIKB_PARSE_MEMORY_MB is {self._memory_mb}."
            ) from error
        except (ProcessExpired, CancelledError) as error:
            code = getattr(error, "exitcode", None)
            return task, UnreadableFile(
                f"the process that read it crashed (exit code {code}); the file is damaged or hostile"
            )
        except Exception as error:  # the one broad except: a fault in one file never stops the run
            return task, error
