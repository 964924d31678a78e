"""JSON by record, with each value after its name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.readers.encoding import decode
from ingest.readers.records import Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile


def read_json(path: Path) -> Parsed:
    """One page per item of a list or line of JSON Lines, or one for any other value. Raises UnreadableFile."""
    text = decode(path.read_bytes())
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        if (data := _json_lines(text)) is None:
            raise UnreadableFile(f"it isn't valid JSON: {error}") from error
    rows = data if isinstance(data, list) else [data]
    return _records("json", [dict(_flat(row)) for row in rows])


def _json_lines(text: str) -> list[Any] | None:
    """The values of a text with one on each line; None for other text."""
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        return [json.loads(line) for line in lines] if len(lines) > 1 else None
    except (ValueError, RecursionError):
        return None


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
