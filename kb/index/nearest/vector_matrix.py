"""Exhaustive nearest-neighbour search: over the coarse layer of all vectors, then exactly among the best."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import simsimd

from kb.index.nearest.packed_vectors import PackedVectors, packed

_COPIED = 20  # comparing a vector that must first be copied takes as long as comparing that many in place
_GROUP = 64  # rows of a group, of which the best is compared first
# How many of the best by the coarse layer are compared exactly: such a cosine is off by 0.003 at most, and ten and two
# hundred nearest of 300,000 were always among them.
_LOOKED_AT = (2, 100)  # times the wanted, and more
_RUNS = 200  # runs of rows whose vectors are unpacked at a time


@dataclass(frozen=True)
class VectorMatrix:
    """Unit vectors and the passage id of each row (int64, ascending): the first `rows` of `store`. Immutable."""

    store: PackedVectors
    rows: int

    @cached_property
    def ids(self) -> np.ndarray:
        """The passage id of each row."""
        found: np.ndarray = self.store.ids[: self.rows]
        return found

    @property
    def vectors(self) -> np.ndarray:
        """All vectors, float32 n×d, unpacked at each call."""
        return self.store.unpacked(slice(0, self.rows))

    def vector(self, row: int) -> np.ndarray:
        """The vector of one row."""
        found: np.ndarray = self.store.unpacked(slice(row, row + 1))[0]
        return found

    def rows_of(self, ids: np.ndarray) -> np.ndarray:
        """Row index of each id; -1 for a passage without a vector."""
        if not self.rows:
            return np.full(len(ids), -1)
        at = np.minimum(np.searchsorted(self.ids, ids), self.rows - 1)
        return np.where(self.ids[at] == ids, at, -1)

    def scores(self, query: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """Cosine similarity (-1..1) of the query and each passage; NaN for a passage without a vector."""
        rows = self.rows_of(ids)
        found = np.full(len(ids), np.nan, dtype=np.float32)
        known = rows >= 0
        found[known] = self.store.unpacked(rows[known]) @ query
        return found

    def products(self, query: np.ndarray) -> np.ndarray:
        """The query's dot product with every row, by the coarse layer: off by 0.003 at most."""
        codes, _, scales = packed(query[None].astype(np.float32))
        found = np.empty((self.rows, 1), np.float32)
        if self.rows:
            simsimd.cdist(self.store.coarse[: self.rows], codes, metric="dot", out=found, out_dtype="float32")
        scaled: np.ndarray = found[:, 0] * (self.store.scales[: self.rows, 0] * scales[0, 0])
        return scaled

    def search(self, query: np.ndarray, limit: int, allowed: np.ndarray | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine) of the `limit` nearest passages, best first, among the rows of the mask `allowed` (None: all)."""
        rows = self._promising(query, allowed, _LOOKED_AT[0] * limit + _LOOKED_AT[1])
        if not len(rows):
            return []
        ids, scores = self.ids[rows], self.store.unpacked(rows) @ query
        limit = min(limit, len(scores))
        top = np.argpartition(-scores, limit - 1)[:limit]
        top = top[np.lexsort((ids[top], -scores[top]))]
        return [(int(ids[i]), float(scores[i])) for i in top]

    def _promising(self, query: np.ndarray, allowed: np.ndarray | None, count: int) -> np.ndarray:
        """The rows of the `count` allowed vectors that are nearest by their coarse layer.

        If many are allowed all vectors are compared, because copying the allowed ones would take longer.
        """
        if allowed is None:
            return np.arange(self.rows) if self.rows <= count else best(self.products(query), count)
        rows = np.flatnonzero(allowed)
        if len(rows) <= count:
            return rows
        if len(rows) > self.rows / _COPIED:
            scores = self.products(query)
            np.putmask(scores, ~allowed, -np.inf)
            return best(scores, count)
        part = VectorMatrix(self.store.chosen(rows), len(rows))
        nearest: np.ndarray = rows[best(part.products(query), count)]
        return nearest

    def append(self, ids: np.ndarray, vectors: np.ndarray) -> "VectorMatrix":
        """A new matrix with these rows added (`ids` ascending); a known id is replaced. Amortised O(new rows)."""
        if self.rows and ids[0] <= self.ids[-1]:
            return self._merged(ids, vectors)
        # New passages have the highest ids, so their rows are appended to the shared arrays without copying the others.
        store, end = self.store, self.rows + len(ids)
        if not store.append(self.rows, ids, vectors):
            store = self._with_room(end, vectors.shape[1])
            store.append(self.rows, ids, vectors)
        return VectorMatrix(store, end)

    def _with_room(self, rows: int, dimension: int) -> PackedVectors:
        store = PackedVectors.empty(rows, dimension)
        if self.rows:
            for name in ("ids", "coarse", "fine", "scales"):
                getattr(store, name)[: self.rows] = getattr(self.store, name)[: self.rows]
        store.filled = self.rows
        return store

    def _merged(self, ids: np.ndarray, vectors: np.ndarray) -> "VectorMatrix":
        kept = self.only(self.ids[~np.isin(self.ids, ids)])
        both = kept._with_room(kept.rows + len(ids), vectors.shape[1])
        both.append(kept.rows, ids, vectors)
        order = np.argsort(both.ids[: both.filled], kind="stable")
        return VectorMatrix(both.chosen(order), len(order))

    def only(self, ids: np.ndarray) -> "VectorMatrix":
        """A matrix with only these ids."""
        keep = np.isin(self.ids, ids)
        return self if keep.all() else VectorMatrix(self.store.chosen(np.flatnonzero(keep)), int(keep.sum()))

    def sums(self, starts: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """The sum of the vectors of each run of rows (float32 m×d): runs of `counts` rows (1 or more) that begin at `starts`."""
        found = np.empty((len(starts), self.store.coarse.shape[1]), np.float32)
        for first in range(0, len(starts), _RUNS):
            part = slice(first, first + _RUNS)
            begins = np.cumsum(counts[part]) - counts[part]
            rows = np.arange(counts[part].sum()) + np.repeat(starts[part] - begins, counts[part])
            found[part] = np.add.reduceat(self.store.unpacked(rows), begins, axis=0)
        return found


def best(scores: np.ndarray, count: int) -> np.ndarray:
    """The positions of the `count` largest scores, unordered; ties at the end are broken arbitrarily.

    The `count`-th largest maximum of the groups of rows is a lower bound of the wanted scores, which few rows reach.
    Partitioning all rows takes ten times as long.
    """
    groups = len(scores) // _GROUP
    if groups <= count:
        return np.argpartition(-scores, min(count, len(scores)) - 1)[:count]
    tops = scores[: groups * _GROUP].reshape(groups, _GROUP).max(axis=1)
    bound = np.partition(tops, groups - count)[groups - count]
    rows = np.flatnonzero(scores >= bound)
    return rows[np.argpartition(-scores[rows], count - 1)[:count]]


EMPTY = VectorMatrix(PackedVectors.empty(0, 0), 0)
