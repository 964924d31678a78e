"""Properties, page labels and the outline of a PDF; a damaged part is left out, the others are read."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject, TextStringObject

from ingest.readers.pdf.structure import Structure, read_structure
from ingest.readers.records import Heading
from tests.fakes import write_pdf


@pytest.fixture
def writer(tmp_path: Path) -> PdfWriter:
    write_pdf(tmp_path / "plain.pdf", [["Prima"], ["Seconda"], ["Terza"]], title="Storie finte")
    return PdfWriter(clone_from=PdfReader(tmp_path / "plain.pdf"))


def structure(writer: PdfWriter, tmp_path: Path) -> Structure:
    writer.write(tmp_path / "made.pdf")
    with pdfium.PdfDocument(tmp_path / "made.pdf") as document:
        return read_structure(tmp_path / "made.pdf", document)


def test_labels_are_those_that_the_file_states(writer: PdfWriter, tmp_path: Path) -> None:
    writer.set_page_label(0, 0, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(1, 2, style=PageLabelStyle.DECIMAL, prefix="A-")
    assert structure(writer, tmp_path).labels == {0: "i", 1: "A-1", 2: "A-2"}


def test_a_file_without_labels_has_none(writer: PdfWriter, tmp_path: Path) -> None:
    found = structure(writer, tmp_path)
    assert found.labels == {} and found.headings == ()
    assert found.properties.title == "Storie finte"


def test_the_outline_has_levels_and_pages(writer: PdfWriter, tmp_path: Path) -> None:
    chapter = writer.add_outline_item(title="1  Gli orti\nfinti", page_number=0)
    writer.add_outline_item(title="1.1 Il pozzo", page_number=1, parent=chapter)
    writer.add_outline_item(title="  ", page_number=1)
    writer.add_outline_item(title="2 The kitchen", page_number=2)
    assert structure(writer, tmp_path).headings == (
        Heading(1, "1 Gli orti finti", 1),
        Heading(2, "1.1 Il pozzo", 2),
        Heading(3, "2 The kitchen", 1),
    )


def test_a_damaged_outline_costs_the_outline_only(writer: PdfWriter, tmp_path: Path) -> None:
    broken = DictionaryObject({NameObject("/First"): NumberObject(7), NameObject("/Last"): NullObject()})
    writer.root_object[NameObject("/Outlines")] = broken
    writer.set_page_label(0, 2, style=PageLabelStyle.UPPERCASE_ROMAN)
    found = structure(writer, tmp_path)
    assert found.headings == ()
    assert found.labels == {0: "I", 1: "II", 2: "III"}


def test_damaged_labels_cost_the_labels_only(writer: PdfWriter, tmp_path: Path) -> None:
    numbers = ArrayObject([TextStringObject("x"), NumberObject(1)])
    writer.root_object[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): numbers})
    writer.add_outline_item(title="Uno", page_number=0)
    found = structure(writer, tmp_path)
    assert [heading.title for heading in found.headings] == ["Uno"]


def test_what_pypdf_cannot_open_still_has_its_outline(writer: PdfWriter, tmp_path: Path) -> None:
    writer.add_outline_item(title="Uno", page_number=0)
    writer.write(tmp_path / "made.pdf")
    with pdfium.PdfDocument(tmp_path / "made.pdf") as document:
        found = read_structure(tmp_path / "missing.pdf", document)
    assert found == Structure(headings=(Heading(1, "Uno", 1),))


def test_an_outline_without_end_is_cut(writer: PdfWriter, tmp_path: Path) -> None:
    one = writer.add_outline_item(title="Uno", page_number=0).get_object()
    assert isinstance(one, DictionaryObject) and one.indirect_reference
    one[NameObject("/Next")] = one.indirect_reference
    assert [heading.title for heading in structure(writer, tmp_path).headings] == ["Uno"]


def test_an_outline_may_point_to_pages_that_are_gone(writer: PdfWriter, tmp_path: Path) -> None:
    writer.add_outline_item(title="Via", page_number=2)
    pages = writer.root_object["/Pages"]
    assert isinstance(pages, DictionaryObject)
    kids = pages["/Kids"]
    assert isinstance(kids, ArrayObject) and isinstance(kids[2].get_object(), PageObject | DictionaryObject)
    kids.pop()
    pages[NameObject("/Count")] = NumberObject(2)
    assert structure(writer, tmp_path).headings == ()


@pytest.mark.parametrize(
    ("creator", "is_typed"), [("LaTeX with hyperref", True), ("pdfTeX-1.40", True), ("Vertex Writer", False)]
)
def test_an_author_in_a_file_of_tex_was_typed(creator: str, is_typed: bool, writer: PdfWriter, tmp_path: Path) -> None:
    writer.add_metadata({"/Author": "Ada Rossi", "/Creator": creator, "/Producer": "a printer"})
    properties = structure(writer, tmp_path).properties
    assert (properties.author, properties.is_typed) == ("Ada Rossi", is_typed)
