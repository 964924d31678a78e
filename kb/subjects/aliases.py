"""Alternative names of organisations, from a CSV that a librarian edits."""

import csv
from collections.abc import Iterable
from pathlib import Path

from kb.errors import InvalidVocabulary
from kb.text.normalise import WORD, fold


def load_aliases(path: Path) -> dict[str, str]:
    """Read a CSV with columns `name` and `also` (separated by ";"). Returns folded name → name to show.

    Raises InvalidVocabulary with the file and line.
    """
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidVocabulary(path, f"can't be read: {error}") from error
    found: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        name = (row.get("name") or "").strip()
        if not name:
            raise InvalidVocabulary(path, f"line {number} has no name; the columns are name and also")
        for written in (name, *_listed(row.get("also"))):
            found[" ".join(WORD.findall(fold(written)))] = name
    return found


def _listed(value: str | None) -> Iterable[str]:
    return (part.strip() for part in (value or "").split(";") if part.strip())
