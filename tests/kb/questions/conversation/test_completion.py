"""The referent of a follow-up, and its insertion."""

import pytest

from kb.questions.conversation.completion import fill_in
from kb.questions.conversation.follow_up import standing_alone
from kb.questions.conversation.made import asked_for, further, has_owner, sentence
from kb.questions.conversation.question_words import asked_otherwise
from kb.questions.conversation.references import definite, referent, relative, work
from kb.questions.parsed_question import parse_question


def test_what_a_question_counts_and_what_it_says_of_it() -> None:
    flats = parse_question("How many flats did the city of Savona restore in 2019?")
    assert (definite(flats), relative(flats)) == ("the flats", "the flats that the city of Savona restored in 2019")
    assert referent(flats, "one") == "the city of Savona"
    assert definite(parse_question("Quante scuole ha aperto il Comune?")) == "le scuole"
    assert referent(parse_question("Why?"), "any") == ""


def test_a_missing_subject_and_another_question_word() -> None:
    earlier = parse_question("Quanti alloggi ha recuperato il Comune di Savona?")
    assert (
        fill_in("Quanti soci ha?", parse_question("Quanti soci ha?", "it"), earlier).split()
        == "Quanti soci ha il Comune di Savona".split()
    )
    assert (
        asked_otherwise(parse_question("quando?", "it"), earlier).split()
        == "quando ha recuperato gli alloggi il Comune di Savona".split()
    )


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Quali sono i risultati della tesi sui forni di quartiere?", "la tesi sui forni di quartiere"),
        ("Who funded the Sunflower project?", "the Sunflower project"),
        ("the thesis on kilns", "the thesis on kilns"),
        ("How much does the study cost?", ""),
        ("Quanti soci ha la cooperativa?", ""),
    ],
)
def test_the_work_that_a_question_names(question: str, found: str) -> None:
    assert work(parse_question(question)) == found


def test_what_a_singular_or_a_plural_refers_to() -> None:
    partners = parse_question("quali sono i partner di GIRASOLE?")
    assert (referent(partners, "one"), referent(partners, "many")) == ("GIRASOLE", "i partner di GIRASOLE")
    assert (
        referent(parse_question("the thesis on kilns and the thesis on ovens"), "many")
        == "the thesis on kilns and the thesis on ovens"
    )


def test_questions_made_of_fragments() -> None:
    oven = parse_question("Quanto costa il forno di Nuoro?")
    assert further(oven, wants_example=False) == "Che altro c'è da sapere sul forno di Nuoro?"
    assert (
        further(parse_question("How does the kiln of Lodi work?"), wants_example=True)
        == "What is an example of the kiln of Lodi?"
    )
    assert (
        asked_for("i costi", parse_question("i costi", "it")) == "Quali sono i costi"
        and asked_for("Milano", parse_question("Milano", "it")) == "Milano"
    )
    assert asked_for("its limits?", parse_question("its limits?", "en")) == "What are its limits?"
    assert has_owner("its limits?", "en") and not has_owner("the limits?", "en")
    assert sentence("qual è  la età") == "Qual è l'età?"


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("Who supervised Clear Wells?", "what else did she supervise?", "What else did the supervisor of Clear Wells supervise?"),
        ("Chi ha scritto Forni?", "che altro ha scritto?", "Che altro ha scritto l'autore di Forni?"),
        ("Who wrote Clear Wells?", "how many sensors?", "How many sensors in Clear Wells?"),
        ("Chi ha scritto Forni?", "quante aule?", "Quante aule in Forni?"),
        ("Chi ha scritto Forni?", "e quando?", "Di che anno è Forni?"),
        ("Who wrote Clear Wells?", "when?", "What year is Clear Wells from?"),
    ],
)  # fmt: skip
def test_after_who_made_a_work_a_person_is_its_maker_and_a_thing_is_in_it(
    earlier: str, question: str, whole: str
) -> None:
    assert standing_alone([earlier, question]) == whole


def test_what_cannot_be_completed_stands_before_the_earlier_question_which_goes_on() -> None:
    asked = ["Quante famiglie hanno trovato casa?", "quanto è costato in tutto?"]
    assert standing_alone(asked) == "Quanto è costato in tutto: quante famiglie hanno trovato casa?"
    assert standing_alone([*asked, "e quante persone?"]) == "Quante persone hanno trovato casa?"


def test_an_article_agrees_with_the_word_that_takes_the_place_of_its_possessive() -> None:
    asked = "perché hanno chiuso il suo sportello serale?"
    whole = "Perché hanno chiuso lo sportello serale della mensa?"
    assert standing_alone(["Quanto costa la mensa?", asked]) == whole
