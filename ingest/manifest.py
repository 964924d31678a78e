"""A folder's `manifest.toml` or `manifest.csv`: metadata that wins over what is found in the documents.

TOML has one `[[document]]` table per file, CSV one row. Fields: `path` (relative to the manifest), `title`, `authors`
(separated by ";"), `supervisors`, `people` (TOML: tables with `name` and `role`), `organisations` (likewise, or names
separated by ";"), `year`, `kind`, `language`, `abstract`, `access`, `embargo_until`. Other fields are left alone.
"""

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kb.errors import InvalidManifest
from kb.model import ACCESSES, KINDS, Named

NAMES = ("manifest.toml", "manifest.csv")
_PEOPLE = {"authors": "author", "supervisors": "supervisor", "co_supervisors": "co-supervisor", "teachers": "teacher"}


@dataclass(frozen=True)
class Stated:
    """What a manifest says of one document; None or () where it says nothing. `doubts` are values it couldn't use."""

    title: str | None = None
    kind: str | None = None
    language: str | None = None
    year: int | None = None
    access: str | None = None
    embargo_until: str | None = None
    abstract: str | None = None
    people: tuple[Named, ...] = ()
    organisations: tuple[Named, ...] = ()
    doubts: tuple[str, ...] = field(default=(), compare=False)


def read_manifest(folder: Path) -> dict[Path, Stated]:
    """What the manifest in `folder` says, by absolute path; {} without a manifest.

    Raises InvalidManifest for a file that can't be parsed, and for an access or embargo that can't be understood: what
    might be confidential is never guessed.
    """
    path = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if path is None:
        return {}
    stated = {}
    for number, row in enumerate(_rows(path), 1):
        where = f"document {number}"
        if not str(row.get("path") or "").strip():
            raise InvalidManifest(path, where, "has no path; give the file's path relative to the manifest")
        stated[(folder / str(row["path"]).strip()).absolute()] = _stated(path, f"{where} ({row['path']})", row)
    return stated


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".csv":
            return list(csv.DictReader(text.splitlines(keepends=True)))
        rows = tomllib.loads(text).get("document", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        raise InvalidManifest(path, "the file", f"can't be read: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidManifest(path, "document", "must be [[document]] tables")
    return rows


def _stated(path: Path, where: str, row: Mapping[str, Any]) -> Stated:
    doubts: list[str] = []

    def text(name: str) -> str | None:
        return str(row.get(name) or "").strip() or None

    access = text("access")
    if access is not None and access not in ACCESSES:
        raise InvalidManifest(path, where, f"access {access!r} must be one of {', '.join(ACCESSES)}")
    kind = text("kind")
    if kind is not None and kind not in KINDS:
        doubts.append(f"the manifest's kind {kind!r} isn't one of {', '.join(KINDS)}; taken from the document")
        kind = None
    year = text("year")
    if year is not None and not re.fullmatch(r"\d{4}", year):
        doubts.append(f"the manifest's year {year!r} isn't a year; taken from the document")
        year = None
    return Stated(
        text("title"), kind, text("language"), int(year) if year else None, access, _embargo(path, where, row),
        text("abstract"), _people(row), _organisations(row), tuple(doubts),
    )  # fmt: skip


def _embargo(path: Path, where: str, row: Mapping[str, Any]) -> str | None:
    value = row.get("embargo_until")
    if value in (None, ""):
        return None
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()[:10]
    except ValueError as error:
        raise InvalidManifest(path, where, f"embargo_until {value!r} must be a date such as 2027-01-31") from error


def _names(value: Any) -> list[str]:
    names = value if isinstance(value, list) else re.split(r"\s*;\s*", str(value or ""))
    # A list in one cell is often separated by commas; "Rossi, Maria" is one person, "Maria Rossi, Ugo Bo" are two.
    if len(names) == 1 and all(" " in part.strip() for part in str(names[0]).split(",")):
        names = str(names[0]).split(",")
    return [str(name).strip() for name in names if str(name).strip() and not str(name).strip().startswith("(")]


def _people(row: Mapping[str, Any]) -> tuple[Named, ...]:
    people = [Named(name, role) for field_, role in _PEOPLE.items() for name in _names(row.get(field_))]
    return (*people, *_tables(row.get("people"), "author"))


def _organisations(row: Mapping[str, Any]) -> tuple[Named, ...]:
    value = row.get("organisations")
    if isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
        return _tables(value, "partner")
    return tuple(Named(name, "partner") for name in _names(value))


def _tables(value: Any, default: str) -> tuple[Named, ...]:
    entries = value if isinstance(value, list) else []
    return tuple(
        Named(str(entry["name"]).strip(), str(entry.get("role") or default).strip())
        for entry in entries
        if isinstance(entry, Mapping) and str(entry.get("name") or "").strip()
    )
