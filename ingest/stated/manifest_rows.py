"""The rows of a manifest, as TOML or CSV. Nothing that may be about access is passed over: what isn't understood is an error."""

import csv
import difflib
import io
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kb.errors import InvalidManifest

NAMES = ("manifest.toml", "manifest.csv")
# What people save a manifest as by mistake, by the suffix after its name.
_MISTAKEN = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers", ".tsv", ".yaml", ".yml", ".csv.txt", ".toml.txt")
FACTS = (
    "subtitle", "degree_course", "department", "school", "academic_year", "course_code", "keywords", "host", "funding",
    "period", "place", "record", "doi", "handle", "sdgs", "readers",
)  # fmt: skip
FIELDS = (
    "title", "authors", "supervisors", "co_supervisors", "teachers", "organisations", "publishers", "projects", "year", "kind", "language",
    "abstract", "access", "embargo_until", *FACTS,
)  # fmt: skip
_ABOUT_ACCESS = ("access", "embargo_until", "readers")
# Other names that people give these fields; any name with the word "embargo" is one of them, too.
_ALSO = {
    **{name: name for name in _ABOUT_ACCESS},
    **dict.fromkeys(("access_level", "access_rights", "visibility", "visibilità"), "access"),
    "lettori": "readers",
}


def is_manifest(file: Path) -> bool:
    """Whether a file is a manifest, by its name in upper or lower case."""
    return file.name.lower() in NAMES and file.is_file()


def is_mistaken(name: str) -> bool:
    """Whether a file's name is that of a manifest in a format that isn't read as one, such as manifest.xlsx."""
    return name.lower() in {f"manifest{suffix}" for suffix in _MISTAKEN}


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a manifest, by the names of fields in lower case. Raises InvalidManifest."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        why = "isn't in UTF-8; save it in that encoding (in Excel, as “CSV UTF-8”)"
        raise InvalidManifest(path, "the file", why) from error
    return _csv_rows(path, text) if path.suffix.lower() == ".csv" else _toml_rows(path, text)


def _csv_rows(path: Path, text: str) -> list[dict[str, Any]]:
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    # Strict: a quotation mark that is never closed takes in all rows that follow.
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = _fields(path, next(table, []))
        if "path" not in names:
            raise InvalidManifest(
                path, "the first line", "has no column path; it names the columns, as in path,title,access"
            )
        return [dict(zip(names, cells, strict=False)) for cells in _cells(path, table, names)]
    except csv.Error as error:
        raise InvalidManifest(path, f"line {table.line_num}", f"can't be read: {error}") from error


def _cells(path: Path, table: Any, names: list[str]) -> Iterator[list[str]]:
    """The cells of each row, without empty rows. Raises InvalidManifest if they don't fit the columns."""
    for cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            why = "has more cells than the first line; put a text with separators in it between quotation marks"
            raise InvalidManifest(path, f"line {table.line_num}", why)
        if lacking := [name for name in names[len(cells) :] if name in _ABOUT_ACCESS]:
            raise InvalidManifest(
                path, f"line {table.line_num}", f"ends before its {lacking[0]}; give it all its cells"
            )
        yield cells


def _toml_rows(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidManifest(path, "the file", f"can't be read: {error}") from error
    for name, value in content.items():
        if name != "document" and isinstance(value, dict | list):
            raise InvalidManifest(path, f"the table {name!r}", "isn't known; write [[document]] above each entry")
        if name != "document" and _field(path, name) in ("path", *FIELDS):
            raise InvalidManifest(
                path, f"the field {name!r}", "stands above the first [[document]]; write it below one"
            )
    rows = content.get("document", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidManifest(path, "document", "must be [[document]] tables")
    return [dict(zip(_fields(path, row), row.values(), strict=True)) for row in rows]


def _fields(path: Path, names: Iterable[str]) -> list[str]:
    """The names of fields in lower case. Raises InvalidManifest for a repeated one, of which only the last would count."""
    found = [_field(path, name) for name in names]
    if twice := next((name for name in found if name and found.count(name) > 1), ""):
        raise InvalidManifest(path, f"the field {twice!r}", "stands twice; delete one of them")
    return found


def _field(path: Path, name: str) -> str:
    """The name of a field in lower case. Raises InvalidManifest for a probable misspelling of a field about access."""
    plain = re.sub(r"[\s-]+", "_", name.strip().lower())
    if plain in FIELDS:
        return plain
    if difflib.get_close_matches("embargo", plain.split("_"), 1, 0.85):
        meant = "embargo_until"
    elif close := difflib.get_close_matches(plain, _ALSO, 1, 0.8):
        meant = _ALSO[close[0]]
    else:
        return plain
    raise InvalidManifest(path, f"the field {name!r}", f"isn't known; write {meant}, or give it another name")
