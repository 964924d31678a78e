"""The composition root: opens the catalogue and its derived indexes, keeps them in step, repairs what is behind."""

import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from filelock import FileLock, Timeout

from kb.access.audit import AuditLog
from kb.errors import LibraryError, LibraryInUse, ModelMismatch
from kb.index.lexical import LexicalIndex
from kb.index.lexical_by_access import LexicalIndexes
from kb.index.snapshot import Snapshot, load_snapshot
from kb.index.vector_search import VectorSearch
from kb.model import Document, Field, Goal, IngestedDocument, Passage, Reader
from kb.models.cross_encoder import load_reranker
from kb.models.embedder import Embedder, load_embedder
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.ledger import LedgerEntry
from kb.subjects.indexing import label
from kb.subjects.lists import Lists
from kb.text.glossary import Translator

if TYPE_CHECKING:
    from kb.index.chroma import VectorIndex

FEW = 10_000  # vectors that are compared one by one: measured, 0.7 ms instead of Chroma's 3.2
_EMBED_CHUNK = 1024
_MANY = 50  # documents labelled at once, worth a notice when it isn't their ingestion
_REMEMBERED = 256  # questions
Progress = Callable[[int, int], None]  # (done, total)


class Library:
    """A library's folder, open. With `writable` it is held against other writers until `close`.

    Without, it is read beside whoever holds it: the catalogue, the words, and vectors scored exactly.
    """

    def __init__(self, settings: Settings, *, writable: bool, owner: str = "another polikb command") -> None:
        """Open, and repair what is behind; `notices` says what was repaired. Raises LibraryError."""
        self.settings, self.home, self.writable = settings, settings.home, writable
        self.notices: list[str] = []
        self._snapshot: Snapshot | None = None
        self.translator = Translator(settings.glossary)
        self.lists = Lists(settings.vocabularies, settings.glossary)
        self._asked: dict[str, np.ndarray] = {}
        self.reranker = load_reranker(settings)
        self._snapshot_lock = threading.Lock()
        self._words_lock, self._embed_lock = threading.RLock(), threading.Lock()  # one writer of each at a time
        self._stop, self._audit = threading.Event(), AuditLog(self.home)
        self._lock = FileLock(self.home / "lock", thread_local=False)  # opened in one thread, closed in another
        if writable:
            self._take(owner)
        elif not (self.home / "catalogue.sqlite").is_file():
            raise LibraryError(f"There is no library in {self.home} yet; run `polikb ingest` first.")
        try:
            self.catalogue = Catalogue(self.home / "catalogue.sqlite", writable=writable)
            self.vector_search = VectorSearch(settings, self.catalogue, self.notices)
            self.lexical_indexes = self._open_lexical_indexes()
            if writable:
                self._repair_words()
        except BaseException:
            self._release()
            raise

    @classmethod
    def probe(cls, settings: Settings, owner: str) -> None:
        """Whether a library can be opened for writing, without building any index. Raises LibraryError."""
        probing = cls.__new__(cls)
        probing.home, probing._lock = settings.home, FileLock(settings.home / "lock", thread_local=False)
        probing._take(owner)
        try:
            probing.catalogue = Catalogue(settings.home / "catalogue.sqlite", writable=True)
        finally:
            probing._release()

    # -- opening and closing ------------------------------------------------------------------------------------------

    def _take(self, owner: str) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=2)
        except Timeout as error:
            holder = self.home / "owner"
            raise LibraryInUse(self.home, holder.read_text() if holder.is_file() else "another process") from error
        except OSError as error:
            raise LibraryError(
                f"The library's folder {self.home} can't be written: {error.strerror}. Check its permissions and space, or "
                "set POLIKB_HOME to another one."
            ) from error
        (self.home / "owner").write_text(owner)

    def _release(self) -> None:
        if hasattr(self, "catalogue"):
            self.catalogue.close()
        if self._lock.is_locked:
            (self.home / "owner").unlink(missing_ok=True)
            self._lock.release()

    def close(self) -> None:
        """Close everything in order and let the folder go."""
        self.lexical_indexes.close()
        self.vector_search.close()
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the words ------------------------------------------------------------------------------------------------------

    def _library_id(self) -> str:
        if (found := self.catalogue.fact("id")) is not None:
            return found
        import uuid

        self.catalogue.set_fact("id", uuid.uuid4().hex)
        return self._library_id()

    @property
    def lexical(self) -> LexicalIndex:
        """The word index of everything, for the library's own upkeep; readers are given theirs by `kb.search.scope`."""
        return self.lexical_indexes.everything

    def _open_lexical_indexes(self) -> LexicalIndexes:
        try:
            return LexicalIndexes(self.home, self._library_id(), writable=self.writable)
        except (OSError, ValueError) as error:
            raise LibraryError(
                f"The word index in {self.home} is missing or damaged ({error}). Run `polikb doctor --repair`, which builds "
                "it again from the catalogue."
            ) from error

    def _repair_words(self) -> None:
        if self.lexical.rebuilt and self.catalogue.counts()["documents"]:
            self.notices.append("The word index was missing or damaged: built again from the catalogue.")
            self.catalogue.all_pending()
        self.index_words()
        if self.words_are_behind():
            self.notices.append("The word index did not agree with the catalogue: built again.")
            self.lexical_indexes.rebuild(self.catalogue)

    def words_are_behind(self) -> bool:
        """Whether the word index doesn't hold what the catalogue does."""
        return bool(self.catalogue.pending_words()) or self.lexical.count() != self.catalogue.counts()["passages"]

    def index_words(self) -> None:
        """Bring the labels and the word index up to the catalogue."""
        with self._words_lock:
            if (labelled := label(self.catalogue, self.lists)) > _MANY:
                self.notices.append(f"{labelled} documents labelled anew: the lists of goals and places have changed.")
            pending = self.catalogue.pending_words()
            self.lexical_indexes.update(self.catalogue, pending)
            self.catalogue.words_done(pending)

    def places(self) -> dict[int, list[str]]:
        """The places of all documents, by number."""
        return self.snapshot().remembered("places", self.catalogue.labels.places)

    def goals(self) -> dict[int, list[Goal]]:
        """The goals of all documents, by number, the surest first."""
        return self.snapshot().remembered("goals", self.catalogue.labels.goals)

    # -- the meaning ------------------------------------------------------------------------------------------------------

    @cached_property
    def embedder(self) -> Embedder:
        """The model that the settings name, loaded at first use. Raises ModelError or ModelMismatch."""
        embedder = load_embedder(self.settings)
        stored = self.catalogue.fact("model")
        if stored is not None and stored != embedder.identity:
            raise ModelMismatch(stored, embedder.identity)
        return embedder

    def embed_query(self, text: str) -> np.ndarray:
        """The vector of a question; those asked last are remembered, since people filter, turn pages and ask again."""
        if (known := self._asked.get(text)) is not None:
            return known
        vector = self.embedder.embed_query(text)
        self._asked[text] = vector
        while len(self._asked) > _REMEMBERED:
            self._asked.pop(next(iter(self._asked)), None)
        return vector

    def open_vectors(self) -> "VectorIndex":
        """The Chroma index, opened at first use and brought up to the catalogue. Only for the library's holder. Raises LibraryError."""
        return self.vector_search.open(self._library_id(), self.catalogue.fact("model") or self.embedder.identity)

    def embed(self, progress: Progress | None = None) -> int:
        """Give every passage that has no vector its vector; returns how many. Can be stopped and resumed at any moment."""
        with self._embed_lock:
            return self._embed(progress)

    def _embed(self, progress: Progress | None) -> int:
        queue = self.catalogue.vectors.missing()
        if not queue:
            return 0
        embedder = self.embedder
        self.catalogue.set_fact("model", embedder.identity)
        self.catalogue.set_fact("dimension", str(embedder.dimension))
        try:
            self.open_vectors()
        except LibraryError as error:
            self.notices.append(f"{error} Meanwhile vectors are kept in the catalogue, and compared exactly.")
        self.vector_search.begin()
        done = 0
        for start in range(0, len(queue), _EMBED_CHUNK):
            if self._stop.is_set():
                break
            passages = self.catalogue.passages(queue[start : start + _EMBED_CHUNK])

            def step(count: int) -> None:
                nonlocal done
                done = min(done + count, len(queue))
                if progress:
                    progress(done, len(queue))

            vectors = embedder.embed_passages([embedded_text(p) for p in passages.values()], step)
            kept = self.catalogue.vectors.put(list(passages), vectors)
            self.vector_search.put(np.array(kept), vectors[np.isin(list(passages), kept)])
        self.vector_search.end()
        return done

    def stop_embedding(self) -> None:
        """Let a running `embed` end after the passages at hand; the rest stays in the queue."""
        self._stop.set()

    def reindex(self) -> None:
        """Forget all vectors and the model that made them; `embed` then makes new ones."""
        self.catalogue.vectors.forget()
        self.__dict__.pop("embedder", None)
        self._asked.clear()
        self.vector_search.close()
        shutil.rmtree(self.home / "chroma", ignore_errors=True)

    def nearest(self, query: np.ndarray, limit: int, allowed: np.ndarray | None) -> list[tuple[int, float]]:
        """(passage id, cosine), best first; exact for `allowed` ids, few vectors and who only reads, by Chroma otherwise."""
        matrix = self.snapshot().matrix
        is_chromas = allowed is None and len(matrix.ids) > FEW
        found = self.vector_search.search(query, limit) if is_chromas else None
        return matrix.search(query, limit, allowed) if found is None else found

    # -- documents ----------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The current view, brought up when the library has changed."""
        generation = self.catalogue.generation
        with self._snapshot_lock:
            if self._snapshot is None or self._snapshot.generation != generation:
                self.lexical_indexes.reload()
                self._snapshot = load_snapshot(self.catalogue, self._snapshot)
            return self._snapshot

    def add(self, work: IngestedDocument, file: Path, path: Path, metadata_hash: str, stamp: str = "") -> None:
        """Keep the original, which is read from `file`, and put the document of `path` in. Searchable after `index_words`."""
        self._keep_original(file, work.document)
        self.catalogue.add(work, path, metadata_hash, stamp)
        self._audit.note("put in", document=work.document.id, access=work.document.access)

    def correct(
        self, document: Document, path: Path, changes: Mapping[str, str | None], fields: Sequence[Field]
    ) -> None:
        """Keep a person's corrections of the document from `path`; `document` and `fields` have them already."""
        if set(changes) & {"access", "embargo_until", "readers"}:
            self._audit.note("rights changed", document=document.id, access=document.access)
        self.catalogue.metadata.correct(path, changes)
        self.catalogue.update(document, fields)
        self.index_words()

    def _keep_original(self, path: Path, document: Document) -> None:
        target = self.original(document)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_suffix(".new")
        try:
            shutil.copyfile(path, aside)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)

    def original(self, document: Document) -> Path:
        """Where the document's own file is kept."""
        return self.home / "originals" / document.content_hash[:2] / f"{document.content_hash}.{document.format}"

    def remove(self, document: Document) -> None:
        """Take a document out, so that nothing of its text stays in the folder. An original that another needs stays."""
        path = self.catalogue.path(document.id)
        self.catalogue.remove(document.id)
        self._audit.note("removed", document=document.id)
        self._wipe(document, path, LedgerEntry("", document.source, "removed", pages=document.page_count))

    def withdraw(self, document: Document, reason: str) -> None:
        """Take a document out for good. Its address says so, with the reason, and its file isn't taken again."""
        path = self.catalogue.path(document.id)
        self.catalogue.withdraw(document, reason)
        self._audit.note("withdrawn", document=document.id)
        self._wipe(document, path, LedgerEntry("", "", "withdrawn", pages=document.page_count))

    def _wipe(self, document: Document, path: Path, entry: LedgerEntry) -> None:
        if path.is_relative_to(self.home / "uploads"):
            path.unlink(missing_ok=True)  # a file of one's own is left alone; what was uploaded is the library's
            (path.parent / ".uploads" / f"{path.name}.json").unlink(missing_ok=True)
        self.catalogue.saved_answers.forget(document.id)
        self.catalogue.ledger.record(entry)
        with self._words_lock:
            self.index_words()
            self.lexical_indexes.rebuild(self.catalogue)
        if document.content_hash not in self.catalogue.content_hashes():
            self.original(document).unlink(missing_ok=True)
            for picture in (self.home / "pictures").glob(f"{document.content_hash[:20]}-*"):
                picture.unlink(missing_ok=True)
        self.catalogue.flush()

    def documents(self, numbers: Iterable[int]) -> dict[int, Document]:
        """Documents by number, ascending; remembered as long as the library doesn't change; unknown numbers are left out."""
        known = self.snapshot().known_documents
        wanted = set(numbers)
        known.update(self.catalogue.documents(wanted - known.keys()))
        return {number: known[number] for number in sorted(wanted) if number in known}

    def all_documents(self, reader: Reader) -> list[Document]:
        """Every document that this reader may see, by title."""
        found = self.catalogue.documents(self.catalogue.allowed(reader))
        return sorted(found.values(), key=lambda document: (document.title.casefold(), document.id))


def embedded_text(passage: Passage) -> str:
    """What the model reads of a passage: the heading it stands under, and its words."""
    return f"{passage.heading.rpartition(' › ')[2]}\n{passage.text}" if passage.heading else passage.text
