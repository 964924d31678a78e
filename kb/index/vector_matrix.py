"""Nearest-neighbour search over all vectors in memory: exact for few, by packed vectors and then exactly for many."""

import threading
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import simsimd

_FEW = 20_000  # vectors that are compared as they are: 1.1 ms
_COPIED = 20  # comparing a vector that must be copied from its row takes as long as that many packed ones
_BLOCK = 10_000  # vectors that are packed at a time
# Of the packed vectors' best, as many are compared exactly: the cosine of a packed one is off by 0.003 at most, and ten and two
# hundred nearest of 300,000 were always among them.
_LOOKED_AT = (2, 100)  # times the wanted, and more


@dataclass
class _Buffer:
    """Over-allocated arrays: `filled` rows are in use, further rows can be appended in place.

    The first `packed` rows are also in `codes` (int8), each to be multiplied by its `scales` (float32).
    """

    ids: np.ndarray
    vectors: np.ndarray
    filled: int
    packed: int = 0

    def __post_init__(self) -> None:
        """Reserve room for packed vectors; it takes no memory before it is used."""
        self.codes, self.scales = np.empty(self.vectors.shape, np.int8), np.empty(len(self.vectors), np.float32)
        self._lock = threading.Lock()

    def pack(self, rows: int) -> None:
        """Pack the first `rows` vectors, as far as they aren't packed."""
        with self._lock:
            for start in range(self.packed, rows, _BLOCK):
                end = min(start + _BLOCK, rows)
                self.codes[start:end], self.scales[start:end] = _packed(self.vectors[start:end])
                self.packed = end


def _packed(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vectors (n×d) as int8 and the scale of each."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
    return np.round(vectors / scales[:, None]).astype(np.int8), scales


@dataclass(frozen=True)
class VectorMatrix:
    """Unit vectors (float32 n×d) and the passage id of each row (int64, ascending). Immutable."""

    ids: np.ndarray
    vectors: np.ndarray
    _buffer: _Buffer | None = None

    @cached_property
    def _own_buffer(self) -> _Buffer:
        return self._buffer or _Buffer(self.ids, self.vectors, len(self.ids))

    def rows(self, ids: np.ndarray) -> np.ndarray:
        """Row index of each id; -1 for a passage without a vector."""
        if not len(self.ids):
            return np.full(len(ids), -1)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)

    def scores(self, query: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """Cosine similarity (-1..1) of the query and each passage; NaN for a passage without a vector."""
        rows = self.rows(ids)
        found = np.full(len(ids), np.nan, dtype=np.float32)
        known = rows >= 0
        found[known] = self.vectors[rows[known]] @ query
        return found

    def search(self, query: np.ndarray, limit: int, allowed: np.ndarray | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine) of the `limit` nearest passages, best first, among the `allowed` ids (None: all)."""
        rows = np.arange(len(self.ids)) if allowed is None else self.rows(allowed)
        rows = rows[rows >= 0]
        if len(rows) > (_FEW if len(rows) == len(self.ids) else len(self.ids) / _COPIED):
            rows = self._promising(query, rows, _LOOKED_AT[0] * limit + _LOOKED_AT[1])
        if not len(rows):
            return []
        vectors = self.vectors if len(rows) == len(self.ids) else self.vectors[rows]  # without copying them all
        ids, scores = self.ids[rows], vectors @ query
        limit = min(limit, len(scores))
        top = np.argpartition(-scores, limit - 1)[:limit]
        top = top[np.lexsort((ids[top], -scores[top]))]
        return [(int(ids[i]), float(scores[i])) for i in top]

    def _promising(self, query: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
        """The `count` of these rows that are nearest by their packed vectors.

        All are compared, because copying the wanted from their rows would take longer.
        """
        buffer, count_all = self._own_buffer, len(self.ids)
        buffer.pack(count_all)
        codes = _packed(query[None])[0]
        products = np.asarray(simsimd.cdist(buffer.codes[:count_all], codes, metric="dot"))[:, 0]
        scores = (products * buffer.scales[:count_all])[rows]
        return rows[np.argpartition(-scores, count - 1)[:count]] if count < len(rows) else rows

    def append(self, ids: np.ndarray, vectors: np.ndarray) -> "VectorMatrix":
        """A new matrix with these rows added (`ids` ascending); a known id is replaced. Amortised O(new rows)."""
        if len(self.ids) and ids[0] <= self.ids[-1]:
            return self._merged(ids, vectors)
        # New passages have the highest ids, so their rows are appended to the shared buffer without copying the others.
        start, end = len(self.ids), len(self.ids) + len(ids)
        buffer = self._buffer
        if buffer is None or buffer.filled != start or end > len(buffer.ids):
            buffer = _Buffer(np.empty(2 * end, np.int64), np.empty((2 * end, vectors.shape[1]), np.float32), start)
            buffer.ids[:start], buffer.vectors[:start] = self.ids, self.vectors if start else vectors[:0]
        buffer.ids[start:end], buffer.vectors[start:end], buffer.filled = ids, vectors, end
        return VectorMatrix(buffer.ids[:end], buffer.vectors[:end], buffer)

    def _merged(self, ids: np.ndarray, vectors: np.ndarray) -> "VectorMatrix":
        keep = ~np.isin(self.ids, ids)
        all_ids, all_vectors = np.concatenate([self.ids[keep], ids]), np.concatenate([self.vectors[keep], vectors])
        order = np.argsort(all_ids, kind="stable")
        return VectorMatrix(all_ids[order], np.ascontiguousarray(all_vectors[order], dtype=np.float32))

    def only(self, ids: np.ndarray) -> "VectorMatrix":
        """A matrix with only these ids."""
        keep = np.isin(self.ids, ids)
        return self if keep.all() else VectorMatrix(self.ids[keep], self.vectors[keep])


EMPTY = VectorMatrix(np.zeros(0, np.int64), np.zeros((0, 0), np.float32))
