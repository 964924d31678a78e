"""Tables in a grid: their heads, text above and below, and side-by-side tables. All texts are fictional."""

import pytest

from ingest.readers.records import Heading, Properties
from ingest.readers.tables.grid import Row, Sheets, find_tables, row_lines
from kb.errors import UnreadableFile


def grid(text: str) -> list[Row]:
    """Rows of cells separated by "|"."""
    return [(number, [cell.strip() for cell in line.split("|")]) for number, line in enumerate(text.split("\n"), 1)]


def told(text: str) -> list[list[str]]:
    return [row_lines(table, cells) for table in find_tables(grid(text)) for _, cells in table.rows]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Nome|Anno\nOrto|2020", [["Nome: Orto", "Anno: 2020"]]),
        ("Elenco 2023\n\nNome|Luogo\nOrto|Lodi", [["Elenco 2023"], ["Nome: Orto", "Luogo: Lodi"]]),
        ("Elenco 2023\nNome|Luogo\nOrto|Lodi", [["Nome: Orto", "Luogo: Lodi"]]),
        ("|||\n|Nome|Luogo\n|Orto|Lodi", [["Nome: Orto", "Luogo: Lodi"]]),
        ("Nome|Nome|Luogo\nOrto|Serra|Lodi", [["Nome: Orto", "Nome (2): Serra", "Luogo: Lodi"]]),
        ("Nome||Luogo\nOrto|verde|Lodi", [["Nome: Orto", "verde", "Luogo: Lodi"]]),
        ("Nome|Luogo\nOrto|Lodi|in più", [["Nome: Orto", "Luogo: Lodi", "in più"]]),
        ("Sede|2019|2020\nLodi|41|58", [["Sede: Lodi", "2019: 41", "2020: 58"]]),
        ("Orto|12,5\nSerra|7", [["Orto | 12,5"], ["Serra | 7"]]),
        ("Nome|Euro\nOrto|5\n\nSerra|7", [["Nome: Orto", "Euro: 5"], ["Nome: Serra", "Euro: 7"]]),
        ("Nome|Euro\nOrto|5\n\nSede|Soci\nLodi|9", [["Nome: Orto", "Euro: 5"], ["Sede: Lodi", "Soci: 9"]]),
        ("luogo\nLodi\nPavia", [["luogo: Lodi"], ["luogo: Pavia"]]),
        ("Sede|Soci|Soci\n|donne|uomini\nLodi|4|5", [["Sede: Lodi", "Soci donne: 4", "Soci uomini: 5"]]),
        (
            "Nome|Luogo|Euro\nOrto|Lodi|5\nFonte: elaborazione degli uffici comunali su dati del 2021",
            [["Nome: Orto", "Luogo: Lodi", "Euro: 5"], ["Fonte: elaborazione degli uffici comunali su dati del 2021"]],
        ),
        (
            "A|B||C|D\na|1||c|3\nb|2||d|4\n|||e|5",
            [["A: a", "B: 1"], ["A: b", "B: 2"], ["C: c", "D: 3"], ["C: d", "D: 4"], ["C: e", "D: 5"]],
        ),
        ("A||B\na||1\nb||2", [["A: a", "B: 1"], ["A: b", "B: 2"]]),
        ("", []),
    ],
)
def test_tables(text: str, lines: list[list[str]]) -> None:
    assert told(text) == lines


def test_pages_are_rows_with_their_sheet_and_number_and_sheets_are_headings() -> None:
    sheets = Sheets()
    sheets.add("Lodi", grid("Elenco degli orti\n\n\nNome|Soci\nOrto|4"))
    sheets.add("vuoto", [])
    sheets.add("Pavia", grid("Nome|Soci\nSerra|7"))
    parsed = sheets.parsed("xlsx", Properties(), ["una nota"])
    assert [page.label for page in parsed.pages] == ["Lodi row 1", "Lodi row 5", "Pavia row 2"]
    assert parsed.headings == (Heading(1, "Lodi", 1), Heading(3, "Pavia", 1))
    assert parsed.remarks == ("una nota",)


def test_a_title_right_above_a_table_is_a_heading() -> None:
    sheets = Sheets()
    sheets.add("Lodi", grid("Elenco degli orti\nNome|Soci\nOrto|4"))
    parsed = sheets.parsed("xlsx", Properties(), [])
    assert parsed.headings == (Heading(1, "Lodi", 1), Heading(1, "Elenco degli orti", 2))
    assert [page.label for page in parsed.pages] == ["Lodi row 1", "Lodi row 3"]


def test_a_file_without_records_says_why() -> None:
    with pytest.raises(UnreadableFile, match="no records; sheet 'x' is hidden"):
        Sheets().parsed("xlsx", Properties(), ["sheet 'x' is hidden"])
