"""What was read of each document and what was not: page by page, and over the whole library."""

from collections import Counter
from dataclasses import dataclass

from kb.library import Library
from kb.model import Document, Page, Reader, VisibleDocument
from kb.search.scope import all_documents


@dataclass(frozen=True)
class PageCoverage:
    """A page and what came of it: how many passages, and in which languages."""

    page: Page
    passages: int
    languages: tuple[str, ...]


@dataclass(frozen=True)
class DocumentCoverage:
    """How many of a document's pages have each status."""

    document: Document
    statuses: dict[str, int]

    @property
    def unread(self) -> int:
        """Pages with something on them that was not read."""
        return self.document.page_count - self.document.pages_read


def page_coverage(library: Library, document: VisibleDocument) -> list[PageCoverage]:
    """Every page of a document, in order."""
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
    """Every document that this reader may see: first those with the most pages unread, then by title."""
    statuses = library.catalogue.ledger.page_statuses()
    found = [DocumentCoverage(document, statuses.get(document.id, {})) for document in all_documents(library, reader)]
    return sorted(found, key=lambda entry: -entry.unread)
