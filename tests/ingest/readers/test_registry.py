"""Each format by golden rows: (file, place, required text there, text forbidden everywhere)."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.readers.registry import read
from kb.errors import UnreadableFile


@pytest.mark.parametrize(
    ("name", "place", "holds", "never"),
    [
        ("two.pdf", 2, "Seconda pagina", "\ufffe"),
        ("note.txt", 1, "Perché no?", "\r"),
        ("page.md", 1, "Un testo con link.", "example"),
        ("page.md", 2, "- voce", "alert"),
        ("page.html", 1, "Primo & unico", "evil"),
        ("page.html", 2, "a | b", "menu"),
        ("rows.csv", 2, "name: Scuola", "Orto: "),
        ("one.json", 1, "where country: Etiopia", "{"),
        ("book.ipynb", 2, "print(1)", "cell_type"),
        ("word.docx", 1, "voce | valore", "<w:"),
        ("letter.odt", 1, "Testo aperto.", "<text"),
        ("open.odp", 2, "Lucido Due", "<draw"),
        ("book.epub", 2, "Storia 1", "<p"),
        ("paper.tex", 2, "Acqua pulita perché sì.", "nota"),
        ("rows.xlsx", 2, "luogo: 2020", "None"),
        ("slides.pptx", 2, "Nota Seconda", "<a:"),
    ],
)
def test_golden_rows(files: Path, name: str, place: int, holds: str, never: str) -> None:
    pages = read(files / name).pages
    texts = ["\n".join(line.text for line in page.lines) for page in pages]
    assert holds in texts[place - 1]
    assert never not in "\n".join(texts)


def _encrypt(source: Path, target: Path, user: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(source))
    writer.encrypt(user, "owner", algorithm="AES-256")
    writer.write(target)
    return target


def test_what_cannot_be_read_is_refused_in_words(files: Path) -> None:
    whole = (files / "two.pdf").read_bytes()
    cases = {
        "cut.pdf": (whole[: len(whole) // 3], "valid PDF"),
        "not.pdf": (b"hello", "valid PDF"),
        "empty.pdf": (b"", "0 bytes"),
        "not.docx": (b"hello", "Word"),
        "not.pptx": (b"PK\x03\x04", "PowerPoint"),
        "bad.json": (b"{", "JSON"),
        "bad.ipynb": (b"{}", "notebook"),
        "bad.odt": (b"PK", "OpenDocument"),
        "bad.epub": (b"PK", "EPUB"),
        "bad.xlsx": (b"PK", "Excel"),
        "binary.txt": (b"a\0b" * 100, "isn't text"),
        "none.csv": (b"a,b\n", "no records"),
    }
    for name, (data, reason) in cases.items():
        (files / name).write_bytes(data)
        with pytest.raises(UnreadableFile, match=reason):
            read(files / name)
    with pytest.raises(UnreadableFile, match="password"):
        read(_encrypt(files / "two.pdf", files / "locked.pdf", "secret"))
    assert read(_encrypt(files / "two.pdf", files / "open.pdf", "")).pages[0].lines[0].text == "Prima pagina"


def test_a_pdf_with_another_name_is_read_as_what_it_is(files: Path) -> None:
    (files / "two.pdf").rename(files / "two.txt")
    assert read(files / "two.txt").format == "pdf"


# -- formats by their suffix ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "copy_of", "holds"),
    [
        ("macro.docm", "word.docx", "Testo del capitolo."),
        ("show.ppsx", "slides.pptx", "Corpo Prima"),
        ("macro.pptm", "slides.pptx", "Corpo Prima"),
        ("macro.xlsm", "rows.xlsx", "luogo: 2020"),
        ("page.xhtml", "page.html", "Primo & unico"),
        ("UPPER.DOCX", "word.docx", "Testo del capitolo."),
    ],
)
def test_other_suffixes_of_known_formats(files: Path, name: str, copy_of: str, holds: str) -> None:
    (files / copy_of).rename(files / name)
    texts = [line.text for page in read(files / name).pages for line in page.lines]
    assert any(holds in text for text in texts)


def test_tabs_separate_the_columns_of_a_tsv(files: Path) -> None:
    (files / "rows.tsv").write_text("nome\tluogo\nOrto, grande\tLodi\n")
    assert [line.text for line in read(files / "rows.tsv").pages[0].lines] == ["nome: Orto, grande", "luogo: Lodi"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("deep.json", b"[" * 200_000, "valid JSON"),
        ("list.ipynb", b"[1, 2]", "valid notebook"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "older format"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "older format"),
        (
            "locked.pptx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password-protected",
        ),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "isn't text"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "isn't text"),
    ],
)
def test_whatever_a_library_raises_becomes_a_reason(files: Path, name: str, data: bytes, reason: str) -> None:
    (files / name).write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason):
        read(files / name)
