"""Operations on the numbers of a table. The table is made up."""

import pytest

from kb.answer.tables.grid import tables_in
from kb.answer.tables.operations import OPERATIONS, cells_of, compute
from kb.questions.quantities import bounds_in

(TABLE,) = tables_in("""Serre
Serra | Terra | Acqua media
Grande | 120 m2 | 7,5
Piccola | 80 m2 | 5
Riscaldata | 95 m2 | 9
Media | 98,3 m2 | 7,2
Totale | 295 m2 |""")


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("Quale serra ha la maggiore terra?", ("most", "Grande")),
        ("Quanta terra hanno in tutto?", ("total", "295 m2")),  # rows of sums and means are left out
        ("Qual è la terra media?", ("mean", "98,333 m2")),
        ("What is the average?", ("mean", "98.333 m2")),
        ("Quali serre hanno più di 90 metri di terra?", ("within", "Grande; Riscaldata")),
        ("Which have between 80 and 100?", ("within", "Piccola; Riscaldata")),
        ("Quali superano 500?", None),
        ("Quanta terra hanno?", None),
        ("Quale serra occupa meno per pianta?", ("least", "Piccola")),
        ("Quale serra occupa di più la terra?", ("most", "Grande")),
        ("Quale serra non si usa più?", None),
    ],
)
def test_the_cells_of_a_column_are_computed_with(question: str, result: tuple[str, str] | None) -> None:
    language = "en" if question.startswith("W") else "it"
    found = compute(question, bounds_in(question), "Terra", cells_of(TABLE, None, 1, "it"), language)
    assert (found and found[:2]) == result


def test_the_cells_of_a_row_are_labelled_by_their_columns() -> None:
    assert [(one.label, one.value) for one in cells_of(TABLE, 0, None, "it")] == [("Terra", 120)]


def test_a_mean_is_asked_for_by_more_than_the_word_media() -> None:
    mean = OPERATIONS["mean"]
    for question in (
        "What is the average cost?",
        "What was the mean age?",
        "Quanto costa in media?",
        "Qual è la media dei pasti?",
        "Qual è il costo medio?",
        "Qual è la riduzione media?",
        "Qual è il reddito medio?",
    ):
        assert mean.search(question), question
    for question in (
        "How many pupils use social media?",
        "Quanti ragazzi della scuola media leggono?",
        "What does the index mean?",
        "How many scuole medie are there in the Medio Oriente?",
    ):
        assert not mean.search(question), question
