"""Stamps: the text drawn on them is text of the page."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject

from ingest.readers.pdf.reader import read_pdf
from tests.fakes import write_pdf


def stamped(path: Path, *, hidden: bool = False, subtype: str = "/Stamp") -> Path:
    """A page with a stamp that is drawn as "APPROVATO il 12 maggio"."""
    writer = PdfWriter(clone_from=PdfReader(write_pdf(path, [["La cooperativa fittizia restaura alloggi."]])))
    drawn = DecodedStreamObject()
    drawn.set_data(b"BT /F1 12 Tf 5 5 Td (APPROVATO il 12 maggio) Tj ET")
    font = {"/Type": NameObject("/Font"), "/Subtype": NameObject("/Type1"), "/BaseFont": NameObject("/Helvetica")}
    fonts = DictionaryObject({NameObject("/F1"): DictionaryObject({NameObject(k): v for k, v in font.items()})})
    box = ArrayObject(map(FloatObject, (0, 0, 200, 30)))
    for key, value in (("/Type", "/XObject"), ("/Subtype", "/Form")):
        drawn[NameObject(key)] = NameObject(value)
    drawn[NameObject("/BBox")] = box
    drawn[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stamp = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject(subtype),
        "/Rect": ArrayObject(map(FloatObject, (72, 400, 272, 430))),
        "/F": NumberObject(2 if hidden else 4),
        "/AP": DictionaryObject({NameObject("/N"): writer._add_object(drawn)}),
    }
    added = writer._add_object(DictionaryObject({NameObject(key): value for key, value in stamp.items()}))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([added])
    writer.write(path)
    return path


def test_a_stamp_is_read_after_the_page(tmp_path: Path) -> None:
    lines = read_pdf(stamped(tmp_path / "a.pdf")).pages[0].lines
    assert [line.text for line in lines] == ["La cooperativa fittizia restaura alloggi.", "APPROVATO il 12 maggio"]
    assert 400 < 842 - lines[1].top < 430


@pytest.mark.parametrize("how", [{"hidden": True}, {"subtype": "/Highlight"}])
def test_hidden_stamps_and_other_annotations_are_not_read(tmp_path: Path, how: dict[str, str]) -> None:
    lines = read_pdf(stamped(tmp_path / "a.pdf", **how)).pages[0].lines  # type: ignore[arg-type]
    assert [line.text for line in lines] == ["La cooperativa fittizia restaura alloggi."]
