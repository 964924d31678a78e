"""Limits for one client."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request

from kb.store.jobs.shared import SharedJobs
from kb.store.jobs.windows import SharedWindows
from tests.postgres import PostgresServer
from web.access.rate_limits import FAILURES, Limiter, client_of, is_counted, limited_as


def test_requests_over_the_limit_are_told_how_long_to_wait() -> None:
    limiter = Limiter(3, 1)
    assert [limiter.wait("a") for _ in range(3)] == [0, 0, 0]
    assert 1 <= limiter.wait("a") <= 60
    assert limiter.wait("b") == 0, "another client has its own limit"


def test_requests_in_progress_are_counted_by_client() -> None:
    limiter = Limiter(10, 2)
    assert limiter.enter("a") and limiter.enter("a") and not limiter.enter("a")
    assert limiter.enter("b")
    limiter.leave("a")
    assert limiter.enter("a") and not limiter.enter("a")


def test_five_failed_attempts_bar_a_key_for_a_quarter_of_an_hour() -> None:
    limiter = Limiter(10, 1)
    for _ in range(FAILURES.amount):
        assert limiter.begin_attempt(["anna", "client"]) == 0
        limiter.end_attempt(["anna", "client"], failed=True)
    assert 14 * 60 < limiter.begin_attempt(["bo", "client"]) <= 15 * 60
    assert 14 * 60 < limiter.begin_attempt(["anna"]) <= 15 * 60
    assert limiter.begin_attempt(["bo"]) == 0
    assert limiter.wait("anna") == 0, "failed attempts are no requests"


def test_attempts_at_once_are_no_more_than_one_after_the_other() -> None:
    limiter = Limiter(10, 1)
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: limiter.begin_attempt(["anna"]), range(40)))
    assert waits.count(0) == FAILURES.amount and set(waits) == {0, 1}
    for _ in range(FAILURES.amount):
        limiter.end_attempt(["anna"], failed=False)
    assert limiter.begin_attempt(["anna"]) == 0, "none of them failed"


def test_servers_of_a_database_count_together_and_each_alone_without_it(
    database_url: str, postgres_server: PostgresServer
) -> None:
    jobs = [SharedJobs(database_url) for _ in range(2)]
    one, two = Limiter(3, 1), Limiter(3, 1)
    for limiter, queue in zip((one, two), jobs, strict=True):
        limiter.share(SharedWindows(queue))
    assert [limiter.wait("a") for limiter in (one, two, one)] == [0, 0, 0] and 1 <= two.wait("a") <= 60
    for limiter in (one, two, one, two, one):
        assert limiter.begin_attempt(["anna"]) == 0
        limiter.end_attempt(["anna"], failed=True)
    assert 14 * 60 < two.begin_attempt(["anna"]) <= 15 * 60
    with postgres_server.unreachable(database_url):
        assert [one.wait("a") for _ in range(3)] == [0, 0, 0] and one.wait("a") > 0
    for queue in jobs:
        queue.close()


@pytest.mark.parametrize(
    ("client", "counted"),
    [("127.0.0.1", False), ("::1", False), ("192.0.2.9", True), ("2001:db8::1", True), ("unknown", False)],
)
def test_this_machine_is_not_limited(client: str, counted: bool) -> None:
    assert is_counted(client) is counted


def test_a_request_without_an_address_is_of_an_unknown_client() -> None:
    scope = {"type": "http", "headers": []}
    assert client_of(Request(scope)) == "unknown"
    assert client_of(Request({**scope, "client": ("192.0.2.9", 4)})) == "192.0.2.9"


def test_what_a_client_stores_is_counted_by_kind() -> None:
    limiter = Limiter(10, 1)
    assert [limiter.store("messages", "a") for _ in range(10)] == [0] * 10
    assert 59 * 60 < limiter.store("messages", "a") <= 3600
    assert limiter.store("answers", "a") == limiter.store("messages", "b") == 0


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.9", "::ffff:192.0.2.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_all_addresses_of_a_network_count_as_one_client(address: str, counted: str) -> None:
    assert limited_as(address) == counted
