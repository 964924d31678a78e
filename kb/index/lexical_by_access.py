"""Lexical indexes by access level, so that scores, counts and corrections reveal nothing about hidden documents.

BM25 weighs a word by its document frequency in the whole index. Readers of public documents therefore search an index
of public documents only. Such an index exists only while some document is hidden. Readers named in a few restricted
documents search a copy of their level's index with these added, made when they first search. Derived and disposable,
like every index.
"""

import json
import logging
import shutil
import threading
from collections.abc import Iterable, Sequence, Set
from pathlib import Path

from kb.errors import LibraryError
from kb.files import replace_file, text_digest
from kb.index.lexical import LexicalIndex
from kb.model import ANONYMOUS, Reader
from kb.store.catalogue import Catalogue
from kb.store.visibility import visible_documents

log = logging.getLogger("polikb")

_COPIES = "words-named"  # folder of the indexes of named readers
_MOST_COPIES = 16  # indexes of named readers that are kept, by judgement: each is as large as that of their level
_MOST_ADDED = 300  # documents added to a copy while a search waits: some 2 s, by judgement
_PATIENCE = 2.0  # seconds that a search waits for an update of the indexes before it uses the one of all documents
_MOST_DELETED = 0.02  # share of an index that may be deleted; by judgement: it changes a rarity by at most as much
_STEP = 1000  # documents after which what was written can be found; by judgement: some seconds
# Index name → a reader who may see exactly the documents in it.
INDEXES: dict[str, Reader] = {"public": ANONYMOUS, "internal": Reader(frozenset({"public", "internal"}))}

# Files in a library's folder that each change of its indexes replaces.
_COMMITTED = ("words/meta.json", "words/place.json", *(f"words-{name}/documents.json" for name in INDEXES))


class LexicalIndexes:
    """The index of all documents (`words/`), and those by access level (`words-public/`, `words-internal/`)."""

    def __init__(self, home: Path, library_id: str, *, writable: bool) -> None:
        """Open the existing indexes. Raises OSError or ValueError for a damaged one that may not be rebuilt."""
        self._home, self._id, self._writable = home, library_id, writable
        self._stopping, self.done = threading.Event(), 1.0
        self.must_be_exact = False  # whether `of` raises LibraryError instead of falling back
        self.everything = LexicalIndex(home / "words", library_id, writable=writable)
        self._narrow: dict[str, tuple[LexicalIndex, set[int]]] = {}
        self._copies: dict[frozenset[int], LexicalIndex] = {}  # by the numbers of the documents in it
        self._changing = threading.RLock()
        self._committed = [home / file for file in _COMMITTED]
        self._seen: list[tuple[int, ...]] = []  # the result of `_files` when they were read
        if writable:
            self._forget_copies()
        for name in INDEXES:
            self._open(name)

    def _folder(self, name: str) -> Path:
        return self._home / f"words-{name}"

    def _open(self, name: str) -> None:
        try:
            members = set(json.loads((self._folder(name) / "documents.json").read_text()))
            self._narrow[name] = (LexicalIndex(self._folder(name), self._id, writable=False), members)
        except (OSError, ValueError):
            self._narrow.pop(name, None)

    def of(self, visible: Set[int], everything: int, catalogue: Catalogue) -> tuple[LexicalIndex, bool]:
        """(index to search, whether it holds exactly the `visible` document numbers).

        Falls back to the index of all documents for readers who see many that others of their level don't, while
        indexes are updated, and beside the process that holds the library. `everything` is the total number of
        documents.
        """
        for index, members in tuple(self._narrow.values()):  # copied, because another thread may be updating it
            if members == visible:
                return index, True
        if len(visible) == everything:
            return self.everything, True
        copy = self._copy(frozenset(visible), catalogue)
        if copy is None and self.must_be_exact:
            raise LibraryError("No word index holds just the documents that this reader may see.")
        return (copy, True) if copy else (self.everything, False)

    def _copy(self, visible: frozenset[int], catalogue: Catalogue) -> LexicalIndex | None:
        """An index of exactly these documents: the largest one within them, copied and extended; None if there is none."""
        if (found := self._copies.get(visible)) or not self._writable:
            return found
        if not self._changing.acquire(timeout=_PATIENCE):
            return None
        try:
            if visible not in self._copies:
                below = [(len(members), name) for name, (_, members) in self._narrow.items() if members < visible]
                size, name = max(below, default=(0, ""))
                if not name or len(visible) - size > _MOST_ADDED:
                    return None
                self._copies[visible] = self._extended(name, visible, catalogue)
            return self._copies[visible]
        except (OSError, LibraryError):  # as on a full disk
            log.warning("No word index could be made for a reader of restricted documents.", exc_info=True)
            return None
        finally:
            self._changing.release()

    def _extended(self, name: str, visible: frozenset[int], catalogue: Catalogue) -> LexicalIndex:
        """A copy of a level's index with further documents."""
        while len(self._copies) >= _MOST_COPIES:
            self._forget_copy(next(iter(self._copies)))
        folder = self._place_of(visible)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._folder(name), folder, ignore=shutil.ignore_patterns("*.lock", "documents.json"))
        index = LexicalIndex(folder, self._id, writable=True)
        self._index(index, catalogue, set(visible - self._narrow[name][1]))
        index.close()
        return index

    def _place_of(self, visible: frozenset[int]) -> Path:
        return self._home / _COPIES / text_digest(",".join(map(str, sorted(visible))))[:20]

    def _forget_copy(self, visible: frozenset[int]) -> None:
        del self._copies[visible]
        shutil.rmtree(self._place_of(visible), ignore_errors=True)

    def _forget_copies(self) -> None:
        self._copies.clear()
        shutil.rmtree(self._home / _COPIES, ignore_errors=True)

    def update(self, catalogue: Catalogue, pending: Iterable[int]) -> None:
        """Update every index from the catalogue. `pending`: numbers of documents that were added, changed or removed.

        Meanwhile `done` is the share of the index of all documents that is complete. Raises LibraryError after `stop`.
        """
        with self._changing:
            self._update(catalogue, set(pending))

    def _update(self, catalogue: Catalogue, pending: set[int]) -> None:
        if pending:
            self._forget_copies()
        try:
            self._index(self.everything, catalogue, pending)
        finally:
            self.done = 1.0
        if pending:
            self.everything.keep_checksums()
        known = set(catalogue.numbers().tolist())
        for name, reader in INDEXES.items():
            visible = set(visible_documents(catalogue, reader))
            if visible == known:
                self._drop(name)
            else:
                self._update_index(name, catalogue, visible, pending, known)

    def _update_index(
        self, name: str, catalogue: Catalogue, visible: set[int], pending: set[int], known: set[int]
    ) -> None:
        index, members = self._narrow.get(name, (None, set[int]()))
        changed = (pending & (visible | members)) | (visible ^ members)
        if index is not None and not changed:
            return
        # tantivy drops the terms of deleted documents only when it merges segments. When a document becomes hidden, the index
        # is therefore rebuilt, so that none of its terms remain.
        if index is None or members & known - visible:
            self._drop(name)
            changed = visible
        index = LexicalIndex(self._folder(name), self._id, writable=True)
        self._index(index, catalogue, changed, visible)
        replace_file(self._folder(name) / "documents.json", json.dumps(sorted(visible)), durable=False)
        index.close()
        index.keep_checksums()
        self._open(name)

    def _index(
        self, index: LexicalIndex, catalogue: Catalogue, numbers: set[int], visible: set[int] | None = None
    ) -> None:
        """Index documents, or delete those not `visible`. Of many, the first can be found while the others are written."""
        for start in range(0, len(numbers), _STEP):
            if self._stopping.is_set():
                raise LibraryError("The word index isn't complete; it is built at the next start.")
            if index is self.everything:
                self.done = start / len(numbers)
            _put(index, catalogue, sorted(numbers)[start : start + _STEP], visible)
            index.commit()

    def settle(self, catalogue: Catalogue) -> None:
        """Write every document again into each index in which much is deleted, since BM25 counts deleted passages.

        Meanwhile searches find what they found before. `stop` ends it early, which loses nothing. Raises LibraryError.
        """
        with self._changing:
            if self.everything.deleted_share > _MOST_DELETED:
                self._rewrite(self.everything, catalogue, catalogue.numbers().tolist())
                self.everything.keep_checksums()
            for name, (index, members) in tuple(self._narrow.items()):
                if index.deleted_share > _MOST_DELETED:
                    writable = LexicalIndex(self._folder(name), self._id, writable=True)
                    self._rewrite(writable, catalogue, sorted(members))
                    writable.close()
                    writable.keep_checksums()
                    self._open(name)

    def _rewrite(self, index: LexicalIndex, catalogue: Catalogue, numbers: Sequence[int]) -> None:
        """Index documents in one commit: a merge of segments between two of them could keep what is deleted."""
        for start in range(0, len(numbers), _STEP):
            if self._stopping.is_set():
                index.rollback()
                return
            _put(index, catalogue, numbers[start : start + _STEP])
        index.commit()

    def stop(self) -> None:
        """Stop a running update; it is repeated later."""
        self._stopping.set()

    def _drop(self, name: str) -> None:
        self._narrow.pop(name, None)
        shutil.rmtree(self._folder(name), ignore_errors=True)

    def rebuild(self, catalogue: Catalogue) -> None:
        """Rebuild every index, so that its files keep no text of removed documents."""
        with self._changing:
            self._forget_copies()
            for name in INDEXES:
                self._drop(name)
            self.everything.clear()
            self.update(catalogue, catalogue.numbers().tolist())

    @property
    def is_damaged(self) -> bool:
        """Whether a search has met damage in any index; `rebuild` mends it."""
        narrow = (index for index, _ in tuple(self._narrow.values()))
        return any(index.is_damaged for index in (self.everything, *narrow, *tuple(self._copies.values())))

    def has_changed(self) -> bool:
        """Whether another process has changed the files of any index since `reload`."""
        return self._seen != self._files()

    def _files(self) -> list[tuple[int, ...]]:
        """Inode, time and size of the indexes' files, which are renamed into place; () for a missing one."""
        found: list[tuple[int, ...]] = []
        for file in self._committed:
            try:
                stat = file.stat()
                found.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
            except OSError:
                found.append(())
        return found

    def reload(self) -> None:
        """Make changes committed by any process visible to searches."""
        seen = self._files()
        self.everything.reload()
        if not self._writable:
            for name in INDEXES:
                self._open(name)
        self._seen = seen

    def close(self) -> None:
        """Release the writers' locks and threads, and record checksums of the files after their last merge."""
        self.everything.close()
        if self._writable:
            self._forget_copies()
            self.everything.keep_checksums()


def _put(index: LexicalIndex, catalogue: Catalogue, numbers: Sequence[int], visible: Set[int] | None = None) -> None:
    """Index documents, or delete those that aren't there or not `visible`, with the next commit."""
    documents = catalogue.documents(numbers)
    for number in numbers:
        document = documents.get(number) if visible is None or number in visible else None
        index.put(number, document, catalogue.passages_of(number) if document else ())
