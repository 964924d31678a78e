"""Opaque passage ids. Sequential ids would reveal how many documents are hidden. Pure."""

import hashlib
from functools import lru_cache

_HALF = 24  # bits; two halves stay below 2^53, which every JSON reader keeps exact
_MASK = (1 << _HALF) - 1
_ROUNDS = 4


class PassageKeys:
    """A keyed permutation of 0 … 2^48 − 1: a four-round Feistel network with BLAKE2b as round function (Luby and Rackoff)."""

    def __init__(self, key: str) -> None:
        """`key` is the library's secret; it is never shown."""
        self._key = hashlib.blake2b(key.encode(), digest_size=32).digest()
        self._encoded = lru_cache(maxsize=1 << 16)(self._encode)  # called for every passage that is loaded

    def encode(self, number: int) -> int:
        """The opaque id of a passage id."""
        return self._encoded(number)

    def _encode(self, number: int) -> int:
        left, right = number >> _HALF, number & _MASK
        for step in range(_ROUNDS):
            left, right = right, left ^ self._round(step, right)
        return left << _HALF | right

    def decode(self, shown: int) -> int:
        """The passage id of an opaque id. An id that was never issued decodes to a number without a passage."""
        left, right = shown >> _HALF & _MASK, shown & _MASK
        for step in reversed(range(_ROUNDS)):
            left, right = right ^ self._round(step, left), left
        return left << _HALF | right

    def _round(self, step: int, half: int) -> int:
        digest = hashlib.blake2b(bytes([step]) + half.to_bytes(3, "big"), key=self._key, digest_size=3).digest()
        return int.from_bytes(digest, "big")
