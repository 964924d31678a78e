"""EPUB: chapters in the order of the spine; the package's metadata is trusted; missing parts are reported."""

import zipfile
from pathlib import Path

import pytest

from ingest.build import texts
from ingest.metadata.find import find_metadata
from ingest.readers.markup import epub
from ingest.readers.markup.epub import read_epub
from kb.errors import UnreadableFile

STATED = "<dc:title>Pozzi</dc:title><dc:creator>Maria Rossi</dc:creator>"
DC = 'xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"'
CONTAINER = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="O/p.opf"/></rootfiles></container>'


def book(path: Path, chapters: dict[str, str], spine: list[str], stated: str = STATED, **parts: str) -> Path:
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml"/>' for name in {**chapters, **dict.fromkeys(spine)} if name != "unknown"
    )
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr(
            "O/p.opf",
            f"<package {DC}><metadata>{stated}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>",
        )
        for name, text in chapters.items():
            archive.writestr(f"O/{name}.xhtml", f"<html><head><title>{name}</title></head><body>{text}</body></html>")
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return path


def lines(path: Path) -> list[str]:
    return [line.text for page in read_epub(path).pages for line in page.lines]


def test_chapters_come_in_the_order_of_the_spine_and_a_missing_one_is_named(tmp_path: Path) -> None:
    chapters = {
        "a": "<h1>Primo</h1><p>Acqua &amp; città</p>",
        "b": "<h1>Secondo</h1><p>Pozzi</p>",
        "c": "<p>unlisted</p>",
    }
    parsed = read_epub(book(tmp_path / "a.epub", chapters, ["b", "a", "missing", "unknown"]))
    assert [[line.text for line in page.lines] for page in parsed.pages] == [
        ["Secondo", "Pozzi"],
        ["Primo", "Acqua & città"],
    ]
    assert (parsed.properties.title, parsed.properties.author) == ("Pozzi", "Maria Rossi")
    assert parsed.remarks == ("chapter 'unknown' is listed and missing", "chapter O/missing.xhtml is missing")


def test_title_and_all_authors_are_those_of_the_package(tmp_path: Path) -> None:
    stated = (
        "<dc:title>Quaderno</dc:title><dc:creator opf:role='aut'>Zoe Alberi</dc:creator><dc:creator>Neri, Ivo</dc:creator>"
        "<dc:creator opf:role='ill'>Ada Bo</dc:creator><dc:date>2019-05-01</dc:date><dc:subject>orti</dc:subject><dc:subject>semi</dc:subject>"
    )
    parsed = read_epub(book(tmp_path / "a.epub", {"a": "<p>Il terreno va preparato a febbraio.</p>"}, ["a"], stated))
    found = find_metadata(parsed, texts(parsed), "file")
    assert found.title == "Quaderno"
    assert [(person.name, person.role) for person in found.people] == [("Zoe Alberi", "author"), ("Ivo Neri", "author")]
    assert (found.year, [f.value for f in found.fields if f.name == "keywords"]) == (2019, ["orti", "semi"])


def test_a_chapter_that_unpacks_to_too_much_is_skipped(tmp_path: Path) -> None:
    chapters = {"bomb": "a" * (epub._MAX_CHAPTER + 1), "a": "<p>Acqua</p>"}
    path = book(tmp_path / "a.epub", chapters, ["bomb", "a"])
    assert lines(path) == ["Acqua"]
    assert read_epub(path).remarks == ("chapter O/bomb.xhtml is larger than 20 MB and not read",)


def test_text_hidden_by_the_style_sheet_of_the_book_is_told_apart(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.epub", {"a": "<p class='x'>parola celata</p><div>Acqua</div>"}, ["a"], O__s_css=".x{display:none}"
    )
    assert lines(path) == ["Acqua"]
    assert read_epub(path).pages[0].hidden == "parola celata"


def test_a_locked_chapter_is_named(tmp_path: Path) -> None:
    locked = '<encryption xmlns:e="x"><e:CipherReference URI="O/b.xhtml"/></encryption>'
    path = book(tmp_path / "a.epub", {"a": "<p>Acqua</p>", "b": "noise"}, ["a", "b"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/encryption.xml", locked)
    assert read_epub(path).remarks == ("chapter O/b.xhtml is locked (DRM) and not read",)


def test_a_book_without_a_list_of_chapters_is_read_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("b.html", "a.xhtml"):
            archive.writestr(name, f"<p>{name}</p>")
    assert lines(path) == ["a.xhtml", "b.html"]
    assert read_epub(path).remarks == ("the package lists no chapters; they are read by name",)


def test_an_archive_without_a_page_is_no_epub(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(UnreadableFile, match="valid EPUB"):
        read_epub(tmp_path / "a.epub")
