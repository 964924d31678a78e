"""Bounded caches of values derived from a snapshot, typed by a declaration in the module that uses them."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Derived(Generic[K, V]):
    """Declares one kind of derived value, by key. At most `size` are kept; the least recently used are dropped first."""

    size: int


class DerivedCache:
    """The derived values of one snapshot; safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: dict[Derived[Any, Any], LRUCache[Hashable, Any]] = {}
        self._lock = threading.Lock()

    def get(self, kind: Derived[K, V], key: K, make: Callable[[], V]) -> V:
        """The value of `key`, made if it isn't cached. `make` runs without a lock: two threads may call it at once."""
        with self._lock:
            kept = self._of(kind)
            if key in kept:
                found: V = kept[key]
                return found
        made = make()
        self.put(kind, key, made)
        return made

    def put(self, kind: Derived[K, V], key: K, value: V) -> None:
        """Store a value."""
        with self._lock:
            self._of(kind)[key] = value

    def take(self, kind: Derived[K, V], key: K) -> V | None:
        """Remove and return the value of `key`; None if it isn't cached."""
        with self._lock:
            found: V | None = self._of(kind).pop(key, None)
            return found

    def _of(self, kind: Derived[Any, Any]) -> LRUCache[Hashable, Any]:
        return self._kept.setdefault(kind, LRUCache(kind.size))
