"""Embedding of passages without a vector, the second step of ingestion: into the catalogue, then the vector index."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cached_property

import numpy as np

from kb.errors import LibraryError, ModelMismatch
from kb.index.derived import Derived, DerivedCache
from kb.index.nearest.vector_search import VectorSearch
from kb.index.shared_embedding import Embedded, SharedEmbedding
from kb.model import Passage
from kb.models.embedder import Embedder, load_embedder
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.jobs.shared import SharedJobs
from kb.store.vectors import Sentences
from kb.text.instructions import undisguised
from kb.text.sentences import sentences

_CHUNK = 1024  # passages per transaction
_MANY = 512  # passages for which asking workers pays, by judgement
_QUERIES: Derived[str, np.ndarray] = Derived(256)
_SHORTEST = 20  # characters of a sentence that is embedded: a shorter one is a heading, a number, a name
OnProgress = Callable[[int, int], None]  # (done, total)


class EmbeddingQueue:
    """The embedding model and the passages waiting for it.

    One thread embeds at a time, of all processes that use the database; a run that is stopped or killed is continued by the next.
    """

    def __init__(
        self, settings: Settings, catalogue: Catalogue, vector_search: VectorSearch, notices: list[str]
    ) -> None:
        """A failure to open the vector index is appended to `notices`."""
        self._settings, self._catalogue, self._vector_search = settings, catalogue, vector_search
        self._notices = notices
        self.then: Callable[[], object] = lambda: None  # called after each run that embedded something
        self._lock, self._stop = catalogue.shared_lock("embedding"), threading.Event()
        self._queries = DerivedCache()

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
        """The unit vector of a query. The latest are cached, for added filters, further pages and repeated queries."""
        return self._queries.get(_QUERIES, text, lambda: self.embedder.embed_query(text))

    def run(self, on_progress: OnProgress | None = None) -> int:
        """Embed every passage without a vector. Returns how many were embedded; `on_progress` gets (done, total)."""
        if not self._catalogue.vectors.missing():
            return 0
        with self._lock:
            queue = self._catalogue.vectors.missing()  # another thread or process may have embedded some
            return self._run(queue, on_progress) if queue else 0

    def _run(self, queue: Sequence[int], on_progress: OnProgress | None) -> int:
        embedder = self.embedder
        self._catalogue.set_fact("model", embedder.identity)
        self._catalogue.set_fact("dimension", str(embedder.dimension))
        try:
            self._vector_search.open(embedder.identity)
        except LibraryError as error:
            self._notices.append(f"{error} Until it opens, vectors are stored in the catalogue and compared exactly.")
        self._vector_search.begin()
        done = 0
        for ids, vectors, parts in self._all(queue, on_progress):
            kept = self._catalogue.vectors.put(ids, vectors, parts)
            self._vector_search.put(np.array(kept), vectors[np.isin(ids, kept)])
            done += len(ids)
        self._vector_search.end()
        self.then()
        return done

    def _all(self, queue: Sequence[int], on_progress: OnProgress | None) -> Iterator[Embedded]:
        """Embed passages, in order: here, or if there are many, by the database's workers."""
        if self._settings.database_url and len(queue) >= _MANY:
            with closing(SharedJobs(self._settings.database_url)) as jobs:
                if jobs.workers():
                    done = 0
                    for embedded in SharedEmbedding(jobs, self.embedder.identity).run(queue, self.embed):
                        yield embedded
                        done += len(embedded[0])
                        if on_progress:
                            on_progress(done, len(queue))
                        if self._stop.is_set():
                            break
                    return
        for start in range(0, len(queue), _CHUNK):
            if self._stop.is_set():
                return
            chunk = queue[start : start + _CHUNK]

            def report(share: float, start: int = start, count: int = len(chunk)) -> None:
                if on_progress:
                    on_progress(start + int(share * count), len(queue))

            yield self.embed(chunk, report)

    def embed(self, ids: Sequence[int], report: Callable[[float], None] = lambda _: None) -> Embedded:
        """The ids of these passages that still exist, their vectors, and their sentences with vectors."""
        passages = list(self._catalogue.passages(ids).values())
        vectors, sentences = self._embed(passages, report)
        return [passage.id for passage in passages], vectors, sentences

    def _embed(
        self, passages: Sequence[Passage], report: Callable[[float], None]
    ) -> tuple[np.ndarray, list[Sentences]]:
        """The vectors of passages, and their sentences with vectors. `report` gets the share done, 0..1.

        A repeated sentence, such as a running head, is embedded once: a fifth of those in the measuring corpus.
        """
        titles = self._catalogue.metadata.titles([passage.id for passage in passages])
        spans = [[(a, b) for a, b in sentences(p.text) if b - a >= _SHORTEST] for p in passages]
        texts = [embedded_text(titles[passage.document_id], passage) for passage in passages]
        parts = [p.text[a:b] for p, found in zip(passages, spans, strict=True) for a, b in found]
        places = {text: at for at, text in enumerate(dict.fromkeys(parts), len(texts))}
        texts += map(undisguised, places)
        embedded = 0

        def step(count: int) -> None:
            nonlocal embedded
            embedded += count
            report(min(embedded / max(len(texts), 1), 1.0))

        vectors = self.embedder.embed_passages(texts, step)
        of_sentences = vectors[[places[text] for text in parts]]
        ends = np.cumsum([0, *(len(found) for found in spans)])
        return vectors[: len(passages)], [
            Sentences(np.array(found, np.int32).reshape(-1, 2), of_sentences[start:end])
            for found, start, end in zip(spans, ends[:-1], ends[1:], strict=True)
        ]

    def stop(self) -> None:
        """Make a running `run` stop after its current chunk; the rest stays in the queue."""
        self._stop.set()

    def check_model(self) -> None:
        """Unload the model if another one has made the catalogue's vectors since: a query's vector wouldn't be comparable."""
        loaded, stored = self.__dict__.get("embedder"), self._catalogue.fact("model")
        if loaded is not None and stored not in (None, loaded.identity):
            self.forget()

    def forget(self) -> None:
        """Unload the model and clear the cached query vectors."""
        self.__dict__.pop("embedder", None)
        self._queries = DerivedCache()  # a query that is being embedded stays in the old one


def embedded_text(title: str, passage: Passage) -> str:
    """The text that is embedded for a passage: its document's title, its innermost heading and its own text, line by line."""
    return "\n".join(filter(None, (title, passage.heading.rpartition(" › ")[2], passage.text)))
