"""Pages with little text and a large picture that may hold more are told from photographs with titles and from text layers."""

from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.registry import read

WIDTH, HEIGHT = A4
PAGE = (0.0, 0.0, WIDTH, HEIGHT)
HALF = (60.0, 60.0, WIDTH - 120, HEIGHT / 2)
STAMP = "Prot. n. 12/2021, ente finto"


def drawn(
    path: Path, box: tuple[float, ...], texts: list[str], *, top: float, mode: Literal[0, 3] = 0, under: bool = False
) -> bool:
    """Whether the page of a file with this picture and these lines is to be read by OCR."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    left, bottom, width, height = box
    picture = ImageReader(Image.effect_noise((60, 80), 40))
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
    return page.picture


@pytest.mark.parametrize(
    ("box", "texts", "top", "is_unread"),
    [
        (HALF, ["Una tabella finta:"], 780, True),
        (PAGE, [STAMP], 800, True),
        (HALF, ["A made-up title on a photograph"], 300, False),
        (PAGE, ["A fictional report"] * 9, 700, False),
        (HALF, ["Una riga lunga di testo finto su questa pagina"] * 20, 820, False),
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
