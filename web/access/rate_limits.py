"""Limits for one client: requests a minute, requests at once, failed sign-ins."""

import ipaddress
import math
import threading
import time
from collections import Counter
from collections.abc import Sequence

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

MESSAGES = RateLimitItemPerHour(10)  # needs and messages to the office
FAILURES = RateLimitItemPerMinute(5, 15)  # five in a quarter of an hour


class Limiter:
    """Counters in memory, by client; nothing is stored on disk."""

    def __init__(self, requests_per_minute: int, at_once: int) -> None:
        self._at_once, self._inside = at_once, Counter[str]()
        self._requests = RateLimitItemPerMinute(requests_per_minute)
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._trying, self._lock = Counter[str](), threading.Lock()

    def wait(self, client: str) -> int:
        """Count a request; returns the seconds that the client must wait, 0 if it is within its limit."""
        return 0 if self._windows.hit(self._requests, client) else self._left(self._requests, client)

    def send(self, client: str) -> int:
        """Count a message to the office; returns the seconds that the client must wait, 0 if it may send."""
        key = f"messages of {client}"
        return 0 if self._windows.hit(MESSAGES, key) else self._left(MESSAGES, key)

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
        """Count an attempt to sign in; returns the seconds that these keys must wait, 0 if they may try. `end_attempt` must follow 0.

        An attempt in progress counts as failed, so that many at once are no more than the limit.
        """
        with self._lock:
            for key in keys:
                remaining = self._windows.get_window_stats(FAILURES, key).remaining
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

    def _left(self, item: RateLimitItem, key: str) -> int:
        return max(math.ceil(self._windows.get_window_stats(item, key).reset_time - time.time()), 1)


def client_of(request: Request) -> str:
    """The client's address, as forwarded by a trusted proxy."""
    return request.client.host if request.client else "unknown"


def is_counted(client: str) -> bool:
    """Whether a client is limited: every one but this machine itself, where the administrator's scripts run."""
    try:
        return not ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
