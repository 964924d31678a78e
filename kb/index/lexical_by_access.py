"""Lexical indexes by access level, so that scores, counts and corrections reveal nothing about hidden documents.

BM25 weighs a word by its document frequency in the whole index. Readers of public documents therefore search an index of public
documents only. Such an index exists only while some document is hidden. Derived and disposable, like every index.
"""

import json
import shutil
import threading
from collections.abc import Iterable, Set
from pathlib import Path

from kb.errors import LibraryError
from kb.index.lexical import LexicalIndex
from kb.model import ANONYMOUS, Reader
from kb.store.catalogue import Catalogue
from kb.store.visibility import visible_documents

_STEP = 1000  # documents after which what was written can be found; by judgement: some seconds
# Index name → the reader who may see exactly the documents in it.
INDEXES: dict[str, Reader] = {"public": ANONYMOUS, "internal": Reader(frozenset({"public", "internal"}))}


class LexicalIndexes:
    """The index of all documents (`words/`), and those by access level (`words-public/`, `words-internal/`)."""

    def __init__(self, home: Path, library_id: str, *, writable: bool) -> None:
        """Open the existing indexes. Raises OSError or ValueError for a damaged one that may not be rebuilt."""
        self._home, self._id, self._writable = home, library_id, writable
        self._stopping, self.done = threading.Event(), 1.0
        self.everything = LexicalIndex(home / "words", library_id, writable=writable)
        self._narrow: dict[str, tuple[LexicalIndex, set[int]]] = {}
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

    def of(self, visible: Set[int], everything: int) -> tuple[LexicalIndex, bool]:
        """(index to search, whether it holds exactly the `visible` document numbers).

        Falls back to the index of all documents. `everything` is the total number of documents.
        """
        for index, members in tuple(self._narrow.values()):  # copied, because another thread may be updating it
            if members == visible:
                return index, True
        return self.everything, len(visible) == everything

    def update(self, catalogue: Catalogue, pending: Iterable[int]) -> None:
        """Update every index from the catalogue. `pending`: numbers of documents that were added, changed or removed.

        `done` says meanwhile which share of the index of all documents is complete. Raises LibraryError after `stop`.
        """
        pending = set(pending)
        try:
            self._put(self.everything, catalogue, pending)
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
        self._put(index, catalogue, changed, visible)
        (self._folder(name) / "documents.json").write_text(json.dumps(sorted(visible)))
        index.close()
        index.keep_checksums()
        self._open(name)

    def _put(
        self, index: LexicalIndex, catalogue: Catalogue, numbers: set[int], visible: set[int] | None = None
    ) -> None:
        """Index documents, or delete them if they aren't `visible`. Of many, those before are found while others are written."""
        for start in range(0, len(numbers), _STEP):
            if self._stopping.is_set():
                raise LibraryError("The word index isn't complete; it is built at the next start.")
            self.done = start / len(numbers)
            part = sorted(numbers)[start : start + _STEP]
            documents = catalogue.documents(part)
            for number in part:
                document = documents.get(number) if visible is None or number in visible else None
                index.put(number, document, catalogue.passages_of(number) if document else ())
            index.commit()

    def stop(self) -> None:
        """End an update that goes on, which is made again later."""
        self._stopping.set()

    def _drop(self, name: str) -> None:
        self._narrow.pop(name, None)
        shutil.rmtree(self._folder(name), ignore_errors=True)

    def rebuild(self, catalogue: Catalogue) -> None:
        """Rebuild every index, so that its files keep no text of removed documents."""
        for name in INDEXES:
            self._drop(name)
        self.everything.clear()
        self.update(catalogue, catalogue.numbers().tolist())

    def reload(self) -> None:
        """Make changes committed by any process visible to searches."""
        self.everything.reload()
        if not self._writable:
            for name in INDEXES:
                self._open(name)

    def close(self) -> None:
        """Release the writer's lock and threads, and note what its files are like after their last merge."""
        self.everything.close()
        if self._writable:
            self.everything.keep_checksums()
