"""The second step of ingestion: passages without a vector are embedded, into the store first, then into the vector index."""

import threading
from collections.abc import Callable
from functools import cached_property

import numpy as np

from kb.errors import LibraryError, ModelMismatch
from kb.index.vector_search import VectorSearch
from kb.model import Passage
from kb.models.embedder import Embedder, load_embedder
from kb.settings import Settings
from kb.store.catalogue import Catalogue

_CHUNK = 1024  # passages for each transaction
_REMEMBERED = 256  # queries
OnProgress = Callable[[int, int], None]  # (done, total)


class EmbeddingQueue:
    """The embedding model, and the passages that wait for it. One embeds at a time; stopping and resuming lose nothing."""

    def __init__(
        self, settings: Settings, catalogue: Catalogue, vector_search: VectorSearch, notices: list[str]
    ) -> None:
        """`notices` is told when the vector index can't be opened."""
        self._settings, self._catalogue, self._vector_search = settings, catalogue, vector_search
        self._notices = notices
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._queries: dict[str, np.ndarray] = {}

    @cached_property
    def embedder(self) -> Embedder:
        """The model that the settings name, loaded at first use. Raises ModelError or ModelMismatch."""
        embedder = load_embedder(self._settings)
        stored = self._catalogue.fact("model")
        if stored is not None and stored != embedder.identity:
            raise ModelMismatch(stored, embedder.identity)
        return embedder

    def use(self, embedder: Embedder) -> None:
        """Embed with this model in place of the one that the settings name."""
        self.forget()
        self.embedder = embedder

    def embed_query(self, text: str) -> np.ndarray:
        """The unit vector of a query; the last ones are remembered, since people filter, turn pages and ask again."""
        if (known := self._queries.get(text)) is not None:
            return known
        vector = self.embedder.embed_query(text)
        self._queries[text] = vector
        while len(self._queries) > _REMEMBERED:
            self._queries.pop(next(iter(self._queries)), None)
        return vector

    def run(self, on_progress: OnProgress | None = None) -> int:
        """Embed every passage that has no vector; returns how many were embedded."""
        with self._lock:
            return self._run(on_progress)

    def _run(self, on_progress: OnProgress | None) -> int:
        queue = self._catalogue.vectors.missing()
        if not queue:
            return 0
        embedder = self.embedder
        self._catalogue.set_fact("model", embedder.identity)
        self._catalogue.set_fact("dimension", str(embedder.dimension))
        try:
            self._vector_search.open(embedder.identity)
        except LibraryError as error:
            self._notices.append(f"{error} Meanwhile vectors are kept in the catalogue, and compared exactly.")
        self._vector_search.begin()
        done = 0
        for start in range(0, len(queue), _CHUNK):
            if self._stop.is_set():
                break
            passages = self._catalogue.passages(queue[start : start + _CHUNK])

            def step(count: int) -> None:
                nonlocal done
                done = min(done + count, len(queue))
                if on_progress:
                    on_progress(done, len(queue))

            vectors = embedder.embed_passages([embedded_text(p) for p in passages.values()], step)
            kept = self._catalogue.vectors.put(list(passages), vectors)
            self._vector_search.put(np.array(kept), vectors[np.isin(list(passages), kept)])
        self._vector_search.end()
        return done

    def stop(self) -> None:
        """Let a running `run` end after the passages at hand; the rest stays in the queue."""
        self._stop.set()

    def forget(self) -> None:
        """Forget the model that was loaded and the queries it embedded."""
        self.__dict__.pop("embedder", None)
        self._queries.clear()


def embedded_text(passage: Passage) -> str:
    """What the model reads of a passage: the heading it stands under, and its words."""
    return f"{passage.heading.rpartition(' › ')[2]}\n{passage.text}" if passage.heading else passage.text
