"""Works and passages like this one: near in meaning, or sharing people and organisations; each with its reasons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.errors import NotFound
from kb.library import Library
from kb.model import Document, Hit, Named, Reader, VisibleDocument
from kb.search.scope import open_scope, retry_on_change

_SHARED = 0.12  # What each person or organisation in common adds to a cosine.
_ALIKE = 0.04  # What a place or goal in common adds, if few have it.
_FEW = 0.3  # of all documents
_NEAR = 0.45  # Cosine of two documents that are said to be near in meaning.


@dataclass(frozen=True)
class Similar:
    """A document and why it is here: whether it is near in meaning, whom both name, where and for which goals both are."""

    document: Document
    score: float
    near: bool
    shared: tuple[Named, ...]
    places: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()


@retry_on_change
def similar(library: Library, to: VisibleDocument, reader: Reader, k: int = 5) -> tuple[Similar, ...]:
    """The k most similar documents that this reader may see, best first."""
    own, number, allowed = to.document, to.number, open_scope(library, reader).visible
    editions = library.snapshot().editions.get(number, {})  # the same work isn't one like it
    centres = library.snapshot().centres()
    mine = centres.get(number)
    places, goals = library.places(), {n: [g.goal for g in goals] for n, goals in library.goals().items()}
    telling = [(of, _telling(of, number, allowed)) for of in (places, goals)]
    found = []
    for other, document in library.documents(n for n in allowed if n != number and n not in editions).items():
        near = float(mine @ centres[other]) if mine is not None and other in centres else 0.0
        shared = _shared(own, document)
        there, aims = (tuple(value for value in of.get(other, ()) if value in own) for of, own in telling)
        score = near + _SHARED * len(shared) + _ALIKE * (len(there) + len(aims))
        if near >= _NEAR or shared:
            found.append(Similar(document, round(score, 4), near >= _NEAR, shared, there, aims))
    found.sort(key=lambda entry: (-entry.score, entry.document.id))
    return tuple(found[:k])


def _telling(of: Mapping[int, Sequence[str]], number: int, allowed: Sequence[int]) -> set[str]:
    """The values of a document that few others have: that two works are in Milan says little."""
    counts = Counter(value for n in allowed for value in of.get(n, ()))
    return {value for value in of.get(number, ()) if counts[value] <= max(_FEW * len(allowed), 2)}


def _shared(a: Document, b: Document) -> tuple[Named, ...]:
    names = {named.name for named in (*b.people, *b.organisations)}
    return tuple(dict.fromkeys(named for named in (*a.people, *a.organisations) if named.name in names))


def other_editions(library: Library, of: VisibleDocument, reader: Reader) -> list[Document]:
    """The other documents that are the same work, as far as this reader may see them."""
    allowed = set(open_scope(library, reader).visible)
    return list(library.documents(n for n in library.snapshot().editions.get(of.number, {}) if n in allowed).values())


@retry_on_change
def similar_passages(library: Library, passage_id: int, reader: Reader, k: int = 10) -> tuple[Hit, ...]:
    """The k passages of other works nearest in meaning, best first; scores are cosines. Raises NotFound.

    A passage without a vector yet has none.
    """
    scope = open_scope(library, reader)
    snapshot, allowed = scope.snapshot, scope.visible
    owner = snapshot.document_of(passage_id)
    if owner not in set(allowed):
        raise NotFound(f"passage {library.catalogue.passage_keys.encode(passage_id)}")
    row = np.searchsorted(snapshot.matrix.ids, passage_id)
    if row >= len(snapshot.matrix.ids) or snapshot.matrix.ids[row] != passage_id:
        return ()
    same = {owner, *snapshot.editions.get(owner, ())}
    others = snapshot.passages_of([n for n in allowed if n not in same])
    found = snapshot.matrix.search(snapshot.matrix.vectors[row], k, others)
    passages = library.catalogue.passages([i for i, _ in found])
    owners = snapshot.documents_of(np.array([i for i, _ in found], dtype=np.int64)).tolist()
    documents = library.documents(owners)
    return tuple(
        Hit(documents[number], passages[i], round(score, 4), passages[i].text)
        for (i, score), number in zip(found, owners, strict=True)
        if i in passages
    )
