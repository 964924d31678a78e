"""Statistics of the documents that a reader may see, for the home page."""

from collections import Counter
from dataclasses import dataclass

from kb.library import Library
from kb.model import Document, Reader
from kb.search.editions import superseded
from kb.search.scope import open_scope


@dataclass(frozen=True)
class Overview:
    """Number of documents and pages, documents by kind and language, (first, last) year, and the latest works by year."""

    documents: int
    pages: int
    kinds: dict[str, int]
    languages: dict[str, int]
    years: tuple[int, int] | None
    recent: tuple[Document, ...]


def overview(library: Library, reader: Reader) -> Overview:
    """The overview of the documents that the reader may see."""
    scope = open_scope(library, reader)
    found = library.documents(scope.visible)
    other_editions = superseded(dict.fromkeys(found, 1.0), found, scope.snapshot.editions, near=1.0)
    works = [document for number, document in found.items() if number not in other_editions]
    documents = found.values()
    years = sorted(document.year for document in documents if document.year)
    recent = sorted(works, key=lambda document: (-(document.year or 0), document.title.casefold(), document.id))[:6]
    return Overview(
        len(documents),
        sum(document.page_count for document in documents if not document.has_rows),
        dict(Counter(document.kind for document in documents).most_common()),
        dict(Counter(document.language for document in documents).most_common()),
        (years[0], years[-1]) if years else None,
        tuple(recent),
    )
