"""Pages of PDFs as pictures and as text with places."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kb.answer import pdf_pages
from kb.answer.pdf_pages import PageViewer
from kb.errors import Busy, NotFound
from tests.fakes import write_pdf


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "two.pdf", [["Clean water.", "Deep wells."], ["Bread."]])


def test_a_page_is_a_png_of_the_width_asked_for(viewer: PageViewer, pdf: Path) -> None:
    picture = viewer.render(pdf, 2, 200)
    assert picture.startswith(b"\x89PNG") and int.from_bytes(picture[16:20]) == 200


def test_a_quote_has_a_box_for_each_of_its_lines(viewer: PageViewer, pdf: Path) -> None:
    first, second = viewer.locate(pdf, 1, "Clean water. Deep wells.", 0.0)
    assert first.x == pytest.approx(72, abs=1) and second.y - first.y == pytest.approx(20, abs=1)
    assert viewer.locate(pdf, 2, "Clean water.", 0.0) == ()


def test_a_row_that_the_file_has_column_by_column_is_located(viewer: PageViewer, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    for left, texts in ((72, ("Orti finti", "Made-up rooms")), (200, ("12", "7")), (300, ("4 %", "60 %"))):
        for at, text in enumerate(texts):
            canvas.drawString(left, 700 - 20 * at, text)
    canvas.save()
    boxes = viewer.locate(tmp_path / "a.pdf", 1, "Made-up rooms | 7 | 60 %", 0.0)
    assert [round(box.x / 10) for box in boxes] == [7, 20, 30]
    assert max(box.y for box in boxes) - min(box.y for box in boxes) < 3
    both = viewer.locate(tmp_path / "a.pdf", 1, "Orti finti | 12 | 4 %\nMade-up rooms | 7 | 60 %", 0.0)
    assert len(both) == 6 and both[3:] == boxes
    assert viewer.locate(tmp_path / "a.pdf", 1, "Made-up rooms | 8 | 60 %", 0.0) == ()
    assert viewer.locate(tmp_path / "a.pdf", 1, "Orti finti | 12 | 4 %\nMade-up rooms | 8 | 60 %", 0.0) == ()


def test_the_text_of_a_page_comes_in_runs_with_boxes(viewer: PageViewer, pdf: Path) -> None:
    assert [run.text for run in viewer.lines(pdf, 1)] == ["Clean water.", "Deep wells."]


def test_what_is_no_page_is_not_found(viewer: PageViewer, pdf: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF")
    for path, page in ((pdf, 3), (broken, 1), (tmp_path / "absent.pdf", 1)):
        with pytest.raises(NotFound):
            viewer.render(path, page, 100)
        assert viewer.lines(path, page) == () and viewer.locate(path, page, "Bread.", 0.0) == ()


def _slow(path: str, number: int, width: int) -> bytes:
    """Takes the place of drawing in a child process."""
    time.sleep(1.5)
    return b"\x89PNG"


def _greedy(path: str, number: int, width: int) -> bytes:
    return bytes(8 * 1024**3)


def test_more_drawings_than_the_queue_holds_are_refused_and_quotes_are_located_meanwhile(
    pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_pages, "_render", _slow)
    viewer = PageViewer(drawn_at_once=4)
    viewer.lines(pdf, 1)  # the child is started

    def draw(number: int) -> str:
        try:
            return str(viewer.render(pdf, number, 100))
        except (Busy, NotFound) as error:
            return type(error).__name__

    try:
        with ThreadPoolExecutor(20) as threads:
            drawn = [threads.submit(draw, number) for number in range(20)]
            time.sleep(0.3)
            assert viewer.locate(pdf, 1, "Clean water.", 0.0), "answers don't wait for pictures"
        outcomes = [future.result() for future in drawn]
    finally:
        viewer.close()
    assert outcomes.count("Busy") == 16 and outcomes.count(str(b"\x89PNG")) == 4, outcomes


def test_a_page_that_takes_too_long_is_not_tried_again_soon(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "_render", _slow)
    viewer = PageViewer(drawing_seconds=0.2)
    try:
        with pytest.raises(Busy, match="takes too long to draw") as slow:
            viewer.render(pdf, 1, 100)
        assert slow.value.seconds == 600
        started = time.monotonic()
        with pytest.raises(Busy):
            viewer.render(pdf, 1, 200)
        assert time.monotonic() - started < 0.1
    finally:
        viewer.close()


def test_a_page_that_needs_too_much_memory_has_no_picture(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "_render", _greedy)
    viewer = PageViewer()
    try:
        with pytest.raises(NotFound):
            viewer.render(pdf, 1, 100)
    finally:
        viewer.close()
