"""Notebooks: Markdown, code, and its output as it is shown. All texts are fictional."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ingest.readers.records import Heading, Parsed
from ingest.readers.tables.notebook import read_notebook
from kb.errors import UnreadableFile


def lines(parsed: Parsed) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in parsed.pages]


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


def test_a_cell_without_metadata_and_id_is_no_reason_to_refuse_a_notebook(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "raw", "source": "testo finto"},
        {"cell_type": "markdown", "source": ["# A made-up ", "title"]},
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    assert lines(read_notebook(tmp_path / "a.ipynb")) == [["testo finto"], ["A made-up title"]]


def of_output(tmp_path: Path, *outputs: Any) -> Parsed:
    cells = [nbformat.v4.new_code_cell("", outputs=list(outputs), id="a")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    return read_notebook(tmp_path / "a.ipynb")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mErrore\x1b[0m di lettura", ["Errore di lettura"]),
        ("\x1b[1;38;5;4mblu\x1b[m e \x1b]0;titolo\x07fine", ["blu e fine"]),
        (" 10%\r 50%\r100% fatto\npoi", ["100% fatto", "poi"]),
        ("riga\r\nseguente", ["riga", "seguente"]),
        ("se n < 30 e m > 5", ["se n < 30 e m > 5"]),
        ("<Figure size 640x480 with 1 Axes>", []),
        ("<matplotlib.axes._axes.Axes at 0x7f00>", []),
    ],
)
def test_printed_text_is_what_a_terminal_shows(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert lines(of_output(tmp_path, nbformat.v4.new_output("stream", text=text))) == [expected]


def test_an_output_is_read_in_its_richest_form_of_text(tmp_path: Path) -> None:
    rich = {"text/markdown": "**412** alloggi", "text/plain": "<IPython.core.display.Markdown object>"}
    frame = {
        "text/html": "<table><tr><th>sede</th><th>soci</th></tr><tr><td>Lodi</td><td>4</td></tr></table>",
        "text/plain": "sede soci",
    }
    picture = {"image/png": "xx", "text/plain": "<Figure size 1x1>"}
    parsed = of_output(
        tmp_path, *(nbformat.v4.new_output("display_data", data=data) for data in (rich, frame, picture))
    )
    assert lines(parsed) == [["412 alloggi", "sede | soci", "Lodi | 4"]]
    assert parsed.remarks == ("1 picture(s) not read",)


def test_an_error_is_told_in_one_line(tmp_path: Path) -> None:
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="manca \x1b[31mx\x1b[0m", traceback=["long"])
    assert lines(of_output(tmp_path, error)) == [["ValueError: manca x"]]


@pytest.mark.parametrize("data", [b"{}", b"no json", b"[]", b'{"nbformat": 4, "cells": 3}', b"null"])
def test_what_is_no_notebook_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.ipynb").write_bytes(data)
    with pytest.raises(UnreadableFile, match="isn't a valid notebook"):
        read_notebook(tmp_path / "a.ipynb")
