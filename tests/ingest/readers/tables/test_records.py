"""Notebooks by cell; CSV, Excel and JSON by record, each value after its name."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import openpyxl
import pytest

from ingest.readers.records import Heading, Parsed
from ingest.readers.tables.records import read_csv, read_json, read_notebook, read_xlsx
from kb.errors import UnreadableFile


def lines(parsed: Parsed) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in parsed.pages]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_csv_is_recognised(tmp_path: Path, delimiter: str) -> None:
    rows = [["nome", "luogo", "anno"], ["Orto", "Milano", "2020"], ["Scuola", "", "2021"]]
    (tmp_path / "a.csv").write_text("\n".join(delimiter.join(row) for row in rows))
    parsed = read_csv(tmp_path / "a.csv")
    assert lines(parsed) == [["nome: Orto", "luogo: Milano", "anno: 2020"], ["nome: Scuola", "anno: 2021"]]
    assert [page.label for page in parsed.pages] == ["row 1", "row 2"]


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


def test_a_notebook_has_its_markdown_code_and_printed_output(tmp_path: Path) -> None:
    output = nbformat.v4.new_output("stream", name="stdout", text="42\n" + "x" * 5000)
    cells = [
        nbformat.v4.new_markdown_cell("## The max_batch_size\n\n- n < 30\n\n<b>bold</b>", id="a"),
        nbformat.v4.new_code_cell("print(a_b)\n\n# done", outputs=[output], id="b"),
        nbformat.v4.new_code_cell("", id="c"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    parsed = read_notebook(tmp_path / "a.ipynb")
    markdown, code, empty = lines(parsed)
    assert markdown == ["The max_batch_size", "- n < 30", "bold"]
    assert code[:3] == ["print(a_b)", "# done", "42"] and len(code[3]) < 2000
    assert (empty, parsed.pages[2].status) == ([], "empty")
    assert parsed.headings == (Heading(1, "The max_batch_size", 2),)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("nome,luogo\n\"Orto, scuola\",Lodi\n", [["nome: Orto, scuola", "luogo: Lodi"]]),
        ('nome,luogo\n"Orto\ncomune",Lodi\n', [["nome: Orto comune", "luogo: Lodi"]]),
        ("nome,luogo\nOrto,Lodi,in più\n", [["nome: Orto", "luogo: Lodi"]]),
        ("nome,luogo\nOrto\n", [["nome: Orto"]]),
        ("nome,luogo\n,\n", [[]]),
    ],
)  # fmt: skip
def test_rows_of_a_csv(tmp_path: Path, source: str, expected: list[list[str]]) -> None:
    (tmp_path / "a.csv").write_text(source)
    parsed = read_csv(tmp_path / "a.csv")
    assert lines(parsed) == expected
    assert [page.status for page in parsed.pages] == ["text" if row else "empty" for row in expected]


def test_a_csv_without_rows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nome,luogo\n")
    with pytest.raises(UnreadableFile, match="no records"):
        read_csv(tmp_path / "a.csv")


def test_every_sheet_of_a_workbook_has_its_own_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("nome", "anno"), ("Orto", 2020), (None, None), ("Scuola", None)):
        book.active.append(row)
    second = book.create_sheet("due")
    for place in ("luogo", "Lodi"):
        second.append([place])
    book.save(tmp_path / "a.xlsx")
    assert lines(read_xlsx(tmp_path / "a.xlsx")) == [["nome: Orto", "anno: 2020"], ["nome: Scuola"], ["luogo: Lodi"]]


@pytest.mark.parametrize(
    ("reader", "name", "data", "says"),
    [
        (read_xlsx, "a.xlsx", b"PK\x03\x04 broken", "isn't a valid Excel workbook"),
        (read_notebook, "a.ipynb", b"{}", "isn't a valid notebook"),
        (read_notebook, "a.ipynb", b"no json", "isn't a valid notebook"),
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
