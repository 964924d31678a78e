"""PDF: labels, outline, properties, sizes and positions of lines; pages that are empty, rotated or unreadable."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.pdf.reader import read_pdf
from tests.conftest import SAMPLE
from tests.fakes import write_pdf


def test_a_thesis_is_read_with_labels_outline_and_sizes() -> None:
    parsed = read_pdf(SAMPLE / "files" / "tesi" / "tesi-abitare-insieme.pdf")
    assert [page.label for page in parsed.pages[:6]] == ["i", "ii", "iii", "iv", "1", "2"]
    assert ("3.1 Garanzia e portierato", 2) in [(h.title, h.level) for h in parsed.headings]
    (first,) = [line for line in parsed.pages[4].lines if line.text == "1 Introduzione"]
    assert 17 < first.size < 26 and 60 < first.top < 120
    assert parsed.properties.title.startswith("Abitare insieme")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_positions_are_those_of_the_page_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    drawn.drawString(72, 700, "Una riga di testo")
    drawn.save()
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    writer.pages[0].rotate(turn)
    writer.write(tmp_path / "b.pdf")
    (page,) = read_pdf(tmp_path / "b.pdf").pages
    (line,) = page.lines
    width, height = A4 if turn % 180 == 0 else A4[::-1]
    assert (round(page.width), round(page.height)) == (round(width), round(height))
    # It begins 72 points from the left edge of the upright page; its baseline is 142 below the upper one.
    begin = {0: line.left, 90: line.top, 180: page.width - line.right, 270: page.height - line.top - line.size}[turn]
    above = {0: line.top, 90: page.width - line.right, 180: page.height - line.top - line.size, 270: line.left}[turn]
    assert begin == pytest.approx(72, abs=2)
    assert 125 < above < 142


def test_pages_without_text_are_empty_or_images(tmp_path: Path) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    drawn.showPage()
    drawn.rect(100, 100, 300, 300, fill=1)
    drawn.showPage()
    drawn.setFillColorRGB(1, 1, 1)
    drawn.rect(100, 100, 300, 300, fill=1, stroke=0)
    drawn.showPage()
    drawn.save()
    assert [page.status for page in read_pdf(tmp_path / "a.pdf").pages] == ["empty", "image", "empty"]


def test_properties_are_on_one_line_with_the_year_of_creation(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.pdf", [["Testo"]], title="Una  storia\ndi pozzi")
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    writer.add_metadata({"/Author": "Maria Rossi", "/CreationDate": "D:20190304"})
    writer.write(tmp_path / "b.pdf")
    properties = read_pdf(tmp_path / "b.pdf").properties
    assert (properties.title, properties.author, properties.year) == ("Una storia di pozzi", "Maria Rossi", 2019)


def test_what_a_rule_parts_is_two_cells_however_close(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    for at, row in enumerate(
        (("Voci finte e inventate", "2021", "2022"), ("Orti e made-up rooms", "54.914", "16.529"))
    ):
        bottom = 700 - 20 * at
        for left, right, text in zip((72, 200, 240), (200, 240, 280), row, strict=True):
            canvas.rect(left, bottom - 6, right - left, 20)
            canvas.drawRightString(right - 2, bottom, text)
    canvas.drawString(72, 640, "Sotto non c'è nessuna riga")
    canvas.save()
    first, second, last = (page := read_pdf(tmp_path / "a.pdf").pages[0]).lines
    assert [cell.text for cell in first.cells] == ["Voci finte e inventate", "2021", "2022"]
    assert [cell.text for cell in second.cells] == ["Orti e made-up rooms", "54.914", "16.529"]
    assert last.cells == ()
    assert {round(place / 10) for place, _, _ in page.rules.down} == {7, 20, 24, 28}
    assert {round(place / 10) for place, _, _ in page.rules.across} == {13, 15, 17}
