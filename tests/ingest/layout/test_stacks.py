"""Tables that a file holds column by column come out row by row; text, charts and tables in order stay as they are."""

from ingest.layout.clean import clean_pages
from ingest.layout.stacks import rows_of_stacks
from ingest.readers.records import Line, RawPage

NAMES = ["Orti finti", "Made-up kitchens", "Cortili inventati", "Totale"]
FIRST, SECOND = ["12", "1.204", "9", "1.225"], ["31%", "60%", "9%", "100%"]


def line(text: str, at: float, left: float, size: float = 10) -> Line:
    return Line(text, size, 200 + 19 * at, left, left + 5 * len(text))


def column(texts: list[str], left: float) -> list[Line]:
    return [line(text, at, left) for at, text in enumerate(texts)]


PROSE = line("Quanto segue è inventato per intero e va da un margine all'altro della pagina", -3, 60)


def test_columns_of_numbers_become_rows_behind_their_names() -> None:
    head = [line("2016", -1, 205), line("%", -1, 300)]
    lines = [PROSE, *column(NAMES, 60), *head, *column(FIRST, 200), *column(SECOND, 295)]
    page = RawPage(1, tuple(lines), width=600, height=800)
    assert clean_pages([page])[0][1].split("\n")[1:] == [
        "| 2016 | %",
        "Orti finti | 12 | 31%",
        "Made-up kitchens | 1.204 | 60%",
        "Cortili inventati | 9 | 9%",
        "Totale | 1.225 | 100%",
    ]


def test_an_empty_place_stays_empty() -> None:
    second = [one for one in column(SECOND, 295) if one.text != "60%"]
    found = rows_of_stacks([PROSE, *column(NAMES, 60), *column(FIRST, 200), *second])
    assert [one.text for one in found][2:4] == ["Made-up kitchens 1.204", "Cortili inventati 9 9%"]
    assert [cell.left for cell in found[3].cells] == [60, 200, 295]


def test_names_in_columns_and_rows_in_order_stay() -> None:
    words = [PROSE, *column(NAMES, 60), *column(NAMES[::-1], 200), *column(NAMES, 340)]
    assert rows_of_stacks(words) == tuple(words)
    rows = [PROSE, *(part for row in zip(column(NAMES, 60), column(FIRST, 200), strict=True) for part in row)]
    assert rows_of_stacks(rows) == tuple(rows)
    assert rows_of_stacks([]) == ()


def test_numbers_of_a_chart_without_names_stay() -> None:
    chart = [PROSE, *column(FIRST, 200), *column(SECOND, 295), *column(FIRST, 390)]
    assert rows_of_stacks(chart) == tuple(chart)
