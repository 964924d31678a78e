"""Rows of tables: each cell, even an empty one, keeps its column, and merged cells are repeated in each row."""

import pytest

from ingest.readers.rows import Cell, TableRows, row_line


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (["Sede", "9", "9"], "Sede | 9 | 9"),
        (["Sede", "", "9"], "Sede | | 9"),
        (["", "Gen", "Feb"], "| Gen | Feb"),
        (["Sede", "9", "", ""], "Sede | 9"),
        (["", "only"], "only"),
        (["", "", "5,2 %"], "| | 5,2 %"),
        (["7"], "7"),
        (["", ""], ""),
        ([], ""),
    ],
)
def test_a_row_is_one_line(texts: list[str], line: str) -> None:
    assert row_line(texts) == line


def test_a_cell_over_rows_is_told_in_each_and_one_over_columns_once() -> None:
    rows = TableRows()
    assert rows.line([Cell("Affori", rows=3), Cell("2021", columns=2), Cell("x")]) == "Affori | 2021 | | x"
    assert rows.line([Cell("a"), Cell("b"), Cell("c")]) == "Affori | a | b | c"
    assert rows.line([Cell("d")]) == "Affori | d"
    assert rows.line([Cell("e"), Cell("f")]) == "e | f"


def test_a_cell_that_goes_on_repeats_what_is_above_unless_it_is_long() -> None:
    rows = TableRows()
    rows.line([Cell("Greco"), Cell("1"), Cell("y" * 200)])
    assert rows.line([Cell("", continues=True), Cell("2"), Cell("", continues=True), Cell("z")]) == "Greco | 2 | | z"


def test_a_width_that_cannot_be_is_limited() -> None:
    assert TableRows().line([Cell("a", columns=10**9), Cell("b")]).count("|") == 200


def test_rows_of_one_table_know_nothing_of_another() -> None:
    one, other = TableRows(), TableRows()
    one.line([Cell("Affori", rows=2), Cell("1")])
    assert other.line([Cell("a"), Cell("b")]) == "a | b"
    assert one.line([Cell("2")]) == "Affori | 2"


def test_lines_within_a_cell_become_spaces() -> None:
    assert TableRows().line([Cell("due\nrighe\x0be tre"), Cell(" x ")]) == "due righe e tre | x"


def test_columns_that_are_not_shown_are_left_out_and_collected() -> None:
    rows = TableRows(unseen={1})
    assert rows.line([Cell("Lodi"), Cell("segreto"), Cell("4")]) == "Lodi | | 4"
    assert rows.line([Cell("a cell over both", columns=2), Cell("6")]) == "a cell over both | | 6"
    assert rows.hidden == ["segreto"]
