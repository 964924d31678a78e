"""The HTTP client: private networks are refused, however they are reached; busy servers are retried."""

import gzip
import ipaddress
import tracemalloc
from urllib.parse import urlsplit

import httpx2
import pytest

from ingest.harvest import safe_http as guard
from ingest.harvest.safe_http import guarded_client, is_public
from kb.errors import HarvestError
from tests.ingest.harvest.repository import HERE, Server


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
        "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:7f00:1::",
        # IANA's registries of special-purpose addresses, the first and the last of each
        "0.255.255.255", "100.127.255.255", "192.0.0.0", "192.0.0.8", "192.0.0.9", "192.0.0.10", "192.0.0.170", "192.0.0.255",
        "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.6", "198.18.0.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.255", "239.255.255.255", "255.255.255.255", "::ffff:192.0.0.8", "::8.8.8.8", "64:ff9b:1::1", "100::1",
        "100:0:0:1::1", "2001:1::1", "2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1", "2001:db8::1",
        "2620:4f:8000::1", "3fff::1", "3fff:fff:ffff::1", "5f00::1", "fec0::1", "4000::1",
    ],
)  # fmt: skip
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["131.175.12.34", "8.8.8.8", "192.0.1.1", "198.20.0.1", "2a00:1450:4002:400::200e", "2001:760::1"]
)
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_this_machine_is_not_asked_unless_allowed(server: Server) -> None:
    server.routes["/"] = (200, {}, b"secret")
    with guarded_client() as client:
        for url in (
            server.url,
            server.url.replace("127.0.0.1", "localhost"),
            server.url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
        ):
            with pytest.raises(HarvestError, match="in a private network"):
                client.get(url)
        with pytest.raises((HarvestError, httpx2.UnsupportedProtocol)):
            client.get("file:///etc/passwd")
    assert server.asked == []


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]", "localhost"]
)
def test_this_machine_is_known_however_it_is_written(server: Server, host: str) -> None:
    port = urlsplit(server.url).port
    with guarded_client() as client, pytest.raises((HarvestError, httpx2.InvalidURL)):
        client.get(f"http://{host}:{port}/")
    assert server.asked == []


def bomb(megabytes: int, times: int = 1) -> bytes:
    data = bytes(megabytes * 1024**2)
    for _ in range(times):
        data = gzip.compress(data, 9)
    return data


def test_what_unpacks_to_more_than_is_allowed_is_never_held(server: Server) -> None:
    """A compressed answer, one compressed twice, and the body of a redirect."""
    packed, twice = bomb(400), bomb(400, times=2)
    server.routes["/once"] = (200, {"content-encoding": "gzip"}, packed)
    server.routes["/twice"] = (200, {"content-encoding": "gzip, gzip"}, twice)
    server.routes["/away"] = (302, {"content-encoding": "gzip", "location": "/end"}, packed)
    server.routes["/end"] = (200, {}, b"end")
    tracemalloc.start()
    with guarded_client(HERE) as client:
        for path in ("/once", "/twice"):
            with (
                client.stream("GET", server.url + path) as answer,
                pytest.raises(HarvestError, match="larger than 5 MiB"),
            ):
                list(guard.parts_of(answer, 5 * 1024**2))
        assert client.get(f"{server.url}/away").text == "end"
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 40 * 1024**2, most


def test_an_answer_that_never_ends_is_stopped(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/slow"] = (200, {}, bytes(200_000))
    monkeypatch.setattr(guard, "_LONGEST_TRANSFER", -1.0)
    with (
        guarded_client(HERE) as client,
        client.stream("GET", f"{server.url}/slow") as answer,
        pytest.raises(HarvestError, match="took longer"),
    ):
        list(guard.parts_of(answer, 10**6))


def test_a_redirect_into_the_private_network_is_refused(server: Server) -> None:
    server.routes["/"] = (302, {"location": "http://10.0.0.1/admin"}, b"")
    with guarded_client(HERE) as client, pytest.raises(HarvestError, match=r"10\.0\.0\.1 is 10\.0\.0\.1"):
        client.get(server.url)


def test_a_name_that_changes_its_address_gains_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is asked once for each request, and the connection goes to the address that was checked."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "8.8.8.8" if host == "rebinding.example" and len(asked) == 1 else "127.0.0.1"
        return [(2, 1, 6, "", (address, port))]

    connected: list[object] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> object:
        connected.append(address)
        raise OSError("no network here")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr("socket.create_connection", connect)
    with guarded_client(sleep=lambda _: None) as client, pytest.raises((httpx2.ConnectError, HarvestError)):
        client.get("http://rebinding.example/")
    assert all(address[0] == "8.8.8.8" for address in connected)  # type: ignore[index]
    assert connected


def test_the_host_stays_in_the_header(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(guard.GuardedTransport, "_address", lambda *_: ipaddress.ip_address("127.0.0.1"))
    transport = guard.GuardedTransport()
    original = httpx2.HTTPTransport.handle_request

    def watch(self: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        seen.append(f"{request.url.host} {request.headers['host']} {request.extensions['sni_hostname']}")
        return original(self, request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", watch)
    server.routes["/x"] = (200, {}, b"ok")
    port = urlsplit(server.url).port
    with httpx2.Client(transport=transport) as client:
        assert client.get(f"http://repository.example:{port}/x").text == "ok"
    assert seen == [f"127.0.0.1 repository.example:{port} repository.example"]


class Answers(httpx2.BaseTransport):
    """A transport that gives these responses, or raises these errors, one after another."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers = list(answers)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def patient(*answers: httpx2.Response | Exception) -> tuple[httpx2.Client, list[float], Answers]:
    waits: list[float] = []
    inner = Answers(*answers)
    return httpx2.Client(transport=guard.PatientTransport(inner, waits.append)), waits, inner


def busy(after: str = "") -> httpx2.Response:
    return httpx2.Response(503, headers={"retry-after": after} if after else {})


def test_a_busy_server_is_asked_again_when_it_says_or_later_each_time() -> None:
    client, waits, _ = patient(busy(), busy("7"), httpx2.ConnectError("down"), httpx2.Response(200))
    assert client.get("https://x.example").status_code == 200
    assert waits == [2.0, 7.0, 8.0]


def test_after_four_attempts_the_last_outcome_counts() -> None:
    client, waits, inner = patient(*[busy() for _ in range(5)])
    assert client.get("https://x.example").status_code == 503
    assert (len(waits), len(inner.answers)) == (3, 1)
    client, waits, _ = patient(*[httpx2.ConnectError("down") for _ in range(4)])
    with pytest.raises(httpx2.ConnectError):
        client.get("https://x.example")
    assert waits == [2.0, 4.0, 8.0]


def test_a_date_may_be_stated_and_a_long_wait_ends_the_request() -> None:
    client, waits, _ = patient(busy("Wed, 21 Oct 2015 07:28:00 GMT"), httpx2.Response(200))
    assert client.get("https://x.example").status_code == 200 and waits == [2.0]
    client, waits, inner = patient(busy("301"), httpx2.Response(200))
    with pytest.raises(HarvestError, match=r"x\.example asks to wait for 301 s"):
        client.get("https://x.example")
    assert (waits, len(inner.answers)) == ([], 1)
