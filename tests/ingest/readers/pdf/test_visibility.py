"""Invisible text of a PDF is removed, counted, flagged, and never found."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, RectangleObject, TextStringObject
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.pipeline import ingest
from ingest.readers.pdf.objects import ObjectReader
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
        found = invisible_characters(page, textpage, ObjectReader(page).found())
    assert "".join(text[index] for index in found).strip() == SECRET
    assert found == sorted(found)


def drawn_pdf(path: Path, draw: Callable[[Canvas], None]) -> str:
    """The invisible text of a page with one visible line and the additions of `draw`."""
    drawn = canvas(path)
    draw(drawn)
    drawn.save()
    (page,) = read(path).pages
    assert SEEN in [line.text for line in page.lines]
    return page.hidden


def _box(drawn: Canvas, colour: Color = black) -> None:
    drawn.setFillColor(colour)
    drawn.rect(60, 590, 400, 30, fill=1, stroke=0)


def _secret(drawn: Canvas, colour: Color = black) -> None:
    drawn.setFillColor(colour)
    drawn.drawString(72, 600, SECRET)


def blacked_out(drawn: Canvas) -> None:
    _secret(drawn)
    _box(drawn)


def under_white(drawn: Canvas) -> None:
    _secret(drawn)
    _box(drawn, white)


def black_on_black(drawn: Canvas) -> None:
    _box(drawn)
    _secret(drawn)


def blue_on_blue(drawn: Canvas) -> None:
    _box(drawn, Color(0.1, 0.2, 0.8))
    _secret(drawn, Color(0.1, 0.2, 0.82))


def under_a_picture(drawn: Canvas) -> None:
    _secret(drawn)
    drawn.drawInlineImage(Image.new("RGB", (40, 3), (200, 30, 30)), 60, 590, 400, 30)


def clipped(drawn: Canvas) -> None:
    path = drawn.beginPath()
    path.rect(60, 100, 20, 20)
    drawn.saveState()
    drawn.clipPath(path, stroke=0)
    _secret(drawn)
    drawn.restoreState()


def nearly_transparent(drawn: Canvas) -> None:
    _secret(drawn, Color(0, 0, 0, 0.03))


def of_one_point(drawn: Canvas) -> None:
    drawn.setFont("Helvetica", 1)
    _secret(drawn)


def squeezed(drawn: Canvas) -> None:
    text = drawn.beginText(72, 600)
    text.setHorizScale(8)
    text.textLine(SECRET)
    drawn.drawText(text)


def squeezed_by_the_page(drawn: Canvas) -> None:
    drawn.saveState()
    drawn.scale(0.05, 1)
    _secret(drawn)
    drawn.restoreState()


HIDING = [
    squeezed,
    squeezed_by_the_page,
    blacked_out,
    under_white,
    black_on_black,
    blue_on_blue,
    under_a_picture,
    clipped,
    nearly_transparent,
    of_one_point,
]


@pytest.mark.parametrize("draw", HIDING, ids=lambda draw: draw.__name__)
def test_text_is_invisible_if_the_page_looks_the_same_without_it(
    tmp_path: Path, draw: Callable[[Canvas], None]
) -> None:
    assert drawn_pdf(tmp_path / "a.pdf", draw) == SECRET


def on_a_round_banner(drawn: Canvas) -> None:
    drawn.setFillColor(black)
    drawn.roundRect(60, 590, 400, 30, 12, fill=1)
    _secret(drawn, white)


def on_a_photo(drawn: Canvas) -> None:
    drawn.drawInlineImage(Image.new("RGB", (40, 3), (20, 30, 90)), 60, 590, 400, 30)
    _secret(drawn, white)


def highlighted(drawn: Canvas) -> None:
    _secret(drawn)
    _box(drawn, Color(1, 1, 0, 0.3))


def drawn_twice(drawn: Canvas) -> None:
    for _ in range(2):
        _box(drawn, Color(0.1, 0.2, 0.5))
        _secret(drawn, white)


def in_a_frame(drawn: Canvas) -> None:
    _secret(drawn)
    drawn.rect(60, 590, 400, 30, fill=0)


def grown_by_its_form(drawn: Canvas) -> None:
    drawn.beginForm("small")
    drawn.setFont("Helvetica", 1)
    drawn.drawString(6, 50, SECRET)
    drawn.endForm()
    drawn.scale(12, 12)
    drawn.doForm("small")


def condensed(drawn: Canvas) -> None:
    text = drawn.beginText(72, 600)
    text.setHorizScale(40)
    text.textLine(SECRET)
    drawn.drawText(text)


SHOWING = [condensed, on_a_round_banner, on_a_photo, highlighted, drawn_twice, in_a_frame, grown_by_its_form]


@pytest.mark.parametrize("draw", SHOWING, ids=lambda draw: draw.__name__)
def test_text_that_shows_is_read(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    assert drawn_pdf(tmp_path / "a.pdf", draw) == ""
    (page,) = read(tmp_path / "a.pdf").pages
    assert SECRET in [line.text for line in page.lines]


def test_of_a_line_only_the_covered_words_are_taken_out(tmp_path: Path) -> None:
    drawn = canvas(tmp_path / "a.pdf")
    drawn.drawString(72, 600, "The grant went to Zelda Invented of Made-up Street")
    width = drawn.stringWidth("The grant went to ", "Helvetica", 12)
    drawn.rect(72 + width, 596, drawn.stringWidth("Zelda Invented", "Helvetica", 12), 14, fill=1)
    drawn.save()
    (page,) = read(tmp_path / "a.pdf").pages
    assert page.hidden == "Zelda Invented"
    assert page.lines[1].text.replace("\u200b", "") == "The grant went to  of Made-up Street"


@pytest.mark.parametrize(("is_off", "hidden"), [(True, SECRET), (False, "")])
def test_text_on_a_layer_that_is_turned_off_is_invisible(tmp_path: Path, is_off: bool, hidden: str) -> None:
    drawn = canvas(tmp_path / "a.pdf")
    code: Any = drawn
    code._code.append("/OC /Layer BDC")
    _secret(drawn)
    code._code.append("EMC")
    drawn.save()
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("L")}))  # fmt: skip
    view = DictionaryObject({NameObject("/OFF"): ArrayObject([layer] if is_off else [])})
    layers = {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): view}
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(layers)
    resources = writer.pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Layer"): layer})
    writer.write(tmp_path / "b.pdf")
    (page,) = read(tmp_path / "b.pdf").pages
    assert page.hidden == hidden


def test_invisible_words_over_a_small_picture_are_no_text_layer(tmp_path: Path) -> None:
    drawn = canvas(tmp_path / "a.pdf")
    drawn.drawInlineImage(Image.new("L", (40, 3), 200), 60, 590, 400, 30)
    text = drawn.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textLine(SECRET)
    drawn.drawText(text)
    drawn.save()
    (page,) = read(tmp_path / "a.pdf").pages
    assert page.hidden == SECRET


def _banner(drawn: Canvas, y: float) -> None:
    drawn.rect(60, y - 8, 460, 24, stroke=0, fill=1)
    drawn.setFillColor(white)


_LOOKS: dict[str, Callable[[Canvas, float], None]] = {
    "white": lambda drawn, _: drawn.setFillColor(white),
    "faint": lambda drawn, _: drawn.setFillColor(Color(0.99, 0.99, 0.97)),
    "clear": lambda drawn, _: drawn.setFillAlpha(0.02),
    "covered": lambda *_: None,
    "dark": lambda *_: None,
    "grey": lambda drawn, _: drawn.setFillColor(Color(0.6, 0.6, 0.6)),
    "banner": _banner,
}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_of_lines_of_many_looks_the_unseen_are_taken_out_on_a_page_that_is_turned_and_cut(
    tmp_path: Path, turn: int
) -> None:
    drawn = Canvas(str(tmp_path / "plain.pdf"), pagesize=A4, invariant=1)
    drawn.drawInlineImage(Image.effect_mandelbrot((80, 40), (-2, -1, 1, 1), 50), 60, 60, 200, 100)
    looks = random.Random(turn).choices(list(_LOOKS), k=9)
    for at, look in enumerate(looks):
        drawn.saveState()
        _LOOKS[look](drawn, 700 - 50 * at)
        drawn.drawString(72, 700 - 50 * at, f"{look} words {at}")
        drawn.restoreState()
        if look == "covered":
            drawn.setFillColor(Color(0.2, 0.3, 0.4))
            drawn.rect(60, 690 - 50 * at, 300, 24, stroke=0, fill=1)
            drawn.setFillColor(black)
    drawn.save()
    writer = PdfWriter(clone_from=tmp_path / "plain.pdf")
    writer.pages[0].rotate(turn)
    writer.pages[0].cropbox = RectangleObject((40, 30, 560, 790))
    writer.write(tmp_path / "turned.pdf")
    (page,) = read(tmp_path / "turned.pdf").pages
    seen = [f"{look} words {at}" for at, look in enumerate(looks) if look in ("dark", "grey", "banner")]
    hidden = [f"{look} words {at}" for at, look in enumerate(looks) if look not in ("dark", "grey", "banner")]
    assert sorted(text for line in page.lines if (text := line.text.strip("\u200b "))) == sorted(seen)
    assert sorted(re.findall(r"\w+ words \d", page.hidden)) == sorted(hidden)
