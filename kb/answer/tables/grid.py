"""Tables as a page's text holds them: rows of cells between bars, their heads, sections and captions. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.text.numbers import number

_BAR = "|"
_LONGEST_SECTION = 90  # characters of a line between rows that heads those below it
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?\W*")
_DECIMAL = re.compile(r"\(?[-−+]?\d+[.,]\d+\)?\W*")
_MOSTLY = 0.5  # of the cells of a row of data, or fewer of a head, are numbers


@dataclass(frozen=True)
class Row:
    """A row: its span in the page's text, its cells, and its section of the table ("" for none)."""

    start: int
    end: int
    cells: tuple[str, ...]
    section: str = ""

    @property
    def label(self) -> str:
        """The label of the row: its section and its first cell."""
        return f"{self.section} {self.cells[0]}".strip()


@dataclass(frozen=True)
class Table:
    """Rows of data below the heads of their columns; `head` has one text for each column, all "" where the table has none."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str = ""


def tables_in(text: str) -> list[Table]:
    """The tables of a page's text, in order."""
    lines = list(_lines(text))
    found, at = [], 0
    while at < len(lines):
        if _BAR not in lines[at][2]:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and (_BAR in lines[end][2] or _is_section(lines, end)):
            end += 1
        around = [lines[n][2] for n in (at - 2, at - 1, end) if 0 <= n < len(lines)]
        if table := _table(lines[at:end], " ".join(around)):
            found.append(table)
        at = end
    return found


def _lines(text: str) -> list[tuple[int, int, str]]:
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line), line))
        start += len(line) + 1
    return found


def _is_section(lines: Sequence[tuple[int, int, str]], at: int) -> bool:
    """Whether a line without cells, or the first of two, is between two rows and heads those below."""
    behind = [_BAR in line for _, _, line in lines[at + 1 : at + 3]]
    return len(lines[at][2]) <= _LONGEST_SECTION and any(behind)


def _ends_in_values(text: str) -> bool:
    """Whether a line without cells ends in two decimal numbers: a row whose columns weren't told apart."""
    last = text.split()[-2:]
    return len(last) == 2 and all(map(_DECIMAL.fullmatch, last))


def _table(lines: Sequence[tuple[int, int, str]], caption: str) -> Table | None:
    heads: list[tuple[str, ...]] = []
    rows: list[Row] = []
    section: list[str] = []
    is_open = False  # whether the section's lines go on
    for start, end, line in lines:
        cells = tuple(cell.strip() for cell in line.split(_BAR))
        if len(cells) == 1 and _ends_in_values(line):
            is_open = False
            continue
        if _heads_rows(cells, heads):
            text = " ".join(cell for cell in cells if cell)
            section = [*section, text] if is_open else [text] if _has_letter(text) else section
            is_open = True
            continue
        is_open = False
        if not rows and (not is_data(cells) or not cells[0] or _are_years(cells)):
            heads.append(cells)
        else:
            rows.append(Row(start, end, cells, " ".join(section)))
    if heads and _is_lower_head(rows, heads[-1]):
        heads.append(rows.pop(0).cells)
    if not rows and len(heads) > 1:  # a table of words: its first row is the head
        bars = [(start, end, line) for start, end, line in lines if _BAR in line]
        rows = [Row(start, end, tuple(cell.strip() for cell in line.split(_BAR))) for start, end, line in bars[1:]]
        heads = heads[:1]
    if not rows:
        return None
    width = max(len(row.cells) for row in rows)
    heads = [*(_spread(upper, heads[-1]) for upper in heads[:-1]), *heads[-1:]]
    return Table(tuple(_column(heads, column) for column in range(width)), tuple(rows), caption)


def _heads_rows(cells: Sequence[str], heads: Sequence[object]) -> bool:
    """Whether a line heads the rows below it: a text without cells, or below the heads few cells without a number."""
    filled = [cell for cell in cells if cell]
    is_sparse = len(filled) * 2 <= len(cells) and not is_data(cells)
    return len(cells) == 1 or (bool(heads) and is_sparse and not cells[0]) or (len(filled) == 1 and not is_data(cells))


def _is_lower_head(rows: Sequence[Row], upper: Sequence[str]) -> bool:
    """Whether the first row belongs to heads of which some are empty: its label is words, those of all others are numbers."""
    labels = [row.cells[0] for row in rows]
    are_numbers = [number(label, "") is not None for label in labels]
    return (
        "" in upper[1:]
        and len(rows) > 2
        and _has_letter(labels[0])
        and are_numbers[:1] == [False]
        and all(are_numbers[1:])
    )


def _spread(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """An upper row of heads, each repeated to its right over heads without one of their own that are numbers, as the first below it is."""
    found = [*upper[: len(lower)], *[""] * (len(lower) - len(upper))]
    for at in range(2, len(found)):
        are_numbers = None not in (number(lower[at - 1], ""), number(lower[at], ""))
        if not found[at] and are_numbers:
            found[at] = found[at - 1]
    return tuple(found)


def _are_years(cells: Sequence[str]) -> bool:
    """Whether the cells after the first are different years: these are heads of columns, not values."""
    behind = [cell for cell in cells[1:] if cell]
    return len(behind) > 1 and len(set(behind)) == len(behind) and all(map(_YEAR.fullmatch, behind))


def cell_span(text: str, row: Row, column: int) -> tuple[int, int]:
    """The span (start, end) of a row's cell in the page's text."""
    before, cell = text[row.start : row.end].split(_BAR)[:column], row.cells[column]
    start = row.start + sum(len(other) + 1 for other in before)
    start = text.index(cell, start)
    return start, start + len(cell)


def _has_letter(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _column(heads: Sequence[tuple[str, ...]], column: int) -> str:
    return " ".join(head[column] for head in heads if column < len(head) and head[column])


def is_data(cells: Sequence[str]) -> bool:
    """Whether the cells after the first are mostly numbers."""
    behind = [cell for cell in cells[1:] if cell]
    return bool(behind) and sum(number(cell, "") is not None for cell in behind) >= _MOSTLY * len(behind)
