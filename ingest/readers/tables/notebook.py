"""Notebooks by cell: Markdown, or code with its output as shown."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block
from ingest.readers.markup.html import read_blocks
from ingest.readers.markup.markdown import markdown_blocks
from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile
from kb.text.normalise import one_line

_MAX_OUTPUT = 2000  # characters kept of one cell's output, which may be a table of thousands of rows; by judgement
_WITH_IDS = 5  # minor version of the format in which cells got ids
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_OBJECT = re.compile(r"<[\w.]+ (?:object|at 0x)[^<>]*>|<[\w.]+\.[\w.]+ object>|<Figure size [^<>]*>")
_BROKEN = (
    nbformat.reader.NotJSONError,
    nbformat.ValidationError,
    KeyError,
    AttributeError,
    TypeError,
    ValueError,
    RecursionError,
)


def read_notebook(path: Path) -> Parsed:
    """One page per cell. Raises UnreadableFile."""
    try:
        notebook = nbformat.reads(_completed(decode(path.read_bytes())), as_version=4)
        cells = list(notebook.cells)
        blocks = [list(_cell_blocks(cell)) for cell in cells]
        pictures = sum(_has_picture(output) for cell in cells for output in cell.get("outputs", []))
        author = "; ".join(str(one.get("name", "")) for one in notebook.metadata.get("authors", []))
        properties = Properties(one_line(str(notebook.metadata.get("title", ""))), author)
    except _BROKEN as error:
        raise UnreadableFile(f"it isn't a valid notebook: {error}") from error
    pages = tuple(
        RawPage(number, tuple(Line(text) for _, text in found), f"cell {number}", "text" if found else "empty")
        for number, found in enumerate(blocks, 1)
    )
    headings = tuple(
        Heading(number, text, level) for number, found in enumerate(blocks, 1) for level, text in found if level
    )
    remarks = (f"{pictures} picture(s) not read",) if pictures else ()
    return Parsed("notebook", pages, headings, properties, flowing=True, remarks=remarks)


def _completed(source: str) -> str:
    """A notebook with metadata and ids of cells added, without which nbformat rejects it or warns, unlike Jupyter."""
    notebook = json.loads(source)
    for number, cell in enumerate(notebook.get("cells", []), 1):
        cell.setdefault("metadata", {})
        if notebook.get("nbformat_minor", 0) >= _WITH_IDS:
            cell.setdefault("id", f"cell-{number}")
    return json.dumps(notebook)


def _cell_blocks(cell: Any) -> Iterator[Block]:
    source = _joined(cell.source)
    if cell.cell_type == "markdown":
        yield from markdown_blocks(source)
        return
    yield from _lines(source)
    for output in cell.get("outputs", []):
        yield from _output(output)


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text or "")


def _lines(text: str) -> Iterator[Block]:
    yield from (Block(0, line) for line in text.split("\n") if line.strip())


def _output(output: Any) -> Iterator[Block]:
    """Yield an output in its richest text form: Markdown, an HTML table, or plain text."""
    data = output.get("data") or {}
    if output.get("output_type") == "error":
        yield from _lines(f"{output.get('ename', '')}: {_shown(_joined(output.get('evalue')))}")
    elif "text/markdown" in data:
        yield from (Block(0, text) for _, text in markdown_blocks(_joined(data["text/markdown"])[:_MAX_OUTPUT]))
    elif "text/html" in data and "<table" in _joined(data["text/html"]):
        html = _joined(data["text/html"])
        yield from (Block(0, text) for text in _limited(text for _, text in read_blocks(html[: 50 * _MAX_OUTPUT])[0]))
    else:
        text = _shown(_joined(output.get("text") or data.get("text/plain")))
        yield from _lines(_OBJECT.sub("", text)[:_MAX_OUTPUT])


def _limited(texts: Iterator[str]) -> Iterator[str]:
    left = _MAX_OUTPUT
    for text in texts:
        left -= len(text)
        if left < 0:
            return
        yield text


def _shown(text: str) -> str:
    """Printed text as a terminal shows it: without escape codes, and with overwritten lines in their last state."""
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in _ESCAPE.sub("", text).split("\n"))
    return re.sub(r"[^\n]\x08", "", "\n".join(lines))


def _has_picture(output: Any) -> bool:
    return any(str(kind).startswith("image/") for kind in (output.get("data") or {}))
