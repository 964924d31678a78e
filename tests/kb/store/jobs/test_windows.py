"""Servers share their counters."""

import time
from collections.abc import Iterator

import pytest

from kb.store.jobs.shared import SharedJobs
from kb.store.jobs.windows import SharedWindows


@pytest.fixture
def servers(database_url: str) -> Iterator[tuple[SharedWindows, SharedWindows]]:
    jobs = [SharedJobs(database_url) for _ in range(2)]
    yield SharedWindows(jobs[0]), SharedWindows(jobs[1])
    for each in jobs:
        each.close()


def test_what_one_server_counts_the_other_knows(servers: tuple[SharedWindows, SharedWindows]) -> None:
    one, two = servers
    assert [server.hit("ada", 3, 60) for server in (one, two, one, two)] == [True, True, True, False]
    assert one.remaining("ada", 3, 60) == 0 and two.remaining("ugo", 3, 60) == 3
    assert 55 < two.wait("ada", 60) <= 60 and two.wait("ugo", 60) == 0


def test_a_window_moves_and_what_is_over_is_forgotten(servers: tuple[SharedWindows, SharedWindows]) -> None:
    one, two = servers
    assert one.hit("ada", 1, 0.2) and not two.hit("ada", 1, 0.2)
    time.sleep(0.25)
    assert two.remaining("ada", 1, 0.2) == 1
    two.forget_old()
    assert two.hit("ada", 1, 0.2)
