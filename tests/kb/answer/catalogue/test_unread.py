"""What a question asks beyond filters and a topic. Questions are made up."""

import pytest

from kb.answer.catalogue.unread import asks_otherwise, before_topic, numeral, without_negated, without_numeral


def test_what_is_negated_stands_apart() -> None:
    assert without_negated("Theses that are not in English") == ("Theses that ", " in English")
    assert without_negated("Lavori che non sono tesi") == ("Lavori che ", " tesi")
    assert without_negated("Non avete tesi?") == (" avete tesi?", "")
    assert without_negated("Tesi con enti non profit") == ("Tesi con enti non profit", "")


def test_numbers_before_the_topic_count_works() -> None:
    assert numeral("the three theses about two wars") == 3 and numeral("le 5 tesi") == 5
    assert numeral("tesi sulle due guerre") == 0 and numeral("tesi del 2016") == 0
    assert without_numeral("le 5 tesi sulle due guerre").split() == "le tesi sulle due guerre".split()
    assert before_topic("the theses about wars") == "the theses "


@pytest.mark.parametrize(
    ("rest", "otherwise"),
    [("quante tesi per anno", True), ("theses by year", True), ("the average thesis", True), ("theses and reports", True), ("tesi senza anno", True),
     ("theses", False), ("theses about people without a home", False), ("for each supervisor", True), ("elenca ogni tesi", False), ("theses by Ada", False),
     ("works not later than", False), ("isn't there anything", False)],
)  # fmt: skip
def test_means_groups_and_what_is_missing_are_noted(rest: str, otherwise: bool) -> None:
    assert asks_otherwise(rest) is otherwise
