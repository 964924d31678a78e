"""Front pages of PDFs: columns, weight, order, rotated text."""

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ingest.readers.pdf.front import by_row
from ingest.readers.pdf.reader import read_pdf
from ingest.readers.records import Line


def drawn(path: Path, *texts: tuple[str, float, float, str, float]) -> tuple[Line, ...]:
    """The front lines of a page with these texts at (left, top) in a font of a size."""
    canvas = Canvas(str(path), pagesize=(600, 800))
    for text, left, top, font, size in texts:
        canvas.setFont(font, size)
        canvas.drawString(left, 800 - top, text)
    canvas.saveState()
    canvas.rotate(90)
    canvas.drawString(100, -20, "Dorso del volume")
    canvas.restoreState()
    canvas.save()
    return read_pdf(path).pages[0].front


def test_columns_of_a_row_are_lines_of_their_own(tmp_path: Path) -> None:
    found = drawn(
        tmp_path / "a.pdf",
        ("Candidata", 400, 500, "Helvetica", 12), ("Relatore", 60, 500, "Helvetica", 12), ("Acqua e città", 200, 200, "Helvetica-Bold", 24),
        ("Prof. Ugo Neri", 60, 520, "Helvetica", 12), ("Ada Rossi", 400, 520, "Helvetica", 12),
    )  # fmt: skip
    assert [line.text for line in found] == ["Acqua e città", "Relatore", "Candidata", "Prof. Ugo Neri", "Ada Rossi"]


def test_size_place_and_weight(tmp_path: Path) -> None:
    title, label = drawn(
        tmp_path / "a.pdf", ("Acqua e città", 200, 200, "Times-Bold", 24), ("Relatore", 60, 500, "Times-Roman", 12)
    )
    assert title.bold and not label.bold
    assert 1.6 < title.size / label.size < 2.4 and title.left == 200 and title.right > 300
    assert 170 < title.top < 200 and 480 < label.top < 500


def test_words_set_apart_by_ordinary_spaces_stay_together(tmp_path: Path) -> None:
    (line,) = drawn(tmp_path / "a.pdf", ("Acqua e città: una  storia di pozzi", 60, 200, "Helvetica", 12))
    assert line.text.split() == "Acqua e città: una storia di pozzi".split()


def test_later_pages_have_no_front(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number in range(6):
        canvas.drawString(100, 500, f"Pagina {number}")
        canvas.showPage()
    canvas.save()
    assert [bool(page.front) for page in read_pdf(tmp_path / "a.pdf").pages] == [True] * 4 + [False] * 2


def test_rows_are_read_from_left_to_right_even_if_their_type_differs() -> None:
    right, left, below = Line("b", 10, 101, 300, 310), Line("a", 12, 100, 10, 20), Line("c", 12, 130, 10, 20)
    assert [line.text for line in by_row([below, right, left])] == ["a", "b", "c"]
