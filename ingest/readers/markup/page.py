"""Elements of an HTML page, the metadata in its head, and the page in a web archive."""

import email
import re
import warnings

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from ingest.readers.records import Properties
from kb.text.normalise import one_line


def soup_of(html: str) -> BeautifulSoup:
    """The elements of an HTML page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(_closed(html), "html.parser")


def _closed(html: str) -> str:
    """The HTML with unclosed comments and tags as text: the parser would search for the end of each, in quadratic time."""
    last = html.rfind("-->") + 1
    html = html[:last] + html[last:].replace("<!--", "&lt;!--")
    end = html.rfind(">") + 1
    return html[:end] + html[end:].replace("<", "&lt;")


def stated(soup: BeautifulSoup) -> Properties:
    """The metadata in the head of a page."""
    metas: dict[str, list[str]] = {}
    for meta in soup("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        if name and (value := one_line(str(meta.get("content") or ""))):
            metas.setdefault(name, []).append(value)

    def first(*names: str) -> str:
        return next((metas[name][0] for name in names if name in metas), "")

    authors = next(
        (metas[name] for name in ("citation_author", "dc.creator", "dcterms.creator", "author") if name in metas), []
    )
    title = first("citation_title", "dc.title", "dcterms.title") or (
        one_line(soup.title.get_text(" ")) if soup.title else ""
    )
    year = re.search(
        r"\b(?:19|20)\d\d\b",
        first("citation_publication_date", "citation_date", "dc.date", "dcterms.issued", "article:published_time"),
    )
    keywords = tuple(filter(None, re.split(r"\s*[,;]\s*", first("citation_keywords", "keywords", "dc.subject"))))
    description = first("citation_abstract", "dc.description", "description", "og:description")
    return Properties(
        title or first("og:title"), "; ".join(authors), "", int(year.group()) if year else None, keywords, description
    )


def web_archive_page(data: bytes) -> bytes:
    """The page of a web archive (MHTML), in its own encoding; b"" if there is none."""
    parts = email.message_from_bytes(data).walk()
    pages = (
        part.get_payload(decode=True)
        for part in parts
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    )
    return next((page for page in pages if isinstance(page, bytes)), b"")
