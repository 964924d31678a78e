"""Pictures that may contain text are distinguished from photographs, logos, and those with a text layer. All texts are fictional."""

from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.registry import read

WIDTH, HEIGHT = A4
PAGE = (0.0, 0.0, WIDTH, HEIGHT)
HALF = (60.0, 60.0, WIDTH - 120, HEIGHT / 2)
PHOTOGRAPH = Image.effect_noise((60, 80), 40)
STAMP = "Prot. n. 12/2021, ente finto"


def drawn(
    path: Path, box: tuple[float, ...], texts: list[str], *, top: float, mode: Literal[0, 3] = 0, under: bool = False
) -> bool:
    """Whether the page of a file with this picture and these lines is to be read by OCR."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    left, bottom, width, height = box
    picture = ImageReader(PHOTOGRAPH)
    if not under:
        canvas.drawImage(picture, left, bottom, width, height)
    for at, line in enumerate(texts):
        text = canvas.beginText(72, top - 14 * at)
        text.setTextRenderMode(mode)
        text.textLine(line)
        canvas.drawText(text)
    if under:
        canvas.drawImage(picture, left, bottom, width, height)
    canvas.save()
    (page,) = read(path).pages
    assert page.status == "text"
    return bool(page.pictures)


@pytest.mark.parametrize(
    ("box", "texts", "top", "is_unread"),
    [
        (HALF, ["Una tabella finta:"], 780, True),
        (PAGE, [STAMP], 800, True),
        (HALF, ["A made-up title on a photograph"], 300, False),
        (PAGE, ["A fictional report"] * 9, 700, False),
        (HALF, ["Una riga lunga di testo finto su questa pagina"] * 20, 820, True),
        ((60.0, 60.0, 90.0, 90.0), ["Un logo finto"], 780, False),
    ],
)
def test_a_large_picture_beside_little_text_is_read(
    tmp_path: Path, box: tuple[float, ...], texts: list[str], top: float, is_unread: bool
) -> None:
    assert drawn(tmp_path / "a.pdf", box, texts, top=top) is is_unread


@pytest.mark.parametrize(("mode", "under"), [(3, False), (0, True)])
def test_a_scan_with_a_text_layer_is_not_read_again(tmp_path: Path, mode: Literal[0, 3], under: bool) -> None:
    assert not drawn(tmp_path / "a.pdf", PAGE, [STAMP], top=800, mode=mode, under=under)


def printed(lines: int) -> Image.Image:
    """A picture of a printed text of so many lines."""
    picture = Image.new("L", (800, 400), 255)
    for at in range(lines):
        ImageDraw.Draw(picture).text((20, 20 + 45 * at), "Voce finta del bilancio: 417 euro", fill=0, font_size=32)
    return picture


def parts(path: Path, *pictures: tuple[Image.Image, tuple[float, float, float, float]]) -> list[tuple[int, ...]]:
    """The parts that are to be read of a page full of text with these pictures, rounded."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for at in range(20):
        canvas.drawString(60, 800 - 14 * at, "Una riga lunga di testo finto che sta su questa pagina")
    for picture, box in pictures:
        canvas.drawImage(ImageReader(picture), *box)
    canvas.save()
    return [tuple(map(round, box)) for box in read(path).pages[0].pictures]


TABLE = (60.0, 100.0, 400.0, 200.0)


def test_on_a_page_full_of_text_only_larger_pictures_are_read(tmp_path: Path) -> None:
    found = parts(tmp_path / "a.pdf", (printed(6), TABLE), (printed(1), (400.0, 320.0, 60.0, 40.0)))
    assert found == [(60, round(HEIGHT) - 300, 460, round(HEIGHT) - 100)]


def test_the_bands_of_a_picture_are_one(tmp_path: Path) -> None:
    bands = [(printed(2).crop((0, 0, 800, 100)), (60.0, 100.0 + 50 * at, 400.0, 50.0)) for at in range(4)]
    assert parts(tmp_path / "a.pdf", *bands) == [(60, round(HEIGHT) - 300, 460, round(HEIGHT) - 100)]
