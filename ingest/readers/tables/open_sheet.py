"""OpenDocument spreadsheets by row: visible sheets and rows, with the text that each cell shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.readers.office.opendocument import TextBody, open_document, stated
from ingest.readers.office.opendocument_styles import Drawn, Styles
from ingest.readers.office.package import Package, attribute, child, tag
from ingest.readers.records import Parsed
from ingest.readers.tables.grid import Row, Sheets

_MOST = 1000  # columns or rows that one element may repeat; the empty rest of a sheet is repeated a million times


def read_ods(path: Path) -> Parsed:
    """One page per row of each visible sheet, each value after its column name. Raises UnreadableFile."""
    with Package(path, "OpenDocument spreadsheet") as package:
        content, styles, _ = open_document(package)
        body = child(content, "office:body", "office:spreadsheet")
        sheets = Sheets()
        remarks = package.remarks
        for table in body if body is not None else ():
            if tag(table) != "table:table":
                continue
            name = attribute(table, "name")
            if styles.says("table", attribute(table, "style-name"), "display") == "false":
                remarks.append(f"sheet {name!r} is hidden and not read")
            else:
                sheets.add(name, list(_rows(package, styles, table)))
                _add_drawn(package, styles, table, sheets)
        return sheets.parsed("ods", stated(package), remarks)


def _add_drawn(package: Package, styles: Styles, table: Any, sheets: Sheets) -> None:
    """Add the text boxes and shapes on a sheet."""
    body, shapes = TextBody(package, styles), child(table, "table:shapes")
    if shapes is not None:
        body.walk(shapes, Drawn())
    if body.blocks:
        sheets.add_texts("text boxes", [block.text for block in body.blocks])
    package.remarks.extend(body.remarks())


def _rows(package: Package, styles: Styles, table: Any) -> Iterator[Row]:
    number = 0
    hidden = 0
    columns = [
        attribute(item, "visibility") in ("collapse", "filter")
        for item in table.iter()
        if tag(item) == "table:table-column"
        for _ in range(_count(item, "columns"))
    ]
    above: dict[int, tuple[str, int]] = {}
    for row in table.iter():
        if tag(row) != "table:table-row":
            continue
        times = (
            int(attribute(row, "number-rows-repeated") or 1) if attribute(row, "number-rows-repeated").isdigit() else 1
        )
        cells = _cells(package, styles, row, above)
        if attribute(row, "visibility") == "collapse":
            hidden += any(cells)
            number += times
            continue
        cells = [cell for at, cell in enumerate(cells) if at >= len(columns) or not columns[at]]
        if any(cells) and times > _MOST:
            name, row_number = attribute(table, "name"), number + 1
            package.remarks.append(f"{name}: row {row_number} is repeated {times} times, {_MOST} of them read")
        for turn in range(min(times, _MOST) if any(cells) else min(times, 1)):
            yield number + turn + 1, cells
        number += times
    if hidden:
        package.remarks.append(f"{attribute(table, 'name')}: {hidden} hidden row(s) not read")


def _count(element: Any, what: str) -> int:
    value = attribute(element, f"number-{what}-repeated")
    return min(int(value), _MOST) if value.isdigit() else 1


def _cells(package: Package, styles: Styles, row: Any, above: dict[int, tuple[str, int]]) -> list[str]:
    """The texts of a row's cells; that of a merged cell in each of its places."""
    texts: list[str] = []
    wide = ""
    for item in row:
        name = tag(item)
        if name == "table:covered-table-cell":
            for _ in range(_count(item, "columns")):
                text, rows = above.get(len(texts), (wide, 0))
                if rows > 0:
                    above[len(texts)] = (text, rows - 1)
                texts.append(text if rows > 0 or wide else "")
        elif name == "table:table-cell":
            body = TextBody(package, styles)
            body.walk(item, styles.over(Drawn(), "table-cell", attribute(item, "style-name")))
            text = " ".join(block.text for block in body.blocks)
            columns, rows = (int(attribute(item, f"number-{what}-spanned") or 1) for what in ("columns", "rows"))
            wide = text if columns > 1 else ""
            if rows > 1:
                above.update(dict.fromkeys(range(len(texts), len(texts) + min(columns, _MOST)), (text, rows - 1)))
            texts += [text] * (_count(item, "columns") if text else min(_count(item, "columns"), 200))
    while texts and not texts[-1]:
        texts.pop()
    return texts
