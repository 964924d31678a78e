"""Results of jobs: wait for them as long as there are workers."""

import time

from kb.store.jobs.shared import SharedJobs

# Seconds between two polls for a result, at first and at most, and between two for workers; by judgement.
_FIRST_PAUSE, _LONGEST_PAUSE, _LOOK = 0.02, 0.1, 1.0
_PATIENCE = 30.0  # seconds without any worker after which the wait ends


class Results:
    """Results of a queue's jobs, for the process that added them."""

    def __init__(self, jobs: SharedJobs) -> None:
        self._jobs = jobs
        self._seen = time.monotonic()  # last time that there was a worker

    def of(self, job: int) -> str | None:
        """Wait for the result of a job; None if it was given up or no worker is left. Raises LibraryError."""
        looked, pause = 0.0, _FIRST_PAUSE
        while (told := self._jobs.take_result(job)) is None:
            now = time.monotonic()
            if now - looked > _LOOK:
                looked = now
                if self._jobs.workers():
                    self._seen = now
                if now - self._seen > _PATIENCE or self._jobs.is_over(job):
                    self._jobs.cancel(job)
                    return self._jobs.take_result(job)  # it may have ended between the two polls
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return told
