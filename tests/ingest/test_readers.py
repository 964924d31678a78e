"""Each format by golden rows: (file, place, must stand there, must not stand anywhere)."""

import json
import multiprocessing
import time
import zipfile
from pathlib import Path

import docx
import nbformat
import openpyxl
import pptx
import pytest
from odf.draw import Frame, Page, TextBox
from odf.opendocument import OpenDocumentPresentation, OpenDocumentText
from odf.style import MasterPage, PageLayout
from odf.text import H, P
from pypdf import PdfReader, PdfWriter

from ingest.readers.table import read
from ingest.sandbox import run_all
from kb.errors import UnreadableFile
from tests.conftest import SAMPLE
from tests.fakes import write_pdf


@pytest.fixture
def files(tmp_path: Path) -> Path:
    write_pdf(tmp_path / "two.pdf", [["Prima pagina"], ["Seconda pagina"]], title="Un titolo")
    (tmp_path / "note.txt").write_bytes("Perché no?\r\n\r\nSecondo paragrafo".encode("cp1252"))
    (tmp_path / "page.md").write_text(
        "# Titolo\n\nUn **testo** con [link](http://x.example).\n\n## Parte\n\n<script>alert(1)</script>\n- voce\n\n```\n# codice\n```\n"
    )
    (tmp_path / "page.html").write_text(
        "<html><head><title>T</title><script>evil()</script></head><body><nav>menu</nav><h1>Uno</h1><p>Primo &amp; unico</p><h2>Due</h2><table><tr><td>a</td><td>b</td></tr></table></body></html>"
    )
    (tmp_path / "rows.csv").write_text("name;place\nOrto comune;Milano\nScuola;Lodi\n")
    (tmp_path / "one.json").write_text(
        json.dumps({"name": "Pozzo", "where": {"country": "Etiopia"}, "tags": ["a", "b"]})
    )
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Analisi", id="a"), nbformat.v4.new_code_cell("print(1)", id="b")]
    )
    nbformat.write(notebook, tmp_path / "book.ipynb")
    document = docx.Document()
    document.add_heading("Capitolo", 1)
    document.add_paragraph("Testo del capitolo.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "voce", "valore"
    document.save(str(tmp_path / "word.docx"))
    deck = pptx.Presentation()
    for title in ("Prima", "Seconda"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, f"Corpo {title}"
        slide.notes_slide.notes_text_frame.text = f"Nota {title}"
    deck.save(str(tmp_path / "slides.pptx"))
    make_more(tmp_path)
    return tmp_path


def make_more(folder: Path) -> None:
    """OpenDocument, EPUB, LaTeX and Excel."""
    letter = OpenDocumentText()
    letter.text.addElement(H(outlinelevel=1, text="Capitolo aperto"))
    letter.text.addElement(P(text="Testo aperto."))
    letter.save(str(folder / "letter.odt"))
    deck = OpenDocumentPresentation()
    layout = PageLayout(name="p")
    deck.automaticstyles.addElement(layout)
    master = MasterPage(name="m", pagelayoutname=layout)
    deck.masterstyles.addElement(master)
    for title in ("Uno", "Due"):
        slide, frame, box = Page(masterpagename=master), Frame(width="10cm", height="5cm"), TextBox()
        box.addElement(P(text=f"Lucido {title}"))
        frame.addElement(box)
        slide.addElement(frame)
        deck.presentation.addElement(slide)
    deck.save(str(folder / "open.odp"))
    with zipfile.ZipFile(folder / "book.epub", "w") as book:
        book.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="O/p.opf"/></rootfiles></container>'
        )
        items = "".join(f'<item id="c{n}" href="c{n}.xhtml"/>' for n in (1, 2))
        book.writestr(
            "O/p.opf",
            f'<package><metadata><dc:title>Libro</dc:title></metadata><manifest>{items}</manifest><spine><itemref idref="c2"/><itemref idref="c1"/></spine></package>',
        )
        for n in (1, 2):
            book.writestr(f"O/c{n}.xhtml", f"<html><body><h1>Cap {n}</h1><p>Storia {n}</p></body></html>")
    (folder / "paper.tex").write_text(
        "\\documentclass{article}\\title{Pozzi}\\begin{document}\\maketitle\n\\section{Metodo}\nAcqua \\emph{pulita} perch\\'e s\\`i. % nota\n\\end{document}"
    )
    sheet = openpyxl.Workbook()
    for row in (("nome", "luogo"), ("Orto", "Milano"), ("Scuola", 2020)):
        sheet.active.append(row)
    sheet.save(folder / "rows.xlsx")


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


def test_a_hostile_file_costs_itself_only() -> None:
    tasks = ["a", "hang", "b", "crash", "c", "bloat", "fail", "d"]
    results = dict(run_all(behave, tasks, workers=2, seconds=3, memory_mb=1024))
    assert [results[name] for name in "abcd"] == list("abcd")
    assert "longer than 3 s" in str(results["hang"])
    assert "crashed" in str(results["crash"])
    assert "more than 1024 MiB" in str(results["bloat"])
    assert str(results["fail"]) == "damaged"
    assert not [p for p in multiprocessing.active_children() if p.is_alive() and "SpawnProcess" in p.name]
