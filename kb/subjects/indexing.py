"""Subject indexing: assigns goals, places and concepts to documents whenever their text or the lists change."""

from kb.model import Document, Field, Goal
from kb.store.catalogue import Catalogue
from kb.store.labels import DocumentLabels
from kb.subjects.gazetteer import Gazetteer
from kb.subjects.goals import find_goals
from kb.subjects.lists import Lists
from kb.subjects.topics import concept_counts


def label(catalogue: Catalogue, lists: Lists) -> int:
    """Label the documents that are new, changed, or were labelled with other lists. Returns how many.

    Goals and places stated in a manifest or by a person replace those found in the text. Raises InvalidVocabulary.
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
