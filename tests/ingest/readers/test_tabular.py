"""Notebooks by cell; CSV, Excel and JSON by record, each value after its name."""

from pathlib import Path

import nbformat
import pytest

from ingest.readers.records import Heading, Parsed
from ingest.readers.tabular import read_csv, read_json, read_notebook
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
