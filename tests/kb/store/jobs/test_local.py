"""The thread that runs the jobs of an embedded library."""

import threading
import time

import pytest

from kb.store.jobs import local
from kb.store.jobs.local import LocalJobs
from kb.store.jobs.records import Arguments, Wanted


def until(event: threading.Event) -> None:
    assert event.wait(10)


def test_jobs_are_done_by_priority_and_each_once() -> None:
    jobs, done, end = LocalJobs(), list[str](), threading.Event()

    def note(arguments: Arguments) -> None:
        done.append(arguments["name"])
        if arguments["name"] == "last":
            end.set()

    jobs.add(Wanted("note", {"name": "last"}, priority=-1))
    for _ in range(2):
        jobs.add(Wanted("note", {"name": "first"}, once="first", priority=1))
    jobs.add(Wanted("note", {"name": "second"}))
    jobs.start({"note": note}, lambda: done.append("rest"), [])
    until(end)
    jobs.stop()
    assert done == ["first", "second", "last", "rest"]


def test_a_job_that_fails_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    jobs, end = LocalJobs(), threading.Event()

    def fail(_: Arguments) -> None:
        raise ValueError("no")

    jobs.start({"fail": fail, "end": lambda _: end.set()}, lambda: None, [])
    jobs.add(Wanted("fail", once="again"))
    jobs.add(Wanted("end"))
    until(end)
    jobs.add(Wanted("fail", once="again"))
    jobs.stop()
    assert "The job fail failed" in caplog.text


def test_periodic_jobs_come_again_and_idle_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_IDLE_SECONDS", 0.2)
    jobs, times, rested = LocalJobs(), list[float](), list[float]()
    jobs.start({"tend": lambda _: times.append(1.0)}, lambda: rested.append(1.0), [(0.05, Wanted("tend"))])
    began = time.monotonic()
    while len(times) < 3:
        assert time.monotonic() - began < 10
        time.sleep(0.01)
    jobs.stop()
    assert rested
