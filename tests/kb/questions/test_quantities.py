"""Quantities and bounds in questions. All are made up."""

import pytest

from kb.questions.quantities import bounds_in, is_unit, quantities_in


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("Quali città hanno un valore tra 100 e 150?", [(">=", 100), ("<=", 150)]),
        ("Which cities have between 1,000 and 1,500 trees?", [(">=", 1000), ("<=", 1500)]),
        ("città con un valore ≥ 100 e ≤ 150", [(">=", 100), ("<=", 150)]),
        ("Quali costano più di 2,5 euro?", [(">", 2.5)]),
        ("Quali costano non più di 20 euro?", [("<=", 20)]),
        ("Which cost no more than €20?", [("<=", 20)]),
        ("Which fell by at least two degrees?", [(">=", 2)]),
        ("Quali hanno meno di venti posti?", [("<", 20)]),
        ("Quali superano il 30%?", [(">", 30)]),
        ("Quali durano oltre il 2019?", []),
        ("Quali superano i 30 gradi?", [(">", 30)]),
        ("Which have 30 or more?", [(">=", 30)]),
        ("Quali costano 30 euro o meno?", [("<=", 30)]),
        ("Quali sono superiori ai 30 gradi e inferiori ai 40?", [(">", 30), ("<", 40)]),
        ("Che cosa è successo tra il 2019 e il 2021?", []),
        ("What happened between 2019 and 2021?", []),
        ("Che cosa resta fino a 2025?", []),
        ("Quanti alberi ci sono?", []),
        ("Quali sono le differenze tra la tesi e il rapporto?", []),
    ],
)
def test_the_bounds_of_a_question(question: str, conditions: list[tuple[str, float]]) -> None:
    bounds = bounds_in(question)
    assert [*(bounds.conditions if bounds else ())] == conditions


def test_a_value_meets_all_bounds_and_their_words_can_be_left_out() -> None:
    question = "Quali scuole hanno tra 100 e 150 euro per alunno?"
    bounds = bounds_in(question)
    assert bounds and bounds.hold(100) and bounds.hold(150) and not bounds.hold(99.9) and not bounds.hold(151)
    assert bounds.without(question) == "Quali scuole hanno per alunno?"
    assert bounds.said == "tra 100 e 150 euro"


def test_quantities_are_of_units_or_large_numbers_of_things() -> None:
    assert [(one.number, one.unit) for one in quantities_in("Nel 2019 12,5 kg di miele per 50,000 pazienti")] == [
        ("12,5", "kg"), ("50000", "pazienti"),
    ]  # fmt: skip
    assert is_unit("hours") and not is_unit("children")
