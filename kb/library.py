"""Composition root: opens the catalogue and the derived indexes, keeps them in step, and repairs them on opening."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from kb.access.audit import AuditLog
from kb.errors import LibraryError, Withdrawn
from kb.index.derived import Derived
from kb.index.embedding_queue import EmbeddingQueue
from kb.index.lexical import LexicalIndex
from kb.index.lexical_by_access import LexicalIndexes
from kb.index.lexical_updates import LexicalUpdates
from kb.index.nearest.vector_search import VectorSearch
from kb.index.snapshot import Snapshot
from kb.index.snapshots import Snapshots
from kb.model import ACCESSES, Access, Document, Field, Goal, IngestedDocument, Rights
from kb.models.cross_encoder import load_reranker
from kb.ranking_config import RankingConfig, weights_of
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.ledger import LedgerEntry
from kb.store.lock import LibraryLock, check_catalogue, no_library
from kb.store.originals import Originals
from kb.store.sql.engine import place_of
from kb.subjects.indexing import Labelling
from kb.subjects.lists import Lists
from kb.text.glossary import Translator

if TYPE_CHECKING:
    from kb.index.nearest.vector_search import VectorIndex

_MANY = 50  # relabelled documents from which a notice is worth showing; by judgement
_PLACES: Derived[None, dict[int, list[str]]] = Derived(1)
_GOALS: Derived[None, dict[int, list[Goal]]] = Derived(1)


class Library:
    """An open library. With `writable`, it holds the folder's lock until `close`.

    Without, it reads beside the process that holds the lock: catalogue and lexical index; vectors are scored exactly.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        writable: bool,
        owner: str = "another polikb command",
        ranking: RankingConfig | None = None,
        later: bool = False,
    ) -> None:
        """Open the library, to rank by `ranking` or by the weights of its model. With `writable`, repair its indexes.

        With `later`, long repairs run in the background: of words by `repair_words`, labels by `labelling`, vectors by a thread.
        `notices` says what was repaired. Raises LibraryError.
        """
        self.settings, self.home, self.writable, self._ranking = settings, settings.home, writable, ranking
        self.reranker, self.notices = load_reranker(settings), list[str]()
        self.translator, self.lists = Translator(settings.glossary), Lists(settings.vocabularies, settings.glossary)
        self.originals, self.audit = Originals(self.home, settings.originals), AuditLog(self.home)
        self._lock, place = LibraryLock(self.home), place_of(self.home, "catalogue", settings.database_url)
        check_catalogue(settings)
        if writable:
            self._lock.acquire(owner)
        elif isinstance(place, Path) and not place.is_file():
            raise no_library(self.home)
        try:
            self.catalogue = Catalogue(place, writable=writable)
            self.catalogue.check_complete()
            self.write_lock = self.catalogue.shared_lock("writing")
            self.labelling = Labelling(self.catalogue, self.lists)
            self.vector_search = VectorSearch(settings, self.catalogue, self.notices)
            self.embedding_queue = EmbeddingQueue(settings, self.catalogue, self.vector_search, self.notices)
            self.embedding_queue.then = self._embedded
            self.lexical_indexes = self._open_lexical_indexes()
            self.lexical_updates = LexicalUpdates(self.home, self.catalogue, self.lexical_indexes)
            self._snapshots = Snapshots(self.home, self.catalogue, self._reload_words, writable=writable)
            if writable:
                self._bring_up_to_date(later=later)
        except BaseException:
            self._release()
            raise

    @classmethod
    def probe(cls, settings: Settings, owner: str) -> None:
        """Check that the library can be opened for writing, without building an index. Raises LibraryError."""
        lock = LibraryLock(settings.home)
        lock.acquire(owner)
        try:
            Catalogue(place_of(settings.home, "catalogue", settings.database_url)).close()
        finally:
            lock.release()

    # -- opening and closing ------------------------------------------------------------------------------------------

    def _release(self) -> None:
        if hasattr(self, "catalogue"):
            self.catalogue.close()
        self._lock.release()

    def close(self) -> None:
        """Close the indexes and the catalogue, then release the lock."""
        self._snapshots.close()
        self.lexical_indexes.close()
        self.vector_search.close()
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- lexical indexes ------------------------------------------------------------------------------------------------

    @property
    def lexical(self) -> LexicalIndex:
        """The lexical index of all documents, for maintenance. Searches use the one that `kb.search.scope` selects."""
        return self.lexical_indexes.everything

    def _open_lexical_indexes(self) -> LexicalIndexes:
        try:
            return LexicalIndexes(self.home, self.catalogue.library_id, writable=self.writable)
        except (OSError, ValueError) as error:
            raise LibraryError(
                f"The word index in {self.home} is missing or damaged ({error}). Run `polikb doctor --repair` to rebuild it "
                "from the catalogue."
            ) from error

    def _bring_up_to_date(self, *, later: bool) -> None:
        self.originals.delete_halves()
        self.catalogue.uploads.take_over(self.home / "uploads")
        self._keep_default_access()
        self._snapshots.in_background = later
        if later:
            self.labelling.defer()
        if not (later and self.lexical_updates.is_far_behind):
            self.repair_words()

    def repair_words(self) -> None:
        """Update the lexical index from the catalogue, and rebuild it if it is missing or damaged."""
        if self.lexical.rebuilt and self.catalogue.counts()["documents"]:
            self.notices.append(
                "The word index was missing, damaged or of another version; it was rebuilt from the catalogue."
            )
        self.index_words()
        if not self.lexical_updates.is_whole:
            self.notices.append("The word index did not agree with the catalogue; it was rebuilt.")
            self.lexical_updates.rebuild()
        if self.catalogue.pending_deletions.all() and self.write_lock.acquire(timeout=0):  # else its holder deletes it
            self._delete_pending()
            self.write_lock.release()

    def words_are_behind(self) -> bool:
        """Whether the lexical index lags behind the catalogue."""
        return self.lexical_updates.is_behind or not self.lexical_updates.is_whole

    def index_words(self) -> None:
        """Update the subject labels and the lexical indexes from the catalogue."""
        if (labelled := self.labelling.update()) > _MANY:
            self.notices.append(f"{labelled} documents were relabelled, because the lists of goals or places changed.")
        self.lexical_updates.update()

    def catch_up(self) -> None:
        """Update this process's derived data from changes that other processes made in the catalogue."""
        removals = self.lexical_updates.removals
        if self.lexical_updates.is_behind:
            self.lexical_updates.update()
        else:
            self.lexical_updates.settle()
        if removals != self.lexical_updates.removals:
            self.originals.forget_others(self.catalogue.content_hashes())
        self.embedding_queue.check_model()
        self.vector_search.catch_up()
        self.snapshot()

    def _embedded(self) -> None:
        """Relabel the documents that were just embedded."""
        self.labelling.update()

    def places(self) -> dict[int, list[str]]:
        """The places of all documents by number."""
        return self.snapshot().by_documents.get(_PLACES, None, self.catalogue.labels.places)

    def goals(self) -> dict[int, list[Goal]]:
        """The goals of all documents by number, most confident first."""
        return self.snapshot().by_documents.get(_GOALS, None, self.catalogue.labels.goals)

    # -- vectors ------------------------------------------------------------------------------------------------------

    def embed_query(self, text: str) -> np.ndarray:
        """The unit vector of a query."""
        return self.embedding_queue.embed_query(text)

    @property
    def ranking(self) -> RankingConfig:
        """The weights that the library was opened with, or those of the model that made its vectors."""
        return self._ranking or weights_of(self.catalogue.fact("model") or "")

    def open_vectors(self) -> "VectorIndex | None":
        """The vector index, opened at first use and synchronised with the catalogue; None if exact search is faster.

        Needs `writable`. Raises LibraryError.
        """
        return self.vector_search.open(self.catalogue.fact("model") or self.embedding_queue.embedder.identity)

    def forget_vectors(self) -> None:
        """Delete all vectors and unload the model, so that every passage is embedded again."""
        self.catalogue.vectors.forget()
        self.embedding_queue.forget()
        self.vector_search.forget()
        self._snapshots.forget_files()

    # -- access -------------------------------------------------------------------------------------------------------

    def _keep_default_access(self) -> None:
        """Store the default of the settings, so that it also holds for commands that run without them."""
        if (wanted := self.settings.default_access) and wanted != self.catalogue.fact("default access"):
            self.catalogue.set_fact("default access", wanted)
            self.audit.note("default access set", access=wanted)

    @property
    def default_access(self) -> Access:
        """Access level of new documents without a stated one: from the settings, else as stored, else "public"."""
        found = self.settings.default_access or self.catalogue.fact("default access")
        return next((access for access in ACCESSES if access == found), "public")

    # -- documents ----------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The current snapshot, updated if the library has changed."""
        if not self.writable and self.lexical_indexes.has_changed():  # words are committed after the catalogue
            self._reload_words()
        return self._snapshots.current()

    def _reload_words(self) -> None:
        if not self.writable:  # first: the position is written after the indexes, which then have at least that much
            self.lexical_updates.reload()
        self.lexical_indexes.reload()

    def add(self, work: IngestedDocument, file: Path, path: Path, metadata_hash: str, stamp: str = "") -> None:
        """Copy the original from `file` and insert the document of source `path`, found after `index_words`. Raises Withdrawn."""
        before, d = self.catalogue.metadata.rights(path), work.document
        self.originals.keep(file, d)
        try:
            self.catalogue.add(work, path, metadata_hash, stamp)
        except Withdrawn:
            if not self.catalogue.same_content(d.content_hash):
                self.originals.remove(d.content_hash, d.format)
            raise
        self._delete_pending()
        self.audit.note("put in", document=d.id, access=d.access)
        if before and (before.access, before.embargo_until) != (d.access, d.embargo_until):
            self.audit.note_rights(before, d)

    def correct(
        self, document: Document, path: Path, changes: Mapping[str, str | None], fields: Sequence[Field]
    ) -> None:
        """Store corrections of the document from `path`; `document` and `fields` are the corrected metadata."""
        if set(changes) & {"access", "embargo_until", "readers"}:
            self.audit.note_rights(self.catalogue.metadata.rights(path) or Rights(), document)
        self.catalogue.metadata.correct(path, changes)
        self.catalogue.update(document, fields)
        self.index_words()

    def remove(self, *documents: Document) -> None:
        """Delete documents, so that no text of theirs stays in the folder. An original shared with another document stays."""
        for document in documents:
            self.catalogue.remove(document.id)
            self.audit.note("removed", document=document.id)
        self._wipe(*(LedgerEntry("", d.source, "removed", pages=d.page_count) for d in documents))

    def withdraw(self, *documents: Document, reason: str, member: str = "") -> None:
        """Withdraw documents and others with the same bytes, by a `member` or a command: addresses show why, files are refused."""
        copies = [same for d in documents for same in self.catalogue.documents_with(d.content_hash)]
        gone = list({d.id: d for d in (*documents, *copies)}.values())
        self.catalogue.withdraw(gone, reason)
        for document in gone:
            self.audit.note("withdrawn", member=member, document=document.id)
        self._wipe(*(LedgerEntry("", "", "withdrawn", pages=d.page_count) for d in gone))

    def _wipe(self, *entries: LedgerEntry) -> None:
        for entry in entries:
            self.catalogue.ledger.record(entry)
        self.index_words()  # rebuilds the index, 10 s for 100,000 passages: hence once for many documents
        self._delete_pending()
        self.snapshot()  # writes its files without the removed vectors

    def _delete_pending(self) -> None:
        """Delete the files of removed and replaced documents, including those left by a process that ended before."""
        self.catalogue.pending_deletions.delete(self.originals, self.home, self.vector_search.forget_removed)

    def documents(self, numbers: Iterable[int], snapshot: Snapshot | None = None) -> dict[int, Document]:
        """Documents by number, ascending, cached with a snapshot (default: the current one); unknown numbers are left out."""
        wanted, known = set(numbers), (snapshot or self.snapshot()).known_documents
        known.update(self.catalogue.documents(wanted - known.keys()))
        return {number: known[number] for number in sorted(wanted) if number in known}
