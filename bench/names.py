"""Precision of the people and organisations shown by libraries, against names judged once by eye.

`python -m bench.names JUDGED.csv LIBRARY …`: the CSV has the columns kind (person or organisation), name, and right (1
or 0). It is kept outside of the repository, as it has names from documents. Names that haven't been judged yet are
printed.
"""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb.library import Library
from kb.model import OWNER
from kb.people.directory import directory
from kb.settings import load_settings

Judged = Mapping[tuple[str, str], bool]


def judged_names(lines: Iterable[str]) -> Judged:
    """Whether each (kind, name) is right, from a CSV with a header."""
    return {(row["kind"], row["name"]): row["right"] == "1" for row in csv.DictReader(lines)}


def precision(shown: Iterable[tuple[str, str]], judged: Judged) -> dict[str, Any]:
    """By kind: the number of names shown and of those judged, the share of right ones, and the unjudged names."""
    found: dict[str, Any] = {}
    names = list(shown)
    for kind in sorted({kind for kind, _ in names}):
        mine = [name for each, name in names if each == kind]
        known = [judged[kind, name] for name in mine if (kind, name) in judged]
        found[kind] = {
            "shown": len(mine),
            "judged": len(known),
            "precision": round(sum(known) / len(known), 3) if known else None,
            "not judged": [name for name in mine if (kind, name) not in judged],
        }
    return found


def shown_names(homes: Iterable[Path]) -> list[tuple[str, str]]:
    """(kind, name) of all people and organisations that these libraries show."""
    found: list[tuple[str, str]] = []
    for home in homes:
        with Library(replace(load_settings({}), home=home.resolve()), writable=False) as library:
            known = directory(library, OWNER)
            found += [
                (entity.kind, entity.name) for kind in (known.people, known.organisations) for entity in kind.values()
            ]
    return found


def main() -> None:
    """Print the precision as JSON."""
    judgements, *homes = map(Path, sys.argv[1:])
    with judgements.open(encoding="utf-8", newline="") as lines:
        result = precision(shown_names(homes), judged_names(lines))
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
