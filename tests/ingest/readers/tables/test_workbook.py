"""Excel: visible cells are read, hidden ones are reported. All texts are fictional."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from ingest.readers.records import Parsed
from ingest.readers.tables.workbook import read_xlsx
from kb.errors import UnreadableFile


def lines(parsed: Parsed) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in parsed.pages]


def book(*rows: tuple[Any, ...]) -> Any:
    made = openpyxl.Workbook()
    made.active.title = "Foglio"
    for row in rows:
        made.active.append(row)
    return made


def read(tmp_path: Path, made: Any) -> Parsed:
    made.save(tmp_path / "a.xlsx")
    return read_xlsx(tmp_path / "a.xlsx")


def test_every_sheet_of_a_workbook_has_its_own_columns(tmp_path: Path) -> None:
    made = book(("nome", "anno"), ("Orto", 2020), (None, None), ("Scuola", None))
    second = made.create_sheet("due")
    for place in ("luogo", "Lodi"):
        second.append([place])
    parsed = read(tmp_path, made)
    assert lines(parsed) == [["nome: Orto", "anno: 2020"], ["nome: Scuola"], ["luogo: Lodi"]]
    assert [page.label for page in parsed.pages] == ["Foglio row 2", "Foglio row 4", "due row 2"]


def test_merged_cells_have_their_value_in_each_row(tmp_path: Path) -> None:
    made = book(("Sede", "Anno", "Soci"), ("Lodi", 2020, 4), (None, 2021, 5))
    made.active.merge_cells("A2:A3")
    assert lines(read(tmp_path, made)) == [
        ["Sede: Lodi", "Anno: 2020", "Soci: 4"],
        ["Sede: Lodi", "Anno: 2021", "Soci: 5"],
    ]


def test_what_stands_far_from_the_rest_is_read_without_the_empty_cells_between(tmp_path: Path) -> None:
    made = book(("Sede", "Soci"), ("Lodi", 4))
    made.active["B1048000"], made.active["XFD3"], made.active["A2002"] = 7, "far right", "Pavia"
    parsed = read(tmp_path, made)
    assert lines(parsed) == [["Sede: Lodi", "Soci: 4"], ["far right"], ["Sede: Pavia"], ["Soci: 7"]]
    assert [page.label for page in parsed.pages][2:] == ["Foglio row 2002", "Foglio row 1048000"]


def test_a_head_of_two_rows_names_each_column_in_full(tmp_path: Path) -> None:
    made = book(("Sede", "Soci", None), (None, "donne", "uomini"), ("Lodi", 4, 5))
    made.active.merge_cells("B1:C1")
    assert lines(read(tmp_path, made)) == [["Sede: Lodi", "Soci donne: 4", "Soci uomini: 5"]]


def test_a_title_over_merged_cells_is_no_head(tmp_path: Path) -> None:
    made = book(("Elenco", None, None), ("Sede", "Anno", "Soci"), ("Lodi", 2020, 4))
    made.active.merge_cells("A1:C1")
    assert lines(read(tmp_path, made)) == [["Elenco"], ["Sede: Lodi", "Anno: 2020", "Soci: 4"]]


def test_values_are_read_as_they_are_shown(tmp_path: Path) -> None:
    made = book(
        ("data", "quota", "prezzo", "ora", "media"),
        (date(2021, 3, 4), 0.125, 7300, datetime(2021, 3, 4, 9, 30), 0.1 + 0.2),
    )
    for column, code in zip("ABCD", ("dd/mm/yyyy", "0.0%", '#,##0.00 "€"', "hh:mm"), strict=True):
        made.active[f"{column}2"].number_format = code
    assert lines(read(tmp_path, made)) == [
        ["data: 04/03/2021", "quota: 12.5%", "prezzo: 7300.00 €", "ora: 09:30", "media: 0.3"]
    ]


def test_what_is_hidden_is_left_out_and_named(tmp_path: Path) -> None:
    made = book(("nome", "segreto", "soci"), ("Orto", "x", 4), ("Serra", "y", 5), ("Semi", "z", 6), ("Vaso", "w", 7))
    sheet = made.active
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A4"].font = Font(color="FFFFFFFF")
    sheet["C5"].number_format = ";;;"
    made.create_sheet("bozza").sheet_state = "hidden"
    parsed = read(tmp_path, made)
    assert lines(parsed) == [["nome: Orto", "soci: 4"], ["soci: 6"], ["nome: Vaso"]]
    assert parsed.remarks == (
        "Foglio: 1 hidden row(s) not read",
        "Foglio: 1 hidden column(s) not read",
        "Foglio: 2 cell(s) that aren't seen not read",
        "sheet 'bozza' is hidden and not read",
    )


def test_white_on_a_dark_fill_and_rows_that_a_filter_hides_are_read(tmp_path: Path) -> None:
    made = book(("nome", "soci"), ("Orto", 4), ("Serra", 5))
    sheet = made.active
    sheet["A1"].font, sheet["A1"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF102030")
    sheet.auto_filter.ref = "A1:B3"
    sheet.auto_filter.add_filter_column(0, ["Orto"])
    sheet.row_dimensions[3].hidden = True
    assert lines(read(tmp_path, made)) == [["nome: Orto", "soci: 4"], ["nome: Serra", "soci: 5"]]


def test_formulas_without_a_stored_value_are_counted(tmp_path: Path) -> None:
    parsed = read(tmp_path, book(("nome", "soci"), ("Orto", 4), ("Totale", "=SUM(B2:B2)")))
    assert lines(parsed) == [["nome: Orto", "soci: 4"], ["nome: Totale"]]
    assert parsed.remarks == ("1 formula(s) have no stored value; open the file and save it again",)


def test_a_wrong_dimension_and_an_offset_lose_nothing(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for place, value in (("C4", "nome"), ("D4", "soci"), ("C5", "Orto"), ("D5", 4)):
        made.active[place] = value
    made.save(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="C4:D5"', b'<dimension ref="A1"'))
    assert lines(read_xlsx(tmp_path / "a.xlsx")) == [["nome: Orto", "soci: 4"]]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UnreadableFile, match="isn't a valid Excel workbook"):
        read_xlsx(tmp_path / "a.xlsx")


_CHART = (
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<c:title><a:p><a:r><a:t>Soci per sede</a:t></a:r></a:p></c:title><c:ser><c:val/></c:ser></c:chart>"
)


def test_text_boxes_are_read_and_pictures_counted(tmp_path: Path) -> None:
    book(("nome", "soci"), ("Orto", 4)).save(tmp_path / "a.xlsx")
    drawing = '<d:wsDr xmlns:d="x" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>Nota a lato</a:t></a:r></a:p></d:wsDr>'
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", drawing)
        archive.writestr("xl/media/image1.png", "x")
        archive.writestr("xl/charts/chart1.xml", _CHART)
    parsed = read_xlsx(tmp_path / "a.xlsx")
    assert lines(parsed) == [["nome: Orto", "soci: 4"], ["Soci per sede", "Nota a lato"]]
    assert (parsed.pages[1].label, parsed.remarks) == ("text boxes", ("1 picture(s) not read",))


def test_a_sheet_that_is_too_large_for_memory_is_read_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.readers.tables.workbook._LARGE", 10)
    made = book(("nome", "soci"), ("Orto", 4), ("Serra", 5))
    assert lines(read(tmp_path, made)) == [["nome: Orto", "soci: 4"], ["nome: Serra", "soci: 5"]]


def test_several_tables_of_a_sheet_keep_their_own_names(tmp_path: Path) -> None:
    made = book(("nome", "soci"), ("Orto", 4), (), ("sede", "euro"), ("Lodi", 12))
    assert lines(read(tmp_path, made)) == [["nome: Orto", "soci: 4"], ["sede: Lodi", "euro: 12"]]
