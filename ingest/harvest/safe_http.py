"""An HTTP client for untrusted addresses: it refuses private networks, retries busy servers, and limits time.

A host name is resolved once, and the connection goes to the address that was checked; so a name that resolves differently the
next time (DNS rebinding) isn't followed. Redirects are checked in the same way. The unpacked size of responses is limited.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    wait_exponential,
)

from kb.errors import HarvestError
from kb.settings import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Sleep = Callable[[float], None]

_AGENT = "polikb (knowledge base of university works; reads OAI-PMH)"
_SECONDS = 60.0
_TRIES = 4
_FIRST_WAIT = 2.0  # seconds; doubled with each attempt, unless the server sends Retry-After
_LONGEST_WAIT = 300.0  # seconds; a server that asks for more fails the request
_BUSY = (429, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
_OF_THE_BODY = ("content-encoding", "content-length", "transfer-encoding")
_LONGEST_TRANSFER = 1800.0  # seconds for one response, against servers that send a byte a minute

# IANA's registries of special-purpose addresses (RFC 6890 and later ones), as of November 2026, those that are reachable for
# relays and name servers included: no repository is there. Older versions of Python's `ipaddress` lack some of them.
_SPECIAL_4 = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
    "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")  # everything else is unassigned, local, multicast or translated
_SPECIAL_6 = tuple(map(ipaddress.IPv6Network, (
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)))  # fmt: skip


def is_public(address: Address) -> bool:
    """Whether an address is an ordinary public one. An IPv4 address written as IPv6 is checked as IPv4."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    return address in _GLOBAL_6 and not any(address in network for network in _SPECIAL_6)


def parts_of(response: httpx2.Response, max_bytes: int, hint: str = "") -> Iterator[bytes]:
    """The unpacked body of a streamed response, in parts of at most 1 MiB. Raises HarvestError if it is too large or slow.

    `hint` is added to the message, such as the setting that allows more.
    """
    size, end = 0, time.monotonic() + _LONGEST_TRANSFER
    for part in response.iter_bytes():
        size += len(part)
        if size > max_bytes:
            raise HarvestError(f"{response.url} is larger than {max_bytes // 1024**2} MiB{hint}")
        if time.monotonic() > end:
            raise HarvestError(f"{response.url} took longer than {_LONGEST_TRANSFER / 60:.0f} minutes; it was stopped")
        yield part


class GuardedTransport(httpx2.HTTPTransport):
    """Connects to public addresses only, and to `allowed` networks."""

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        # Connections aren't reused: another host name at the same address must not get this one's.
        super().__init__(trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0))
        self._allowed = tuple(allowed)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request to the checked address, with the host name in the Host header and in TLS."""
        if request.url.scheme not in ("http", "https"):
            raise HarvestError(f"{request.url}: only http and https are fetched")
        host = request.url.host
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=str(self._address(host, request.url.port or 0))),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        response = super().handle_request(pinned)
        if response.status_code not in _REDIRECTS:
            return response
        # The client reads the body of a redirect as a whole, whatever its unpacked size.
        response.close()
        kept = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_BODY]
        return httpx2.Response(response.status_code, headers=kept, extensions=response.extensions)

    def _address(self, host: str, port: int) -> Address:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise HarvestError(f"{host} can't be resolved: {error}") from error
        addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        for address in addresses:
            if not is_public(address) and not any(address in network for network in self._allowed):
                raise HarvestError(
                    f"{host} is {address}, an address in a private network; allow it with POLIKB_HARVEST_NETWORKS"
                )
        return addresses[0]


class PatientTransport(httpx2.BaseTransport):
    """Retries requests to busy servers, after the time they ask for (Retry-After) or after 2, 4 and 8 seconds."""

    def __init__(self, inner: httpx2.BaseTransport, sleep: Sleep = time.sleep) -> None:
        self._inner, self._sleep = inner, sleep

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The first response that isn't "busy", or the fourth. Raises HarvestError if the server asks for too long a wait."""
        retrying = Retrying(
            retry=retry_if_exception_type(httpx2.TransportError) | retry_if_result(_is_busy),
            stop=stop_after_attempt(_TRIES), wait=_wait, sleep=self._sleep, retry_error_callback=_last_outcome,
        )  # fmt: skip
        return retrying(self._inner.handle_request, request)

    def close(self) -> None:
        """Close the inner transport."""
        self._inner.close()


def _is_busy(response: httpx2.Response) -> bool:
    return response.status_code in _BUSY


def _last_outcome(state: RetryCallState) -> httpx2.Response:
    """The last response, although it is "busy", or the last exception raised again."""
    assert state.outcome is not None
    response: httpx2.Response = state.outcome.result()
    return response


def _wait(state: RetryCallState) -> float:
    """Seconds to wait before the next attempt: what the server asks for, else 2, 4, 8. Raises HarvestError if too long."""
    assert state.outcome is not None
    usual = wait_exponential(multiplier=_FIRST_WAIT)(state)
    if state.outcome.failed:
        return usual
    response: httpx2.Response = state.outcome.result()
    response.close()
    wait = _retry_after(response) or usual
    if wait > _LONGEST_WAIT:
        host = state.args[0].url.host
        raise HarvestError(f"{host} asks to wait for {wait:.0f} s; run the command again later")
    return wait


def _retry_after(response: httpx2.Response) -> float:
    """Seconds that the server asks to wait; 0 if it doesn't say."""
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        return max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0


def guarded_client(allowed: Sequence[Network] = (), sleep: Sleep = time.sleep) -> httpx2.Client:
    """An HTTP client for untrusted addresses. `sleep` waits between attempts."""
    return httpx2.Client(
        transport=PatientTransport(GuardedTransport(allowed), sleep),
        headers={"user-agent": _AGENT},
        timeout=_SECONDS,
        follow_redirects=True,
        max_redirects=5,
        trust_env=False,
    )
