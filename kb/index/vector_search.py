"""What lies near a vector: by Chroma for the library's holder, and exactly whenever Chroma doesn't answer."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import LibraryError
from kb.index.vector_matrix import VectorMatrix
from kb.settings import Settings
from kb.store.catalogue import Catalogue

if TYPE_CHECKING:
    from kb.index.chroma import VectorIndex

log = logging.getLogger("polikb")

_AGAIN = 15.0  # seconds before an index that failed is tried again

Neighbour = list[tuple[int, float]]


class VectorSearch:
    """The vector index and its troubles. It is derived: what it misses while it fails is put in when it is opened again."""

    def __init__(self, settings: Settings, catalogue: Catalogue, notices: list[str]) -> None:
        """`notices` is told when the index is built anew."""
        self._settings, self._catalogue, self._notices = settings, catalogue, notices
        self._index: VectorIndex | None = None
        self._model = ""
        self._opening = threading.Lock()
        self._failed_at: float | None = None

    def open(self, model: str) -> "VectorIndex":
        """The index of this model's vectors, opened at first use and brought up to the catalogue. Raises LibraryError."""
        with self._opening:
            if self._index is None:
                from kb.index.chroma import VectorIndex

                self._model, self._failed_at = model, time.monotonic()
                identity = {"library": self._catalogue.library_id, "model": model}
                index = VectorIndex(self._settings.home / "chroma", identity, self._settings.chroma_url)
                try:
                    self._bring_up(index)
                except Exception as error:  # Chroma's own kinds, the disk's, a server's
                    raise LibraryError(f"The vector index can't be brought up: {error}.") from error
                self._index, self._failed_at = index, None
            return self._index

    def _bring_up(self, index: "VectorIndex") -> None:
        generation, wanted = self._catalogue.generation, self._catalogue.counts()["vectors"]
        if index.stale:
            if wanted:
                self._notices.append("The vector index was missing or damaged: built again from the catalogue.")
            index.rebuild(self._catalogue.vectors.batches(), generation)
        elif index.generation != generation or index.count() < wanted:
            known = index.ids()
            index.begin()
            for ids, vectors in self._catalogue.vectors.batches():
                missing = ~np.isin(ids, known)
                index.upsert(ids[missing], vectors[missing])
            index.end(generation)

    def nearest(
        self, matrix: VectorMatrix, query: np.ndarray, limit: int, allowed: np.ndarray | None
    ) -> list[tuple[int, float]]:
        """(passage id, cosine), best first: exact for `allowed` ids or a small library, by Chroma otherwise."""
        is_chromas = allowed is None and len(matrix.ids) > self._settings.exact_search_up_to
        found = self.search(query, limit) if is_chromas else None
        return matrix.search(query, limit, allowed) if found is None else found

    def search(self, query: np.ndarray, limit: int) -> Neighbour | None:
        """(passage id, cosine), best first; None while the index is closed or doesn't answer."""
        index = self._index
        if index is None:
            self._try_again()
            return None
        try:
            return index.search(query, limit)
        except Exception as error:
            self._fail(error)
            return None

    def begin(self) -> None:
        """Before a series of `put`."""
        self._trying(lambda index: index.begin())

    def put(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Vectors that the catalogue has already."""
        self._trying(lambda index: index.upsert(ids, vectors))

    def end(self) -> None:
        """After a series of `put`."""
        self._trying(lambda index: index.end(self._catalogue.generation))

    def _trying(self, write: Callable[["VectorIndex"], None]) -> None:
        if self._index is None:
            return
        try:
            write(self._index)
        except Exception as error:
            self._fail(error)

    def close(self) -> None:
        """Let the index go."""
        if self._index is not None:
            self._index.close()
        self._index = self._failed_at = None

    def _fail(self, error: Exception) -> None:
        """Go on without the index: exact search takes over, and it is opened again when it answers."""
        log.warning("The vector index doesn't answer (%s: %s); exact search takes over.", type(error).__name__, error)
        self._index, self._failed_at = None, time.monotonic()

    def _try_again(self) -> None:
        if self._failed_at is None or time.monotonic() - self._failed_at < _AGAIN:
            return
        self._failed_at = time.monotonic()
        threading.Thread(target=self._open_again, name="vector index", daemon=True).start()

    def _open_again(self) -> None:
        try:
            self.open(self._model)
            log.warning("The vector index answers again.")
        except Exception as error:
            log.warning("The vector index still doesn't answer: %s", error)
