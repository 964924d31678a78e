"""What a search looks at, held in memory: plain arrays of one generation of the library."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np

from kb.index.vector_matrix import EMPTY, VectorMatrix
from kb.model import Document
from kb.store.catalogue import Catalogue
from kb.store.database import DOCUMENTS, VECTORS_FORGOTTEN
from kb.text.sketches import Editions

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """What a search looks at, all of one generation: which passage belongs to which document, and the vectors.

    `memo` keeps what is derived from documents until one of them changes, `vector_memo` what is derived from vectors until
    there are more. `documents` and `forgotten` are the catalogue's counts of such changes.
    """

    generation: int
    documents: str
    forgotten: str
    passage_ids: np.ndarray
    passage_documents: np.ndarray
    passage_pages: np.ndarray
    passage_languages: np.ndarray
    passage_parts: np.ndarray
    matrix: VectorMatrix
    editions: Editions
    known_documents: dict[int, Document] = field(default_factory=dict)
    memo: dict[Hashable, Any] = field(default_factory=dict)
    vector_memo: dict[Hashable, Any] = field(default_factory=dict)

    def remembered(self, key: Hashable, load_snapshot: Callable[[], T]) -> T:
        """What `load` derives from documents, kept until one of them changes."""
        if key not in self.memo:
            self.memo[key] = load_snapshot()
        found: T = self.memo[key]
        return found

    def has_vectors(self, documents: tuple[int, ...]) -> bool:
        """Whether every passage of these document numbers has its vector; remembered."""
        key = ("has vectors", documents)
        if key not in self.vector_memo:
            self.vector_memo[key] = bool((self.matrix.rows(self.passages_of(documents)) >= 0).all())
        return bool(self.vector_memo[key])

    def passages_of(self, documents: Iterable[int]) -> np.ndarray:
        """Ids of the passages of these document numbers, ascending."""
        wanted = np.fromiter(documents, dtype=np.int64)
        return self.passage_ids[np.isin(self.passage_documents, wanted)]

    def languages_of(self, passages: np.ndarray) -> list[str]:
        """The language of each of these known passages."""
        found: list[str] = self.passage_languages[np.searchsorted(self.passage_ids, passages)].tolist()
        return found

    def pages_of(self, passages: np.ndarray) -> np.ndarray:
        """The page that each of these known passages stands on."""
        found: np.ndarray = self.passage_pages[np.searchsorted(self.passage_ids, passages)]
        return found

    def are_apart(self, passages: np.ndarray) -> np.ndarray:
        """Which of these known passages stand outside the body: in a bibliography, or speaking to a machine."""
        found: np.ndarray = self.passage_parts[np.searchsorted(self.passage_ids, passages)] != "body"
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
        """The mean direction of each document's vectors, by document number; computed once for a generation."""
        if "centres" not in self.vector_memo:
            self.vector_memo["centres"] = self._centred() if len(self.matrix.ids) else {}
        found: dict[int, np.ndarray] = self.vector_memo["centres"]
        return found

    def _centred(self) -> dict[int, np.ndarray]:
        owners = self.documents_of(self.matrix.ids)
        order = np.argsort(owners, kind="stable")
        numbers, starts = np.unique(owners[order], return_index=True)
        sums = np.add.reduceat(self.matrix.vectors[order], starts, axis=0)
        units = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        return dict(zip(numbers.tolist(), units, strict=True))


def load_snapshot(catalogue: Catalogue, known: Snapshot | None = None) -> Snapshot:
    """The view of the library as it is now. What a `known` earlier one holds already isn't read again."""
    generation = catalogue.generation
    documents, forgotten = catalogue.fact(DOCUMENTS) or "", catalogue.fact(VECTORS_FORGOTTEN) or ""
    if known is None:
        columns, matrix = _Columns(*catalogue.passage_map()), EMPTY
    else:
        # Neither passages nor their vectors are changed under their id: they are added, with higher ids, or go.
        columns, matrix = _columns(known), known.matrix if known.forgotten == forgotten else EMPTY
        if known.documents != documents:
            columns = _brought_up(catalogue, columns)
    for ids, vectors in catalogue.vectors.batches(after=int(matrix.ids[-1]) if len(matrix.ids) else 0):
        matrix = matrix.append(ids, vectors)
    if known is not None and known.documents == documents:
        return replace(known, generation=generation, forgotten=forgotten, matrix=matrix, vector_memo={})
    return Snapshot(generation, documents, forgotten, *columns, matrix.only(columns.ids), catalogue.metadata.editions())


class _Columns(NamedTuple):
    """As `Catalogue.passage_map` gives them."""

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


def _brought_up(catalogue: Catalogue, columns: _Columns) -> _Columns:
    """The columns without passages of documents that are gone, and with those that are new."""
    keep = np.isin(columns.documents, catalogue.numbers())
    added = catalogue.passage_map(after=int(columns.ids[-1]) if len(columns.ids) else 0)
    kept = (column[keep] for column in columns)
    return _Columns(*(np.concatenate(pair) for pair in zip(kept, added, strict=True)))
