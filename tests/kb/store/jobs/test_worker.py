"""A worker runs waiting jobs, repeats those of a killed worker, and resumes after the database was unreachable."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kb.store.jobs import worker
from kb.store.jobs.records import READING, Arguments, Periodic, Run, Wanted
from kb.store.jobs.shared import SharedJobs
from kb.store.jobs.worker import Worker
from tests.postgres import PostgresServer


@contextmanager
def working(jobs: SharedJobs, tasks: dict[str, Run], periodic: Periodic = ()) -> Iterator[Worker]:
    started = Worker(jobs, "here, process 1")
    started.start(tasks, lambda: None, periodic)
    try:
        yield started
    finally:  # a worker that goes on would keep the test run from ending
        started.stop()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_job_is_done_by_whoever_is_free_and_its_result_kept(jobs: SharedJobs) -> None:
    inside, leave = threading.Event(), threading.Event()

    def slow(_: Arguments) -> None:
        inside.set()
        assert leave.wait(30)

    with working(jobs, {"slow": slow, "read": lambda arguments: arguments["name"].upper()}):
        jobs.add(Wanted("slow", {"name": "mill.md"}))
        number = jobs.defer(Wanted("read", {"name": "page"}, queue=READING))
        assert inside.wait(30)
        (running,) = [job for job in jobs.overview().running if job.what == "mill.md"]
        assert running.worker == "here, process 1" and jobs.workers() == 1
        found = list[str | None]()
        until(lambda: found.append(jobs.take_result(number)) or found[-1] is not None)  # type: ignore[func-returns-value]
        assert found[-1] == "PAGE", "reading doesn't wait for what writes"
        leave.set()
        until(lambda: jobs.overview().waiting == 0)
    assert jobs.workers() == 0


def test_jobs_of_a_worker_that_is_gone_are_done_again(jobs: SharedJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_TIDY", 0.1)
    done = list[str]()
    jobs.add(Wanted("upload", {"name": "a"}, lock="a"))
    jobs.add(Wanted("upload", {"name": "b"}, lock="a"))
    jobs.rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
    jobs.rows("UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1 WHERE id = 1")
    with working(jobs, {"upload": lambda arguments: done.append(arguments["name"])}):
        until(lambda: len(done) == 2)
    assert done == ["a", "b"], "the later version waits for the earlier one"


def test_what_fails_is_tried_again_later_and_periodic_jobs_are_added(jobs: SharedJobs) -> None:
    tended = threading.Event()

    def fail(_: Arguments) -> None:
        raise ValueError("not now")

    with working(jobs, {"fail": fail, "tend": lambda _: tended.set()}, [(60.0, Wanted("tend", once="tend"))]):
        jobs.add(Wanted("fail"))
        assert tended.wait(30)
        retried = "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'fail' AND status = 'todo' AND attempts = 1"
        until(lambda: bool(jobs.rows(f"{retried} AND scheduled_at > now()")))
        assert jobs.overview().reasons == ["fail: not now"]


def test_a_worker_goes_on_after_the_database_was_away(
    jobs: SharedJobs, database_url: str, postgres_server: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    done = threading.Event()
    with working(jobs, {"upload": lambda _: done.set()}):
        until(lambda: jobs.workers() == 1)
        with postgres_server.unreachable(database_url):
            time.sleep(1.5)
        jobs.add(Wanted("upload"))
        assert done.wait(30)
