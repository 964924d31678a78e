"""CSV and TSV: finds the delimiter, and distinguishes unclosed quotation marks from cells of several lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from ingest.readers.encoding import decode
from ingest.readers.records import Parsed, Properties
from ingest.readers.tables.grid import Row, Sheets, is_only_a_head
from ingest.readers.text import LINE_END
from kb.errors import UnreadableFile

_DELIMITERS = ",;\t|"
_SAMPLE = 60  # lines from which the delimiter is determined
_LONGEST = 200  # lines that one cell may have
_SINGLE = re.compile(r"(?:(?<=^)|(?<=[,;\t|]))'((?:[^']|'')*)'(?=$|[,;\t|])")  # a cell in single quotation marks
csv.field_size_limit(10_000_000)


def read_csv(path: Path) -> Parsed:
    """One page per row, each value after its column name. Raises UnreadableFile."""
    text = LINE_END.sub("\n", decode(path.read_bytes()).replace("\0", ""))
    lines = _with_double_quotes(text.split("\n"))
    delimiter = ""
    skipped = 0
    if lines[0].strip().strip('"').lower().startswith("sep=") and len(lines[0].strip().strip('"')) <= 5:
        delimiter, skipped = lines[0].strip('\r\n "')[4:] or "\t", 1  # Excel's own line "sep=;"
    if len(delimiter) != 1:
        delimiter = "\t" if path.suffix.lower() in (".tsv", ".tab") and "\t" in text else _delimiter(lines[skipped:])
    remarks: list[str] = []
    rows = list(_rows(lines[skipped:], delimiter, remarks))
    if is_only_a_head([cells for _, cells in rows if any(cells)]):
        raise UnreadableFile("it has no records, only the names of columns")
    sheets = Sheets()
    sheets.add("", [(number + skipped, cells) for number, cells in rows])
    return sheets.parsed("csv", Properties(), remarks)


def _with_double_quotes(lines: list[str]) -> list[str]:
    """The lines with double instead of single quotation marks around cells, if the file quotes with single ones."""
    sample = [line for line in lines[:_SAMPLE] if line.strip()]
    if any('"' in line for line in lines) or sum(_SINGLE.search(line) is not None for line in sample) < len(sample) / 2:
        return lines
    return [_SINGLE.sub(lambda found: '"' + found[1].replace("''", "'") + '"', line) for line in lines]


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that gives most of the first lines the same number of cells, and the most cells."""
    sample = [line for line in lines[:_SAMPLE] if line.strip()]

    def consistency(delimiter: str) -> tuple[float, int]:
        counts = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        wide = Counter({count: times for count, times in counts.items() if count > 1})
        if not wide:
            return 0.0, 1
        count, times = max(wide.items(), key=lambda item: (item[1], item[0]))
        return round(times / max(1, sum(counts.values())), 1), count

    return max(_DELIMITERS, key=consistency)


def _rows(lines: Sequence[str], delimiter: str, remarks: list[str]) -> Iterator[Row]:
    """Yield (number of its first line, cells) of each row."""
    plain = [len(line.split(delimiter)) for line in lines if line.strip() and '"' not in line]
    usual = Counter(plain).most_common(1)[0][0] if plain else 0
    at = 0
    while at < len(lines):
        line = lines[at]
        if '"' not in line:
            cells, used = line.split(delimiter), 1
        else:
            cells, used = _quoted(lines, at, delimiter)
            if used > 1 and _is_open(lines[at : at + used], len(cells), delimiter, usual):
                cells, used = [cell.strip().strip('"') for cell in line.split(delimiter)], 1
                remarks[:] = ["a quotation mark is left open; it was read as if it weren't there"]
        yield at + 1, [cell.strip() for cell in cells]
        at += used


def _is_open(lines: Sequence[str], cells: int, delimiter: str, usual: int) -> bool:
    """Whether a row of several lines is due to an unclosed quotation mark: its lines are rows themselves, or it has no end."""
    alone = [len(line.split(delimiter)) for line in lines if line.strip()]
    if len(lines) > _LONGEST or (usual > 1 and alone and set(alone) == {usual}):
        return True
    return cells != usual and alone[0] == usual


def _quoted(lines: Sequence[str], at: int, delimiter: str) -> tuple[list[str], int]:
    """(cells, number of lines) of the row that begins at a line with a quotation mark."""
    reader = csv.reader((f"{line}\n" for line in islice(lines, at, at + _LONGEST + 1)), delimiter=delimiter)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return lines[at].split(delimiter), 1
    return cells, reader.line_num
