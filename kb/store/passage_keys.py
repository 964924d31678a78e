"""Numbers as they are shown outside: counted numbers would tell, by their gaps, how much is hidden. Pure functions."""

import hashlib
from functools import lru_cache

_HALF = 24  # bits; two halves stay below 2^53, which every JSON reader keeps exact
_MASK = (1 << _HALF) - 1
_ROUNDS = 4


class PassageKeys:
    """A keyed permutation of the numbers 0 … 2^48 − 1 (a Feistel network over BLAKE2): the same number always looks the same."""

    def __init__(self, key: str) -> None:
        """`key` is the library's own and leaves it nowhere."""
        self._key = hashlib.blake2b(key.encode(), digest_size=32).digest()
        self._encoded = lru_cache(maxsize=1 << 16)(self._encode)  # every passage that is looked at asks for its key

    def encode(self, number: int) -> int:
        """The number as it is shown outside."""
        return self._encoded(number)

    def _encode(self, number: int) -> int:
        left, right = number >> _HALF, number & _MASK
        for step in range(_ROUNDS):
            left, right = right, left ^ self._mixed(step, right)
        return left << _HALF | right

    def decode(self, shown: int) -> int:
        """The number behind one that was shown; some other number for one that never was."""
        left, right = shown >> _HALF & _MASK, shown & _MASK
        for step in reversed(range(_ROUNDS)):
            left, right = right ^ self._mixed(step, left), left
        return left << _HALF | right

    def _mixed(self, step: int, half: int) -> int:
        digest = hashlib.blake2b(bytes([step]) + half.to_bytes(3, "big"), key=self._key, digest_size=3).digest()
        return int.from_bytes(digest, "big")
