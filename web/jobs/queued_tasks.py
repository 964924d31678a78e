"""Tasks that commands queued for workers: the job that runs them."""

import logging
import threading
import time
from collections.abc import Callable, Mapping

from kb.errors import LibraryError
from kb.library import Library
from kb.maintenance.delegate import Task
from kb.store.jobs.records import Arguments

log = logging.getLogger("polikb")

_REPORT_SECONDS = 1.0  # between two reports of progress

ReportProgress = Callable[[int, str], None]  # takes the number and the progress of a job


class QueuedTasks:
    """Runs tasks one at a time, each under the library's write lock."""

    def __init__(
        self, library: Library, tasks: Mapping[str, Task], report: ReportProgress, ending: threading.Event
    ) -> None:
        """`ending` stops a task: another worker continues it."""
        self._library, self._tasks, self._report, self._ending = library, tasks, report, ending

    def run(self, arguments: Arguments) -> None:
        """Run the task of a job. Raises its errors, after which the queue retries it; finished parts are skipped then."""
        progress = _Progress(arguments, self._report, self._ending)
        progress.phase("Waiting for others that write", None)
        if not self._library.write_lock.acquire_unless(self._ending.is_set):
            raise LibraryError("The worker stopped before it had begun.")
        try:
            self._library.catch_up()
            self._tasks[arguments["task"]](self._library, arguments["arguments"], progress)
        finally:
            self._library.write_lock.release()


class _Progress:
    """The `TaskProgress` of a job: its progress is shown beside its name."""

    def __init__(self, arguments: Arguments, report: ReportProgress, ending: threading.Event) -> None:
        self._job, self._name = int(arguments["job"]), str(arguments["name"])
        self._report, self._ending, self._reported_at = report, ending, 0.0
        self._label, self._total = "", 0

    def phase(self, label: str, total: int | None) -> None:
        """Start a phase of `total` steps, None if unknown."""
        if (label, total or 0) != (self._label, self._total):
            self._label, self._total = label, total or 0
            self._report(self._job, f"{self._name} ({label.lower()})")

    def to(self, done: int, note: str = "") -> None:
        """Report how many steps are done, and the current item. Raises LibraryError if the worker is ending."""
        if self._ending.is_set():
            raise LibraryError("The worker stopped; another one goes on.")
        if time.monotonic() - self._reported_at > _REPORT_SECONDS:
            self._reported_at = time.monotonic()
            of_total = f" of {self._total}" if self._total else ""
            self._report(self._job, f"{self._name} ({self._label.lower()}, {done}{of_total}{note and ': '}{note})")

    def say(self, line: str) -> None:
        """Log one line."""
        log.warning("%s: %s", self._name, line)
