"""Fragments take the place of the part of their type: "and in Milan?". All facts are made up."""

import pytest

from kb.questions.conversation.follow_up import standing_alone
from kb.questions.conversation.fragments import is_fragment, replaced
from kb.questions.conversation.knowledge import Knowledge
from kb.questions.parsed_question import parse_question

KNOWN = Knowledge(is_place=lambda name: name in ("Milano", "Lodi"))


@pytest.mark.parametrize(
    ("earlier", "fragment", "whole"),
    [
        ("Quale dipartimento ha più tesi?", "meno", "Quale dipartimento ha meno tesi?"),
        ("Which supervisor has the most theses?", "the fewest", "Which supervisor has the fewest theses?"),
        ("Quanti forni ci sono a Milano?", "in Africa", "Quanti forni ci sono in Africa?"),
    ],
)
def test_a_degree_replaces_the_degree_and_a_place_brings_its_preposition(
    earlier: str, fragment: str, whole: str
) -> None:
    assert replaced(fragment, parse_question(earlier), KNOWN) == whole


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


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("Quante tesi per anno?", "e per dipartimento?", "Quante tesi per dipartimento?"),
        ("How many theses per year?", "and by department?", "How many theses by department?"),
        ("How many theses by year?", "and per language?", "How many theses per language?"),
        ("How many theses a year?", "for each supervisor?", "How many theses for each supervisor?"),
        ("Quante tesi all'anno?", "e per relatore?", "Quante tesi per relatore?"),
        ("Quante tesi per ogni anno?", "e per lingua?", "Quante tesi per lingua?"),
        ("How many theses on wells by year?", "and by supervisor?", "How many theses on wells by supervisor?"),
        ("How many theses per year?", "group them by department", "How many theses by department?"),
        ("Quante tesi per anno?", "dividile per dipartimento", "Quante tesi per dipartimento?"),
        ("How many theses are there?", "and per year?", "How many theses are there per year?"),
        ("How many theses by Greco?", "and by year?", "How many theses by Greco by year?"),
        ("How many theses per year?", "and on water?", "How many theses per year on water?"),
        ("Quante tesi per anno?", "e sull'acqua?", "Quante tesi per anno sull'acqua?"),
    ],
)
def test_a_group_replaces_the_group_and_a_topic_is_added(earlier: str, question: str, whole: str) -> None:
    assert standing_alone([earlier, question]) == whole
