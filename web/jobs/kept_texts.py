"""Needs and ideas sent by a form, kept in memory for some hours, so that the address of their page lacks the text."""

import secrets
import threading
import zlib

from cachetools import TTLCache

_CAPACITY = 2000  # texts; compressed, some kilobytes each
KEPT_HOURS = 12  # by judgement: a day's work


class KeptTexts:
    """The latest texts by random keys. Nothing is stored on disk; a text can't be read without its key."""

    def __init__(self, capacity: int = _CAPACITY, hours: float = KEPT_HOURS) -> None:
        self._texts: TTLCache[str, bytes] = TTLCache(capacity, hours * 3600)
        self._lock = threading.Lock()

    def add(self, text: str) -> str:
        """Keep a text; returns its key, 22 characters of A–Z, a–z, 0–9, "-" and "_"."""
        key, packed = secrets.token_urlsafe(16), zlib.compress(text.encode())
        with self._lock:
            self._texts[key] = packed
        return key

    def find(self, key: str) -> str | None:
        """The text with this key; None if it is no longer kept."""
        with self._lock:
            packed = self._texts.get(key)
        return None if packed is None else zlib.decompress(packed).decode()
