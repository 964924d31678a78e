"""OpenDocument: texts by heading, presentations by slide."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax import SAXException

from odf import draw, meta, opendocument, presentation, table, teletype, text
from odf.namespaces import TABLENS, TEXTNS

from ingest.readers.flowing import Block, flowing
from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile

_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, SAXException, AttributeError)


def _load(path: Path) -> Any:
    try:
        return opendocument.load(str(path))
    except _BROKEN as error:
        raise UnreadableFile(f"it isn't a valid OpenDocument file: {error}") from error


def _properties(document: Any) -> Properties:
    def stated(kind: Any) -> str:
        found = document.meta.getElementsByType(kind)
        return teletype.extractText(found[0]).strip() if found else ""

    from odf import dc

    year = re.match(r"(\d{4})", stated(meta.CreationDate))
    return Properties(stated(dc.Title), stated(dc.Creator), stated(dc.Subject), int(year[1]) if year else None)


def _plain(element: Any) -> str:
    return " ".join(teletype.extractText(element).split())


def read_odt(path: Path) -> Parsed:
    """Headings, paragraphs and table rows in order. Raises UnreadableFile."""
    document = _load(path)
    return flowing("odt", _blocks(document.text), _properties(document))


def _blocks(parent: Any) -> Iterator[Block]:
    for node in parent.childNodes:
        kind = getattr(node, "qname", None)
        if kind == (TEXTNS, "h"):
            yield Block(int(node.getAttribute("outlinelevel") or 1), _plain(node))
        elif kind == (TEXTNS, "p") and _plain(node):
            yield Block(0, _plain(node))
        elif kind == (TABLENS, "table-row"):
            cells = [_plain(cell) for cell in node.getElementsByType(table.TableCell)]
            yield Block(0, " | ".join(cell for cell in cells if cell))
        elif node.nodeType == node.ELEMENT_NODE:
            yield from _blocks(node)


def read_odp(path: Path) -> Parsed:
    """One page per slide: its texts in order, then the notes. Raises UnreadableFile."""
    document = _load(path)
    pages, headings = [], []
    for number, slide in enumerate(document.presentation.getElementsByType(draw.Page), 1):
        notes = {id(p) for n in slide.getElementsByType(presentation.Notes) for p in n.getElementsByType(text.P)}
        paragraphs = slide.getElementsByType(text.P)
        ordered = [p for p in paragraphs if id(p) not in notes] + [p for p in paragraphs if id(p) in notes]
        lines = tuple(Line(words) for p in ordered if (words := _plain(p)))
        if lines:
            headings.append(Heading(number, lines[0].text, 1))
        pages.append(RawPage(number, lines, str(number), "text" if lines else "empty"))
    if not pages:
        raise UnreadableFile("it has no slides")
    return Parsed("odp", tuple(pages), tuple(headings), _properties(document), flowing=True)
