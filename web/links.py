"""Addresses of the site's pages, for templates, JSON, reports and e-mails, also if the site is at a path of a host.

With a public address such as https://example.org/library, `web.middleware.UnderPath` removes the path from requests, so that
routes don't know of it, and adds it to redirects and cookies; `SiteLinks` and `under_path` add it to links. Commands import
this module, so it imports nothing of the server.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.model import Passage

# The path of the site at the host of the request in progress: "/library", "" for the root.
PATH: ContextVar[str] = ContextVar("PATH", default="")


@dataclass(frozen=True)
class SiteLinks:
    """Addresses that begin with `address`, or paths if it is "". Implements `kb.links.Links`."""

    address: str = ""

    @property
    def base(self) -> str:
        """The prefix of all addresses."""
        return self.address or PATH.get()

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
        """The page of a passage with the passage marked, or only its characters `span`."""
        place = {"passage": passage.key} | ({"start": span[0], "end": span[1]} if span else {})
        return f"{self.page(passage.document_id, passage.page)}?{urlencode(place)}"

    def entity(self, kind: str, entity_id: str) -> str:
        """The page of a person or an organisation."""
        return f"{self.base}/{'people' if kind == 'person' else 'organisations'}/{entity_id}"

    def experts(self, topic: str) -> str:
        """The people and organisations whose documents speak of a topic."""
        return f"{self.base}/experts?{urlencode({'q': topic})}"

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
        """The page to confirm or end an alert."""
        return f"{self.base}/alerts/{token}"


LINKS = SiteLinks()  # paths, for pages and JSON of the site itself
_LINK = re.compile(r'((?:href|src|action|formaction|data-[a-z-]+)=")/(?!/)')


def under_path(markup: str) -> str:
    """Rendered HTML or XML with the site's path before each link to the site that lacks it."""
    path = PATH.get()
    return (
        _LINK.sub(lambda m: m[0] if is_under(path, markup[m.end() - 1 :]) else f"{m[1]}{path}/", markup)
        if path
        else markup
    )


def is_under(path: str, address: str) -> bool:
    """Whether an address begins with a path's segments."""
    return address.startswith(path) and address[len(path) : len(path) + 1] in ("", "/", "?", "#", '"')
