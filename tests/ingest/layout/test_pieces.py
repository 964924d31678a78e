"""Pieces of a line that PDFium ends at a raised or lowered letter are one line again; columns and cells stay apart."""

from dataclasses import replace

import pytest

from ingest.layout.pieces import whole_lines
from ingest.readers.records import Cell, Line


def piece(text: str, left: float, top: float = 100.0, size: float = 10.0) -> Line:
    return Line(text, size, top, left, left + 5.0 * len(text))


def raised(text: str, left: float) -> Line:
    return piece(text, left, 97.5, 6.0)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([piece("x", 60), raised("2", 65.2), piece(": y", 70.5), raised("2", 85.6), piece("= 4", 93.5)], "x2: y2 = 4"),
        ([piece("R", 60), piece("-squared finto", 65.2)], "R-squared finto"),
        (
            [piece("Nel rione finto", 60), raised("7", 135.5), piece("ci sono orti", 143)],
            "Nel rione finto ci sono orti",
        ),
        ([piece("costi in €/m", 60), raised("3", 120.2), piece(") della rete", 125.5)], "costi in €/m3) della rete"),
        ([raised("4", 60), piece("Made-up note", 66)], "4 Made-up note"),
    ],
)
def test_what_stands_beside_a_raised_letter_is_of_its_line(pieces: list[Line], text: str) -> None:
    (line,) = whole_lines(pieces)
    assert line.text == text
    assert (line.left, line.right, line.size) == (60, pieces[-1].right, 10.0)


def test_cells_beside_a_raised_letter_stay_cells() -> None:
    row = replace(raised("2 0.8 0.9", 65.2), size=8.0, right=300.0)
    row = replace(row, cells=(Cell("2", 65.2, 70), Cell("0.8", 200, 220), Cell("0.9", 280, 300)))
    (line,) = whole_lines([piece("R", 60), row])
    assert [cell.text for cell in line.cells] == ["R2", "0.8", "0.9"]


@pytest.mark.parametrize(
    "following",
    [
        piece("un'altra colonna", 130),
        piece("the next line", 60, 112),
        piece("further down", 90, 106),
        Line("senza posto"),
    ],
)
def test_columns_and_lines_below_stay_apart(following: Line) -> None:
    first = piece("made up", 60)
    assert whole_lines([first, following]) == (first, following)


def test_a_drop_cap_is_left_to_its_word() -> None:
    cap, line = piece("N", 60, 95, 30), piece("el rione finto gli orti", 66)
    assert whole_lines([cap, line]) == (cap, line)
