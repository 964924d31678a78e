"""Conversion to rows of tables that a file has column by column, as layout programs write them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.layout.columns import cell_lines
from ingest.readers.records import Cell, Line

# All by judgement.
_SHORT = 0.3  # of the width of a page's text
_ALIKE = 0.3  # by which the size of a table's lines may differ
_FEWEST, _ROWS = 6, 3  # lines; levels with several of them
_NUMBERS = 0.4  # of the lines
_NAMED = 0.8  # of the numbers follow a text on their level
LEVEL = 0.35  # of a line's height: lines that begin within it are on one level


def rows_of_stacks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a page with those of each such table row by row, as cells of one line."""
    if not lines:
        return ()
    width = max(line.right for line in lines) - min(line.left for line in lines)
    found: list[Line] = []
    for run in _runs(lines, width):
        levels = _levels(run) if _may_be_stacked(run) else []
        found += map(_row, levels) if _are_named(levels) else run
    return tuple(found)


def _runs(lines: Sequence[Line], width: float) -> Iterator[Sequence[Line]]:
    """Runs of lines without a wide one between them, of about the same size of type."""
    start = 0
    for at, line in enumerate(lines):
        is_part = line.cells or line.right - line.left < _SHORT * width
        if at and (not is_part or abs(line.size - lines[start].size) > _ALIKE * lines[start].size):
            yield lines[start:at]
            start = at
    yield lines[start:]


def _levels(run: Sequence[Line]) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in sorted(run, key=lambda line: line.top):
        last = found[-1] if found else []
        if last and line.top - last[0].top < LEVEL * line.size and all(_are_apart(line, other) for other in last):
            last.append(line)
        else:
            found.append([line])
    return found


def _are_apart(line: Line, other: Line) -> bool:
    return line.left >= other.right or other.left >= line.right


def _may_be_stacked(run: Sequence[Line]) -> bool:
    """Whether there are enough numbers, and the file goes back up the page between them."""
    if len(run) < _FEWEST or not any(b.top < a.top - a.size for a, b in pairwise(run)):
        return False
    return sum(map(_is_number, run)) >= _NUMBERS * len(run)


def _are_named(levels: Sequence[Sequence[Line]]) -> bool:
    """Whether numbers are on several levels, nearly all after their label."""
    numbers = [(line, level) for level in levels for line in level if _is_number(line)]
    named = sum(any(other.left < line.left and not _is_number(other) for other in level) for line, level in numbers)
    return sum(len(level) > 1 for level in levels) >= _ROWS and named >= _NAMED * len(numbers)


def _is_number(line: Line) -> bool:
    return any(map(str.isdigit, line.text)) and not any(map(str.isalpha, line.text))


def _row(level: Sequence[Line]) -> Line:
    ordered = sorted((part for line in level for part in cell_lines(line)), key=lambda part: part.left)
    if len(level) == 1:
        return level[0]
    cells = tuple(Cell(part.text.strip(), part.left, part.right) for part in ordered)
    text = " ".join(cell.text for cell in cells)
    return replace(ordered[0], text=text, right=max(cell.right for cell in cells), cells=cells)
