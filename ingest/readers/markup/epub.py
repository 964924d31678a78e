"""EPUB: the chapters in the order of the spine."""

import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from ingest.readers.encoding import decode
from ingest.readers.flowing import flowing
from ingest.readers.markup.html import read_blocks
from ingest.readers.records import Parsed, Properties
from kb.errors import UnreadableFile

_MAX_CHAPTER = 20_000_000  # bytes unpacked; a larger chapter is skipped as a decompression bomb


def read_epub(path: Path) -> Parsed:
    """Headings and paragraphs of all chapters. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(path) as book:
            container = BeautifulSoup(book.read("META-INF/container.xml"), "html.parser")
            root = container.find("rootfile")
            package = str(root["full-path"]) if isinstance(root, Tag) else ""
            description = BeautifulSoup(book.read(package), "html.parser")
            items = {str(item["id"]): str(item["href"]) for item in description.find_all("item")}
            order = [items[str(ref["idref"])] for ref in description.find_all("itemref") if str(ref["idref"]) in items]
            blocks = []
            for name in order:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(name)))
                if book.getinfo(target).file_size <= _MAX_CHAPTER:
                    blocks += read_blocks(decode(book.read(target), markup=True))[0]
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise UnreadableFile(f"it isn't a valid EPUB: {error}") from error

    def stated(name: str) -> str:
        found = description.find(name)
        return found.get_text(" ", strip=True) if found else ""

    return flowing("epub", blocks, Properties(stated("dc:title"), stated("dc:creator")))
