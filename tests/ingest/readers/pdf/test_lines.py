"""Lines of a page: cells of lines with wide gaps, note marks and exponents."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.pdf.lines import closed_up, is_spaced_out, is_stretched, page_characters, whole
from ingest.readers.pdf.reader import read_pdf
from ingest.readers.records import Line

Piece = tuple[str, float, float]  # text, rise and size relative to the line's


def lines(path: Path) -> tuple[Line, ...]:
    return read_pdf(path).pages[0].lines


def typeset(path: Path, *pieces: Piece) -> str:
    """The text that is read of one line set in these pieces."""
    drawn = Canvas(str(path), pagesize=A4, invariant=1)
    text = drawn.beginText(72, 700)
    for piece, rise, size in pieces:
        text.setFont("Helvetica", 12 * size)
        text.setRise(12 * rise)
        text.textOut(piece)
    drawn.drawText(text)
    drawn.save()
    return " ".join(word for line in lines(path) for word in line.text.split())


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        ([("Nel 2018", 0, 1), ("7", 0.35, 0.6), (" furono 152", 0, 1), ("12", 0.35, 0.6), (" sedie.", 0, 1)], "Nel 2018 furono 152 sedie."),
        ([("The benches", 0, 1), ("3", 0.35, 0.6), (" were mended", 0, 1)], "The benches were mended"),
        ([("12", 0.35, 0.6), ("Vedi oltre.", 0, 1)], "12 Vedi oltre."),
        ([("la finta CO", 0, 1), ("2", -0.2, 0.6), (" pesa", 0, 1)], "la finta CO2 pesa"),
        ([("40 m", 0, 1), ("2", 0.35, 0.6), (" e 10", 0, 1), ("-6", 0.35, 0.6), (" kg", 0, 1)], "40 m2 e 10^-6 kg"),
        ([("Sono 27", 0, 1), (" e 2019", 0, 1)], "Sono 27 e 2019"),
        ([("2021", 0, 1), ("4", 0.35, 0.6), (" fu un anno", 0, 1)], "2021 fu un anno"),
    ],
)  # fmt: skip
def test_raised_digits_are_no_part_of_a_number(tmp_path: Path, pieces: Sequence[Piece], read: str) -> None:
    assert typeset(tmp_path / "a.pdf", *pieces) == read


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_wide_gaps_part_a_line_into_cells(tmp_path: Path, turn: int) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    turned = {0: (0, 0), 90: (A4[0], 0), 180: A4, 270: (0, A4[1])}[turn]
    drawn.translate(*turned)
    drawn.rotate(turn)
    for x, text in ((72, "Quartiere finto"), (200, "41"), (300, "7,5")):
        drawn.drawString(x, 300, text)
    drawn.drawString(72, 280, "Una riga di testo senza spazi larghi")
    drawn.save()
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    writer.pages[0].rotate(turn)
    writer.write(tmp_path / "b.pdf")
    row, plain = lines(tmp_path / "b.pdf")
    assert [(cell.text, round(cell.left)) for cell in row.cells] == [("Quartiere finto", 72), ("41", 200), ("7,5", 300)]
    assert plain.cells == ()


def test_a_word_broken_by_a_hyphen_is_in_two_lines(tmp_path: Path) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    for at, text in enumerate(("un coinvolgi-", "mento finto e", "poi altro")):
        drawn.drawString(72, 700 - 14 * at, text)
    drawn.save()
    found = lines(tmp_path / "a.pdf")
    assert [line.text.strip() for line in found] == ["un coinvolgi-", "mento finto e", "poi altro"]
    assert [round(line.top - found[0].top) for line in found] == [0, 14, 28]


def test_the_size_of_a_line_is_that_of_its_letters(tmp_path: Path) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    text = drawn.beginText(72, 700)
    text.setFont("Helvetica", 20)
    text.textOut("• ")
    text.setFont("Helvetica", 10)
    text.textOut("una voce dell'elenco")
    drawn.drawText(text)
    drawn.setFont("Helvetica", 10)
    drawn.drawString(72, 650, "una riga")
    drawn.save()
    item, plain = lines(tmp_path / "a.pdf")
    assert item.size == pytest.approx(plain.size, abs=0.2)


class Letters:
    """A page that counts its characters in units of UTF-16, as PDFium does."""

    def __init__(self, text: str, count: int) -> None:
        self.text, self.count = text, count

    def get_text_range(self) -> str:
        return self.text

    def count_chars(self) -> int:
        return self.count


@pytest.mark.parametrize(("text", "count"), [("abc", 3), ("x = 𝑦", 6)])
def test_there_is_a_character_for_each_that_pdfium_counts(text: str, count: int) -> None:
    found = page_characters(Letters(text, count))
    assert len(found) == count
    assert whole(found) == text


def test_half_a_letter_is_replaced() -> None:
    assert whole("x = \ud835") == "x = \ufffd"
    assert whole("plain") == "plain"


def test_a_heading_of_single_letters_is_read_as_words() -> None:
    assert is_spaced_out("P O L I T E C N I C O D I M I L A N O") and not is_spaced_out("a b c e d")
    assert not is_spaced_out("C C C C C C C C C") and not is_spaced_out("1 2 3 4 5 6 7 8")
    letters, at = [], 0.0
    for letter in "CASE DI TUTTI":
        if letter == " ":
            at += 12
            continue
        width = 3.0 if letter == "I" else 9.0
        letters.append((letter, at, at + width))
        at += width + 5
    assert closed_up(letters) == "CASE DI TUTTI"


@pytest.mark.parametrize("texts", [("12", "7"), ("5", "7", "9"), ("120", "7", "33"), ("a", "b"), ("7", "made-up")])
def test_short_texts_below_each_other_are_lines_of_their_own(tmp_path: Path, texts: tuple[str, ...]) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    for left in (200, 300):
        for at, text in enumerate(texts):
            canvas.drawString(left, 700 - 14 * at, text)
    canvas.translate(60, 300)
    canvas.rotate(90)
    canvas.drawString(0, 0, "finta")
    canvas.save()
    found = [line.text.strip() for line in read_pdf(tmp_path / "a.pdf").pages[0].lines]
    assert sorted(found) == sorted([*texts, *texts, "finta"])


@pytest.mark.parametrize(
    ("text", "gaps", "stretched"),
    [
        ("riorganizza gli orti e le mense", [18.4, 18.5, 18.4, 18.6, 18.4], True),
        ("of the made-up", [30.0, 30.2], True),
        ("of the", [30.0], False),
        ("donne uomini donne uomini", [52.1, 48.2, 52.1], False),
        ("12 15 18 21", [40.0, 40.0, 40.0], False),
        ("no no no no", [40.0, 40.0, 40.0], False),
    ],
)
def test_a_line_stretched_to_the_margin_has_equal_spaces(text: str, gaps: list[float], stretched: bool) -> None:
    assert is_stretched(text, gaps) is stretched


def test_a_stretched_line_has_no_cells(tmp_path: Path) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    for height, text, space in ((700, "the garden and the well", 20), (660, "Rione donne uomini", 20)):
        words = drawn.beginText(72, height)
        words.setFont("Helvetica", 11)
        words.setWordSpace(space)
        words.textOut(text)
        drawn.drawText(words)
    drawn.drawString(400, 660, "totale")
    drawn.save()
    first, second = lines(tmp_path / "a.pdf")
    assert (first.text, first.cells) == ("the garden and the well", ())
    assert len(second.cells) > 1
