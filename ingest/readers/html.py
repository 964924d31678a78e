"""HTML pages: text under its headings; scripts, styles and navigation left out, nothing fetched."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning

from ingest.readers.records import Parsed, Properties
from ingest.readers.text import decode, flowing, with_hidden

_SKIPPED = ("script", "style", "nav", "noscript", "template", "svg", "iframe", "form")
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])", re.I
)
_BLOCKS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "li",
    "tr",
    "pre",
    "blockquote",
    "figcaption",
    "dt",
    "dd",
    "caption",
)


def _soup(data: bytes) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(decode(data), "html.parser")
    for tag in soup(_SKIPPED):
        tag.decompose()
    return soup


def _take_hidden(soup: BeautifulSoup) -> list[str]:
    """Take out what a browser doesn't show, and give its text."""
    hidden = []
    for tag in soup.find_all(lambda tag: tag.has_attr("hidden") or bool(_UNSEEN.search(str(tag.get("style", ""))))):
        if not tag.decomposed:
            hidden.append(tag.get_text(" ", strip=True))
            tag.decompose()
    return [text for text in hidden if text]


def html_blocks(data: bytes) -> list[tuple[int, str, str]]:
    """(level of heading or 0, title, paragraph) of an HTML page, in order."""
    return list(_blocks(_soup(data)))


def read_html(path: Path) -> Parsed:
    """The blocks of an HTML page in order."""
    soup = _soup(path.read_bytes())
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    author = soup.find("meta", attrs={"name": "author"})
    stated = str(author.get("content", "")) if isinstance(author, Tag) else ""
    hidden = _take_hidden(soup)
    return with_hidden(flowing("html", list(_blocks(soup)), Properties(title, stated)), hidden)


def _blocks(soup: BeautifulSoup) -> Iterator[tuple[int, str, str]]:
    for tag in soup.find_all(_BLOCKS):
        if any(child.name in _BLOCKS for child in tag.find_all(True)):
            continue
        text = re.sub(r"\s+", " ", tag.get_text(" | " if tag.name == "tr" else "")).strip(" |")
        if text and re.fullmatch(r"h[1-6]", tag.name):
            yield int(tag.name[1]), text, ""
        elif text:
            yield 0, "", text
