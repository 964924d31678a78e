"""Excel workbooks by row: visible sheets, rows and cells, with the values that are shown."""

import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils.exceptions import InvalidFileException

from ingest.readers.office.charts import chart_titles
from ingest.readers.office.package import BROKEN, Package, tag
from ingest.readers.office.properties import core_properties
from ingest.readers.records import Parsed
from ingest.readers.tables.grid import Row, Sheets
from ingest.readers.tables.shown import hides, shown
from ingest.readers.visibility import BLACK, WHITE, Look, hex_colour, is_seen
from kb.errors import UnreadableFile
from kb.text.normalise import one_line

_LARGE = 40_000_000  # bytes of a sheet's XML; a larger one is read row by row, without merged cells
_NO_SIZE = 0.5  # points or characters
_BROKEN = (*BROKEN, InvalidFileException, TypeError, AttributeError, IndexError, ParseError)
_UNCOUNTED = re.compile(rb"<c\b[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def read_xlsx(path: Path) -> Parsed:
    """One page per row of each visible sheet, each value after its column name. Raises UnreadableFile."""
    with Package(path, "Excel workbook") as package:
        sheets = package.names(r"xl/worksheets/[^/]*\.xml")
        data = [found for name in sheets if (found := package.data(name)) is not None]
        uncounted = sum(len(_UNCOUNTED.findall(part)) for part in data)
        is_large = any(len(part) > _LARGE for part in data)
        properties, drawn = core_properties(package), list(_drawn(package))
        pictures = len(package.names(r"xl/media/.*"))
        remarks = list(package.remarks)
    book = _open(path, is_large=is_large)
    pages = Sheets()
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                remarks.append(f"sheet {sheet.title!r} is hidden and not read")
            else:
                pages.add(sheet.title, list(_streamed(sheet) if is_large else _rows(sheet, remarks)))
    except _BROKEN as error:
        raise UnreadableFile(f"it isn't a valid Excel workbook: {error}") from error
    finally:
        book.close()
    if drawn:
        pages.add_texts("text boxes", drawn)
    if uncounted:
        remarks.append(f"{uncounted} formula(s) have no stored value; open the file and save it again")
    if pictures:
        remarks.append(f"{pictures} picture(s) not read")
    return pages.parsed("xlsx", properties, remarks)


def _open(path: Path, *, is_large: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about dispensable parts of a workbook
            return openpyxl.load_workbook(path, read_only=is_large, data_only=True)
    except _BROKEN as error:
        raise UnreadableFile(f"it isn't a valid Excel workbook: {error}") from error


def _streamed(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # the stated size of a sheet may be wrong
    is_blank = False
    for number, row in enumerate(sheet.iter_rows(), 1):
        if row or not is_blank:  # a run of rows without cells is yielded once
            yield number, [shown(cell.value, cell.number_format) for cell in row]
        is_blank = not row


def _rows(sheet: Any, remarks: list[str]) -> Iterator[Row]:
    """Yield the visible rows of a sheet with visible columns; merged cells have their value in each of their places."""
    columns = _hidden_columns(sheet)
    is_filtered = bool(sheet.auto_filter.ref and sheet.auto_filter.filterColumn)
    hidden = {n for n, row in sheet.row_dimensions.items() if _is_hidden(row.hidden, row.height) and not is_filtered}
    merged = _merged(sheet)
    seen: dict[int, bool] = {}
    left_out = unseen = 0
    last = 0
    for number, row in _used_rows(sheet):
        if number > last + 1:
            yield last + 1, []
        last = number
        if number in hidden:
            left_out += any(cell.value is not None for cell in row)
            continue
        cells = []
        for cell in row:
            value = merged.get((cell.row, cell.column)) or cell
            if cell.column in columns:
                continue
            text = shown(value.value, value.number_format)
            if text.strip() and not seen.setdefault(value.style_id, _is_seen(value)):
                unseen, text = unseen + 1, ""
            cells.append(text)
        yield number, cells
    for count, what in (
        (left_out, "hidden row(s)"),
        (len(columns), "hidden column(s)"),
        (unseen, "cell(s) that aren't seen"),
    ):
        if count:
            remarks.append(f"{sheet.title}: {count} {what} not read")


def _used_rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield (number, cells up to the last one) of the rows that have any; openpyxl's iteration would create a cell for each place."""
    widths: dict[int, int] = {}
    for row, column in sheet._cells:  # there is no public API for the used places
        widths[row] = max(column, widths.get(row, 0))
    for row in sorted(widths):
        yield row, next(sheet.iter_rows(min_row=row, max_row=row, max_col=widths[row]))


def _hidden_columns(sheet: Any) -> set[int]:
    found: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if _is_hidden(dimension.hidden, dimension.width) and dimension.min:
            found.update(range(dimension.min, min(dimension.max or dimension.min, sheet.max_column) + 1))
    return found


def _is_hidden(stated: bool, size: float | None) -> bool:
    """Whether a row or column isn't shown, or has no size (points for rows, characters for columns)."""
    return stated or (size is not None and size < _NO_SIZE)


def _merged(sheet: Any) -> dict[tuple[int, int], Any]:
    """The first cell of each merged range, by the places it covers within the used area of the sheet."""
    found = {}
    for area in list(sheet.merged_cells.ranges)[:20_000]:
        first = sheet.cell(area.min_row, area.min_col)
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            for column in range(area.min_col, min(area.max_col, sheet.max_column) + 1):
                found[row, column] = first
    return found


def _is_seen(cell: Any) -> bool:
    """Whether a cell's format shows its value, in a colour that differs from its fill."""
    if hides(cell.number_format):
        return False
    colour = _rgb(cell.font.color)
    pattern = cell.fill.fill_type if cell.fill is not None else None
    background = WHITE if pattern is None else _rgb(cell.fill.fgColor) if pattern == "solid" else None
    size = cell.font.sz
    return is_seen(Look(float(size) if size else None, colour, background))


def _rgb(colour: Any) -> tuple[int, int, int] | None:
    """The red, green and blue of a colour; of theme colours only white and black are known."""
    if colour is None:
        return None
    if colour.type == "indexed":
        return hex_colour(COLOR_INDEX[colour.indexed][-6:]) if 0 <= colour.indexed < len(COLOR_INDEX) else None
    if colour.type == "theme":
        return (WHITE, BLACK)[colour.theme] if colour.theme in (0, 1) and not colour.tint else None
    return hex_colour(colour.rgb[-6:]) if isinstance(colour.rgb, str) else None


def _drawn(package: Package) -> Iterator[str]:
    """Yield the text of text boxes and shapes, and the titles of charts, whose values are in cells."""
    for name in package.names(r"xl/charts/chart\d+\.xml"):
        chart = package.xml(name)
        yield from chart_titles(chart) if chart is not None else ()
    for name in package.names(r"xl/drawings/drawing\d+\.xml"):
        root = package.xml(name)
        for item in root.iter() if root is not None else ():
            if tag(item) == "a:p" and (
                text := one_line("".join(part.text or "" for part in item.iter() if tag(part) == "a:t"))
            ):
                yield text
