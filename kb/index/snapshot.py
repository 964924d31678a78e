"""Snapshot of one generation of the library: the data that a search reads, as plain arrays in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from kb.index.derived import Derived, DerivedCache
from kb.index.document_bitmaps import Numbers
from kb.index.nearest.vector_matrix import EMPTY, VectorMatrix
from kb.model import Document
from kb.store.catalogue import Catalogue
from kb.store.database import CHANGES, DOCUMENTS, GENERATION, REMOVALS, VECTORS_FORGOTTEN
from kb.text.sketches import Editions

_COMPLETE: Derived[tuple[int, ...], bool] = Derived(64)
_CENTRES: Derived[None, dict[int, np.ndarray]] = Derived(1)
_OWNERS: Derived[None, np.ndarray] = Derived(1)
_MASKS: Derived[Numbers, np.ndarray] = Derived(16)


class Counters(NamedTuple):
    """The catalogue's counters: all changes, those of documents and labels, of documents alone, removals, deleted vectors."""

    generation: int
    documents: int
    changes: int
    removals: int
    forgotten: int


def counters(catalogue: Catalogue) -> Counters:
    """The counters as they are now."""
    keys = (GENERATION, DOCUMENTS, CHANGES, REMOVALS, VECTORS_FORGOTTEN)
    return Counters(*(int(value or 0) for value in catalogue.facts(*keys)))


@dataclass(frozen=True)
class Snapshot:
    """The passages with their documents, pages, languages and parts, and the vectors, all of one generation.

    Arrays are sorted by passage id. `by_documents` caches values derived from documents, until one of them changes, and
    `by_generation` values that depend on vectors, too, until anything changes. `known_documents` has at most one record for each
    document, `known_centres` the number of its vectors and their mean direction; the next snapshot takes over what didn't change.
    """

    counters: Counters
    passage_ids: np.ndarray
    passage_documents: np.ndarray
    passage_pages: np.ndarray
    passage_languages: np.ndarray
    passage_parts: np.ndarray
    matrix: VectorMatrix
    editions: Editions
    known_documents: dict[int, Document] = field(default_factory=dict)
    known_centres: dict[int, tuple[int, np.ndarray]] = field(default_factory=dict)
    by_documents: DerivedCache = field(default_factory=DerivedCache)
    by_generation: DerivedCache = field(default_factory=DerivedCache)

    def has_vectors(self, documents: tuple[int, ...]) -> bool:
        """Whether every passage of these document numbers has its vector."""
        return self.by_generation.get(
            _COMPLETE, documents, lambda: bool((self.matrix.rows_of(self.passages_of(documents)) >= 0).all())
        )

    def passages_of(self, documents: Iterable[int]) -> np.ndarray:
        """Ids of the passages of these document numbers, ascending."""
        found: np.ndarray = self.passage_ids[_of_documents(self.passage_documents, documents)]
        return found

    def mask(self, documents: Numbers) -> np.ndarray:
        """A mask of the passages of these documents."""
        return self.by_documents.get(_MASKS, documents, lambda: _of_documents(self.passage_documents, documents))

    def row_mask(self, documents: Numbers) -> np.ndarray:
        """A mask of the matrix rows that are vectors of these documents."""
        return self.mask(documents) if self._is_embedded else _of_documents(self.owners, documents)

    @property
    def _is_embedded(self) -> bool:
        return self.matrix.rows == len(self.passage_ids)

    @property
    def owners(self) -> np.ndarray:
        """The document number of each row of the matrix."""
        if self._is_embedded:
            return self.passage_documents
        return self.by_generation.get(_OWNERS, None, lambda: self.documents_of(self.matrix.ids))

    def languages_of(self, passages: np.ndarray) -> list[str]:
        """The language of each of these known passages."""
        found: list[str] = self.passage_languages[np.searchsorted(self.passage_ids, passages)].tolist()
        return found

    def pages_of(self, passages: np.ndarray) -> np.ndarray:
        """The page (1-based) of each of these known passages."""
        found: np.ndarray = self.passage_pages[np.searchsorted(self.passage_ids, passages)]
        return found

    def outside_body(self, passages: np.ndarray) -> np.ndarray:
        """A mask of these known passages: true for a bibliography, or for text that addresses a machine."""
        found: np.ndarray = self.passage_parts[np.searchsorted(self.passage_ids, passages)] != "body"
        return found

    def in_bibliography(self, passages: np.ndarray) -> np.ndarray:
        """A mask of these known passages: true for those in a bibliography."""
        found: np.ndarray = self.passage_parts[np.searchsorted(self.passage_ids, passages)] == "references"
        return found

    def documents_of(self, passages: np.ndarray) -> np.ndarray:
        """The document number of each passage id; -1 for an id that the catalogue doesn't know."""
        if not len(self.passage_ids):
            return np.full(len(passages), -1)
        at = np.minimum(np.searchsorted(self.passage_ids, passages), len(self.passage_ids) - 1)
        return np.where(self.passage_ids[at] == passages, self.passage_documents[at], -1)

    def document_of(self, passage: int) -> int:
        """The document number of one passage; -1 for an id that the catalogue doesn't know."""
        return int(self.documents_of(np.array([passage]))[0])

    def centres(self) -> dict[int, np.ndarray]:
        """The mean direction (unit vector) of each document's vectors, by document number."""
        return self.by_generation.get(_CENTRES, None, self._centred)

    def nearest(self, vector: np.ndarray) -> dict[int, float]:
        """The largest dot product of each document's vectors with a vector, by document number."""
        if not self.matrix.rows:
            return {}
        starts = _starts(self.owners)
        found = np.maximum.reduceat(self.matrix.products(vector), starts)
        return dict(zip(self.owners[starts].tolist(), found.tolist(), strict=True))

    def _centred(self) -> dict[int, np.ndarray]:
        if not self.matrix.rows:
            return {}
        starts = _starts(self.owners)
        counts = np.diff(starts, append=self.matrix.rows)
        numbers, known = self.owners[starts].tolist(), self.known_centres
        sizes = dict(zip(numbers, counts.tolist(), strict=True))
        new = np.array([number not in known or known[number][0] != size for number, size in sizes.items()])
        sums = self.matrix.sums(starts[new], counts[new])
        units = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        made = zip(counts[new].tolist(), units, strict=True)
        known.update(zip(self.owners[starts[new]].tolist(), made, strict=True))
        return {number: known[number][1] for number in numbers}


def _starts(owners: np.ndarray) -> np.ndarray:
    """First row of each document. Its rows are contiguous: a document's passages are inserted in one transaction."""
    found: np.ndarray = np.flatnonzero(np.diff(owners, prepend=-2))
    return found


def _of_documents(owners: np.ndarray, documents: Iterable[int]) -> np.ndarray:
    """A mask of the `owners` that are among these document numbers."""
    wanted = np.array(documents.to_array() if isinstance(documents, Numbers) else list(documents), np.int64)
    # One entry more than there are numbers: -1, a deleted passage, indexes the last one, which is false.
    is_wanted = np.zeros(int(max(owners.max(initial=0), wanted.max(initial=0))) + 2, dtype=bool)
    is_wanted[wanted] = True
    found: np.ndarray = is_wanted[owners]
    return found


def load_snapshot(catalogue: Catalogue, known: Snapshot | None = None, *, vectors: bool = True) -> Snapshot:
    """A snapshot of the library's current state. Data that an earlier one (`known`) holds isn't read again.

    Without `vectors`, those that it doesn't hold aren't read.
    """
    newest = counters(catalogue)
    if known is None:
        columns, matrix = Columns(*catalogue.passage_map()), EMPTY
    else:
        # A passage and its vector never change under their id: they are added, with higher ids, or removed.
        columns, matrix = _columns(known), known.matrix if known.counters.forgotten == newest.forgotten else EMPTY
        if known.counters.documents != newest.documents:
            columns = _updated(catalogue, columns)
    if vectors:
        for ids, found in catalogue.vectors.batches(after=int(matrix.ids[-1]) if matrix.rows else 0):
            matrix = matrix.append(ids, found)
    if known is None:
        return Snapshot(newest, *columns, matrix.only(columns.ids), catalogue.metadata.editions())
    centres = known.known_centres if known.counters.forgotten == newest.forgotten else {}
    if known.counters.documents == newest.documents:
        return replace(known, counters=newest, matrix=matrix, by_generation=DerivedCache(), known_centres=centres)
    return Snapshot(
        newest, *columns, matrix.only(columns.ids), catalogue.metadata.editions(), _still_known(catalogue, known), centres
    )  # fmt: skip


def _still_known(catalogue: Catalogue, known: Snapshot) -> dict[int, Document]:
    """The records of an earlier snapshot whose documents haven't changed since."""
    changed = set(catalogue.changed_since(known.counters.changes))
    return {number: document for number, document in known.known_documents.copy().items() if number not in changed}


class Columns(NamedTuple):
    """The columns of `Catalogue.passage_map`: one entry for each passage, by ascending id."""

    ids: np.ndarray
    documents: np.ndarray
    pages: np.ndarray
    languages: np.ndarray
    parts: np.ndarray


def _columns(snapshot: Snapshot) -> Columns:
    return Columns(
        snapshot.passage_ids,
        snapshot.passage_documents,
        snapshot.passage_pages,
        snapshot.passage_languages,
        snapshot.passage_parts,
    )


def _updated(catalogue: Catalogue, columns: Columns) -> Columns:
    """The columns without passages of removed documents, and with those of new ones."""
    keep = _of_documents(columns.documents, catalogue.numbers().tolist())
    added = catalogue.passage_map(after=int(columns.ids[-1]) if len(columns.ids) else 0)
    if keep.all() and not len(added[0]):
        return columns
    kept = (column[keep] for column in columns)
    return Columns(*(np.concatenate(pair) for pair in zip(kept, added, strict=True)))
