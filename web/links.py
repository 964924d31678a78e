"""Addresses of the site's pages, for templates, JSON, reports and e-mails, also if the site is at a path of a host.

With a public address such as https://example.org/library, `UnderPath` removes the path from requests, so that routes
don't know of it, and adds it to responses: to redirects and cookies here, to links in `SiteLinks` and `under_path`.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
_COOKIE_PATH = re.compile(r"(;\s*path=)(/[^;]*)", re.I)


def under_path(markup: str) -> str:
    """Rendered HTML or XML with the site's path before each link to the site that lacks it."""
    path = PATH.get()
    return (
        _LINK.sub(lambda m: m[0] if _is_under(path, markup[m.end() - 1 :]) else f"{m[1]}{path}/", markup)
        if path
        else markup
    )


def _is_under(path: str, address: str) -> bool:
    return address.startswith(path) and address[len(path) : len(path) + 1] in ("", "/", "?", "#", '"')


class UnderPath:
    """Middleware for a site whose public address has a path, whether or not the proxy in front removes it."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app, self._path = app, urlsplit(public_url).path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._path or scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _is_under(self._path, scope["path"]):
            shorter = scope["path"][len(self._path) :] or "/"
            scope = {**scope, "path": shorter, "raw_path": scope.get("raw_path", b"")[len(self._path) :] or b"/"}
        PATH.set(self._path)

        async def leading_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._lead_back(MutableHeaders(raw=message["headers"]))
            await send(message)

        await self._app(scope, receive, leading_back)

    def _lead_back(self, headers: MutableHeaders) -> None:
        location = headers.get("location", "")
        if location.startswith("/") and not _is_under(self._path, location):
            headers["location"] = self._path + location
        cookies = headers.getlist("set-cookie")
        if cookies:
            del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", _COOKIE_PATH.sub(lambda m: f"{m[1]}{self._path}{m[2].rstrip('/')}", cookie))
