"""Word and PowerPoint: printed pages, hidden text, slides."""

from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.shared import Pt, RGBColor

from ingest.readers.registry import read


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


SEEN = "The fictional cooperative restored seventeen flats in the Lambrate district."


def test_hidden_runs_of_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("A fictional report", 1)
    paragraph = document.add_paragraph(SEEN + " ")
    paragraph.add_run("vanished words here").font.hidden = True
    paragraph.add_run("white words here").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("tiny words here").font.size = Pt(1)
    document.save(str(tmp_path / "a.docx"))
    parsed = read(tmp_path / "a.docx")
    text = " ".join(line.text for page in parsed.pages for line in page.lines)
    assert SEEN in text
    assert "words here" not in text
    assert parsed.pages[0].hidden == "vanished words here white words here tiny words here"
