"""Reading coverage: how each page was read, and which documents have unread pages."""

from collections import Counter
from dataclasses import dataclass

from kb.library import Library
from kb.model import Document, Page, Reader, VisibleDocument
from kb.search.scope import all_documents


@dataclass(frozen=True)
class PageCoverage:
    """A page with its number of passages and their languages, most frequent first."""

    page: Page
    passages: int
    languages: tuple[str, ...]


@dataclass(frozen=True)
class DocumentCoverage:
    """A document with its number of pages by status."""

    document: Document
    statuses: dict[str, int]

    @property
    def unread(self) -> int:
        """Number of pages with content that was not read."""
        return self.document.page_count - self.document.pages_read


def page_coverage(library: Library, document: VisibleDocument) -> list[PageCoverage]:
    """The coverage of every page of a document, in order."""
    passages: dict[int, list[str]] = {}
    for passage in library.catalogue.passages_of(document.number):
        passages.setdefault(passage.page, []).append(passage.language)
    return [
        PageCoverage(
            page,
            len(passages.get(page.number, ())),
            tuple(language for language, _ in Counter(passages.get(page.number, ())).most_common()),
        )
        for page in library.catalogue.pages(document)
    ]


def library_coverage(library: Library, reader: Reader) -> list[DocumentCoverage]:
    """The coverage of every document that the reader may see, those with most unread pages first."""
    statuses = library.catalogue.ledger.page_statuses()
    found = [DocumentCoverage(document, statuses.get(document.id, {})) for document in all_documents(library, reader)]
    return sorted(found, key=lambda entry: -entry.unread)
