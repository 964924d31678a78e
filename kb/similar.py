"""Works like this one: near in meaning, or sharing people and organisations; each with its reasons."""

from dataclasses import dataclass

from kb.library import Library
from kb.model import Document, Filters, Named, Reader

_SHARED = 0.12  # What each person or organisation in common adds to a cosine.
_NEAR = 0.45  # Cosine of two documents that are said to be near in meaning.


@dataclass(frozen=True)
class Similar:
    """A document and why it is here: whether it is near in meaning, and whom both name."""

    document: Document
    score: float
    near: bool
    shared: tuple[Named, ...]


def similar(library: Library, document_id: str, reader: Reader, k: int = 5) -> tuple[Similar, ...]:
    """The k most similar documents that this reader may see, best first. Raises NotFound."""
    own = library.catalogue.document(document_id, reader)
    allowed = library.catalogue.allowed(reader)
    (number,) = library.catalogue.allowed(reader, Filters(document=document_id))
    editions = library.view().editions.get(number, {})  # the same work isn't one like it
    centres = library.view().centres()
    mine = centres.get(number)
    found = []
    for other, document in library.documents(n for n in allowed if n != number and n not in editions).items():
        near = float(mine @ centres[other]) if mine is not None and other in centres else 0.0
        shared = _shared(own, document)
        score = near + _SHARED * len(shared)
        if near >= _NEAR or shared:
            found.append(Similar(document, round(score, 4), near >= _NEAR, shared))
    found.sort(key=lambda entry: (-entry.score, entry.document.id))
    return tuple(found[:k])


def _shared(a: Document, b: Document) -> tuple[Named, ...]:
    names = {named.name for named in (*b.people, *b.organisations)}
    return tuple(dict.fromkeys(named for named in (*a.people, *a.organisations) if named.name in names))
