"""Tables in the text of a page: heads, sections, rows of data."""

from hypothesis import given
from hypothesis import strategies as st

from kb.answer.tables.grid import cell_span, is_data, tables_in

PAGE = """Tabella 2. Arnie per quartiere
Anno | Bovisa | Affori
| Arnie censite | |
2020 | 12 | 7
2021 | 15 | 9
Miele medio (kg
)
2020 | 8,5 | 9,1
2021 | 7,25 | 1.040,5
Fonte: inventata."""


def test_rows_have_heads_and_sections() -> None:
    (table,) = tables_in(PAGE)
    assert table.head == ("Anno", "Bovisa", "Affori")
    assert [row.label for row in table.rows] == [
        "Arnie censite 2020", "Arnie censite 2021", "Miele medio (kg ) 2020", "Miele medio (kg ) 2021",
    ]  # fmt: skip
    assert PAGE[table.rows[0].start : table.rows[0].end] == "2020 | 12 | 7"
    assert "Tabella 2" in table.caption


def test_a_cell_is_found_in_the_text_of_its_page() -> None:
    (table,) = tables_in(PAGE)
    assert [PAGE[slice(*cell_span(PAGE, table.rows[3], column))] for column in range(3)] == ["2021", "7,25", "1.040,5"]
    (twice,) = tables_in("a | 2021 | 2022\n7 | 7 | 77")
    assert cell_span("a | 2021 | 2022\n7 | 7 | 77", twice.rows[0], 1) == (20, 21)


def test_a_head_without_a_label_of_its_own_and_a_table_of_words() -> None:
    (rates,) = tables_in("| 3% | 5%\n12 | -1.012,75 € | 8\n24 | 9 | 10")
    assert rates.head == ("", "3%", "5%") and len(rates.rows) == 2
    (words,) = tables_in("Fase | Chi\nSemina | Ada\nRaccolta | Ugo")
    assert words.head == ("Fase", "Chi") and [row.cells[1] for row in words.rows] == ["Ada", "Ugo"]
    assert tables_in("Nessuna tabella qui.") == []


def test_heads_of_two_rows_are_joined_though_the_lower_one_looks_like_data() -> None:
    (rates,) = tables_in("anni | | VAN\nammortamento | TIR | 3% | 5%\n12 | / | -7 € | 8 €\n24 | 9% | 9 € | 10 €")
    assert rates.head == ("anni ammortamento", "TIR", "VAN 3%", "VAN 5%")
    assert [row.label for row in rates.rows] == ["12", "24"]
    (totals,) = tables_in("Anno | Arnie | Api\nMedia | 12 | 80\n2020 | 11 | 70\n2021 | 13 | 90")
    assert [row.label for row in totals.rows] == ["Media", "2020", "2021"], "no head lacks what its first row would add"


def test_a_row_whose_columns_were_not_told_apart_heads_no_other() -> None:
    (models,) = tables_in(
        "| (Arnie) | (Api)\nOsservazioni | 139 | 140\nNettare −0,005 (0,004)\nR2 | 0,54 | 0,55\nR2 | 1,2 | 1,3"
    )
    assert [row.label for row in models.rows] == ["Osservazioni", "R2", "R2"]


def test_years_head_columns_but_equal_numbers_are_values() -> None:
    (meals,) = tables_in("Mensa | 2021 | 2022/23\nPonza | 12 | 13\nUstica | 8 | 9")
    assert meals.head == ("Mensa", "2021", "2022/23") and [row.label for row in meals.rows] == ["Ponza", "Ustica"]
    (steps,) = tables_in("Passi | 2000 | 2000\nSalti | 1900 | 1950")
    assert steps.head == ("", "", "") and len(steps.rows) == 2


def test_a_row_of_data_is_mostly_numbers() -> None:
    assert is_data(("a", "1", "2")) and not is_data(("a", "b", "c")) and not is_data(("a",))


@given(st.text(alphabet="ab123 |,.()'\n%€-+", max_size=120))
def test_any_text_is_read(text: str) -> None:
    for table in tables_in(text):
        assert all(text[row.start : row.end].count("|") == len(row.cells) - 1 for row in table.rows)
        assert all(len(row.cells) <= len(table.head) for row in table.rows)
