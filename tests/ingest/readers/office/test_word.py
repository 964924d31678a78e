"""Word and PowerPoint: printed pages, hidden text, slides."""

from pathlib import Path

import docx
import pptx
from docx.oxml import OxmlElement
from docx.shared import Pt, RGBColor
from pptx.util import Inches

from ingest.readers.office.word import read_docx, read_pptx


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
    assert [page.label for page in read_docx(tmp_path / "pages.docx").pages] == ["1", "2–3", "5"]


SEEN = "The fictional cooperative restored seventeen flats in the Lambrate district."


def test_hidden_runs_of_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("A fictional report", 1)
    paragraph = document.add_paragraph(SEEN + " ")
    paragraph.add_run("vanished words here").font.hidden = True
    paragraph.add_run("white words here").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("tiny words here").font.size = Pt(1)
    document.save(str(tmp_path / "a.docx"))
    parsed = read_docx(tmp_path / "a.docx")
    text = " ".join(line.text for page in parsed.pages for line in page.lines)
    assert SEEN in text
    assert "words here" not in text
    assert parsed.pages[0].hidden == "vanished words here white words here tiny words here"


def test_a_slide_has_its_title_then_its_texts_from_top_to_bottom_then_its_notes(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Pozzi"
    for top, text in ((5, "sotto"), (3, "sopra")):
        slide.shapes.add_textbox(Inches(1), Inches(top), Inches(2), Inches(1)).text_frame.text = text
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(6), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "costo", "12 euro"
    slide.notes_slide.notes_text_frame.text = "nota"
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(str(tmp_path / "a.pptx"))
    first, second = read_pptx(tmp_path / "a.pptx").pages
    assert [line.text for line in first.lines] == ["Pozzi", "sopra", "sotto", "costo | 12 euro", "nota"]
    assert (second.status, second.label) == ("empty", "2")
