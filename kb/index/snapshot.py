"""A snapshot: what a search reads, held in memory as plain arrays of one generation of the library."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from kb.index.derived import Derived, DerivedCache
from kb.index.vector_matrix import EMPTY, VectorMatrix
from kb.model import Document
from kb.store.catalogue import Catalogue
from kb.store.database import DOCUMENTS, VECTORS_FORGOTTEN
from kb.text.sketches import Editions

_COMPLETE: Derived[tuple[int, ...], bool] = Derived(64)
_CENTRES: Derived[None, dict[int, np.ndarray]] = Derived(1)


@dataclass(frozen=True)
class Snapshot:
    """The passages with their documents, pages, languages and parts, and the vectors, all of one generation.

    Arrays are sorted by passage id. `by_documents` caches what is derived from documents, until one of them changes, and
    `by_generation` what depends on vectors too, until anything changes. `known_documents` has at most one record per document.
    `documents`, `removals` and `forgotten` are the catalogue's counters of changed and removed documents and of deleted vectors.
    """

    generation: int
    documents: str
    removals: int
    forgotten: str
    passage_ids: np.ndarray
    passage_documents: np.ndarray
    passage_pages: np.ndarray
    passage_languages: np.ndarray
    passage_parts: np.ndarray
    matrix: VectorMatrix
    editions: Editions
    known_documents: dict[int, Document] = field(default_factory=dict)
    by_documents: DerivedCache = field(default_factory=DerivedCache)
    by_generation: DerivedCache = field(default_factory=DerivedCache)

    def has_vectors(self, documents: tuple[int, ...]) -> bool:
        """Whether every passage of these document numbers has its vector."""
        return self.by_generation.get(
            _COMPLETE, documents, lambda: bool((self.matrix.rows(self.passages_of(documents)) >= 0).all())
        )

    def passages_of(self, documents: Iterable[int]) -> np.ndarray:
        """Ids of the passages of these document numbers, ascending."""
        wanted = np.fromiter(documents, dtype=np.int64)
        return self.passage_ids[np.isin(self.passage_documents, wanted)]

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
        """Which of these known passages are part of a bibliography."""
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
        if not len(self.matrix.ids):
            return {}
        owners = self.documents_of(self.matrix.ids)
        order = np.argsort(owners, kind="stable")
        numbers, starts = np.unique(owners[order], return_index=True)
        found = np.maximum.reduceat(self.matrix.scores(vector, self.matrix.ids[order]), starts)
        return dict(zip(numbers.tolist(), found.tolist(), strict=True))

    def _centred(self) -> dict[int, np.ndarray]:
        if not len(self.matrix.ids):
            return {}
        owners = self.documents_of(self.matrix.ids)
        order = np.argsort(owners, kind="stable")
        numbers, starts = np.unique(owners[order], return_index=True)
        sums = np.add.reduceat(self.matrix.vectors[order], starts, axis=0)
        units = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        return dict(zip(numbers.tolist(), units, strict=True))


def load_snapshot(catalogue: Catalogue, known: Snapshot | None = None) -> Snapshot:
    """A snapshot of the library as it is now. What an earlier one (`known`) holds already isn't read again."""
    generation = catalogue.generation
    documents, forgotten = catalogue.fact(DOCUMENTS) or "", catalogue.fact(VECTORS_FORGOTTEN) or ""
    removals = catalogue.changes()[1]
    if known is None:
        columns, matrix = _Columns(*catalogue.passage_map()), EMPTY
    else:
        # A passage and its vector never change under their id: they are added, with higher ids, or removed.
        columns, matrix = _columns(known), known.matrix if known.forgotten == forgotten else EMPTY
        if known.documents != documents:
            columns = _updated(catalogue, columns)
    for ids, vectors in catalogue.vectors.batches(after=int(matrix.ids[-1]) if len(matrix.ids) else 0):
        matrix = matrix.append(ids, vectors)
    if known is not None and known.documents == documents:
        return replace(known, generation=generation, forgotten=forgotten, matrix=matrix, by_generation=DerivedCache())
    matrix, editions = matrix.only(columns.ids), catalogue.metadata.editions()
    return Snapshot(generation, documents, removals, forgotten, *columns, matrix, editions)


class _Columns(NamedTuple):
    """The columns of `Catalogue.passage_map`."""

    ids: np.ndarray
    documents: np.ndarray
    pages: np.ndarray
    languages: np.ndarray
    parts: np.ndarray


def _columns(snapshot: Snapshot) -> _Columns:
    return _Columns(
        snapshot.passage_ids,
        snapshot.passage_documents,
        snapshot.passage_pages,
        snapshot.passage_languages,
        snapshot.passage_parts,
    )


def _updated(catalogue: Catalogue, columns: _Columns) -> _Columns:
    """The columns without passages of removed documents, and with those of new ones."""
    keep = np.isin(columns.documents, catalogue.numbers())
    added = catalogue.passage_map(after=int(columns.ids[-1]) if len(columns.ids) else 0)
    kept = (column[keep] for column in columns)
    return _Columns(*(np.concatenate(pair) for pair in zip(kept, added, strict=True)))
