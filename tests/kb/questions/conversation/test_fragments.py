"""Fragments take the place of the part of their type: "and in Milan?". All facts are made up."""

import pytest

from kb.questions.conversation.fragments import is_fragment, replaced
from kb.questions.conversation.knowledge import Knowledge
from kb.questions.parsed_question import parse_question

KNOWN = Knowledge(is_place=lambda name: name in ("Milano", "Lodi"))


@pytest.mark.parametrize(
    ("fragment", "whole"),
    [("a Lodi", "Quanti forni ci sono a Lodi nel 2019?"), ("nel 2021", "Quanti forni ci sono a Milano nel 2021?")],
)
def test_a_place_replaces_the_place_and_a_year_the_year(fragment: str, whole: str) -> None:
    assert replaced(fragment, parse_question("Quanti forni ci sono a Milano nel 2019?"), KNOWN) == whole


def test_what_has_a_verb_or_a_question_word_is_no_fragment() -> None:
    asked = {text: parse_question(text) for text in ("nel 2021?", "quando?", "the library is open?")}
    assert [text for text, parsed in asked.items() if is_fragment(text, parsed)] == ["nel 2021?"]


@pytest.mark.parametrize(
    ("earlier", "fragment", "whole"),
    [
        ("Qual è il limite annuale di PM2.5?", "di PM10", "Qual è il limite annuale di PM10?"),
        ("Qual è il limite giornaliero di PM10?", "quello annuale", "Qual è il limite annuale di PM10?"),
        ("What is the daily limit of PM10?", "the annual one", "What is the annual limit of PM10?"),
    ],
)
def test_a_number_within_a_name_and_the_noun_of_an_adjective_are_kept(earlier: str, fragment: str, whole: str) -> None:
    assert replaced(fragment, parse_question(earlier), KNOWN) == whole
