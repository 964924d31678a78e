"""Objects of a page: texts with their colours, objects under and over them, and texts that may be invisible."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, red, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.pdf.objects import ObjectReader, PageObjects


@contextmanager
def objects(path: Path, draw: Callable[[Canvas], None]) -> Iterator[PageObjects]:
    """The objects of a page that `draw` draws, while its document is open."""
    drawn = Canvas(str(path), pagesize=A4, invariant=1)
    draw(drawn)
    drawn.save()
    with pdfium.PdfDocument(path) as document:
        yield ObjectReader(document[0]).found()


def test_texts_have_their_colour_box_and_order(tmp_path: Path) -> None:
    def draw(drawn: Canvas) -> None:
        drawn.setFillColor(red)
        drawn.drawString(72, 700, "rosso")
        drawn.setFillColor(black)
        drawn.drawString(72, 600, "nero")

    with objects(tmp_path / "a.pdf", draw) as found:
        assert found.colours.tolist() == [[255, 0, 0], [0, 0, 0]]
        assert [round(box[1] / 100) for box in found.boxes] == [7, 6]
        assert found.orders.tolist() == [1, 2]
        assert not (found.hidden or found.tiny or found.doubtful or found.inkless or found.grounds)
        assert len(set(found.texts)) == 2


@pytest.mark.parametrize(
    ("colour", "shape", "known", "covers"),
    [
        (Color(0, 0, 1), "rect", (0, 0, 255), True),
        (Color(0, 0, 1, 0.2), "rect", None, False),
        (white, "roundRect", (255, 255, 255), False),
    ],
)
def test_only_opaque_rectangles_cover(
    tmp_path: Path, colour: Color, shape: str, known: tuple[int, int, int] | None, covers: bool
) -> None:
    def draw(drawn: Canvas) -> None:
        drawn.setFillColor(colour)
        more = (9,) if shape == "roundRect" else ()
        getattr(drawn, shape)(100, 100, 200, 50, *more, fill=1, stroke=0)

    with objects(tmp_path / "a.pdf", draw) as found:
        (ground,) = found.grounds
        assert (ground.colour, ground.covers) == (known, covers)
        assert [round(edge) for edge in ground.box] == [100, 100, 300, 150]


def test_lines_and_frames_are_no_ground(tmp_path: Path) -> None:
    def draw(drawn: Canvas) -> None:
        drawn.line(72, 500, 400, 500)
        drawn.rect(72, 500, 300, 40, fill=0)
        drawn.rect(72, 400, 300, 0.5, fill=1)

    with objects(tmp_path / "a.pdf", draw) as found:
        assert found.grounds == []


def test_pictures_may_cover_and_their_colour_is_not_known(tmp_path: Path) -> None:
    def draw(drawn: Canvas) -> None:
        drawn.drawInlineImage(Image.new("L", (4, 4), 0), 72, 500, 100, 100)

    with objects(tmp_path / "a.pdf", draw) as found:
        (ground,) = found.grounds
        assert (ground.colour, ground.covers, len(found.images)) == (None, True, 1)


def test_text_outside_the_page_is_hidden_and_faint_text_in_doubt(tmp_path: Path) -> None:
    def draw(drawn: Canvas) -> None:
        drawn.drawString(-400, 300, "fuori")
        drawn.setFillColor(Color(0, 0, 0, 0.1))
        drawn.drawString(72, 300, "tenue")

    with objects(tmp_path / "a.pdf", draw) as found:
        assert (found.hidden, found.doubtful) == (found.texts[:1], found.texts[1:])


def test_texts_in_the_same_place_are_twins(tmp_path: Path) -> None:
    def draw(drawn: Canvas) -> None:
        for height in (700, 700, 500):
            drawn.drawString(72, height, "due volte")

    with objects(tmp_path / "a.pdf", draw) as found:
        assert found.with_twins({found.texts[0]}) == set(found.texts[:2])
        assert found.with_twins(set()) == set()


def test_what_a_form_object_holds_is_where_the_form_is(tmp_path: Path) -> None:
    def draw(drawn: Canvas) -> None:
        drawn.beginForm("inner")
        drawn.drawString(10, 10, "nel modulo")
        drawn.endForm()
        drawn.translate(100, 300)
        drawn.doForm("inner")

    with objects(tmp_path / "a.pdf", draw) as found:
        (box,) = found.boxes
        assert box[0] >= 100 and box[1] >= 300
        assert [ground.covers for ground in found.grounds] == [False]
