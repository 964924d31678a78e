"""Rows of tables on pages without structure: lines whose wide gaps are aligned, with one text for each column."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.layout.columns import strips
from ingest.layout.structure import LEADERS
from ingest.readers.records import ROW, Cell, Line
from ingest.readers.rows import row_line

# All by judgement.
_APART = 4.0  # in heights of a line: rows further from each other are of two tables
_ROWS = 3  # of a table of two columns without numbers; justified text has two aligned gaps by chance
_HEADED = 4  # least rows of a table whose head may be beside its columns
_HEADS = 2  # rows that may be of the head
_NUMBERS = 0.3  # of the cells after the first
_FILLED = 0.6  # of the rows have texts in two columns or more
_WORDS = 3  # a line of more words, each a cell, is justified text
# Heights of a line: the widest space between words of a justified line; a wider one must equal the others within this much.
_STRETCHED, _EQUAL = 2.5, 0.2
_LAST = 5  # rows of a page whose places are compared with those of the next
_SENTENCE = 15  # characters; longer texts after numbers are items or lines of a program
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[€$(+−–-]?\s*\d[\d.,'’ ]*\s*[%€$)]?")
_NAME = re.compile(r"[^\W\d_]{2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL = re.compile(r"[\[(]?\w{1,3}[\])]?[.:)]?")


def whole_rows(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with those that follow on the same level as their cells: PDFium ends a line before a distant short cell."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and _is_level(last, line):
            cells = (*_as_cells(last), *_as_cells(line))
            found[-1] = replace(last, text=f"{last.text.rstrip()} {line.text.lstrip()}", right=line.right, cells=cells)
        else:
            found.append(line)
    return tuple(found)


def _is_level(line: Line, following: Line) -> bool:
    """Whether numbers, or a short line with one, are beside the line before, more than a space away."""
    if line.size <= 0 or abs(line.size - following.size) >= 0.1 * line.size:
        return False
    if abs(line.top - following.top) >= 0.2 * line.size or following.left <= line.right:
        return False
    if line.cells:
        return not following.cells and len(following.text) <= _SENTENCE and bool(_DIGIT.search(following.text))
    values = [cell.text for cell in _as_cells(following)]
    return following.left - line.right > line.size and all(map(_NUMBER.fullmatch, values))


def _as_cells(line: Line) -> tuple[Cell, ...]:
    return line.cells or (Cell(line.text.strip(), line.left, line.right),)


def table_rows(lines: Sequence[Line]) -> dict[int, str]:
    """The text of each line that is a row of a table, by its index: its cells, with empty ones for missing columns."""
    cells = [() if line.style == ROW else _row_cells(line) for line in lines]
    rows = {at: line.text for at, line in enumerate(lines) if line.style == ROW}
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and cells[at] and cells[at - 1] and _is_next(lines[at - 1], lines[at]):
            continue
        if at - start > 1:
            rows |= {start + index: text for index, text in enumerate(_rows(cells[start:at]))}
        start = at
    return rows


def _row_cells(line: Line) -> tuple[Cell, ...]:
    """The cells of a line that may be a row: without a bullet; () for justified text or an entry of a contents page."""
    cells = line.cells
    if not cells:
        return ()
    if not any(char.isalnum() for char in cells[0].text):
        cells = (Cell(f"{cells[0].text} {cells[1].text}", cells[0].left, cells[1].right), *cells[2:])
    small = sum(word[:2].isalpha() and word.islower() for word in line.text.split())
    is_stretched = len(cells) > _WORDS and len(cells) == len(line.text.split()) and small * 2 > len(cells)
    if is_stretched:
        gaps = [b.left - a.right for a, b in pairwise(line.cells)]
        is_stretched = max(gaps) < _STRETCHED * line.size or max(gaps) - min(gaps) < _EQUAL * line.size
    return () if len(cells) < 2 or is_stretched or LEADERS.search(line.text) else cells


def _is_next(line: Line, following: Line) -> bool:
    return 0 < following.top - line.top < _APART * max(line.size, 1)


def _rows(block: Sequence[tuple[Cell, ...]]) -> list[str]:
    """The rows of aligned lines; [] if they aren't a table."""
    usual = sorted(map(len, block))[len(block) // 2]  # a line with fewer cells may be a head over several columns
    whole = [cells for cells in block if len(cells) >= usual]
    edges = _edges(whole)
    if len(block) >= _HEADED and len(edges) >= usual and {*map(len, block)} == {usual}:
        edges = _edges(block[1:])  # left-aligned names of columns may be above no number
    if not edges or not _is_table(block, len(edges) + 1):
        return []
    first = max(cells[0].right for cells in whole)
    rows = []
    for at, cells in enumerate(block):
        in_turn = _in_turn(cells, len(edges) + 1, first) if at < _HEADS and len(block) >= _HEADED else []
        columns = in_turn or [_column(cell, edges, is_whole=len(cells) >= usual) for cell in cells]
        texts = [""] * (len(edges) + 1)
        for column, cell in zip(columns, cells, strict=True):
            texts[column] = f"{texts[column]} {cell.text}".strip()
        rows.append(texts)
    if sum(sum(map(bool, texts)) > 1 for texts in rows) < _FILLED * len(rows):
        return []
    return [row_line(texts) for texts in rows]


def _edges(rows: Sequence[tuple[Cell, ...]]) -> list[float]:
    return [(a + b) / 2 for a, b in strips([cell for cells in rows for cell in cells])]


def _column(cell: Cell, edges: Sequence[float], *, is_whole: bool) -> int:
    """The column of a cell of a whole row, or of one with fewer cells, which may reach over several columns."""
    place = (cell.left + cell.right) / 2 if is_whole else cell.left
    return sum(place >= edge for edge in edges)


def _in_turn(cells: Sequence[Cell], columns: int, first: float) -> list[int]:
    """The columns of a head whose cells fill all of them, or all but the first, which ends at `first`; [] of others."""
    skipped = columns - len(cells)
    is_whole = skipped == 0 or (skipped == 1 and cells[0].left > first)
    return list(range(skipped, columns)) if is_whole else []


def continued_heads(pages: Sequence[Sequence[Line]]) -> dict[int, str]:
    """The head of a table continued from the page before, by the index of the page; only heads without numbers.

    `pages` are their lines in reading order, without running heads.
    """
    found: dict[int, str] = {}
    head = ""
    for at, (lines, following) in enumerate(pairwise(pages)):
        if not (lines and following and lines[-1].cells and following[0].cells):
            continue
        rows, begun = table_rows(lines), table_rows(following).get(0, "")
        start = len(lines)
        while start - 1 in rows:
            start -= 1
        if start or at not in found:  # else the table began on an earlier page
            head = _head([rows[index] for index in range(start, len(lines))])
        is_same = begun.count("|") == head.count("|") and any(
            _stand_below(line, following[0]) for line in lines[-_LAST:]
        )
        if head and begun and not _is_head(begun) and is_same:
            found[at + 1] = head
    return found


def _head(rows: Sequence[str]) -> str:
    """The first row of a table if it is a head, and most of the others hold numbers; else ""."""
    numbers = sum(_DIGIT.search(row) is not None for row in rows[1:])
    return rows[0] if len(rows) > 1 and _is_head(rows[0]) and numbers * 2 >= len(rows) - 1 else ""


def _is_head(row: str) -> bool:
    values = list(filter(None, (cell.strip() for cell in row.split("|"))))
    return len(values) > 1 and all(_NAME.search(value) or _YEAR.fullmatch(value) for value in values)


def _stand_below(line: Line, following: Line) -> bool:
    """Whether two rows have cells in the same places."""
    pairs = list(zip(line.cells, following.cells, strict=False))
    is_level = all(a.left < b.right and b.left < a.right for a, b in pairs)
    return bool(pairs) and len(line.cells) == len(following.cells) and is_level


def _is_table(block: Sequence[tuple[Cell, ...]], columns: int) -> bool:
    values = [cell.text for cells in block for cell in cells[1:]]
    has_numbers = sum(_DIGIT.search(value) is not None for value in values) >= _NUMBERS * len(values)
    is_numbered = columns == 2 and sum(_LABEL.fullmatch(cells[0].text) is not None for cells in block) > len(block) / 2
    if is_numbered and sum(map(len, values)) > _SENTENCE * len(values):
        return False
    return columns > 2 or has_numbers or len(block) >= _ROWS
