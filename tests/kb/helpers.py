"""Queries on a library, shared by tests of several folders."""

from kb.library import Library
from kb.maintenance.doctor import examine
from kb.model import OWNER, Filters, Reader
from kb.search.search import search


def sound(library: Library) -> bool:
    """Whether every check of `polikb doctor` passes."""
    wrong = [finding for finding in examine(library) if not finding.sound]
    assert wrong == [], wrong
    return True


def found(library: Library, query: str, reader: Reader = OWNER, filters: Filters | None = None) -> list[str]:
    """The ids of the documents found, best first."""
    return [grouped.document.id for grouped in search(library, query, reader, filters, k=50).documents]
