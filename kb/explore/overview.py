"""Statistics of the documents that a reader may see, for the home page."""

from collections import Counter
from dataclasses import dataclass

from kb.library import Library
from kb.model import Document, Reader
from kb.search.scope import all_documents


@dataclass(frozen=True)
class Overview:
    """Number of documents and pages, documents by kind and language, (first, last) year, and the latest documents by year."""

    documents: int
    pages: int
    kinds: dict[str, int]
    languages: dict[str, int]
    years: tuple[int, int] | None
    recent: tuple[Document, ...]


def overview(library: Library, reader: Reader) -> Overview:
    """The overview of the documents that the reader may see."""
    documents = all_documents(library, reader)
    years = sorted(document.year for document in documents if document.year)
    recent = sorted(documents, key=lambda document: -(document.year or 0))[:6]
    return Overview(
        len(documents),
        sum(document.page_count for document in documents if not document.has_rows),
        dict(Counter(document.kind for document in documents).most_common()),
        dict(Counter(document.language for document in documents).most_common()),
        (years[0], years[-1]) if years else None,
        tuple(recent),
    )
