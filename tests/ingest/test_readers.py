"""Each format by golden rows: (file, place, must stand there, must not stand anywhere)."""

import multiprocessing
import time
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from pypdf import PdfReader, PdfWriter

from ingest.readers.registry import read
from ingest.sandbox import Sandbox
from kb.errors import SettingsError, UnreadableFile
from kb.settings import load_settings
from tests.conftest import SAMPLE


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


def test_a_thesis_is_read_with_labels_outline_and_sizes() -> None:
    parsed = read(SAMPLE / "files" / "tesi" / "tesi-abitare-insieme.pdf")
    assert [page.label for page in parsed.pages[:6]] == ["i", "ii", "iii", "iv", "1", "2"]
    assert ("3.1 Garanzia e portierato", 2) in [(h.title, h.level) for h in parsed.headings]
    (first,) = [line for line in parsed.pages[4].lines if line.text == "1 Introduzione"]
    assert 17 < first.size < 26 and 60 < first.top < 120
    assert parsed.properties.title.startswith("Abitare insieme")


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


def behave(task: str) -> str:
    """What a hostile file may make a reader do."""
    if task == "hang":
        time.sleep(60)
    if task == "crash":
        import ctypes

        ctypes.string_at(0)
    if task == "bloat":
        return str(len(bytearray(3 * 1024**3)))
    if task == "fail":
        raise UnreadableFile("damaged")
    return task


@pytest.mark.slow
def test_a_hostile_file_costs_itself_only() -> None:
    tasks = ["a", "hang", "b", "crash", "c", "bloat", "fail", "d"]
    with Sandbox(replace(load_settings({}), workers=2, parse_seconds=3, parse_memory_mb=1024)) as sandbox:
        results = dict(sandbox.run_all(behave, tasks))
        again = dict(sandbox.run_all(behave, ["e"]))
    assert [results[name] for name in "abcd"] == list("abcd")
    assert "longer than 3 s" in str(results["hang"])
    assert "crashed" in str(results["crash"])
    assert "more than 1024 MiB" in str(results["bloat"])
    assert str(results["fail"]) == "damaged"
    assert again == {"e": "e"}
    assert not [p for p in multiprocessing.active_children() if p.is_alive() and "SpawnProcess" in p.name]


@pytest.mark.slow
def test_children_that_cannot_start_end_the_run_and_blame_no_file() -> None:
    with (
        Sandbox(replace(load_settings({}), workers=1, parse_memory_mb=20)) as sandbox,
        pytest.raises(SettingsError, match="POLIKB_PARSE_MEMORY_MB is 20"),
    ):
        list(sandbox.run_all(behave, ["a"]))


def test_sections_of_a_word_document_have_the_pages_they_were_printed_on(tmp_path: Path) -> None:
    document = docx.Document()
    for number, breaks in ((1, 0), (2, 1), (3, 2)):
        heading = document.add_heading(f"Capitolo {number}", 1)
        for _ in range(breaks):
            heading.runs[0]._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
        run = document.add_paragraph("Testo che comincia qui ").add_run("e finisce altrove.")
        if number == 2:
            run._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
    document.save(str(tmp_path / "pages.docx"))
    assert [page.label for page in read(tmp_path / "pages.docx").pages] == ["1", "2–3", "5"]
