"""Nearest-neighbour search: by an index (Chroma or pgvector) if it is faster or configured, otherwise exact."""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import LibraryError, VectorIndexError
from kb.index.document_bitmaps import Numbers
from kb.index.snapshot import Snapshot
from kb.process import overwrite_freed_memory
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import Schema

if TYPE_CHECKING:
    from kb.index.nearest.chroma import ChromaIndex
    from kb.index.nearest.pgvector import PgVectorIndex

    VectorIndex = ChromaIndex | PgVectorIndex

log = logging.getLogger("polikb")

_RETRY_AFTER = 15.0  # seconds after a failure, by judgement

Neighbours = list[tuple[int, float]]  # (passage id, cosine), best first


class VectorSearch:
    """Vector index with fallback. If it is down, search scores vectors exactly; missed writes are replayed on reopen."""

    def __init__(self, settings: Settings, catalogue: Catalogue, notices: list[str]) -> None:
        """A rebuild of the index is reported in `notices`."""
        self._settings, self._catalogue, self._notices = settings, catalogue, notices
        self._index: VectorIndex | None = None
        self._model, self._folder = "", settings.home / "chroma"
        self._opening = threading.Lock()
        self._failed_at: float | None = None
        self.retry_after = _RETRY_AFTER

    @property
    def _is_pgvector(self) -> bool:
        return self._settings.vectors == "pgvector"

    def _pays(self, passages: int) -> bool:
        """Whether an index of so many passages is faster than comparing all vectors, or configured anyway."""
        return self._is_pgvector or passages > self._settings.exact_search_up_to

    def open(self, model: str) -> "VectorIndex | None":
        """The index of this model's vectors, opened at first use and synchronised with the catalogue. Raises LibraryError.

        None if it isn't faster; an earlier index is then deleted, since nothing would keep it in step.
        """
        with self._opening:
            if not self._pays(self._catalogue.counts()["passages"]):
                self.forget()
            elif self._index is None:
                self._model, self._failed_at = model, time.monotonic()
                index = self._connected({"library": self._catalogue.library_id, "model": model})
                try:
                    self._synchronise(index)
                except Exception as error:  # Chroma, the disk and a server raise different exceptions
                    raise LibraryError(f"The vector index can't be updated: {error}.") from error
                self._index, self._failed_at = index, None
            return self._index

    def _connected(self, identity: dict[str, str]) -> "VectorIndex":
        if self._is_pgvector:
            from kb.index.nearest.pgvector import PgVectorIndex

            assert isinstance(self._catalogue.place, Schema)  # `load_settings` sees to it
            return PgVectorIndex(self._catalogue.place, identity)
        from kb.index.nearest.chroma import ChromaIndex

        if not self._settings.chroma_url:
            overwrite_freed_memory()
        return ChromaIndex(self._folder, identity, self._settings.chroma_url)

    def catch_up(self) -> None:
        """Bring an open index in step with vectors that another process stored."""
        if self._index is not None and self._index.generation != self._catalogue.generation:
            self._write(self._synchronise)

    def _synchronise(self, index: "VectorIndex") -> None:
        generation, wanted = self._catalogue.generation, self._catalogue.counts()["vectors"]
        if index.stale:
            if wanted:
                self._notices.append("The vector index was missing or damaged; it was rebuilt from the catalogue.")
            index.rebuild(self._catalogue.vectors.batches(), generation)
        elif index.generation != generation or index.count() < wanted:
            known = index.ids()
            index.begin()
            for ids, vectors in self._catalogue.vectors.batches():
                missing = ~np.isin(ids, known)
                index.upsert(ids[missing], vectors[missing])
            index.end(generation)
        self._prune(index)

    def _prune(self, index: "VectorIndex") -> None:
        """Remove vectors of passages that are no longer in the catalogue, such as those of replaced documents."""
        if index.count() <= self._catalogue.counts()["vectors"]:
            return
        kept = [ids for ids, _ in self._catalogue.vectors.batches()]
        gone = np.setdiff1d(index.ids(), np.concatenate(kept) if kept else np.array([], np.int64))
        generation = index.generation
        index.begin()
        index.remove(gone)
        index.end(generation)

    @property
    def is_open(self) -> bool:
        """Whether the index is open in this process, which then writes its files."""
        return self._index is not None

    def forget(self) -> None:
        """Delete the index."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget_removed(self) -> None:
        """Delete the index, whose files still hold vectors of removed passages; it is rebuilt when next needed."""
        was_open = self._index is not None and not self._is_pgvector  # pgvector deleted them with the catalogue's
        if not self._is_pgvector:
            self.forget()
        if was_open:
            self._failed_at = time.monotonic() - self.retry_after  # the next search opens it again, in the background

    def nearest(self, snapshot: Snapshot, query: np.ndarray, limit: int, allowed: Numbers | None = None) -> Neighbours:
        """(passage id, cosine) of the nearest passages of the `allowed` documents (None: all), best first.

        By the index if it is used, but exact if `allowed` is given and it can't filter: Chroma filters by a list of passages only.
        """
        matrix = snapshot.matrix
        by_index = self._pays(matrix.rows) and (allowed is None or self._is_pgvector)
        found = self.search(query, limit, allowed) if by_index else None
        if found is not None:
            return found
        return matrix.search(query, limit, None if allowed is None else snapshot.row_mask(allowed))

    def search(self, query: np.ndarray, limit: int, allowed: Numbers | None = None) -> Neighbours | None:
        """(passage id, cosine) from the index, best first; None while it is closed or failing."""
        index = self._index
        if index is None:
            self._reopen_later()
            return None
        try:
            return index.search(query, limit, allowed)
        except VectorIndexError as error:
            self._fail(error)
            return None

    def begin(self) -> None:
        """Start a series of `put`. Errors of the index are logged, not raised, here and in `put` and `end`."""
        self._write(lambda index: index.begin())

    def put(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Add vectors (float32, one row per id) that the catalogue already has."""
        self._write(lambda index: index.upsert(ids, vectors))

    def end(self) -> None:
        """End a series of `put`."""
        self._write(lambda index: index.end(self._catalogue.generation))
        self._write(self._prune)

    def _write(self, write: Callable[["VectorIndex"], None]) -> None:
        if self._index is None:
            return
        try:
            write(self._index)
        except VectorIndexError as error:
            self._fail(error)

    def close(self) -> None:
        """Close the index."""
        if self._index is not None:
            self._index.close()
        self._index = self._failed_at = None

    def _fail(self, error: VectorIndexError) -> None:
        """Continue with exact search; a later search reopens the index."""
        log.warning("The vector index failed (%s); searching exactly instead.", error)
        self._index, self._failed_at = None, time.monotonic()

    def _reopen_later(self) -> None:
        if self._failed_at is None or time.monotonic() - self._failed_at < self.retry_after:
            return
        self._failed_at = time.monotonic()
        threading.Thread(target=self._reopen, name="vector index", daemon=True).start()

    def _reopen(self) -> None:
        try:
            self.open(self._model)
            log.warning("The vector index works again.")
        except LibraryError as error:
            log.warning("The vector index still fails: %s", error)
