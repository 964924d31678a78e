"""Invisible text of a PDF is taken out, counted, flagged, and never found."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.colors import black, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.pipeline import ingest
from ingest.readers.pdf.visibility import invisible_characters
from ingest.readers.registry import read
from ingest.sources.discover import Options
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents, open_document
from kb.search.search import search

pytestmark = pytest.mark.slow

SEEN = "The fictional cooperative restored seventeen flats in the Lambrate district."
SECRET = "zebra words that nobody ever sees on paper"


def canvas(path: Path) -> Canvas:
    drawn = Canvas(str(path), pagesize=A4, invariant=1)
    drawn.setFont("Helvetica", 12)
    drawn.drawString(72, 700, SEEN)
    return drawn


def hidden_pdf(path: Path, how: str) -> Path:
    drawn = canvas(path)
    text = drawn.beginText(72, 600)
    if how == "white on white":
        text.setFillColor(white)
    elif how == "size nought":
        text.setFont("Helvetica", 0.4)
    elif how == "invisible ink":
        text.setTextRenderMode(3)
    elif how == "beyond the edge":
        text.setTextOrigin(2000, 600)
    elif how == "transparent":
        drawn.setFillAlpha(0)
    text.textLine(SECRET)
    drawn.drawText(text)
    drawn.save()
    return path


@pytest.mark.parametrize("how", ["white on white", "size nought", "invisible ink", "beyond the edge", "transparent"])
def test_text_that_nobody_sees_is_taken_out(tmp_path: Path, how: str) -> None:
    (page,) = read(hidden_pdf(tmp_path / "a.pdf", how)).pages
    assert [line.text.strip("\u200b ") for line in page.lines if line.text.strip("\u200b ")] == [SEEN]
    assert page.hidden == SECRET


def test_white_on_a_dark_ground_is_seen(tmp_path: Path) -> None:
    drawn = canvas(tmp_path / "banner.pdf")
    drawn.setFillColor(black)
    drawn.rect(60, 580, 400, 40, fill=1)
    drawn.setFillColor(white)
    drawn.drawString(72, 595, "A title in a dark banner")
    drawn.save()
    (page,) = read(tmp_path / "banner.pdf").pages
    assert page.hidden == ""
    assert "A title in a dark banner" in [line.text for line in page.lines]


def test_the_text_layer_of_a_scan_is_its_ocr(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "page.png"
    Image.new("L", (600, 800), 230).save(picture)
    drawn = Canvas(str(tmp_path / "scan.pdf"), pagesize=A4, invariant=1)
    drawn.drawImage(str(picture), 0, 0, *A4)
    text = drawn.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textLine("Words that an earlier OCR put under the picture")
    drawn.drawText(text)
    drawn.save()
    (page,) = read(tmp_path / "scan.pdf").pages
    assert page.hidden == ""
    assert len(page.lines) == 1


def test_hidden_text_is_flagged_counted_and_never_found(library: Library, tmp_path: Path) -> None:
    summary = ingest(library, [hidden_pdf(tmp_path / "report.pdf", "white on white")], Options())
    (document,) = all_documents(library, OWNER)
    assert "hidden text on page(s) 1" in summary.entries[0].reason
    ((_, flag),) = library.catalogue.metadata.flags(document.id)
    assert (flag.kind, flag.page, flag.detail) == ("hidden text", 1, SECRET)
    (page,) = library.catalogue.pages(open_document(library, document.id, OWNER))
    assert page.hidden == len(SECRET)
    assert "zebra" not in page.text
    assert not any("zebra" in hit.passage.text for hit in search(library, "zebra words", OWNER).hits)


def test_the_indexes_of_invisible_characters_are_pdfium_s(tmp_path: Path) -> None:
    with pdfium.PdfDocument(hidden_pdf(tmp_path / "a.pdf", "transparent")) as document:
        page = document[0]
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        found = invisible_characters(page, textpage)
    assert "".join(text[index] for index in found).strip() == SECRET
    assert found == sorted(found)
