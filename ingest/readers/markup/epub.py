"""EPUB: the chapters in the order of the spine, with title and authors from the book's package document."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing, with_hidden
from ingest.readers.markup.html import read_blocks
from ingest.readers.office.package import Package, attribute, tag
from ingest.readers.office.properties import stated_properties
from ingest.readers.records import Parsed, Properties
from kb.errors import UnreadableFile

_MAX_CHAPTER = 20_000_000  # bytes unpacked; a larger chapter is skipped as a decompression bomb
_MAX_SHEETS = 200_000  # characters of style sheets
_PAGES = r".*\.x?html?"


def read_epub(path: Path) -> Parsed:
    """Headings and paragraphs of all chapters; a missing chapter gets a remark. Raises UnreadableFile."""
    with Package(path, "EPUB") as book:
        main, description = _description(book)
        chapters = list(_chapters(book, main, description))
        locked = _locked(book)
        blocks: list[Block] = []
        hidden: list[str] = []
        sheets = _sheets(book)
        for name in chapters:
            found, unseen = _chapter(book, name, sheets, is_locked=name.lower() in locked)
            blocks += found
            hidden += unseen
        if not blocks:
            raise UnreadableFile(f"it isn't a valid EPUB: {'; '.join(book.remarks[:3]) or 'it has no chapters'}")
        return replace(with_hidden(flowing("epub", blocks, _stated(description)), hidden), remarks=tuple(book.remarks))


def _description(book: Package) -> tuple[str, Any]:
    """(name, root) of the package document; ("", None) if there is none."""
    container = book.xml("META-INF/container.xml")
    named = (
        [attribute(item, "full-path") for item in container.iter() if tag(item).endswith(":rootfile")]
        if container is not None
        else []
    )
    for name in (*named, *book.names(r".*\.opf")):
        if (root := book.xml(name)) is not None:
            return name, root
    return "", None


def _local(element: Any) -> str:
    return tag(element).rpartition(":")[2]


def _chapters(book: Package, main: str, description: Any) -> Iterator[str]:
    """The names of the chapters in reading order; without a spine, all pages of the book by name."""
    elements = list(description.iter()) if description is not None else []
    items = {attribute(item, "id"): attribute(item, "href") for item in elements if _local(item) == "item"}
    order = [attribute(item, "idref") for item in elements if _local(item) == "itemref"]
    if not order:
        book.remarks.append("the package lists no chapters; they are read by name")
        yield from book.names(_PAGES)
    for identity in dict.fromkeys(order):
        if identity not in items:
            book.remarks.append(f"chapter {identity!r} is listed and missing")
        else:
            yield posixpath.normpath(
                posixpath.join(posixpath.dirname(main), unquote(items[identity].partition("#")[0]))
            )


def _chapter(book: Package, name: str, sheets: str, *, is_locked: bool) -> tuple[list[Block], list[str]]:
    data = None if is_locked else book.data(name)
    if is_locked:
        book.remarks.append(f"chapter {name} is locked (DRM) and not read")
    elif data is None and not any(name in remark for remark in book.remarks):
        book.remarks.append(f"chapter {name} is missing")
    elif data is not None and len(data) > _MAX_CHAPTER:
        book.remarks.append(f"chapter {name} is larger than {_MAX_CHAPTER // 1_000_000} MB and not read")
    elif data is not None:
        try:
            return read_blocks(decode(data, markup=True), sheets)
        except UnreadableFile as error:
            book.remarks.append(f"chapter {name}: {error}")
    return [], []


def _locked(book: Package) -> set[str]:
    """The names of the parts that are encrypted, in lower case."""
    listed = book.xml("META-INF/encryption.xml")
    found = (item for item in listed.iter() if _local(item) == "CipherReference") if listed is not None else ()
    return {unquote(attribute(item, "URI")).lower() for item in found}


def _sheets(book: Package) -> str:
    texts = (decode(data, markup=True) for name in book.names(r".*\.css") if (data := book.data(name)))
    return "\n".join(texts)[:_MAX_SHEETS]


def _stated(description: Any) -> Properties:
    """Title, authors and more, as stated by the publisher; contributors with other roles aren't authors."""
    stated = stated_properties(description, "dc:date")
    authors = []
    for item in description.iter() if description is not None else ():
        if tag(item) == "dc:creator" and item.text and attribute(item, "role") in ("", "aut"):
            authors.append(" ".join(item.text.split()))
    return replace(stated, author="; ".join(authors), subject="", is_trusted=True, keywords=_subjects(description))


def _subjects(description: Any) -> tuple[str, ...]:
    found = (item.text for item in description.iter() if tag(item) == "dc:subject") if description is not None else ()
    return tuple(" ".join(text.split()) for text in found if text and text.strip())
