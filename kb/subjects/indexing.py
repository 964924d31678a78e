"""Subject indexing: assignment of goals, places and concepts to documents whenever their text or the lists change."""

import threading
from collections.abc import Iterator, Sequence

from kb.model import Document, Field, Goal
from kb.models.embedded_model import NAME
from kb.store.catalogue import Catalogue
from kb.store.labels import WAITING, DocumentLabels
from kb.subjects.gazetteer import Gazetteer
from kb.subjects.goals import BEGINNING, find_goals
from kb.subjects.lists import Lists
from kb.subjects.topics import concept_counts

_AT_ONCE = 200  # documents that are labelled in one transaction; by judgement: some seconds
_FEW = 20  # documents that a change labels at once while others are labelled in the background; by judgement


class Labelling:
    """Keeps the labels of documents in step with their text and the lists. Safe to use from threads."""

    def __init__(self, catalogue: Catalogue, lists: Lists) -> None:
        """`update` labels pending documents, except those that `defer` leaves to `catch_up`."""
        self._catalogue, self._lists = catalogue, lists
        self._lock, self._stopping = threading.RLock(), threading.Event()
        self.is_deferred = False  # whether many documents are, or will be, labelled in the background

    @property
    def _is_told(self) -> bool:
        """Whether meanings are used: their weights are those of one model."""
        return (self._catalogue.fact("model") or "").startswith(f"{NAME}@")

    @property
    def _stamp(self) -> str:
        return f"{self._lists.stamp} by {'meaning' if self._is_told else 'words'}"

    def defer(self) -> None:
        """Leave the pending documents to `catch_up` if they are many."""
        self.is_deferred = len(self._catalogue.labels.pending(self._stamp)) > _AT_ONCE

    def update(self) -> int:
        """Label the documents that are new, changed, newly embedded, or were labelled with other lists. Returns how many.

        While many are deferred, only the newest of those that have no labels at all. Raises InvalidVocabulary.
        """
        with self._lock:
            if not self.is_deferred:
                return sum(self._steps())
            return self._label(self._catalogue.labels.unlabelled(_FEW))

    def catch_up(self) -> int:
        """Label the deferred documents, until all are done or `stop`. Returns how many."""
        labelled = sum(self._steps())
        self.is_deferred = self._stopping.is_set()
        return labelled

    def stop(self) -> None:
        """End `catch_up`; the remaining documents are labelled after the next start."""
        self._stopping.set()

    def _steps(self) -> Iterator[int]:
        pending = self._catalogue.labels.pending(self._stamp)
        for start in range(0, len(pending), _AT_ONCE):
            if self._stopping.is_set():
                return
            yield self._label(pending[start : start + _AT_ONCE])

    def _label(self, numbers: Sequence[int]) -> int:
        """Label these documents, unless they change meanwhile. Returns how many."""
        is_told, stamp, before = self._is_told, self._stamp, self._catalogue.changes()[0]
        goals, concepts = self._lists.goals, self._lists.concepts
        stated, printed = self._catalogue.metadata.stated("sdg"), self._catalogue.metadata.values("place")
        labels: dict[str, dict[int, DocumentLabels]] = {stamp: {}, stamp + WAITING: {}}
        for number, document in self._catalogue.documents(numbers).items():
            passages = self._catalogue.passages_of(number)
            first = [passage.id for passage in passages if passage.part == "body"][:BEGINNING]
            vectors = self._catalogue.vectors.of(first) if is_told else None
            found = find_goals(document.title, document.language, passages, goals, vectors)
            places = find_places(document, [value for _, value in printed.get(number, [])], self._lists.places)
            used = concept_counts(document.title, document.language, passages, concepts)
            is_whole = vectors is None or len(vectors) == len(first)
            labels[stamp if is_whole else stamp + WAITING][number] = DocumentLabels(
                with_stated(found, stated.get(number, [])), places, used
            )
        changed = set(self._catalogue.changed_since(before))
        for stamped, made in labels.items():
            self._catalogue.labels.put({n: found for n, found in made.items() if n not in changed}, stamped)
        return len(numbers)


def with_stated(found: list[Goal], stated: list[Field]) -> list[Goal]:
    """The stated goals, each with the passage found for it; the found goals if none is stated."""
    if not stated:
        return found
    shown = {goal.goal: goal.passage for goal in found}
    return [Goal(field.value, 1.0, field.origin, shown.get(field.value)) for field in stated]


def find_places(document: Document, stated: list[str], gazetteer: Gazetteer) -> list[str]:
    """The places of a document by canonical name, without duplicates: the stated ones, else those in title and abstract."""
    if stated:
        return list(dict.fromkeys(gazetteer.canonical(name) for name in stated))
    return [place.name for place in gazetteer.named_in(f"{document.title}. {document.abstract}")]
