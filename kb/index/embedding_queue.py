"""Embeds passages that have no vector yet, the second step of ingestion: into the catalogue, then the vector index."""

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

_CHUNK = 1024  # passages per transaction
_CACHED = 256  # query vectors
OnProgress = Callable[[int, int], None]  # (done, total)


class EmbeddingQueue:
    """The embedding model and the passages waiting for it.

    One thread embeds at a time; a run that is stopped or killed is continued by the next.
    """

    def __init__(
        self, settings: Settings, catalogue: Catalogue, vector_search: VectorSearch, notices: list[str]
    ) -> None:
        """A failure to open the vector index is appended to `notices`."""
        self._settings, self._catalogue, self._vector_search = settings, catalogue, vector_search
        self._notices = notices
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._queries: dict[str, np.ndarray] = {}

    @cached_property
    def embedder(self) -> Embedder:
        """The configured model, loaded at first use. Raises ModelError or ModelMismatch."""
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
        """The unit vector of a query. The latest are cached: people add filters, turn pages and repeat a query."""
        if (known := self._queries.get(text)) is not None:
            return known
        vector = self.embedder.embed_query(text)
        self._queries[text] = vector
        while len(self._queries) > _CACHED:
            self._queries.pop(next(iter(self._queries)), None)
        return vector

    def run(self, on_progress: OnProgress | None = None) -> int:
        """Embed every passage without a vector. Returns how many were embedded; `on_progress` gets (done, total)."""
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
            self._notices.append(f"{error} Until it opens, vectors are stored in the catalogue and compared exactly.")
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
        """Make a running `run` stop after its current chunk; the rest stays in the queue."""
        self._stop.set()

    def forget(self) -> None:
        """Unload the model and clear the cached query vectors."""
        self.__dict__.pop("embedder", None)
        self._queries.clear()


def embedded_text(passage: Passage) -> str:
    """The text that is embedded for a passage: its innermost heading, a line break, and its own text."""
    return f"{passage.heading.rpartition(' › ')[2]}\n{passage.text}" if passage.heading else passage.text
