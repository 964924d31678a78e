"""Tables in a grid of cells: their position, the row that names the columns, and their records."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile
from kb.text.normalise import one_line

_NUMBER = re.compile(
    r"[-+(]?\s*[€$£]?\s*\d[\d.,' ]*\s*(?:%|€|\$|£|EUR|euro)?\)?|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:[ T].*)?|\d{1,2}:\d\d.*",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[/–-]\s*(?:\d\d){1,2})?")
_NOTE = 40  # characters of a single cell above which it is a note and not a value; by judgement

Row = tuple[int, list[str]]  # (number in the file, 1-based; cells)


@dataclass(frozen=True)
class Table:
    """A table: the lines above its head, the names of its columns ("" for none), and its rows."""

    above: tuple[Row, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]


def find_tables(rows: Sequence[Row]) -> list[Table]:
    """The tables of a sheet, in order. Empty rows separate them, unless the next rows have no head of their own."""
    found: list[Table] = []
    starts: list[int] = []  # the first column of each table
    head: list[Row] = []
    for start, block in _blocks(rows):
        if len(block) == 1 and _filled(block[0][1]) > 1 and not any(map(_is_value, block[0][1])) and not head:
            head = block  # an empty row follows the names of the columns
            continue
        table, head = _table([*head, *block]), []
        shift = start - starts[-1] if starts else -1
        if shift >= 0 and not any(table.names) and shift + _width(block) <= len(found[-1].names):
            last = found[-1]
            more = [(number, [*[""] * shift, *cells]) for number, cells in sorted((*table.above, *table.rows))]
            found[-1] = Table(last.above, last.names, (*last.rows, *more))
        else:
            found.append(table)
            starts.append(start)
    return [*found, _table(head)] if head else found


def _blocks(rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Yield (first column, rows from there on) of runs of rows without an empty one; side-by-side tables apart."""
    run: list[Row] = []
    for number, cells in (*rows, (0, [])):
        if any(cell.strip() for cell in cells):
            run.append((number, cells))
        elif run:
            yield from _side_by_side(run)
            run = []


def _side_by_side(run: list[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Yield the parts of a run between empty columns, if they begin or end at different rows; else the run itself."""
    width = max(len(cells) for _, cells in run)
    used = [any(column < len(cells) and cells[column].strip() for _, cells in run) for column in range(width)]
    spans: list[tuple[int, int]] = []
    for column in range(width):
        if used[column]:
            start = spans.pop()[0] if spans and spans[-1][1] == column else column
            spans.append((start, column + 1))
    parts = [[(number, part) for number, cells in run if any(part := cells[a:b])] for a, b in spans]
    extents = {(part[0][0], part[-1][0]) for part in parts}
    if (
        len(parts) > 1
        and len(extents) > 1
        and all(len(part) > 1 and b - a > 1 for part, (a, b) in zip(parts, spans, strict=True))
    ):
        yield from zip((a for a, _ in spans), parts, strict=True)
    else:
        first = spans[0][0]
        yield first, [(number, cells[first:]) for number, cells in run]


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _width(block: Sequence[Row]) -> int:
    return max(len(cells) for _, cells in block)


def _table(block: list[Row]) -> Table:
    """A block as a table. Its head is the first of its wide rows, if that has names and no values."""
    widest = max(_filled(cells) for _, cells in block)
    if widest == 1:
        return _list(block)
    at = next(index for index, (_, cells) in enumerate(block) if _is_wide(cells, widest))
    above, head, rest = tuple(block[:at]), block[at][1], block[at + 1 :]
    if not rest and not above and len(block) == 1 and any(map(_is_value, head)):
        return Table((), (), tuple(block))
    if not _is_head(head, rest):
        return Table(above, (), tuple(block[at:]))
    if rest and _is_second_head(head, rest):
        head = _joined_heads(head, rest[0][1])
        rest = rest[1:]
    return Table(above, tuple(_unique(head, max(len(head), _width(block)))), tuple(rest))


def _list(block: list[Row]) -> Table:
    """A table of one column: its first cell is the name, if more follow."""
    first = next(cell for cell in block[0][1] if cell.strip())
    if len(block) == 1 or _is_value(first):
        return Table((), (), tuple(block))
    at = next(index for index, cell in enumerate(block[0][1]) if cell.strip())
    return Table((), (*[""] * at, first), tuple(block[1:]))


def _is_wide(cells: Sequence[str], widest: int) -> bool:
    """Whether a row has as many different cells as a head; a title over merged cells has only one."""
    shown = [cell for cell in cells if cell.strip()]
    return len(set(shown)) > 1 and len(shown) * 2 >= widest


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell.strip())) and not _YEAR.fullmatch(cell.strip())


def _is_head(head: Sequence[str], rest: Sequence[Row]) -> bool:
    return bool(rest) and not any(map(_is_value, filter(None, head)))


def is_only_a_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether there is only one row, with names and no values."""
    return len(rows) == 1 and not any(map(_is_value, filter(None, rows[0])))


def _is_second_head(head: Sequence[str], rest: Sequence[Row]) -> bool:
    """Whether the first row below is also a head: only names, under a cell merged over columns."""
    repeated = any(a and a == b for a, b in pairwise(head))
    below = rest[0][1]
    return (
        len(rest) > 1
        and repeated
        and not any(map(_is_value, filter(None, below)))
        and any(map(_is_value, filter(None, rest[1][1])))
    )


def _joined_heads(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    pairs = ((row[column] if column < len(row) else "" for row in (upper, lower)) for column in range(width))
    return [" ".join(dict.fromkeys(part.strip() for part in pair if part.strip())) for pair in pairs]


def _unique(names: Sequence[str], width: int) -> list[str]:
    """The names, a repeated one with its number: "Nome", "Nome (2)"."""
    found: list[str] = []
    times: dict[str, int] = {}
    for name in map(one_line, names):
        times[name] = times.get(name, 0) + 1
        found.append(f"{name} ({times[name]})" if name and times[name] > 1 else name)
    return [*found, *[""] * (width - len(found))]


def row_lines(table: Table, cells: Sequence[str]) -> list[str]:
    """A row as lines, each value after the name of its column; values without a name, and notes, stand alone."""
    values = [(table.names[at] if at < len(table.names) else "", one_line(cell)) for at, cell in enumerate(cells)]
    values = [(name, value) for name, value in values if value]
    if len(values) == 1 and len(table.names) > 2 and len(values[0][1]) > _NOTE:
        return [values[0][1]]
    if not any(name for name, _ in values) and len(values) > 1:
        return [" | ".join(value for _, value in values)]
    return [f"{name}: {value}" if name else value for name, value in values]


class Sheets:
    """Pages and headings of a workbook as its sheets are added; a page is a row, labelled with its sheet and number."""

    def __init__(self) -> None:
        self._pages: list[RawPage] = []
        self._headings: list[Heading] = []

    def add(self, name: str, rows: Sequence[Row]) -> None:
        """Add a sheet; `name` is "" in a format that has only one."""
        start = len(self._pages) + 1
        for table in find_tables(rows):
            title = " ".join(one_line(" ".join(dict.fromkeys(cells))) for _, cells in table.above)
            above = [(number, [one_line(" ".join(dict.fromkeys(cells)))]) for number, cells in table.above]
            first = len(self._pages) + 1
            for number, lines in (*above, *((number, row_lines(table, cells)) for number, cells in table.rows)):
                self._add_page(f"{name} row {number}".strip(), lines)
            if title and len(self._pages) >= first:
                self._headings.append(Heading(first, title, 2))
        if name and len(self._pages) >= start:
            self._headings.append(Heading(start, name, 1))

    def add_texts(self, name: str, texts: Sequence[str]) -> None:
        """Add a page of texts outside of cells."""
        self._add_page(name, list(texts))

    def _add_page(self, label: str, lines: Sequence[str]) -> None:
        shown = tuple(Line(line) for line in lines if line)
        self._pages.append(RawPage(len(self._pages) + 1, shown, label, "text" if shown else "empty"))

    def parsed(self, format_: str, properties: Properties, remarks: Sequence[str]) -> Parsed:
        """The whole file. Raises UnreadableFile if it has no records."""
        if not any(page.lines for page in self._pages):
            raise UnreadableFile("; ".join(["it has no records", *remarks]))
        headings = sorted(self._headings, key=lambda heading: (heading.page, heading.level))
        return Parsed(format_, tuple(self._pages), tuple(headings), properties, flowing=True, remarks=tuple(remarks))
