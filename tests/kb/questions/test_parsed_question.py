"""Question word, noun and phrases of a question. All places and facts are made up."""

import pytest

from kb.questions.parsed_question import parse_question
from kb.questions.phrases import nested


@pytest.mark.parametrize(
    ("question", "lead", "noun", "phrases"),
    [
        ("Quanti alloggi ha recuperato il Comune di Savona nel 2019?", "Quanti alloggi", "alloggi",
         [("", "", "alloggi"), ("", "il", "Comune di Savona"), ("in", "il", "2019")]),
        ("Quale cooperativa fornisce il personale della mensa?", "Quale cooperativa", "cooperativa",
         [("", "", "cooperativa"), ("", "il", "personale della mensa")]),
        ("How many schools in Zambezia had a solar roof?", "How many schools in Zambezia", "schools in Zambezia",
         [("", "", "schools in Zambezia"), ("", "a", "solar roof")]),
        ("What does the kitchen of Niguarda prepare?", "What", "", [("", "the", "kitchen of Niguarda")]),
        ("Nel rapporto del 2020, quanti pozzi erano asciutti?", "quanti pozzi", "pozzi",
         [("in", "il", "rapporto del 2020"), ("", "", "pozzi")]),
        ("Quanto costa il progetto Officina Oltre a Milano?", "Quanto", "", [("", "il", "progetto Officina Oltre"), ("a", "", "Milano")]),
        ("Why?", "Why", "", []),
    ],
)  # fmt: skip
def test_a_question_is_read(question: str, lead: str, noun: str, phrases: list[tuple[str, str, str]]) -> None:
    asked = parse_question(question)
    assert (asked.lead, asked.noun) == (lead, noun)
    assert [(phrase.preposition, phrase.determiner, phrase.noun) for phrase in asked.phrases] == phrases


def test_what_a_phrase_tells() -> None:
    (phrase,) = parse_question("Che cosa fa la ciclofficina di Niguarda?").phrases
    assert (phrase.text, phrase.head, phrase.complement) == (
        "la ciclofficina di Niguarda",
        "ciclofficina",
        " di Niguarda",
    )
    assert phrase.is_named and phrase.is_feminine and not phrase.is_plural and not phrase.is_time
    asked, *_, year = parse_question("Quanti alloggi aveva Savona nel 2019?").phrases
    assert asked.is_plural and year.is_time
    (staff,) = parse_question("Who trains the staff of the library?").phrases
    assert [(inner.preposition, inner.noun) for inner in nested(staff, "en")] == [("of", "library")]
