"""Questions that choose by a degree, and the question of degree about each. All names are made up."""

import pytest

from kb.questions.named.choice import choice
from kb.questions.named.compared import compared


@pytest.mark.parametrize(
    ("question", "of_each"),
    [
        ("which costs less?", "How much does Aquilone cost?"),
        ("Which of the two is cheaper?", "How much does Aquilone cost?"),
        ("which one lasted longer?", "How long did Aquilone last?"),
        ("which is larger?", "How large is Aquilone?"),
        ("Which has more members?", "How many members does Aquilone have?"),
        ("Quale costa meno?", "Quanto costa Aquilone?"),
        ("qual è la più economica?", "Quanto costa Aquilone?"),
        ("quale dei due progetti ha più volontarie?", "Quante volontarie ha Aquilone?"),
        ("quale ha coinvolto meno bambini?", "Quanti bambini ha coinvolto Aquilone?"),
        ("which works better?", "works Aquilone?"),
    ],
)
def test_a_choice_is_asked_of_each(question: str, of_each: str) -> None:
    found = choice(question)
    assert found is not None and found.names == () and found.asked_of("Aquilone") == of_each


@pytest.mark.parametrize(
    "question",
    [
        "Which project is about wells?",
        "Quale scuola ha aperto?",
        "Quanto costa?",
        "Is the kiln or the oven in the yard?",
        "",
    ],
)
def test_what_is_no_choice(question: str) -> None:
    assert choice(question) is None


def test_the_things_to_choose_from_are_compared() -> None:
    for question, named, first in (
        ("Which costs less, the kiln thesis or Aquilone?", ("kiln thesis", "Aquilone"), "How much does the kiln thesis cost?"),
        ("Quale costa meno tra la tesi sui forni e Aquilone?", ("tesi sui forni", "Aquilone"), "Quanto costa la tesi sui forni?"),
        ("È più lunga la tesi sui forni o la relazione sui pani?", ("tesi sui forni", "relazione sui pani"), "Quanto è lunga la tesi sui forni?"),
        ("Is the kiln thesis or the bread report longer?", ("kiln thesis", "bread report"), "How long is the kiln thesis?"),
        ("Which is older, the kiln thesis or the bread report?", ("kiln thesis", "bread report"), "What year is the kiln thesis from?"),
        ("Quale progetto ha coinvolto più persone, Aquilone o Girandola?", ("Aquilone", "Girandola"), "Quante persone ha coinvolto Aquilone?"),
        ("Which project involved more people, Aquilone or Girandola?", ("Aquilone", "Girandola"), "How many people did Aquilone involve?"),
        ("Aquilone vs Girandola", ("Aquilone", "Girandola"), "Aquilone"),
        ("la tesi sui forni versus Girandola: costi", ("tesi sui forni", "Girandola"), "tesi sui forni costi"),
    ):  # fmt: skip
        found = compared(question)
        assert found is not None and found.named == named and found.questions[0] == first
