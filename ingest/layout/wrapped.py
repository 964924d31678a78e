"""Joining of the lines of table rows with wrapped cells, by the table's rules or by the wider gaps between rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.layout.columns import cell_lines, strips
from ingest.layout.stacks import LEVEL
from ingest.readers.records import NO_RULES, ROW, Cell, Line, Rule, Rules
from ingest.readers.rows import row_line

# All by judgement.
_APART = 4.0  # in heights of a line: lines further from each other are of two tables
_NARROW = 0.5  # of the width of a page's text: a wider line without cells is running text
_WRAPPED = 1.45  # heights of a line between two lines of one cell, at most
_CLOSER = 1.15  # times that distance: the least between two rows without a rule
_ROWS = 3  # of a table, at least
_TALLEST, _TALLEST_RULED = 8, 60  # lines of a row
_FULL = 0.8  # of its column: a line of a row's first cell that had to be wrapped, with the first word of the next
_LARGEST = 400  # lines of a table
_RULED = 0.8  # of a table's width: shorter rules separate columns of a head
_SLACK = 1.0  # points by which a cell may cross a rule
_THICK = 2.5  # points between the upper and the lower edge of a rule
_HYPHEN = re.compile(r"[^\W\d_]-$")


@dataclass(frozen=True)
class _Level:
    """One level of a table: its lines, and the cell of each column that has one."""

    top: float
    lines: tuple[Line, ...]
    cells: dict[int, Cell]


_Row = list[_Level]


def joined_rows(lines: Sequence[Line], rules: Rules = NO_RULES) -> tuple[Line, ...]:
    """The lines of a page in reading order, those of one row of a table as one line with its cells."""
    if not any(line.cells for line in lines):
        return tuple(lines)
    width = max(line.right for line in lines) - min(line.left for line in lines)
    is_cell = [
        bool(line.cells) or line.right - line.left < _NARROW * width or _is_walled(line, rules) for line in lines
    ]
    found: list[Line] = []
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and is_cell[at] and is_cell[at - 1] and _are_near(lines[at - 1], lines[at], rules):
            continue
        block = lines[start:at]
        rows = _with_rows(block, rules, found)
        if rows is block and sum(bool(line.cells) for line in block) >= _ROWS - 1:
            for part in _parted(block, rules):
                found += _with_rows(part, rules, found)
        else:
            found += rows
        start = at
    return tuple(found)


def _parted(block: Sequence[Line], rules: Rules) -> Iterator[Sequence[Line]]:
    """The block cut where rules beside the lines begin or end, and where the file goes back up the page."""
    are_ruled = [bool(_beside(line, rules)) for line in block]
    start = 0
    for at in range(1, len(block) + 1):
        if at == len(block) or are_ruled[at] != are_ruled[at - 1] or _is_back_up(block[at - 1], block[at]):
            yield block[start:at]
            start = at


def _beside(line: Line, rules: Rules) -> set[int]:
    """The places of the vertical rules at the height of a line."""
    middle = line.top + line.size / 2
    return {round(place) for place, start, end in rules.down if start < middle < end}


def _is_walled(line: Line, rules: Rules) -> bool:
    """Whether a line is between two of at least three vertical rules, and none crosses it."""
    walls = _beside(line, rules)
    is_crossed = any(line.left + _SLACK < place < line.right - _SLACK for place in walls)
    return len(walls) > 2 and not is_crossed and min(walls) < line.left and line.right < max(walls)


def _are_near(line: Line, following: Line, rules: Rules) -> bool:
    """Whether two lines may be of one table."""
    size = max(line.size, 1)
    if abs(line.size - following.size) > 0.1 * size or following.top - line.top >= _APART * size:
        return False
    return not _is_back_up(line, following) or _are_in_row(line, following, rules)


def _are_in_row(line: Line, following: Line, rules: Rules) -> bool:
    """Whether the following line is in another cell of a ruled row: to the right, with no rule between their heights."""
    if following.left <= line.left + _SLACK or not (_is_walled(line, rules) and _is_walled(following, rules)):
        return False
    upper, lower = sorted(one.top + one.size / 2 for one in (line, following))
    between = ((start, end) for place, start, end in rules.across if upper < place < lower)
    return not any(start < one.right and one.left < end for start, end in between for one in (line, following))


def _is_back_up(line: Line, following: Line) -> bool:
    return following.top - line.top <= -2 * max(line.size, 1)


def _with_rows(block: Sequence[Line], rules: Rules, above: list[Line]) -> Sequence[Line]:
    """The rows of a table, from top to bottom; the block unchanged if it is unclear which lines belong to one row.

    The last line `above` it becomes its head if it is one, set in another size.
    """
    counts = sorted(len(line.cells) for line in block if line.cells)
    if len(counts) < _ROWS - 1 or len(block) > _LARGEST:
        return block
    usual = [line for line in block if len(line.cells) >= counts[len(counts) // 2]]
    walls = _walls(block, rules)
    if not walls and counts[0] == counts[-1] and len(counts) == len(block):
        return block  # nothing continues below
    edges = max((_edges(block, walls), _edges(usual, walls), walls), key=len)
    levels = _levels(block, edges, walls)
    if not edges or levels is None:
        return block
    if rows := _rows(levels, _borders(block, rules), is_ruled=edges is walls):
        if above and len(above[-1].cells) > 1 and 0 < block[0].top - above[-1].top < _APART * block[0].size:
            head = _levels(above[-1:], edges, walls)
            above[-1:] = [_joined(head, len(edges) + 1)] if head else above[-1:]
        return [_joined(row, len(edges) + 1) for row in rows]
    return block


def _rows(levels: Sequence[_Level], borders: Sequence[float], *, is_ruled: bool) -> list[_Row]:
    """The levels by row, if that is certain; `is_ruled`: rules separate the columns."""
    size = sorted(level.lines[0].size for level in levels)[len(levels) // 2]
    alone = [[level] for level in levels]
    known = [(_ruled(levels, borders), True), *((rows, False) for rows in _by_gaps(levels, size)), (alone, False)]
    for rows, are_ruled in known:
        is_new = any(len(row) > 1 for row in rows) or (is_ruled and all(len(level.cells) > 1 for level in levels))
        if len(rows) >= _ROWS and is_new and _are_rows(rows, are_ruled=are_ruled):
            return rows
    return []


def _edges(lines: Sequence[Line], walls: Sequence[float]) -> list[float]:
    return [(a + b) / 2 for a, b in strips([part for line in lines for part in _parts(line, walls)])]


def _parts(line: Line, walls: Sequence[float]) -> list[Line]:
    """The cells of a line as lines; a bullet isn't one, unless a rule separates it from its text."""
    parts = cell_lines(line)
    is_bullet = len(parts) > 1 and not any(map(str.isalnum, parts[0].text)) and any(map(str.isalpha, parts[1].text))
    if is_bullet and not any(parts[0].right - _SLACK < wall < parts[1].left + _SLACK for wall in walls):
        parts[:2] = [replace(parts[1], text=f"{parts[0].text} {parts[1].text}", left=parts[0].left)]
    return parts


def _levels(block: Sequence[Line], edges: Sequence[float], walls: Sequence[float]) -> list[_Level] | None:
    """The levels from top to bottom; None if a cell spans several columns."""
    found: list[_Level] = []
    for line in sorted(block, key=lambda line: line.top):
        cells: dict[int, Cell] = {}
        for part in _parts(line, walls):
            if any(part.left + _SLACK < edge < part.right - _SLACK for edge in edges):
                return None
            column = sum(part.left + _SLACK >= edge for edge in edges)
            cells[column] = _over(cells.get(column), Cell(part.text.strip(), part.left, part.right))
        last = found[-1] if found else None
        if last and line.top - last.top < LEVEL * line.size and not cells.keys() & last.cells.keys():
            found[-1] = _Level(last.top, (*last.lines, line), {**last.cells, **cells})
        else:
            found.append(_Level(line.top, (line,), cells))
    return found


def _borders(block: Sequence[Line], rules: Rules) -> list[float]:
    """The heights of the rules that cross a table, from the top."""
    left, right = min(line.left for line in block), max(line.right for line in block)
    return _crossing(rules.across, left, right)


def _walls(block: Sequence[Line], rules: Rules) -> list[float]:
    """The places of the rules that divide a table into columns, from the left."""
    left, right = min(line.left for line in block), max(line.right for line in block)
    places = _crossing(rules.down, block[0].top, max(line.top + line.size for line in block))
    return [place for place in places if left < place < right]


def _crossing(rules: Sequence[Rule], start: float, end: float) -> list[float]:
    """The places of the rules that extend from start to end, also in pieces drawn cell by cell."""
    places: list[tuple[float, list[tuple[float, float]]]] = []
    for place, first, last in rules:
        if first < last and start < last and first < end:
            if not places or place - places[-1][0] >= _THICK:
                places.append((place, []))
            places[-1][1].append((max(first, start), min(last, end)))
    return [place for place, parts in places if _length(parts) >= _RULED * (end - start)]


def _length(parts: Sequence[tuple[float, float]]) -> float:
    """The total length covered by parts, which may overlap."""
    whole, reached = 0.0, float("-inf")
    for first, last in sorted(parts):
        whole += max(last - max(first, reached), 0.0)
        reached = max(reached, last)
    return whole


def _ruled(levels: Sequence[_Level], borders: Sequence[float]) -> list[_Row]:
    """The levels between one rule and the next."""
    rows: dict[int, _Row] = {}
    for level in levels:
        middle = level.top + level.lines[0].size / 2
        rows.setdefault(sum(border < middle for border in borders), []).append(level)
    return list(rows.values())


def _by_gaps(levels: Sequence[_Level], size: float) -> Iterator[list[_Row]]:
    """Yield the levels grouped by distance, for each distance that lines of one cell may have."""
    gaps = sorted({round(b.top - a.top, 1) for a, b in pairwise(levels)})
    for close, far in reversed([*pairwise(gaps)]):
        if close <= _WRAPPED * size and far >= _CLOSER * close:
            rows: list[_Row] = [[levels[0]]]
            for above, level in pairwise(levels):
                if round(level.top - above.top, 1) > close:
                    rows.append([])
                rows[-1].append(level)
            yield rows


def _are_rows(rows: Sequence[_Row], *, are_ruled: bool) -> bool:
    """Whether each row has one number in a column of numbers, and first cells of several lines had to be wrapped."""
    levels = [level for row in rows for level in row]
    columns = {column for level in levels for column in level.cells if column}
    numbers = {at for at in columns if _holds_numbers([level.cells[at].text for level in levels if at in level.cells])}
    width = _width(levels, are_ruled=are_ruled)
    told = sum(len({column for level in row for column in level.cells}) > 1 for row in rows)
    enough = _ROWS - 1 if numbers else _ROWS  # a table of words needs more
    return told >= enough and all(len(row) == 1 or _is_row(row, numbers, width, are_ruled=are_ruled) for row in rows)


def _is_row(row: _Row, numbers: set[int], width: float, *, are_ruled: bool) -> bool:
    filled = [column for level in row for column in level.cells]
    labels = [level.cells[0] for level in row if 0 in level.cells]
    if len(row) > (_TALLEST_RULED if are_ruled else _TALLEST) or any(filled.count(column) > 1 for column in numbers):
        return False
    is_told_once = are_ruled or len(labels) == 1 or any(column in numbers for column in filled)
    return is_told_once and all(_is_wrapped(a, b, width) for a, b in pairwise(labels))


def _width(levels: Sequence[_Level], *, are_ruled: bool) -> float:
    """The width of a first cell: between rules at least that of the widest, else up to the next column."""
    firsts = [level.cells[0] for level in levels if 0 in level.cells]
    others = [cell.left for level in levels for column, cell in level.cells.items() if column]
    if are_ruled or not firsts:
        return max((cell.right - cell.left for cell in firsts), default=0.0)
    return min(others) - min(cell.left for cell in firsts) if others else 0.0


def _is_wrapped(cell: Cell, following: Cell, width: float) -> bool:
    """Whether the first word of the next line hardly fitted into a cell of this width."""
    letter = (following.right - following.left) / max(len(following.text), 1)
    return cell.right - cell.left + letter * (len(following.text.split(" ")[0]) + 1) >= _FULL * width


def _holds_numbers(texts: Sequence[str]) -> bool:
    numbers = sum(sum(map(str.isdigit, text)) > sum(map(str.isalpha, text)) for text in texts)
    return numbers * 2 >= len(texts) > 0


def _joined(row: _Row, columns: int) -> Line:
    """A row as one line, in the place of its first."""
    cells: dict[int, Cell] = {}
    for level in row:
        for column, cell in level.cells.items():
            cells[column] = _over(cells.get(column), cell)
    ordered = [cells[column] for column in sorted(cells)]
    return replace(
        row[0].lines[0],
        text=row_line([cells[column].text if column in cells else "" for column in range(columns)]),
        left=ordered[0].left,
        right=max(cell.right for cell in ordered),
        cells=tuple(ordered) if len(ordered) > 1 else (),
        style=ROW,
    )


def _over(cell: Cell | None, following: Cell) -> Cell:
    """One cell with both texts, the second of which continues below the first."""
    if cell is None:
        return following
    is_broken = _HYPHEN.search(cell.text) and following.text[:1].islower()
    text = cell.text[:-1] + following.text if is_broken else f"{cell.text} {following.text}"
    return Cell(text, min(cell.left, following.left), max(cell.right, following.right))
