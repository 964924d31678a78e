"""Addresses of pages for JSON, reports and e-mails; implemented by the web application, which has the pages."""

from typing import Protocol

from kb.model import Passage


class DocumentLinks(Protocol):
    """Addresses of documents' pages, enough for a bibliography."""

    def document(self, document_id: str) -> str:
        """The page about a document."""


class Links(DocumentLinks, Protocol):
    """Addresses of the site's pages: paths, or absolute if the links were made `at` a base address."""

    def at(self, base: str) -> "Links":
        """The same links beginning with a base address, such as https://kb.example.org."""

    def page(self, document_id: str, number: int) -> str:
        """A page (1-based) of a document."""

    def file(self, document_id: str) -> str:
        """The file of a document."""

    def passage(self, passage: Passage, span: tuple[int, int] | None = None) -> str:
        """The page of a passage with the passage marked, or only its characters `span` (start, end)."""

    def entity(self, kind: str, entity_id: str) -> str:
        """The page of a person (kind "person") or an organisation."""

    def experts(self, topic: str) -> str:
        """The people and organisations whose documents speak of a topic."""

    def works(self, query: str) -> str:
        """The list of works that a query finds."""

    def sent_need(self, token: str) -> str:
        """The page of a need that was sent to the office, for its sender."""

    def office_need(self, need_id: str) -> str:
        """The page of a need that was sent to the office, for the office."""

    def alert(self, token: str) -> str:
        """The page to confirm or end an alert."""
