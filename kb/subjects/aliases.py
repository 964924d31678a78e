"""Organisations that a librarian lists in a CSV: other names, kind, ROR id."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InvalidVocabulary
from kb.identifiers import is_ror
from kb.text.normalise import WORD, fold

ORGANISATION_KINDS = ("university", "municipality", "non-profit", "company", "funder", "school")


@dataclass(frozen=True)
class ListedOrganisation:
    """Listed facts about an organisation: its kind, and its id in the Research Organization Registry; "" for none."""

    kind: str
    ror: str


def load_aliases(path: Path) -> dict[str, str]:
    """Read a CSV with columns `name` and `also` (separated by ";"). Returns folded name → name to show.

    Raises InvalidVocabulary with the file and line.
    """
    found: dict[str, str] = {}
    for _, row in _rows(path):
        name = row["name"].strip()
        for written in (name, *_listed(row.get("also"))):
            found[" ".join(WORD.findall(fold(written)))] = name
    return found


def load_listed(path: Path) -> dict[str, ListedOrganisation]:
    """Read the columns `kind` and `ror` of the same CSV, by name to show; either may be missing or empty.

    Raises InvalidVocabulary with the file and line.
    """
    found: dict[str, ListedOrganisation] = {}
    for number, row in _rows(path):
        kind, ror = (row.get("kind") or "").strip(), (row.get("ror") or "").strip().removeprefix("https://ror.org/")
        if kind and kind not in ORGANISATION_KINDS:
            raise InvalidVocabulary(
                path, f"line {number}: kind {kind!r} must be one of {', '.join(ORGANISATION_KINDS)}"
            )
        if ror and not is_ror(ror):
            raise InvalidVocabulary(path, f"line {number}: {ror!r} is no ROR id; one is like 01nffqt88")
        found[row["name"].strip()] = ListedOrganisation(kind, ror)
    return found


def _rows(path: Path) -> list[tuple[int, Mapping[str, str]]]:
    """(line, row) of the CSV; every row has a name."""
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidVocabulary(path, f"can't be read: {error}") from error
    for number, row in enumerate(rows, 2):
        if not (row.get("name") or "").strip():
            raise InvalidVocabulary(path, f"line {number} has no name; the columns are name, also, kind and ror")
    return list(enumerate(rows, 2))


def _listed(value: str | None) -> Iterable[str]:
    return (part.strip() for part in (value or "").split(";") if part.strip())
