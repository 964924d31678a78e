"""OpenDocument: texts by heading, tables by row, presentations by slide."""

from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentPresentation, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, P

from ingest.readers.office.opendocument import read_odp, read_odt
from ingest.readers.records import Heading
from kb.errors import UnreadableFile


def test_headings_paragraphs_and_rows_come_in_order(tmp_path: Path) -> None:
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="Capitolo"))
    document.text.addElement(P(text="Testo  aperto."))
    table, row = Table(), TableRow()
    for value in ("voce", "", "valore"):
        cell = TableCell()
        cell.addElement(P(text=value))
        row.addElement(cell)
    table.addElement(row)
    document.text.addElement(table)
    document.text.addElement(H(outlinelevel=2, text="Sezione"))
    document.save(str(tmp_path / "a.odt"))
    parsed = read_odt(tmp_path / "a.odt")
    assert [[line.text for line in page.lines] for page in parsed.pages] == [
        ["Capitolo", "Testo aperto.", "voce | valore"],
        ["Sezione"],
    ]
    assert parsed.headings == (Heading(1, "Capitolo", 1), Heading(2, "Sezione", 2))


def test_each_slide_is_a_page_with_its_first_line_as_heading(files: Path) -> None:
    parsed = read_odp(files / "open.odp")
    assert [[line.text for line in page.lines] for page in parsed.pages] == [["Lucido Uno"], ["Lucido Due"]]
    assert [heading.title for heading in parsed.headings] == ["Lucido Uno", "Lucido Due"]


def test_a_presentation_without_slides_is_refused(tmp_path: Path) -> None:
    OpenDocumentPresentation().save(str(tmp_path / "a.odp"))
    with pytest.raises(UnreadableFile, match="no slides"):
        read_odp(tmp_path / "a.odp")
