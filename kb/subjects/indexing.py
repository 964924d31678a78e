"""Subject indexing: assigns goals, places and concepts to documents whenever their text or the lists change."""

from kb.model import Document, Field, Goal
from kb.models.embedded_model import NAME
from kb.store.catalogue import Catalogue
from kb.store.labels import WAITING, DocumentLabels
from kb.subjects.gazetteer import Gazetteer
from kb.subjects.goals import BEGINNING, find_goals
from kb.subjects.lists import Lists
from kb.subjects.topics import concept_counts


def label(catalogue: Catalogue, lists: Lists) -> int:
    """Label the documents that are new, changed, newly embedded, or were labelled with other lists. Returns how many.

    Goals and places stated in a manifest or by a person replace those found in the text. Raises InvalidVocabulary.
    """
    is_told = (catalogue.fact("model") or "").startswith(f"{NAME}@")  # the weights of meanings are this model's
    stamp = f"{lists.stamp} by {'meaning' if is_told else 'words'}"
    pending = catalogue.labels.pending(stamp)
    if not pending:
        return 0
    concepts = lists.concepts
    stated, printed = catalogue.metadata.stated("sdg"), catalogue.metadata.values("place")
    waiting: dict[int, DocumentLabels] = {}
    labels: dict[int, DocumentLabels] = {}
    for number, document in catalogue.documents(pending).items():
        passages = catalogue.passages_of(number)
        first = [passage.id for passage in passages if passage.part == "body"][:BEGINNING]
        vectors = catalogue.vectors.of(first) if is_told else None
        found = find_goals(document.title, document.language, passages, lists.goals, vectors)
        places = find_places(document, [value for _, value in printed.get(number, [])], lists.places)
        used = concept_counts(document.title, document.language, passages, concepts)
        kept = labels if vectors is None or len(vectors) == len(first) else waiting
        kept[number] = DocumentLabels(with_stated(found, stated.get(number, [])), places, used)
    catalogue.labels.put(labels, stamp)
    catalogue.labels.put(waiting, stamp + WAITING)
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
