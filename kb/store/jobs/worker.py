"""Worker for the jobs of a queue in PostgreSQL, in threads of this process. Jobs of a worker that died are run by another."""

import asyncio
import itertools
import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.worker import Worker as Lane

from kb.store.jobs.records import LANES, Periodic, Run
from kb.store.jobs.shared import SILENT, SharedJobs

log = logging.getLogger("polikb")

_HEARTBEAT, _TIDY, _POLL, _RETRY = 5.0, 5.0, 1.0, 1.0  # seconds, by judgement; an announced job starts at once
_ATTEMPTS = RetryStrategy(max_attempts=8, exponential_wait=2)  # 2, 4, 8 … 256 s apart: eight minutes and a half
_ROUNDS = 60  # of tidying, between two deletions of old jobs
_KEPT_HOURS = 30 * 24  # for which jobs that were given up are listed


class Worker:
    """Runs jobs from `start` to `stop`; resumes by itself after the database was unreachable."""

    def __init__(self, jobs: SharedJobs, name: str) -> None:
        """`name` tells people where a job runs."""
        self._jobs, self._name = jobs, name
        self._ending, self._lanes = threading.Event(), list[Lane]()
        self._thread: threading.Thread | None = None

    def start(self, tasks: Mapping[str, Run], idle: Callable[[], None], periodic: Periodic) -> None:
        """Start to run jobs, by the names of their tasks; `idle` is called at the end. `periodic` jobs are added at their intervals."""
        self._tasks, self._idle, self._periodic = tasks, idle, periodic
        self._thread = threading.Thread(target=lambda: asyncio.run(self._work()), name="worker")
        self._thread.start()

    def stop(self) -> None:
        """Finish the current jobs and begin no others."""
        self._ending.set()
        for lane in self._lanes:
            lane.stop()  # type: ignore[no-untyped-call]
        if self._thread is not None:
            self._thread.join()
            self._idle()

    async def _work(self) -> None:
        is_failing = False
        while not self._ending.is_set():
            try:
                await self._connected(is_failing=is_failing)
            except Exception:  # of the network or the database
                if not is_failing:
                    log.exception("This worker can't reach the queue; it keeps trying.")
                is_failing = True
                await asyncio.sleep(_RETRY)

    async def _connected(self, *, is_failing: bool) -> None:
        """Run jobs until `stop`, or the first error of the database."""
        place = self._jobs.place
        connector = PsycopgConnector(
            min_size=1, max_size=6, timeout=5, conninfo=place.url, kwargs=self._jobs.arguments, reconnect_timeout=5
        )
        app = App(connector=connector)
        for name, run in self._tasks.items():
            app.task(name=name, retry=_ATTEMPTS, pass_context=True)(partial(self._run, run))
        async with app.open_async():
            if is_failing:
                log.warning("This worker reaches the queue again.")
            self._lanes = [self._lane(app, name, count) for name, count in LANES.items()]
            if self._ending.is_set():
                return
            tidying = asyncio.create_task(self._tidy(app))
            try:
                await _all(lane.run() for lane in self._lanes)  # type: ignore[no-untyped-call]
            finally:
                tidying.cancel()

    @staticmethod
    def _lane(app: App, queue: str, concurrency: int) -> Lane:
        return Lane(
            app, queues=[queue], name=queue, concurrency=concurrency, fetch_job_polling_interval=_POLL, delete_jobs="successful",
            install_signal_handlers=False, update_heartbeat_interval=_HEARTBEAT, stalled_worker_timeout=SILENT,
        )  # fmt: skip

    def _run(self, run: Run, context: JobContext, **arguments: Any) -> None:
        """Run one job, and record that this worker does."""
        job, what = context.job.id or 0, str(arguments.get("name") or context.job.task_name)
        self._jobs.rows("DELETE FROM running WHERE job = ?", (job,))
        self._jobs.rows("INSERT INTO running (job, what, worker) VALUES (?, ?, ?)", (job, what, self._name))
        try:
            result = run({**arguments, "job": job})
        except Exception as error:  # it is tried again, and may be given up
            self._jobs.record_failure(job, " ".join(str(error).split()) or type(error).__name__)
            raise
        if result is not None:
            sql = "INSERT INTO results (job, result) VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET result = excluded.result"
            self._jobs.rows(sql, (job, result))
        self._jobs.rows("DELETE FROM running WHERE job = ?", (job,))

    async def _tidy(self, app: App) -> None:
        """Return jobs of dead workers to the queue, and add periodic jobs."""
        due = dict.fromkeys(range(len(self._periodic)), 0.0)
        for round_ in itertools.count():
            try:
                for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
                    log.warning("The worker that did %s is gone; it is done again.", job.task_name)
                    await app.job_manager.retry_job(job)
                for at, (seconds, wanted) in enumerate(self._periodic):
                    if time.monotonic() >= due[at]:
                        due[at] = time.monotonic() + seconds
                        await asyncio.to_thread(self._jobs.add, wanted)
                if not round_ % _ROUNDS:
                    await asyncio.to_thread(self._jobs.forget_old, _KEPT_HOURS)
            except Exception:  # of the database: the lanes end and are started again
                log.debug("The queue can't be tidied.", exc_info=True)
            await asyncio.sleep(_TIDY)


async def _all(runs: Any) -> None:
    """Await lanes of jobs; when one ends, the others are ended, too."""
    tasks: list[asyncio.Task[None]] = [asyncio.create_task(run) for run in runs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
