"""Scans through the real Tesseract, on pages drawn here: readable, rotated, unreadable, and with quotes marked on them."""

from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.pipeline import ingest
from ingest.readers.pdf import ocr
from ingest.readers.pdf.ocr import PageTask, scan, why_unavailable
from ingest.sources.discover import Options
from ingest.summary import Summary
from kb.answer.locate import rectangles
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import OWNER, Rectangle, Word
from kb.search.scope import all_documents, open_document
from kb.search.search import search
from kb.text.quotes import find_on_scan
from tests.fakes import write_pdf

pytestmark = pytest.mark.ocr

LANGUAGES = "ita+eng"
needs_tesseract = pytest.mark.skipif(
    bool(why_unavailable(LANGUAGES)), reason=f"OCR can't be tested here: {why_unavailable(LANGUAGES)}"
)
LINES = [
    "La cooperativa fittizia Aurora ha recuperato",
    "diciassette alloggi nel quartiere di Lambrate,",
    "con la partecipazione degli abitanti e degli",
    "studenti del corso di progettazione sociale.",
]


def picture(lines: list[str], turn: int = 0, size: int = 40) -> Image.Image:
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    for at, line in enumerate(lines):
        draw.text((120, 200 + at * size * 2), line, fill=0, font=font)
    return image.rotate(turn, expand=True)


def scanned_pdf(path: Path, *images: Image.Image) -> Path:
    images[0].save(path, "PDF", resolution=150, save_all=True, append_images=images[1:])
    return path


def stamped_pdf(path: Path) -> Path:
    """A scan over which a registry office has printed its number."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(ImageReader(picture(LINES)), 0, 0, *A4)
    canvas.drawString(72, 820, "Prot. finto n. 12/2021")
    canvas.save()
    return path


def run(library: Library, path: Path) -> Summary:
    return ingest(library, [path], Options())


@needs_tesseract
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_and_boxes_of_a_page_however_it_lies(tmp_path: Path, turn: int) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", picture(LINES * 3, turn))
    found = scan(PageTask(path, 1, LANGUAGES))
    assert [line.text for line in found.lines][:4] == LINES
    assert found.confidence > 0.85
    # The ink of each word is in its box: everything outside of all boxes is white.
    with pdfium.PdfDocument(path) as document:
        page = document[0].render(scale=1, grayscale=True).to_pil()
    ink = sum(255 - value for value in page.tobytes())
    draw = ImageDraw.Draw(page)
    for word in found.words:
        draw.rectangle((word.x - 2, word.y - 2, word.x + word.width + 2, word.y + word.height + 2), fill=255)
    assert sum(255 - value for value in page.tobytes()) < 0.02 * ink


@needs_tesseract
def test_only_the_parts_that_are_asked_for_are_read_and_stand_where_they_are(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "scan.pdf", picture(LINES))
    whole, part = (scan(PageTask(path, 1, LANGUAGES, 0.5, box)) for box in ((), ((20.0, 126.0, 595.0, 260.0),)))
    assert [line.text for line in part.lines] == LINES[1:]
    assert all(abs(a.top - b.top) + abs(a.left - b.left) < 3 for a, b in zip(part.lines, whole.lines[1:], strict=True))
    assert abs(part.words[0].y - whole.words[len(LINES[0].split())].y) < 2


@needs_tesseract
def test_photographs_on_a_page_of_text_are_passed_over(tmp_path: Path) -> None:
    photograph = picture(LINES).point(lambda shade: shade // 2)
    found = scan(PageTask(scanned_pdf(tmp_path / "a.pdf", photograph), 1, LANGUAGES, 0.5, ((0.0, 0.0, 590.0, 400.0),)))
    assert (found.lines, found.words, found.confidence) == ((), (), 0.0)


@needs_tesseract
def test_a_scan_is_found_and_its_quote_is_marked(library: Library, tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "verbale.pdf", picture(LINES), picture([]), picture(LINES[::-1], turn=180))
    summary = run(library, path)
    assert [entry.outcome for entry in summary.entries] == ["added"]
    (hit, *_) = search(library, "alloggi Lambrate", OWNER).hits
    pages = library.catalogue.pages(open_document(library, hit.document.id, OWNER))
    assert [page.status for page in pages] == ["ocr", "empty", "ocr"]
    assert all(page.confidence and page.confidence > 0.8 for page in pages if page.status == "ocr")
    assert hit.document.pages_read == 3
    viewer = PageViewer()
    boxes = rectangles(library, viewer, hit.document, pages[0], "diciassette alloggi nel quartiere di Lambrate, con la")
    viewer.close()
    assert len(boxes) == 2
    assert boxes[1].y > boxes[0].y


@needs_tesseract
def test_a_scan_under_a_stamp_is_read_too_and_its_quote_is_marked(library: Library, tmp_path: Path) -> None:
    summary = run(library, stamped_pdf(tmp_path / "stamped.pdf"))
    assert [entry.outcome for entry in summary.entries] == ["added"]
    (hit, *_) = search(library, "alloggi Lambrate", OWNER).hits
    (page,) = library.catalogue.pages(open_document(library, hit.document.id, OWNER))
    assert page.status == "text" and page.text.startswith("Prot. finto n. 12/2021")
    viewer = PageViewer()
    assert len(rectangles(library, viewer, hit.document, page, "diciassette alloggi nel quartiere")) == 1
    assert len(rectangles(library, viewer, hit.document, page, "Prot. finto")) == 1
    viewer.close()


@needs_tesseract
def test_text_pages_go_in_first_and_scans_follow(library: Library, tmp_path: Path) -> None:
    mixed = pdfium.PdfDocument.new()
    mixed.import_pages(
        pdfium.PdfDocument(write_pdf(tmp_path / "a.pdf", [["The fictional well was dug in 2019 by the village."]]))
    )
    mixed.import_pages(pdfium.PdfDocument(scanned_pdf(tmp_path / "b.pdf", picture(LINES))))
    folder = tmp_path / "in"
    folder.mkdir()
    mixed.save(folder / "mixed.pdf")
    seen: list[str] = []
    summary = ingest(library, [folder], Options(), lambda entry: seen.append(f"{entry.outcome}: {entry.reason}"))
    assert seen == ["added: 1 of 2 pages not read (OCR follows): 2", "updated: "]
    assert summary.count("added") == 1
    (document,) = all_documents(library, OWNER)
    assert [page.status for page in library.catalogue.pages(open_document(library, document.id, OWNER))] == [
        "text",
        "ocr",
    ]
    assert run(library, folder).count("unchanged") == 1


@needs_tesseract
def test_scribbles_are_said_and_not_made_up(library: Library, tmp_path: Path) -> None:
    image = Image.effect_noise((1240, 1754), 90)
    summary = run(library, scanned_pdf(tmp_path / "noise.pdf", image))
    assert summary.count("failed") == 1
    assert "no text" in summary.entries[0].reason or "OCR" in summary.entries[0].reason


def test_without_tesseract_the_ledger_says_what_to_install(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.why_unavailable.cache_clear()
    try:
        (entry,) = run(library, scanned_pdf(tmp_path / "scan.pdf", picture(LINES))).entries
    finally:
        ocr.why_unavailable.cache_clear()
    assert entry.outcome == "failed"
    assert "install Tesseract (Debian: tesseract-ocr tesseract-ocr-ita)" in entry.reason


def test_ocr_can_be_turned_off(library: Library, tmp_path: Path) -> None:
    library.settings = replace(library.settings, ocr_languages="")
    (entry,) = run(library, stamped_pdf(tmp_path / "stamped.pdf")).entries
    assert "pictures that may hold text not read on 1 page(s); OCR is turned off" in entry.reason
    (entry,) = run(library, scanned_pdf(tmp_path / "scan.pdf", picture(LINES))).entries
    assert "OCR is turned off (POLIKB_OCR_LANGUAGES is empty)" in entry.reason


def test_boxes_of_a_quote_follow_its_lines() -> None:
    words = [
        Word("casa", 10, 10, 40, 9),
        Word("nel", 55, 12, 20, 7),
        Word("quar-", 80, 10, 30, 9),
        Word("tiere", 10, 24, 30, 9),
    ]
    assert find_on_scan(words, "nel quartiere") == (Rectangle(55, 10, 55, 9), Rectangle(10, 24, 30, 9))
    assert find_on_scan(words, "altrove") == ()


def test_a_page_of_one_colour_is_empty_and_not_sent_to_ocr(library: Library, tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "blank.pdf", Image.new("L", (600, 800), 200))
    (entry,) = run(library, path).entries
    assert entry.reason == "there is no text on its 1 page(s)"
