"""OpenDocument spreadsheets: the text that cells show, by sheet and row."""

from pathlib import Path

import pytest

from ingest.readers.tables.open_sheet import read_ods
from kb.errors import UnreadableFile
from tests.ingest.readers.office.made import packed
from tests.ingest.readers.office.test_opendocument import cell, grid, style, whole


def sheet(name: str, *rows: str, look: str = "") -> str:
    return grid(*rows).replace("<table:table>", f'<table:table table:name="{name}" table:style-name="{look}">', 1)


def ods(path: Path, *sheets: str) -> Path:
    styles = style("gone", '<style:table-properties table:display="false"/>', "table")
    body = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    return packed(path, {"content.xml": whole("document-content", body)})


def lines(path: Path) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in read_ods(path).pages]


def test_rows_of_each_sheet_with_the_text_that_is_shown(tmp_path: Path) -> None:
    shown = cell("12,5%", 'office:value="0.125"')
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    path = ods(
        tmp_path / "a.ods",
        sheet("Lodi", cell("Nome") + cell("Quota") + rest, cell("Orto") + shown + rest),
        sheet("Pavia", cell("Nome") + cell("Soci"), cell("Serra") + cell("7")),
    )
    assert lines(path) == [["Nome: Orto", "Quota: 12,5%"], ["Nome: Serra", "Soci: 7"]]
    assert [page.label for page in read_ods(path).pages] == ["Lodi row 2", "Pavia row 2"]


def test_repeated_rows_keep_the_numbers_of_those_that_follow(tmp_path: Path) -> None:
    empty = '<table:table-cell table:number-columns-repeated="1024"/>'
    rows = sheet("Lodi", cell("Nome") + cell("Soci"), "EMPTY", cell("Orto") + cell("4"))
    rows = rows.replace("<table:table-row>EMPTY", f'<table:table-row table:number-rows-repeated="7">{empty}')
    assert [page.label for page in read_ods(ods(tmp_path / "a.ods", rows)).pages][-1] == "Lodi row 9"


def test_rows_after_thousands_of_blank_ones_are_read_and_rows_repeated_without_end_named(tmp_path: Path) -> None:
    rows = sheet("Lodi", cell("Nome") + cell("Soci"), "EMPTY", cell("Orto") + cell("4"), "AGAIN")
    blank = '<table:table-row table:number-rows-repeated="20000"><table:table-cell/>'
    again = f'<table:table-row table:number-rows-repeated="5000">{cell("Serra") + cell("1")}'
    rows = rows.replace("<table:table-row>EMPTY", blank).replace("<table:table-row>AGAIN", again)
    parsed = read_ods(ods(tmp_path / "a.ods", rows))
    assert [line.text for line in parsed.pages[0].lines] == ["Nome: Orto", "Soci: 4"]
    assert (parsed.pages[0].label, len(parsed.pages)) == ("Lodi row 20002", 1001)
    assert parsed.remarks == ("Lodi: row 20003 is repeated 5000 times, 1000 of them read",)


def test_merged_cells_have_their_value_in_each_row(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    merged = cell("Lodi", 'table:number-rows-spanned="2"')
    path = ods(tmp_path / "a.ods", sheet("F", cell("Sede") + cell("Soci"), merged + cell("4"), covered + cell("5")))
    assert lines(path) == [["Sede: Lodi", "Soci: 4"], ["Sede: Lodi", "Soci: 5"]]


def test_hidden_sheets_and_rows_are_named(tmp_path: Path) -> None:
    hidden = sheet("F", cell("Nome") + cell("Soci"), cell("Orto") + cell("4"), cell("X") + cell("9"))
    hidden = hidden[::-1].replace("<table:table-row>"[::-1], '<table:table-row table:visibility="collapse">'[::-1], 1)[
        ::-1
    ]
    path = ods(tmp_path / "a.ods", hidden, sheet("bozza", cell("a") + cell("b"), look="gone"))
    assert lines(path) == [["Nome: Orto", "Soci: 4"]]
    assert read_ods(path).remarks == ("F: 1 hidden row(s) not read", "sheet 'bozza' is hidden and not read")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no records"):
        read_ods(ods(tmp_path / "a.ods"))


def test_a_hidden_row_parts_no_table_and_text_boxes_are_read(tmp_path: Path) -> None:
    rows = sheet(
        "F", cell("Nome") + cell("Soci"), cell("Orto") + cell("4"), cell("X") + cell("9"), cell("Serra") + cell("5")
    )
    third = rows.rindex("<table:table-row>", 0, rows.index(">X<"))
    rows = rows[:third] + rows[third:].replace("<table:table-row>", '<table:table-row table:visibility="collapse">', 1)
    box = "<table:shapes><draw:frame><draw:text-box><text:p>Nota a lato</text:p></draw:text-box></draw:frame></table:shapes>"
    path = ods(tmp_path / "a.ods", rows.replace("</table:table>", f"{box}</table:table>"))
    assert lines(path) == [["Nome: Orto", "Soci: 4"], ["Nome: Serra", "Soci: 5"], ["Nota a lato"]]
    assert [page.label for page in read_ods(path).pages] == ["F row 2", "F row 4", "text boxes"]
