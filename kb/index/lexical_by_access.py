"""Word indexes by who may look into them, so that what is hidden can't be told from rarities, counts or corrections.

BM25 weighs a word by how many passages of the whole index have it. A reader of public documents is therefore given an index
of just these; it is kept only while there is something to hide. Derived and disposable, like every index.
"""

import json
import shutil
from collections.abc import Iterable, Set
from pathlib import Path

from kb.index.lexical import LexicalIndex
from kb.model import ANONYMOUS, Reader
from kb.store.catalogue import Catalogue
from kb.store.visibility import visible_documents

# Each with the reader who may see exactly what stands on it.
INDEXES: dict[str, Reader] = {"public": ANONYMOUS, "internal": Reader(frozenset({"public", "internal"}))}


class LexicalIndexes:
    """The index of everything (`words/`), and those of what only some may see (`words-public/`, `words-internal/`)."""

    def __init__(self, home: Path, library_id: str, *, writable: bool) -> None:
        """Open what is there. Raises OSError or ValueError for a missing or damaged index that can't be made anew."""
        self._home, self._id, self._writable = home, library_id, writable
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
        """The index of just these documents, True; or that of everything, False when it holds more than these.

        `everything` counts the documents there are.
        """
        for index, members in tuple(self._narrow.values()):  # another thread may be putting a document in
            if members == visible:
                return index, True
        return self.everything, len(visible) == everything

    def update(self, catalogue: Catalogue, pending: Iterable[int]) -> None:
        """Bring every index up to the catalogue; `pending` are numbers of documents that are new, changed or gone."""
        pending = set(pending)
        self._put(self.everything, catalogue, pending)
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
        # An index forgets the words of what is taken out only when its files are merged: what must not be seen any more
        # leaves nothing behind in a new one.
        if index is None or members & known - visible:
            self._drop(name)
            changed = visible
        index = LexicalIndex(self._folder(name), self._id, writable=True)
        self._put(index, catalogue, changed, visible)
        (self._folder(name) / "documents.json").write_text(json.dumps(sorted(visible)))
        index.close()
        self._open(name)

    @staticmethod
    def _put(index: LexicalIndex, catalogue: Catalogue, numbers: set[int], visible: set[int] | None = None) -> None:
        if not numbers:
            return
        documents = catalogue.documents(numbers)
        for number in sorted(numbers):
            document = documents.get(number) if visible is None or number in visible else None
            index.put(number, document, catalogue.passages_of(number) if document else ())
        index.commit()

    def _drop(self, name: str) -> None:
        self._narrow.pop(name, None)
        shutil.rmtree(self._folder(name), ignore_errors=True)

    def rebuild(self, catalogue: Catalogue) -> None:
        """Make every index anew, so that nothing stays in its files of what was taken out."""
        for name in INDEXES:
            self._drop(name)
        self.everything.clear()
        self.update(catalogue, catalogue.numbers().tolist())

    def reload(self) -> None:
        """See what has been committed, by any process."""
        self.everything.reload()
        if not self._writable:
            for name in INDEXES:
                self._open(name)

    def close(self) -> None:
        """Let go of the writer's lock and threads."""
        self.everything.close()
