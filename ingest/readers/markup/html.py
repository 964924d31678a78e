"""HTML pages: text under its headings; scripts, styles and navigation are left out, and nothing is fetched."""

import re
import warnings
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import CData, NavigableString, PageElement, Tag

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing, with_hidden
from ingest.readers.records import Parsed, Properties

_SKIPPED = ("script", "style", "nav", "noscript", "template", "svg", "iframe", "form", "title")
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])", re.I
)
_CELL, _ROW = ("td", "th"), ("tr", "td", "th")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Elements within a line; every other element begins a block of its own.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby s samp small span strike"
    " strong sub sup time tt u var wbr".split()
)


def read_html(path: Path) -> Parsed:
    """The blocks of an HTML page in order. Raises UnreadableFile."""
    soup = _soup(decode(path.read_bytes(), markup=True))
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    author = soup.find("meta", attrs={"name": "author"})
    stated = str(author.get("content", "")) if isinstance(author, Tag) else ""
    blocks, hidden = _read(soup)
    return with_hidden(flowing("html", blocks, Properties(title, stated)), hidden)


def read_blocks(html: str) -> tuple[list[Block], list[str]]:
    """(headings and paragraphs in order, pieces of text that a browser wouldn't show) of an HTML page."""
    return _read(_soup(html))


def _soup(html: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(html, "html.parser")


def _read(soup: BeautifulSoup) -> tuple[list[Block], list[str]]:
    for tag in soup(_SKIPPED):
        tag.decompose()
    hidden = list(_take_hidden(soup))
    return list(_blocks(soup)), hidden


def _take_hidden(soup: BeautifulSoup) -> Iterator[str]:
    """Remove what a browser doesn't show, and yield its text."""
    for tag in soup.find_all(lambda tag: tag.has_attr("hidden") or bool(_INVISIBLE.search(str(tag.get("style", ""))))):
        if not tag.decomposed:
            text = tag.get_text(" ", strip=True)
            tag.decompose()
            if text:
                yield text


def _blocks(soup: BeautifulSoup) -> Iterator[Block]:
    for _, run in groupby(_pieces(soup), key=lambda piece: id(piece[0])):
        pieces = list(run)
        block, text = pieces[0][0], "".join(piece for _, piece in pieces)
        level = _HEADINGS.index(block.name) + 1 if block.name in _HEADINGS else 0
        lines = text.split("\n") if block.name == "pre" else [text]
        around = " |" if block.name in _ROW else None
        yield from (Block(level, shown) for line in lines if (shown := " ".join(line.split()).strip(around)))


def _pieces(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    """(the block it belongs to, text) for each piece of text, in order; the cells of a row are separated by " | "."""
    for node in soup.descendants:
        if type(node) in (NavigableString, CData):
            yield _block_of(node), str(node)
        elif isinstance(node, Tag) and node.name == "br":
            yield _block_of(node), "\n"
        elif isinstance(node, Tag) and node.name in _CELL:
            yield node.find_parent("tr") or node, " | "


def _block_of(node: PageElement) -> Tag:
    """The heading that a node is in, else its row of a table, else the nearest element that isn't within a line."""
    blocks = [parent for parent in node.parents if parent.name not in _INLINE]
    heading = next((block for block in blocks if block.name in _HEADINGS), None)
    if heading is None and blocks[0].name in _CELL:
        return blocks[0].find_parent("tr") or blocks[0]
    return heading or blocks[0]
