"""What a question asks beyond filters and a topic. Questions are made up."""

import pytest

from kb.answer.catalogue.unread import (
    Mention,
    asks_otherwise,
    before_topic,
    mention_asked,
    numeral,
    without_negated,
    without_numeral,
)


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


@pytest.mark.parametrize(
    ("question", "words", "is_phrase"),
    [
        ("Quanti documenti menzionano «bambù»?", "bambù", True),
        ("Which theses in English mention the solar panels?", "solar panels", False),
        ("Quali tesi citano il microcredito?", "microcredito", False),
        ('How many reports contain the word "oven"?', "oven", True),
        ("In quali tesi compare la parola forno?", "forno", False),
        ("In which theses does the word oven appear?", "oven", False),
        ("Ci sono rapporti che nominano l'avena?", "avena", False),
    ],
)
def test_words_that_works_must_have_in_their_text(question: str, words: str, is_phrase: bool) -> None:
    found = mention_asked(question)
    assert found is not None and (found.words, found.is_phrase) == (words, is_phrase)


@pytest.mark.parametrize(
    "question",
    ["How many documents mention Nuoro as their place?", "Does the thesis mention ovens?", "Che cosa menziona Ada Ferrini?", "Which theses are about ovens?",
     "Quante famiglie menzionano il forno?"],
)  # fmt: skip
def test_other_questions_ask_for_no_words(question: str) -> None:
    assert mention_asked(question) is None


def test_what_is_said_of_the_works_stands_apart_from_the_words() -> None:
    assert mention_asked("Which theses in English mention ovens?") == Mention(
        "Which theses in English ", "ovens", False
    )
