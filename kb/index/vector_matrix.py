"""All vectors in memory, scored exactly: what selective filters and read-only commands use. Pure numpy."""

from dataclasses import dataclass

import numpy as np


@dataclass
class _Room:
    """Arrays with room for more rows behind the `filled` ones."""

    ids: np.ndarray
    vectors: np.ndarray
    filled: int


@dataclass(frozen=True)
class VectorMatrix:
    """`vectors` is float32 n×d with rows of length one; `ids` int64 ascending, the passage of each row."""

    ids: np.ndarray
    vectors: np.ndarray
    _room: _Room | None = None

    def rows(self, ids: np.ndarray) -> np.ndarray:
        """Row of each id; -1 where there is no vector (yet)."""
        if not len(self.ids):
            return np.full(len(ids), -1)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)

    def scores(self, query: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """Cosine of the query with each passage, in -1..1; NaN where a passage has no vector (yet)."""
        rows = self.rows(ids)
        found = np.full(len(ids), np.nan, dtype=np.float32)
        known = rows >= 0
        found[known] = self.vectors[rows[known]] @ query
        return found

    def search(self, query: np.ndarray, limit: int, allowed: np.ndarray | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine) of the nearest, best first, among the `allowed` ids (all when None)."""
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
        """A new matrix with these rows too, ids ascending; a known id takes its new row. This one stays as it is."""
        if len(self.ids) and ids[0] <= self.ids[-1]:
            return self._merged(ids, vectors)
        # New passages come last. Their rows go behind these, where there is room: nothing is copied.
        start, end = len(self.ids), len(self.ids) + len(ids)
        room = self._room
        if room is None or room.filled != start or end > len(room.ids):
            room = _Room(np.empty(2 * end, np.int64), np.empty((2 * end, vectors.shape[1]), np.float32), start)
            room.ids[:start], room.vectors[:start] = self.ids, self.vectors if start else vectors[:0]
        room.ids[start:end], room.vectors[start:end], room.filled = ids, vectors, end
        return VectorMatrix(room.ids[:end], room.vectors[:end], room)

    def _merged(self, ids: np.ndarray, vectors: np.ndarray) -> "VectorMatrix":
        keep = ~np.isin(self.ids, ids)
        all_ids, all_vectors = np.concatenate([self.ids[keep], ids]), np.concatenate([self.vectors[keep], vectors])
        order = np.argsort(all_ids, kind="stable")
        return VectorMatrix(all_ids[order], np.ascontiguousarray(all_vectors[order], dtype=np.float32))

    def only(self, ids: np.ndarray) -> "VectorMatrix":
        """The rows of these ids."""
        keep = np.isin(self.ids, ids)
        return self if keep.all() else VectorMatrix(self.ids[keep], self.vectors[keep])


EMPTY = VectorMatrix(np.zeros(0, np.int64), np.zeros((0, 0), np.float32))
