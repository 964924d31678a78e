"""Results of jobs are waited for as long as there may be a worker."""

import threading

import pytest

from kb.store.jobs import results
from kb.store.jobs.records import READING, Wanted
from kb.store.jobs.results import Results
from kb.store.jobs.shared import SharedJobs


def test_a_result_is_waited_for_and_none_of_a_job_that_nobody_does(
    jobs: SharedJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, given_up, left = (jobs.defer(Wanted("read", {"file": name}, queue=READING)) for name in "abc")
    tell = threading.Timer(0.2, jobs.rows, ["INSERT INTO results (job, result) VALUES (?, '{}')", (done,)])
    tell.start()
    waited_for = Results(jobs)
    assert waited_for.of(done) == "{}"
    tell.join()
    jobs.rows("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = ?", (given_up,))
    assert waited_for.of(given_up) is None
    monkeypatch.setattr(results, "_PATIENCE", 0.1)
    assert Results(jobs).of(left) is None and jobs.is_over(left), "without workers nobody does it, now or later"
