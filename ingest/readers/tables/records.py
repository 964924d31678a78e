"""Notebooks by cell; CSV, Excel and JSON by record."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ingest.readers.encoding import decode
from ingest.readers.markup.markdown import markdown_blocks
from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile

_MAX_OUTPUT = 2000  # characters kept of one cell's output, which may be a table of thousands of rows; by judgement


def read_notebook(path: Path) -> Parsed:
    """One page per cell: Markdown, or code and its printed output. Raises UnreadableFile."""
    try:
        notebook = nbformat.reads(decode(path.read_bytes()), as_version=4)
    except (
        nbformat.reader.NotJSONError,
        nbformat.ValidationError,
        KeyError,
        AttributeError,
    ) as error:
        raise UnreadableFile(f"it isn't a valid notebook: {error}") from error
    pages: list[RawPage] = []
    headings: list[Heading] = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            blocks = markdown_blocks(cell.source)
            headings += [Heading(number, text, level) for level, text in blocks if level]
            lines = [Line(text) for _, text in blocks]
        else:
            lines = [Line(line) for line in (cell.source + "\n" + _printed(cell)).split("\n") if line.strip()]
        status = "text" if lines else "empty"
        pages.append(RawPage(number, tuple(lines), f"cell {number}", status))
    return Parsed("notebook", tuple(pages), tuple(headings), Properties(), flowing=True)


def _printed(cell: Any) -> str:
    texts = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.get("outputs", [])
        if output.get("output_type") in ("stream", "execute_result", "display_data")
    ]
    return "\n".join(texts)[:_MAX_OUTPUT]


def read_csv(path: Path) -> Parsed:
    """One page per row, each value after its column name. Raises UnreadableFile."""
    text = decode(path.read_bytes())
    try:
        dialect: Any = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = list(csv.DictReader(io.StringIO(text, newline=""), dialect=dialect))
    return _records(
        "csv", [{k: v for k, v in row.items() if isinstance(k, str) and isinstance(v, str)} for row in rows]
    )


def read_xlsx(path: Path) -> Parsed:
    """One page per row of each sheet, each value after its column name. Raises UnreadableFile."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, InvalidFileException) as error:
        raise UnreadableFile(f"it isn't a valid Excel workbook: {error}") from error
    records = []
    for sheet in book.worksheets:
        rows = ([("" if cell is None else str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True))
        names = next(rows, [])
        records += [dict(zip(names, row, strict=False)) for row in rows if any(row)]
    book.close()
    return _records("xlsx", records)


def read_json(path: Path) -> Parsed:
    """One page per item of a list, or one for any other value. Raises UnreadableFile."""
    try:
        data = json.loads(decode(path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"it isn't valid JSON: {error}") from error
    rows = data if isinstance(data, list) else [data]
    return _records("json", [dict(_flat(row)) for row in rows])


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name} {key}".strip())
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for position, inner in enumerate(value, 1):
            yield from _flat(inner, f"{name} {position}")
    elif isinstance(value, list):
        yield name, ", ".join(map(str, value))
    elif value is not None:
        yield name, str(value)


def _records(format_: str, rows: list[dict[str, str]]) -> Parsed:
    if not rows:
        raise UnreadableFile("it has no records")
    pages = []
    for number, row in enumerate(rows, 1):
        lines = tuple(Line(f"{name}: {' '.join(value.split())}") for name, value in row.items() if value.strip())
        pages.append(RawPage(number, lines, f"row {number}", "text" if lines else "empty"))
    title = (
        next((rows[0][k] for k in ("title", "name", "titolo", "nome") if rows[0].get(k)), "") if len(rows) == 1 else ""
    )
    return Parsed(format_, tuple(pages), (), Properties(title), flowing=True)
