"""The latest answers, cached in memory so that a reader can save one, vote on it or ask a follow-up."""

import hashlib
import json
import threading
import zlib

from cachetools import LRUCache

from kb.errors import NotFound
from kb.output.api_json import Json


class RecentAnswers:
    """The latest answers by key. An answer that a model wrote can't be produced again, so it is saved from here."""

    def __init__(self, capacity: int = 500) -> None:
        # Compressed JSON: as Python values, five hundred answers would take 50 MB.
        self._answers: LRUCache[str, bytes] = LRUCache(capacity)
        self._lock = threading.Lock()

    def add(self, answer: Json) -> str:
        """Keep an answer; returns its key, 24 hexadecimal digits. Equal answers have the same key."""
        text = json.dumps(answer, sort_keys=True).encode()
        key = hashlib.sha256(text).hexdigest()[:24]
        packed = zlib.compress(text)
        with self._lock:
            self._answers[key] = packed
        return key

    def find(self, key: str) -> Json:
        """The answer with this key. Raises NotFound if it is no longer among the latest."""
        with self._lock:
            packed = self._answers.get(key)
        if packed is None:
            raise NotFound(f"recent answer {key}")
        answer: Json = json.loads(zlib.decompress(packed))
        return answer
