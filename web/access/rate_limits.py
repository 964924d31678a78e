"""How much one client may ask: requests a minute and at once, and failed attempts to sign in."""

import ipaddress
import math
import time
from collections import Counter

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

FAILURES = RateLimitItemPerMinute(5, 15)  # five in a quarter of an hour


class Limiter:
    """Counts in this process' memory; nothing is kept of who asked what."""

    def __init__(self, requests_per_minute: int, at_once: int) -> None:
        self._at_once, self._inside = at_once, Counter[str]()
        self._requests = RateLimitItemPerMinute(requests_per_minute)
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, client: str) -> int:
        """Count a request; the seconds that this client must wait first, 0 when it may go on."""
        return 0 if self._windows.hit(self._requests, client) else self._left(self._requests, client)

    def enter(self, client: str) -> bool:
        """Let a request in, if the client hasn't too many at work already; `leave` must follow."""
        if self._inside[client] >= self._at_once:
            return False
        self._inside[client] += 1
        return True

    def leave(self, client: str) -> None:
        """A request that was let in is answered."""
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]

    def failed(self, key: str) -> None:
        """Count a failed attempt to sign in."""
        self._windows.hit(FAILURES, key)

    def barred(self, key: str) -> int:
        """The seconds before this key may try again, 0 when it may now."""
        return 0 if self._windows.test(FAILURES, key) else self._left(FAILURES, key)

    def _left(self, item: RateLimitItem, key: str) -> int:
        return max(math.ceil(self._windows.get_window_stats(item, key).reset_time - time.time()), 1)


def client_of(request: Request) -> str:
    """Who is counted as one: the address that the request comes from, as a proxy on this machine gives it."""
    return request.client.host if request.client else "unknown"


def is_counted(client: str) -> bool:
    """Whether a client's requests are counted: all but those of this machine itself, its administrator's scripts."""
    try:
        return not ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
