"""What a search looks at, held in memory: plain arrays of one generation of the library."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from kb.matrix import Matrix
from kb.model import Document


@dataclass(frozen=True)
class View:
    """What a search looks at, all of one generation: which passage belongs to which document, and the vectors."""

    generation: int
    passage_ids: np.ndarray
    passage_documents: np.ndarray
    passage_languages: np.ndarray
    passage_parts: np.ndarray
    matrix: Matrix
    known_documents: dict[int, Document] = field(default_factory=dict)

    def passages_of(self, documents: Iterable[int]) -> np.ndarray:
        """Ids of the passages of these document numbers, ascending."""
        wanted = np.fromiter(documents, dtype=np.int64)
        return self.passage_ids[np.isin(self.passage_documents, wanted)]

    def languages_of(self, passages: np.ndarray) -> list[str]:
        """The language of each of these known passages."""
        found: list[str] = self.passage_languages[np.searchsorted(self.passage_ids, passages)].tolist()
        return found

    def are_references(self, passages: np.ndarray) -> np.ndarray:
        """Which of these known passages stand in a bibliography."""
        found: np.ndarray = self.passage_parts[np.searchsorted(self.passage_ids, passages)] == "references"
        return found

    def documents_of(self, passages: np.ndarray) -> np.ndarray:
        """The document number of each passage id; -1 for an id that the catalogue doesn't know."""
        if not len(self.passage_ids):
            return np.full(len(passages), -1)
        at = np.minimum(np.searchsorted(self.passage_ids, passages), len(self.passage_ids) - 1)
        return np.where(self.passage_ids[at] == passages, self.passage_documents[at], -1)
