"""Lines with aligned gaps are rows of a table; lists, contents pages and justified lines aren't."""

from collections import Counter
from dataclasses import replace

import pytest

from ingest.layout.clean import page_text
from ingest.layout.tables import continued_heads, table_rows, whole_rows
from ingest.readers.records import Cell, Line

Placed = tuple[str, float]


def line(at: int, *cells: Placed) -> Line:
    placed = tuple(Cell(text, left, left + 5 * len(text)) for text, left in cells)
    text = " ".join(cell.text for cell in placed)
    return Line(text, 12, 100 + 15.0 * at, placed[0].left, placed[-1].right, placed if len(placed) > 1 else ())


def table(*rows: tuple[Placed, ...]) -> list[str]:
    lines = [line(at, *row) for at, row in enumerate(rows)]
    found = table_rows(lines)
    return [found.get(at, one.text) for at, one in enumerate(lines)]


def test_a_row_has_a_text_for_each_column_also_where_a_cell_is_empty() -> None:
    assert table(
        (("Quartiere", 60), ("2021", 200), ("2022", 300), ("2023", 400)),
        (("Rione Finto", 60), ("27,1", 200), ("25,4", 300), ("22,0", 400)),
        (("Borgo Inventato", 60), ("19", 305), ("18", 405)),
    ) == ["Quartiere | 2021 | 2022 | 2023", "Rione Finto | 27,1 | 25,4 | 22,0", "Borgo Inventato | | 19 | 18"]


def test_a_head_may_reach_over_columns() -> None:
    assert (
        table(
            (("Persone", 60), ("Anno della made-up survey", 210)),
            (("", 60), ("2021", 200), ("2022", 300)),
            (("Orti", 60), ("12", 200), ("15", 300)),
            (("Mense", 60), ("40", 200), ("44", 300)),
        )[0]
        == "Persone | Anno della made-up survey"
    )


def test_two_columns_of_words_need_three_rows() -> None:
    rows = (
        (("Dove", 60), ("In cortile", 250)),
        (("Quando", 60), ("In autunno", 250)),
        (("Chi", 60), ("La scuola", 250)),
    )
    assert table(*rows) == ["Dove | In cortile", "Quando | In autunno", "Chi | La scuola"]
    assert table(*rows[:2]) == ["Dove In cortile", "Quando In autunno"]


@pytest.mark.parametrize(
    "rows",
    [
        ((("•", 60), ("un orto", 80)), (("•", 60), ("una mensa", 80)), (("•", 60), ("un pozzo", 80))),
        ((("1.", 60), ("The kitchen opens at noon", 80)), (("2.", 60), ("The garden opens at nine", 80)), (("3.", 60), ("Nobody pays", 80))),
        ((("Introduzione", 60), (". . . . . .", 200), ("5", 400)), (("Il metodo", 60), (". . . . . . .", 200), ("9", 400))),
        ((("una", 60), ("riga", 110), ("molto", 165), ("larga", 225)), (("di", 60), ("un", 110), ("testo", 160), ("finto", 225))),
        ((("a gap", 60), ("here", 120)), (("and another one", 60), ("there", 190)), (("by", 60), ("chance", 90))),
    ],
)  # fmt: skip
def test_what_is_no_table_stays_as_it_is(rows: tuple[tuple[Placed, ...], ...]) -> None:
    assert not any("|" in text for text in table(*rows))


def test_rows_far_from_each_other_are_of_two_tables() -> None:
    lines = [line(at, (f"Voce {at}", 60), (str(at * 3), 200)) for at in (0, 1, 9, 10)]
    assert table_rows(lines) == {0: "Voce 0 | 0", 1: "Voce 1 | 3", 2: "Voce 9 | 27", 3: "Voce 10 | 30"}
    assert table_rows([lines[0], lines[2]]) == {}
    assert table_rows([]) == {}


def test_rows_stand_on_lines_of_their_own_between_paragraphs() -> None:
    before, after = line(0, ("Tabella 1: persone finte", 60)), line(3, ("come si vede qui sopra", 60))
    rows = [line(1, ("Orti", 60), ("12", 200)), line(2, ("Mense", 60), ("40", 200))]
    text = page_text([before, *rows, after], Counter())
    assert text == "Tabella 1: persone finte\nOrti | 12\nMense | 40\ncome si vede qui sopra"


def test_a_distant_number_is_a_cell_of_its_row() -> None:
    first = Line("Comune 101", 12.0, 100.0, 72.0, 230.0, (Cell("Comune", 72.0, 110.0), Cell("101", 210.0, 230.0)))
    number = Line("7", 12.0, 100.5, 372.0, 378.0)
    (row,) = whole_rows([first, number])
    assert row.text == "Comune 101 7" and row.right == 378.0
    assert [cell.text for cell in row.cells] == ["Comune", "101", "7"]
    for other in (
        replace(number, top=114.0),
        replace(number, left=100.0),
        replace(number, text="sette"),
        replace(number, size=8.0),
    ):
        assert whole_rows([first, other]) == (first, other)
    assert whole_rows([replace(first, cells=(), right=365.0), number])[1:] == (number,)  # as far as a space


def _values(at: int, name: str, *numbers: str, left: float = 200) -> Line:
    return line(at, (name, 60), *((number, left + 100 * column) for column, number in enumerate(numbers)))


HEAD = line(0, ("Comune finto", 60), ("Alloggi", 195), ("2021", 300))
PAGES = [
    [HEAD, _values(1, "Lodi", "12", "4"), _values(2, "Crema", "7", "9")],
    [_values(0, "Pavia", "30", "1"), _values(1, "Asti", "5", "2")],
]


def test_a_table_that_goes_on_gets_its_head_on_each_page() -> None:
    head = "Comune finto | Alloggi | 2021"
    assert continued_heads([*PAGES, PAGES[1], [line(0, ("Testo", 60))]]) == {1: head, 2: head}


@pytest.mark.parametrize(
    "following",
    [
        [HEAD, _values(1, "Pavia", "30", "1")],
        [_values(0, "Pavia", "30", "1", left=350), _values(1, "Asti", "5", "2", left=350)],
        [line(0, ("Segue il testo", 60)), _values(1, "Pavia", "30", "1"), _values(2, "Asti", "5", "2")],
    ],
)
def test_another_table_or_one_with_its_own_head_gets_none(following: list[Line]) -> None:
    assert continued_heads([PAGES[0], following]) == {}


def test_a_table_without_a_head_hands_none_on() -> None:
    assert continued_heads([PAGES[1], PAGES[1]]) == {}


def test_numbers_far_from_a_short_name_are_its_row() -> None:
    apart = [
        line(0, ("Lodi", 60)),
        replace(line(0, ("3", 200), ("10", 300))),
        line(1, ("Crema", 60)),
        line(1, ("7", 200)),
    ]
    assert [[cell.text for cell in one.cells] for one in whole_rows(apart)] == [["Lodi", "3", "10"], ["Crema", "7"]]


def test_a_head_of_two_rows_stands_over_its_columns() -> None:
    numbers = tuple(
        ((name, 60), *((value, 190.0 + 70 * at) for at, value in enumerate(values)))
        for name, values in (
            ("Lodi", ("12", "15", "18", "21")),
            ("Crema", ("7", "9", "11", "13")),
            ("Asti", ("5", "6", "7", "8")),
        )
    )
    names = tuple((name, 160.0 + 70 * at) for at, name in enumerate(("donne", "uomini") * 2))
    assert table((("Comune", 60), ("2023", 190), ("2024", 330)), names, *numbers)[:3] == [
        "Comune | 2023 | | 2024",
        "| donne | uomini | donne | uomini",
        "Lodi | 12 | 15 | 18 | 21",
    ]


def test_names_on_the_left_of_columns_head_numbers_on_their_right() -> None:
    rows = (
        (("Rione finto", 60), ("Soci", 200), ("Spesa", 262)),
        (("Lodi", 60), ("94", 248), ("8092", 310)),
        (("Crema", 60), ("67", 248), ("1814", 310)),
        (("Asti", 60), ("75", 248), ("7451", 310)),
    )
    assert table(*rows)[:2] == ["Rione finto | Soci | Spesa", "Lodi | 94 | 8092"]
