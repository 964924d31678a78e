"""Filled forms, text boxes and XFA values are text of the page; comments and hidden fields aren't; embedded files are reported."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.pipeline import ingest
from ingest.readers.pdf.reader import read_pdf
from ingest.sources.discover import Options
from kb.library import Library
from tests.fakes import write_pdf


def texts(path: Path) -> list[str]:
    return [line.text for page in read_pdf(path).pages for line in page.lines]


def form(path: Path) -> Path:
    drawn = Canvas(str(path), pagesize=A4, invariant=1)
    drawn.drawString(72, 700, "Referente (finto):")
    drawn.acroForm.textfield(name="who", value="Zelinda Prova", x=200, y=690, width=200, height=24)
    drawn.drawString(72, 650, "Municipio:")
    drawn.acroForm.choice(
        name="where", value="b", options=[("Baggio", "a"), ("Niguarda", "b")], x=200, y=640, width=100, height=24
    )
    drawn.drawString(72, 600, "Serve un locale")
    drawn.acroForm.checkbox(name="room", checked=True, x=200, y=595, buttonStyle="check")
    drawn.drawString(72, 550, "Serve un cortile")
    drawn.acroForm.checkbox(name="yard", checked=False, x=200, y=545, buttonStyle="check")
    drawn.acroForm.textfield(name="key", value="segreta", x=72, y=500, width=200, height=24, fieldFlags="password")
    drawn.drawString(72, 450, "Firma in calce")
    drawn.save()
    return path


def test_the_value_of_a_field_follows_its_label(tmp_path: Path) -> None:
    assert texts(form(tmp_path / "form.pdf")) == [
        "Referente (finto): Zelinda Prova",
        "Municipio: Niguarda",
        "Serve un locale ☒",
        "Serve un cortile",
        "Firma in calce",
    ]


def test_a_hidden_field_is_not_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(form(tmp_path / "form.pdf")))
    for annotation in writer.pages[0].annotations or []:
        annotation.get_object()[NameObject("/F")] = NumberObject(2)
    writer.write(tmp_path / "hidden.pdf")
    assert not any("Zelinda" in text for text in texts(tmp_path / "hidden.pdf"))


def test_a_text_box_is_read_where_it_lies_and_a_comment_is_not(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(write_pdf(tmp_path / "a.pdf", [["First line", "Last line"]])))
    writer.add_annotation(0, FreeText(text="Added in\nthe margin", rect=(72, 735, 300, 750)))
    writer.add_annotation(0, Text(text="Please shorten this", rect=(400, 700, 420, 720)))
    writer.write(tmp_path / "b.pdf")
    assert texts(tmp_path / "b.pdf") == ["First line", "Added in", "the margin", "Last line"]


def xfa_form(path: Path) -> Path:
    template = (
        '<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="f"><field name="who">'
        "<caption><value><text>Nome del gruppo:</text></value></caption></field></subform></template>"
    )
    datasets = (
        '<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><f><who>Orti finti</who>'
        "<people>12</people><empty/></f></xfa:data></xfa:datasets>"
    )
    writer = PdfWriter(clone_from=PdfReader(write_pdf(path, [["Please wait..."]])))
    packets = ArrayObject()
    for name, content in (("template", template), ("datasets", datasets)):
        stream = DecodedStreamObject()
        stream.set_data(content.encode())
        packets += [TextStringObject(name), writer._add_object(stream)]
    fields = {NameObject("/Fields"): ArrayObject(), NameObject("/XFA"): packets}
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(fields)
    writer.write(path)
    return path


def test_the_values_of_an_xfa_form_are_read_with_their_captions(tmp_path: Path) -> None:
    assert texts(xfa_form(tmp_path / "xfa.pdf")) == ["Please wait...", "Nome del gruppo: Orti finti", "people: 12"]


@pytest.mark.slow
def test_embedded_files_are_named_in_the_ledger(library: Library, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(write_pdf(tmp_path / "report.pdf", [["A fictional report on gardens."]])))
    writer.add_attachment("misure.csv", b"a,b")
    writer.add_attachment("orti.pdf", b"%PDF-")
    writer.write(tmp_path / "report.pdf")
    (entry,) = ingest(library, [tmp_path / "report.pdf"], Options()).entries
    assert entry.outcome == "added"
    assert "2 embedded file(s) not read" in entry.reason and "misure.csv, orti.pdf" in entry.reason


def test_a_list_shows_what_is_chosen_and_a_choice_its_value(tmp_path: Path) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    drawn.drawString(72, 700, "Lingua:")
    drawn.acroForm.listbox(
        name="l", value="English", options=["Italiano", "English"], x=200, y=690, width=90, height=30
    )
    drawn.drawString(72, 600, "Ente:")
    drawn.acroForm.radio(name="r", value="Comune finto", selected=True, x=200, y=595)
    drawn.acroForm.radio(name="r", value="Scuola finta", selected=False, x=300, y=595)
    drawn.save()
    assert texts(tmp_path / "a.pdf") == ["Lingua: English", "Ente: ☒ Comune finto"]


def test_the_lines_of_a_long_value_stand_below_each_other(tmp_path: Path) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    drawn.drawString(72, 700, "Idea:")
    drawn.acroForm.textfield(
        name="t", value="Un orto\nsul tetto", x=200, y=640, width=200, height=74, fieldFlags="multiline"
    )
    drawn.drawString(72, 500, "Fine")
    drawn.save()
    assert texts(tmp_path / "a.pdf") == ["Idea: Un orto", "sul tetto", "Fine"]


def test_a_page_with_nothing_but_a_filled_field_has_text(tmp_path: Path) -> None:
    drawn = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    drawn.drawString(72, 700, "")
    drawn.acroForm.textfield(name="t", value="Solo questo", x=200, y=640, width=200, height=24)
    drawn.showPage()
    drawn.save()
    (page,) = read_pdf(tmp_path / "a.pdf").pages
    assert (page.status, [line.text for line in page.lines]) == ("text", ["Solo questo"])


def test_values_that_the_pages_show_are_not_repeated_from_xfa(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(xfa_form(tmp_path / "xfa.pdf")))
    writer.add_annotation(0, FreeText(text="Gruppo Orti finti", rect=(72, 500, 300, 520)))
    writer.write(tmp_path / "both.pdf")
    assert "Nome del gruppo: Orti finti" not in texts(tmp_path / "both.pdf")
    assert "people: 12" in texts(tmp_path / "both.pdf")


def test_damaged_xfa_is_no_reason_to_refuse_a_file(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(xfa_form(tmp_path / "xfa.pdf")))
    form = writer.root_object["/AcroForm"]
    assert isinstance(form, DictionaryObject)
    packets = form["/XFA"]
    assert isinstance(packets, ArrayObject)
    stream = packets[3].get_object()
    assert isinstance(stream, DecodedStreamObject)
    stream.set_data(b"<a><b>cut")
    writer.write(tmp_path / "cut.pdf")
    assert texts(tmp_path / "cut.pdf") == ["Please wait...", "b: cut"]


def test_a_file_attached_to_a_page_is_named(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(write_pdf(tmp_path / "a.pdf", [["Testo"], ["Altro"]])))
    file = DecodedStreamObject()
    file.set_data(b"1;2")
    embedded = DictionaryObject({NameObject("/F"): writer._add_object(file)})
    name = TextStringObject("tabella.csv")
    specification = DictionaryObject(
        {NameObject("/Type"): NameObject("/Filespec"), NameObject("/F"): name, NameObject("/UF"): name, NameObject("/EF"): embedded}
    )  # fmt: skip
    rect = ArrayObject(NumberObject(value) for value in (10, 10, 30, 30))
    annotation = {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FileAttachment")}
    annotation |= {NameObject("/Rect"): rect, NameObject("/FS"): specification}  # type: ignore[dict-item]
    writer.pages[1][NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject(annotation))])
    writer.write(tmp_path / "b.pdf")
    (remark,) = read_pdf(tmp_path / "b.pdf").remarks
    assert remark.endswith(": tabella.csv")
