"""Child processes that read untrusted files: each with a limit on time and memory; one that dies costs one file."""

import faulthandler
import multiprocessing
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, TimeoutError
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kb.errors import UnreadableFile

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


def run_all(
    function: Callable[[T], R], tasks: Iterable[T], workers: int, seconds: int, memory_mb: int
) -> Iterator[tuple[T, R | Exception]]:
    """(task, result or the reason there is none) for each task, in order, computed `workers` at a time.

    `function` and `tasks` must be picklable. A child over its time, over its memory or crashed gives UnreadableFile.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPool(
        max_workers=workers, max_tasks=_MAX_FILES_PER_CHILD, context=context, initializer=_limit, initargs=(memory_mb,)
    ) as pool:
        waiting: list[tuple[T, ProcessFuture]] = []
        try:
            for task in tasks:
                waiting.append((task, pool.schedule(function, args=(task,), timeout=seconds)))
                # A bounded queue: results of a large folder must not pile up in memory.
                if len(waiting) >= workers * 4:
                    yield _outcome(*waiting.pop(0), seconds, memory_mb)
            while waiting:
                yield _outcome(*waiting.pop(0), seconds, memory_mb)
        finally:
            if waiting:
                pool.stop()


def _outcome(task: T, future: ProcessFuture, seconds: int, memory_mb: int) -> tuple[T, R | Exception]:
    try:
        return task, future.result()
    except TimeoutError:
        return task, UnreadableFile(f"reading it took longer than {seconds} s (POLIKB_PARSE_SECONDS); it was stopped")
    except MemoryError:
        return task, UnreadableFile(
            f"reading it needs more than {memory_mb} MiB (POLIKB_PARSE_MEMORY_MB); it was stopped"
        )
    except (ProcessExpired, CancelledError) as error:
        code = getattr(error, "exitcode", None)
        return task, UnreadableFile(
            f"the process that read it crashed (exit code {code}); the file is damaged or hostile"
        )
    except Exception as error:  # the one broad except: a fault in one file never stops the run
        return task, error
