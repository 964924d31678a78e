"""Jobs of an embedded library: one thread of the process that holds it runs them, highest priority first."""

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping

from kb.store.jobs.records import Periodic, Run, Wanted

log = logging.getLogger("polikb")

_IDLE_SECONDS = 120  # without a job, after which resources kept for jobs are released
_END = Wanted("end", priority=1_000_000)


class LocalJobs:
    """Jobs in memory, and the thread that runs them. Callers must be able to add their jobs again after a restart."""

    def __init__(self) -> None:
        self._queue: queue.PriorityQueue[tuple[int, int, Wanted]] = queue.PriorityQueue()
        self._numbers, self._waiting, self._lock = itertools.count(), set[str](), threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, job: Wanted) -> None:
        """Add a job to the queue, unless one with the same `once` waits there."""
        with self._lock:
            if job.once in self._waiting:
                return
            if job.once:
                self._waiting.add(job.once)
            self._queue.put((-job.priority, next(self._numbers), job))

    def start(self, tasks: Mapping[str, Run], idle: Callable[[], None], periodic: Periodic) -> None:
        """Start to run jobs, by the names of their tasks; see `Runner`."""
        self._tasks, self._idle, self._periodic = tasks, idle, periodic
        self._due = [time.monotonic() + seconds for seconds, _ in periodic]
        self._thread = threading.Thread(target=self._work, name="jobs")
        self._thread.start()

    def stop(self) -> None:
        """Finish the current job and start no other."""
        self.add(_END)
        if self._thread is not None:
            self._thread.join()

    def _next(self) -> Wanted:
        """The next job, after the periodic ones that have become due."""
        idle_at = time.monotonic() + _IDLE_SECONDS
        while True:
            now = time.monotonic()
            for at, (seconds, wanted) in enumerate(self._periodic):
                if self._due[at] <= now:
                    self._due[at] = now + seconds
                    self.add(wanted)
            if idle_at <= now:
                self._idle()
                idle_at = float("inf")
            try:
                return self._queue.get(timeout=max(min([*self._due, idle_at, now + 3600]) - now, 0.0))[2]
            except queue.Empty:
                continue

    def _work(self) -> None:
        while (job := self._next()) is not _END:
            with self._lock:
                self._waiting.discard(job.once)
            try:
                self._tasks[job.task](job.arguments)
            except Exception:
                log.exception("The job %s failed.", job.task)
        self._idle()
