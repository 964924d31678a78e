"""Rows and columns that a question asks for, by their labels. The table is made up."""

import pytest

from kb.answer.tables.grid import tables_in
from kb.answer.tables.labels import MatchedLabels
from kb.search.query_analysis import analyse

PAGE = """Tabella 1. Costi delle serre (euro)
Voce | Terra (m2) | Acqua dolce | Acqua
Serra grande | 120 | 7 | 3
Serra piccola | 80 | 5 | 2
Serra piccola riscaldata | 95 | 9 | 4"""


def match(question: str) -> MatchedLabels:
    (table,) = tables_in(PAGE)
    return MatchedLabels(analyse(question), table, table.caption)


@pytest.mark.parametrize(
    ("question", "row", "column"),
    [
        ("Quanta terra costa la serra grande?", 0, 1),
        # The column is said word for word; of two rows with the same words the other has more.
        ("Quanta acqua dolce costa la serra piccola?", 1, 2),
        ("Quanta acqua costa la serra piccola riscaldata?", 2, 3),
        ("Quanta terra costano le serre?", None, 1),  # which of them?
        ("Quanto costa la serra grande?", 0, None),
        ("Quante api vivono nel bosco?", None, None),
    ],
)
def test_the_row_and_column_asked_for_are_found(question: str, row: int | None, column: int | None) -> None:
    labels = match(question)
    assert (labels.best_row(), labels.best_column()) == (row, column)


def test_the_share_counts_what_labels_and_surroundings_hold() -> None:
    labels = match("Quanta terra costa la serra grande?")
    assert labels.share(0, 1) > labels.share(0, None) > labels.share(None, None) > 0
    assert labels.share(0, 1) <= 1
