"""Exact nearest-neighbour search over all vectors in memory, for filtered searches and read-only commands. Pure numpy."""

from dataclasses import dataclass

import numpy as np


@dataclass
class _Buffer:
    """Over-allocated arrays: `filled` rows are in use, further rows can be appended in place."""

    ids: np.ndarray
    vectors: np.ndarray
    filled: int


@dataclass(frozen=True)
class VectorMatrix:
    """Unit vectors (float32 n×d) and the passage id of each row (int64, ascending). Immutable."""

    ids: np.ndarray
    vectors: np.ndarray
    _buffer: _Buffer | None = None

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
        ids, vectors = self.ids, self.vectors
        if allowed is not None:
            rows = self.rows(allowed)
            rows = rows[rows >= 0]
            ids, vectors = ids[rows], vectors[rows]
        if not len(ids):
            return []
        scores = vectors @ query
        limit = min(limit, len(scores))
        top = np.argpartition(-scores, limit - 1)[:limit]
        top = top[np.lexsort((ids[top], -scores[top]))]
        return [(int(ids[i]), float(scores[i])) for i in top]

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
