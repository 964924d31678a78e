"""Keeps what is told from a document's text by a librarian's lists, its goals, places and concepts, up to text and lists."""

from kb.model import Document, Field, Goal
from kb.store.catalogue import Catalogue
from kb.store.labels import DocumentLabels
from kb.subjects.gazetteer import Gazetteer
from kb.subjects.goals import find_goals
from kb.subjects.lists import Lists
from kb.subjects.topics import concept_counts


def label(catalogue: Catalogue, lists: Lists) -> int:
    """Label the documents that are new, changed, or were labelled by other lists; returns how many.

    What a manifest or a person states takes the place of what is found. Raises InvalidVocabulary.
    """
    stamp = lists.stamp
    pending = catalogue.labels.pending(stamp)
    if not pending:
        return 0
    concepts = lists.concepts
    stated, printed = catalogue.metadata.stated("sdg"), catalogue.metadata.values("place")
    labels: dict[int, DocumentLabels] = {}
    for number, document in catalogue.documents(pending).items():
        passages = catalogue.passages_of(number)
        found = find_goals(document.title, document.language, passages, lists.goals)
        places = find_places(document, [value for _, value in printed.get(number, [])], lists.places)
        used = concept_counts(document.title, document.language, passages, concepts)
        labels[number] = DocumentLabels(with_stated(found, stated.get(number, [])), places, used)
    catalogue.labels.put(labels, stamp)
    return len(pending)


def with_stated(found: list[Goal], stated: list[Field]) -> list[Goal]:
    """The goals that somebody stated, each with the passage found for it; those found, when nobody did."""
    if not stated:
        return found
    shown = {goal.goal: goal.passage for goal in found}
    return [Goal(field.value, 1.0, field.origin, shown.get(field.value)) for field in stated]


def find_places(document: Document, stated: list[str], gazetteer: Gazetteer) -> list[str]:
    """The places of a document: those stated, else those that its title and abstract name; each once, by one name."""
    if stated:
        return list(dict.fromkeys(gazetteer.canonical(name) for name in stated))
    return [place.name for place in gazetteer.named_in(f"{document.title}. {document.abstract}")]
