"""Limits for one client: requests per minute, concurrent requests, failed sign-ins, and stored items."""

import ipaddress
import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, Protocol, TypeVar

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from kb.errors import LibraryError
from kb.store.jobs.windows import SharedWindows

log = logging.getLogger("polikb")

# Needs and messages to the office and requests for alerts; saved answers; votes on answers; e-mails that ask to confirm alerts.
Stored = Literal["messages", "answers", "votes", "confirmations"]
# By judgement: a class behind one address saves and votes within them. Confirmations are those of all clients.
STORED: dict[Stored, RateLimitItem] = {
    "messages": RateLimitItemPerHour(10),
    "answers": RateLimitItemPerHour(60),
    "votes": RateLimitItemPerHour(60),
    "confirmations": RateLimitItemPerHour(100),
}
FAILURES = RateLimitItemPerMinute(5, 15)  # five in a quarter of an hour
_ONE_CLIENT = 64  # bits of an IPv6 address that identify a client: it has all addresses with these
T = TypeVar("T")


class Windows(Protocol):
    """Counters of hits by key, within the time window of each limit."""

    def hit(self, limit: RateLimitItem, key: str) -> bool:
        """Count a hit unless the limit is reached; returns whether it was counted."""

    def remaining(self, limit: RateLimitItem, key: str) -> int:
        """The number of hits left."""

    def wait(self, limit: RateLimitItem, key: str) -> float:
        """Seconds until a further hit is possible, if the limit is reached."""


class OwnWindows:
    """Counters in this server's memory."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, limit: RateLimitItem, key: str) -> bool:
        """See `Windows`."""
        return self._windows.hit(limit, key)

    def remaining(self, limit: RateLimitItem, key: str) -> int:
        """See `Windows`."""
        return self._windows.get_window_stats(limit, key).remaining

    def wait(self, limit: RateLimitItem, key: str) -> float:
        """See `Windows`."""
        return self._windows.get_window_stats(limit, key).reset_time - time.time()


class CommonWindows:
    """Counters of all servers in their database; in this server's memory while the database doesn't answer."""

    def __init__(self, shared: SharedWindows) -> None:
        self._shared, self._own = shared, OwnWindows()

    def hit(self, limit: RateLimitItem, key: str) -> bool:
        """See `Windows`."""
        return _either(
            lambda: self._shared.hit(_key(limit, key), limit.amount, limit.get_expiry()),
            lambda: self._own.hit(limit, key),
        )

    def remaining(self, limit: RateLimitItem, key: str) -> int:
        """See `Windows`."""
        return _either(
            lambda: self._shared.remaining(_key(limit, key), limit.amount, limit.get_expiry()),
            lambda: self._own.remaining(limit, key),
        )

    def wait(self, limit: RateLimitItem, key: str) -> float:
        """See `Windows`."""
        return _either(
            lambda: self._shared.wait(_key(limit, key), limit.get_expiry()), lambda: self._own.wait(limit, key)
        )


def _key(limit: RateLimitItem, key: str) -> str:
    return f"{limit} {key}"


def _either(shared: Callable[[], T], own: Callable[[], T]) -> T:
    try:
        return shared()
    except LibraryError:
        log.debug("The database doesn't count requests.", exc_info=True)
        return own()


class Limiter:
    """Counters by client; requests in progress are counted by each server for itself."""

    def __init__(self, requests_per_minute: int, at_once: int) -> None:
        self._at_once, self._inside = at_once, Counter[str]()
        self._requests = RateLimitItemPerMinute(requests_per_minute)
        self._windows: Windows = OwnWindows()
        self.is_shared = False
        self._trying, self._lock = Counter[str](), threading.Lock()

    def share(self, windows: SharedWindows) -> None:
        """From now on count together with the other servers of a database; counting then waits for the database."""
        self._windows, self.is_shared = CommonWindows(windows), True

    def wait(self, client: str) -> int:
        """Count a request; returns the seconds that the client must wait, 0 if it is within its limit."""
        return 0 if self._windows.hit(self._requests, client) else self._left(self._requests, client)

    def store(self, what: Stored, client: str) -> int:
        """Count something that a client has the server store; returns the seconds that it must wait, 0 if that may be stored."""
        limit, key = STORED[what], f"{what} of {client}"
        return 0 if self._windows.hit(limit, key) else self._left(limit, key)

    def enter(self, client: str) -> bool:
        """Count a request in progress; False if the client has too many. `leave` must follow True."""
        if self._inside[client] >= self._at_once:
            return False
        self._inside[client] += 1
        return True

    def leave(self, client: str) -> None:
        """Count the end of a request."""
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]

    def begin_attempt(self, keys: Sequence[str]) -> int:
        """Count an attempt to sign in; returns the seconds these keys must wait, or 0, after which `end_attempt` must follow.

        An attempt in progress on this server counts as failed, so that concurrent ones can't exceed the limit.
        """
        with self._lock:
            for key in keys:
                remaining = self._windows.remaining(FAILURES, key)
                if remaining <= self._trying[key]:
                    return 1 if remaining else self._left(FAILURES, key)
            self._trying.update(keys)
            return 0

    def end_attempt(self, keys: Sequence[str], *, failed: bool) -> None:
        """Count the end of an attempt to sign in."""
        with self._lock:
            self._trying -= Counter(keys)  # keeps positive counts only
            for key in keys if failed else ():
                self._windows.hit(FAILURES, key)

    def _left(self, limit: RateLimitItem, key: str) -> int:
        return max(math.ceil(self._windows.wait(limit, key)), 1)


def client_of(request: Request) -> str:
    """The client's address, as forwarded by a trusted proxy."""
    return request.client.host if request.client else "unknown"


def limited_as(client: str) -> str:
    """The key that the requests of an address are counted under: for IPv6 its network, as one client may use all of it."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4 or address.ipv4_mapped:
        return client
    return str(ipaddress.ip_network((int(address), _ONE_CLIENT), strict=False))


def is_counted(client: str) -> bool:
    """Whether a client is limited: all except this machine itself, where the administrator's scripts run."""
    try:
        return not ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
