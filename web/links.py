"""The addresses of the site's pages, for templates, JSON, reports and e-mails."""

from dataclasses import dataclass
from urllib.parse import urlencode

from kb.model import Passage


@dataclass(frozen=True)
class SiteLinks:
    """Addresses that begin with `base`, or paths where it is "". Implements `kb.links.Links`."""

    base: str = ""

    def at(self, base: str) -> "SiteLinks":
        """The same links beginning with another base address."""
        return SiteLinks(base.rstrip("/"))

    def document(self, document_id: str) -> str:
        """The page about a document."""
        return f"{self.base}/documents/{document_id}"

    def page(self, document_id: str, number: int) -> str:
        """A page (1-based) of a document."""
        return f"{self.document(document_id)}/pages/{number}"

    def file(self, document_id: str) -> str:
        """The file of a document."""
        return f"{self.document(document_id)}/file"

    def passage(self, passage: Passage, span: tuple[int, int] | None = None) -> str:
        """The page of a passage with it marked, or only the characters `span` of it."""
        place = {"passage": passage.key} | ({"start": span[0], "end": span[1]} if span else {})
        return f"{self.page(passage.document_id, passage.page)}?{urlencode(place)}"

    def entity(self, kind: str, entity_id: str) -> str:
        """The page of a person or an organisation."""
        return f"{self.base}/{'people' if kind == 'person' else 'organisations'}/{entity_id}"

    def works(self, query: str) -> str:
        """The results of a query."""
        return f"{self.base}/search?{urlencode({'q': query})}"

    def sent_need(self, token: str) -> str:
        """The page of a need that was sent to the office, for its sender."""
        return f"{self.base}/needs/{token}"

    def office_need(self, need_id: str) -> str:
        """The page of a need that was sent to the office, for the office."""
        return f"{self.base}/office/needs/{need_id}"

    def alert(self, token: str) -> str:
        """The page on which an alert is confirmed or ended."""
        return f"{self.base}/alerts/{token}"


LINKS = SiteLinks()  # paths, for pages and JSON of the site itself
