"""The queue in PostgreSQL: waiting jobs, progress, results."""

import pytest
import sqlalchemy

from kb.errors import LibraryError
from kb.store.jobs.records import READING, Wanted
from kb.store.jobs.shared import SharedJobs
from tests.postgres import PostgresServer


def test_a_job_that_waits_or_is_done_isnt_added_again(jobs: SharedJobs) -> None:
    for _ in range(2):
        jobs.add(Wanted("upload", {"id": "1"}, once="upload 1"))
    jobs.add(Wanted("upload", {"id": "2"}, once="upload 2"))
    assert jobs.overview().waiting == 2
    jobs.rows("UPDATE procrastinate_jobs SET status = 'doing' WHERE queueing_lock = 'upload 1'")
    jobs.rows(
        "INSERT INTO running (job, what, worker) SELECT id, 'mill.md', 'here' FROM procrastinate_jobs WHERE status = 'doing'"
    )
    jobs.add(Wanted("upload", {"id": "1"}, once="upload 1"))
    found = jobs.overview()
    assert (found.waiting, found.failed, found.workers) == (2, 0, 0)
    assert [(job.what, job.worker) for job in found.running] == [("mill.md", "here")] and found.running[0].since[
        10
    ] == "T"


def test_a_result_is_taken_once_and_a_job_that_nobody_began_is_deleted(jobs: SharedJobs) -> None:
    number = jobs.defer(Wanted("read", {"file": "a"}, queue=READING))
    assert jobs.take_result(number) is None and not jobs.is_over(number)
    jobs.rows("INSERT INTO results (job, result) VALUES (?, '{}')", (number,))
    assert (jobs.take_result(number), jobs.take_result(number)) == ("{}", None)
    jobs.cancel(number)
    assert jobs.is_over(number) and jobs.overview().waiting == 0


def test_what_is_old_is_forgotten(jobs: SharedJobs) -> None:
    old, new = (jobs.defer(Wanted("upload", {"id": name})) for name in "ab")
    jobs.rows("UPDATE procrastinate_jobs SET status = 'failed'")
    jobs.rows("UPDATE procrastinate_events SET at = now() - interval '3 days' WHERE job_id = ?", (old,))
    jobs.rows("INSERT INTO results (job, result, at) VALUES (?, '{}', now() - interval '2 days')", (old,))
    jobs.rows("INSERT INTO running (job, what, worker) VALUES (?, 'a', 'gone')", (old,))
    jobs.forget_old(48)
    assert jobs.rows("SELECT id FROM procrastinate_jobs") == [(new,)] and jobs.overview().failed == 1
    assert jobs.rows("SELECT 1 FROM results") == jobs.rows("SELECT 1 FROM running") == []


def test_tables_of_an_older_procrastinate_are_brought_up_to_date(jobs: SharedJobs, database_url: str) -> None:
    trigger = "SELECT 1 FROM pg_trigger WHERE tgname = 'procrastinate_trigger_status_events_update_v1'"
    jobs.rows("UPDATE applied SET migration = '03.04.00_02'")  # the last one ends what that began
    jobs.rows("DROP TRIGGER procrastinate_trigger_status_events_update_v1 ON procrastinate_jobs")
    SharedJobs(database_url).close()
    assert jobs.rows(trigger) == [(1,)] and jobs.rows("SELECT count(*) FROM applied") == [(1,)]


def test_a_database_that_doesnt_answer_is_told(
    jobs: SharedJobs, database_url: str, postgres_server: PostgresServer
) -> None:
    with postgres_server.unreachable(database_url):
        with pytest.raises(LibraryError, match="can't be read"):
            jobs.overview()
        gone = sqlalchemy.make_url(database_url).set(database="none").render_as_string(hide_password=False)
        with pytest.raises(LibraryError, match="can't be read"):
            SharedJobs(gone)
