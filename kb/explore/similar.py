"""Similar documents, by the model of relevance, with what they share; and similar passages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.errors import NotFound
from kb.index.document_bitmaps import Numbers
from kb.library import Library
from kb.model import Document, Hit, Named, Reader, VisibleDocument
from kb.search.relevance import similar_probability, state_of
from kb.search.scope import open_scope, retry_on_change

_FEW = 0.3  # share of documents up to which a place or goal is distinctive, by judgement


@dataclass(frozen=True)
class Similar:
    """A similar document: probability and state, whether meaning alone makes it similar, and shared names, places and goals."""

    document: Document
    probability: float
    state: str
    near: bool
    shared: tuple[Named, ...]
    places: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()


@retry_on_change
def similar(library: Library, to: VisibleDocument, reader: Reader, k: int = 5) -> tuple[Similar, ...]:
    """The k most similar documents that the reader may see, most probable first, without other editions of the document.

    () where no document is above the line.
    """
    own, number, scope = to.document, to.number, open_scope(library, reader)
    editions, centres = scope.snapshot.editions.get(number, {}), scope.snapshot.centres()
    mine, config = centres.get(number), scope.config
    places, goals = library.places(), {n: [g.goal for g in goals] for n, goals in library.goals().items()}
    telling = [(of, _telling(of, number, scope.visible)) for of in (places, goals)]
    found = []
    for other, document in library.documents(n for n in scope.visible if n != number and n not in editions).items():
        cosine = float(mine @ centres[other]) if mine is not None and other in centres else 0.0
        shared = _shared(own, document)
        names = len({named.name for named in shared})
        chance, alone = (similar_probability(cosine, count, config.similar) for count in (names, 0))
        if chance >= config.similar.related:
            there, aims = (tuple(value for value in of.get(other, ()) if value in own) for of, own in telling)
            near, state = alone >= config.similar.related, state_of(chance, config.relevance)
            found.append(Similar(document, round(chance, 4), state, near, shared, there, aims))
    found.sort(key=lambda entry: (-entry.probability, entry.document.id))
    return tuple(found[:k])


def _telling(of: Mapping[int, Sequence[str]], number: int, allowed: Sequence[int]) -> set[str]:
    """The document's values that few other documents have: Milan as the place of two works says little."""
    counts = Counter(value for n in allowed for value in of.get(n, ()))
    return {value for value in of.get(number, ()) if counts[value] <= max(_FEW * len(allowed), 2)}


def _shared(a: Document, b: Document) -> tuple[Named, ...]:
    names = {named.name for named in (*b.people, *b.organisations)}
    return tuple(dict.fromkeys(named for named in (*a.people, *a.organisations) if named.name in names))


def other_editions(library: Library, of: VisibleDocument, reader: Reader) -> list[Document]:
    """The other editions of a document that the reader may see."""
    allowed = set(open_scope(library, reader).visible)
    return list(library.documents(n for n in library.snapshot().editions.get(of.number, {}) if n in allowed).values())


@retry_on_change
def similar_passages(library: Library, passage_id: int, reader: Reader, k: int = 10) -> tuple[Hit, ...]:
    """The k nearest passages of other works, best first; scores are cosines. () if the passage has no vector yet.

    Raises NotFound if the reader may not see the passage.
    """
    scope = open_scope(library, reader)
    snapshot, allowed = scope.snapshot, scope.visible
    owner = snapshot.document_of(passage_id)
    if owner not in set(allowed):
        raise NotFound(f"passage {library.catalogue.passage_keys.encode(passage_id)}")
    row = int(snapshot.matrix.rows_of(np.array([passage_id]))[0])
    if row < 0:
        return ()
    same = {owner, *snapshot.editions.get(owner, ())}
    others = snapshot.row_mask(Numbers(n for n in allowed if n not in same))
    found = snapshot.matrix.search(snapshot.matrix.vector(row), k, others)
    passages = library.catalogue.passages([i for i, _ in found])
    owners = snapshot.documents_of(np.array([i for i, _ in found], dtype=np.int64)).tolist()
    documents = library.documents(owners)
    return tuple(
        Hit(documents[number], passages[i], round(score, 4), passages[i].text)
        for (i, score), number in zip(found, owners, strict=True)
        if i in passages
    )
