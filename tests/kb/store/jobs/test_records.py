"""Jobs: their equality, and the queues that they wait in."""

from kb.store.jobs.records import LANES, READING, WORK, Wanted


def test_a_job_waits_for_the_library_unless_it_only_reads() -> None:
    assert Wanted("upload").queue == WORK and Wanted("upload", {"id": "1"}) != Wanted("upload", {"id": "2"})
    assert LANES[WORK] == 1 and LANES[READING] > 1, "one job at a time writes"
