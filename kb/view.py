"""What a search looks at, held in memory: plain arrays of one generation of the library."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from kb.editions import Editions
from kb.matrix import Matrix
from kb.model import Document

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """What a search looks at, all of one generation: which passage belongs to which document, and the vectors.

    `memo` keeps what is derived from it, until the library changes.
    """

    generation: int
    passage_ids: np.ndarray
    passage_documents: np.ndarray
    passage_languages: np.ndarray
    passage_parts: np.ndarray
    matrix: Matrix
    editions: Editions
    known_documents: dict[int, Document] = field(default_factory=dict)
    memo: dict[Hashable, Any] = field(default_factory=dict)
    _centres: dict[int, np.ndarray] = field(default_factory=dict)

    def remembered(self, key: Hashable, load: Callable[[], T]) -> T:
        """What `load` gives, kept until the library changes."""
        if key not in self.memo:
            self.memo[key] = load()
        found: T = self.memo[key]
        return found

    def passages_of(self, documents: Iterable[int]) -> np.ndarray:
        """Ids of the passages of these document numbers, ascending."""
        wanted = np.fromiter(documents, dtype=np.int64)
        return self.passage_ids[np.isin(self.passage_documents, wanted)]

    def languages_of(self, passages: np.ndarray) -> list[str]:
        """The language of each of these known passages."""
        found: list[str] = self.passage_languages[np.searchsorted(self.passage_ids, passages)].tolist()
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
        if not self._centres and len(self.matrix.ids):
            owners = self.documents_of(self.matrix.ids)
            order = np.argsort(owners, kind="stable")
            numbers, starts = np.unique(owners[order], return_index=True)
            sums = np.add.reduceat(self.matrix.vectors[order], starts, axis=0)
            units = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
            self._centres.update(zip(numbers.tolist(), units, strict=True))
        return self._centres
