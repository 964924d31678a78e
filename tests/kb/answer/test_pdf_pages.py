"""Pages of PDFs as pictures and as text with places."""

from pathlib import Path

import pytest

from kb.answer.pdf_pages import PageViewer
from kb.errors import NotFound
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


def test_the_text_of_a_page_comes_in_runs_with_boxes(viewer: PageViewer, pdf: Path) -> None:
    assert [run.text for run in viewer.lines(pdf, 1)] == ["Clean water.", "Deep wells."]


def test_what_is_no_page_is_not_found(viewer: PageViewer, pdf: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF")
    for path, page in ((pdf, 3), (broken, 1), (tmp_path / "absent.pdf", 1)):
        with pytest.raises(NotFound):
            viewer.render(path, page, 100)
        assert viewer.lines(path, page) == () and viewer.locate(path, page, "Bread.", 0.0) == ()
