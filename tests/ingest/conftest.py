"""A small file of every format that is read."""

import json
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

from tests.fakes import write_pdf


@pytest.fixture
def files(tmp_path: Path) -> Path:
    make_files(tmp_path)
    return tmp_path


def make_files(folder: Path) -> None:
    write_pdf(folder / "two.pdf", [["Prima pagina"], ["Seconda pagina"]], title="Un titolo")
    (folder / "note.txt").write_bytes("Perché no?\r\n\r\nSecondo paragrafo".encode("cp1252"))
    (folder / "page.md").write_text(
        "# Titolo\n\nUn **testo** con [link](http://x.example).\n\n## Parte\n\n<script>alert(1)</script>\n- voce\n\n```\n# codice\n```\n"
    )
    (folder / "page.html").write_text(
        "<html><head><title>T</title><script>evil()</script></head><body><nav>menu</nav><h1>Uno</h1><p>Primo &amp; unico</p><h2>Due</h2><table><tr><td>a</td><td>b</td></tr></table></body></html>"
    )
    (folder / "rows.csv").write_text("name;place\nOrto comune;Milano\nScuola;Lodi\n")
    (folder / "one.json").write_text(json.dumps({"name": "Pozzo", "where": {"country": "Etiopia"}, "tags": ["a", "b"]}))
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Analisi", id="a"), nbformat.v4.new_code_cell("print(1)", id="b")]
    )
    nbformat.write(notebook, folder / "book.ipynb")
    document = docx.Document()
    document.add_heading("Capitolo", 1)
    document.add_paragraph("Testo del capitolo.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "voce", "valore"
    document.save(str(folder / "word.docx"))
    deck = pptx.Presentation()
    for title in ("Prima", "Seconda"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, f"Corpo {title}"
        slide.notes_slide.notes_text_frame.text = f"Nota {title}"
    deck.save(str(folder / "slides.pptx"))
    make_more(folder)


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
