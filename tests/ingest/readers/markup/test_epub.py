"""EPUB: chapters in the order of the spine, with the book's title and author."""

import zipfile
from pathlib import Path

import pytest

from ingest.readers.markup import epub
from ingest.readers.markup.epub import read_epub
from kb.errors import UnreadableFile


def book(path: Path, chapters: dict[str, str], spine: list[str]) -> Path:
    items = "".join(f'<item id="{name}" href="{name}.xhtml"/>' for name in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    stated = "<metadata><dc:title>Pozzi</dc:title><dc:creator>Maria Rossi</dc:creator></metadata>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", '<rootfile full-path="O/p.opf"/>')
        archive.writestr("O/p.opf", f"<package>{stated}<manifest>{items}</manifest><spine>{order}</spine></package>")
        for name, text in chapters.items():
            archive.writestr(f"O/{name}.xhtml", f"<html><head><title>{name}</title></head><body>{text}</body></html>")
    return path


def test_chapters_come_in_the_order_of_the_spine(tmp_path: Path) -> None:
    chapters = {
        "a": "<h1>Primo</h1><p>Acqua &amp; città</p>",
        "b": "<h1>Secondo</h1><p>Pozzi</p>",
        "c": "<p>unlisted</p>",
    }
    parsed = read_epub(book(tmp_path / "a.epub", chapters, ["b", "a", "missing"]))
    assert [[line.text for line in page.lines] for page in parsed.pages] == [
        ["Secondo", "Pozzi"],
        ["Primo", "Acqua & città"],
    ]
    assert (parsed.properties.title, parsed.properties.author) == ("Pozzi", "Maria Rossi")


def test_a_chapter_that_unpacks_to_too_much_is_skipped(tmp_path: Path) -> None:
    chapters = {"bomb": "a" * (epub._MAX_CHAPTER + 1), "a": "<p>Acqua</p>"}
    parsed = read_epub(book(tmp_path / "a.epub", chapters, ["bomb", "a"]))
    assert [line.text for page in parsed.pages for line in page.lines] == ["Acqua"]


def test_an_archive_without_a_package_is_no_epub(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(UnreadableFile, match="valid EPUB"):
        read_epub(tmp_path / "a.epub")
