"""JSON by record, each value after its name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.records import Parsed
from ingest.readers.tables.records import read_json
from kb.errors import UnreadableFile


def lines(parsed: Parsed) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in parsed.pages]


def test_nested_json_is_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"title": "Pozzi", "where": {"x": [{"y": 1}, {"y": null}]}, "tags": ["a", "b"]}')
    parsed = read_json(tmp_path / "a.json")
    assert lines(parsed) == [["title: Pozzi", "where x 1 y: 1", "tags: a, b"]]
    assert parsed.properties.title == "Pozzi"


@pytest.mark.parametrize("text", ["[]", "{"])
def test_json_without_records_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UnreadableFile):
        read_json(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("reader", "name", "data", "says"),
    [
        (read_json, "a.json", b"{'a': 1}", "isn't valid JSON"),
        (read_json, "a.json", b"[" * 100_000, "isn't valid JSON"),
        (read_json, "a.json", b"\x00\x01\x02", "isn't text"),
    ],
)
def test_damaged_files_are_named_by_what_they_are_not(
    tmp_path: Path, reader: Callable[[Path], Parsed], name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile, match=says):
        reader(tmp_path / name)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('[{"a": 1}, {"a": 2}]', [["a: 1"], ["a: 2"]]),
        ('{"a": {"b": {"c": true}}}', [["a b c: True"]]),
        ('{"a": [], "b": ["x", "y"], "c": null}', [["b: x, y"]]),
        ('{"a": [[1, 2], [3]]}', [["a 1: 1, 2", "a 2: 3"]]),
        ('{"a": "two\\nlines"}', [["a: two lines"]]),
    ],
)
def test_values_of_json(tmp_path: Path, source: str, expected: list[list[str]]) -> None:
    (tmp_path / "a.json").write_text(source)
    assert lines(read_json(tmp_path / "a.json")) == expected


def test_json_lines_are_a_record_each(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"nome": "Anna"}\n\n{"nome": "Luca", "anno": 2019}\n')
    assert lines(read_json(tmp_path / "a.json")) == [["nome: Anna"], ["nome: Luca", "anno: 2019"]]
