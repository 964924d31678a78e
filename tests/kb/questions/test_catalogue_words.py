"""The words of questions to the catalogue. All works, people and places are made up."""

import pytest

from kb.questions.catalogue_words import (
    asks_findings,
    classes,
    counts_others,
    does_otherwise,
    frame,
    is_definition,
    topic_phrases,
)


def test_words_are_reduced_to_classes() -> None:
    assert classes("Quante tesi del 2016 parlano di Nuoro?") == ["COUNT", "WORK", "_", "YEAR", "ABOUT", "di", "NAME"]
    assert classes("The longest report") == ["_", "EXTREME", "WORK"] and classes("") == []


def test_a_course_of_study_and_what_something_did_are_no_works() -> None:
    no_works = ("Che corso di laurea ha fatto Ada?", "What degree course did Ada attend?", "Did the filter work?", "Where did Ada work?")  # fmt: skip
    assert not [question for question in no_works if "WORK" in classes(question)]
    works = ("Chi insegna il corso di design?", "Do you have this work?", "Which work did Ada write?")
    assert all("WORK" in classes(question) for question in works)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Chi ha seguito la tesi sui mulini a vento?", "Chi ha seguito la tesi sui X?"),
        ("Who supervised Ada Ferrini?", "Who supervised X?"),
        ("How many pages is “Slow Water”, please?", "How many pages is X, please?"),
        ("The thesis on kennels: which language?", "The thesis on X: which language?"),
        ("Theses about kennels in English", "Theses about X"),
        ("Quanti?", "Quanti?"),
    ],
)
def test_a_frame_leaves_out_what_works_are_about(question: str, left: str) -> None:
    assert frame(question) == left


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Chi ha seguito la tesi sul lavoro agricolo?", "lavoro agricolo"),
        ("Quante tesi ci sono in lingua inglese?", ""),
        ("The kennels thesis runs to how many pages?", "kennels runs"),
        ("La tesi sui mulini, di che anno è?", "mulini"),
        ("Che cosa avete su Nuoro?", "Nuoro"),
    ],
)
def test_the_topic_is_what_stands_behind_about_or_belongs_to_no_class(question: str, topic: str) -> None:
    idle = {"la", "di", "e", "in", "the", "to", "ci", "sono"}
    assert " ".join(topic_phrases(question, idle)) == topic
    assert "runs" not in list(topic_phrases(question, idle, {"runs"}))


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("How many households did Ada Ferri study?", True),
        ("How many women work in the cooperative?", True),
        ("Quanti punti studio sono stati aperti nel Lodigiano?", True),
        ("Quanti relatori ci sono?", True),
        ("How many authors are in the library?", True),
        ("Quanti progetti ci sono?", True),
        ("Quanti studenti ha seguito Ada Ferri?", False),
        ("How many theses did Ada Ferri supervise?", False),
        ("How many English design theses are there?", False),
        ("Quanti ne ha seguiti Ada Ferri?", False),
        ("Quanto è lunga la tesi?", False),
        ("Which households took part?", False),
    ],
)
def test_a_question_that_counts_something_else_than_works(question: str, counts: bool) -> None:
    assert counts_others(question) is counts


@pytest.mark.parametrize(
    ("question", "otherwise"),
    [
        ("Chi ha finanziato la tesi sui canili?", True),
        ("Da chi è stata stampata la tesi sui canili?", True),
        ("Who was the thesis on kennels funded by?", True),
        ("In che anno è nata Ada Ferri?", True),
        ("When was Ada Ferri born?", True),
        ("Chi ha scritto la tesi sui canili?", False),
        ("Da chi è stata seguita la tesi sui canili?", False),
        ("Who made the report on kennels?", False),
        ("Quando è stata discussa la tesi di Ada Ferri?", False),
        ("When did Ada Ferri graduate?", False),
        ("Who is the author?", False),
    ],
)
def test_a_deed_that_the_catalogue_does_not_know(question: str, otherwise: bool) -> None:
    assert does_otherwise(question) is otherwise


def test_what_somebody_found_is_no_question_to_the_catalogue() -> None:
    assert asks_findings("What did Ada Ferri find about kennels?") and asks_findings("Che cosa ha trovato Ada Ferri?")
    assert not asks_findings("What did Ada Ferri write?") and not asks_findings("What do you have on kennels?")
    assert not asks_findings("What can you show me about kennels?")


def test_a_definition_is_no_question_to_the_catalogue() -> None:
    assert all(
        map(is_definition, ("What is DOORS?", "Che cos'è il microcredito?", "cos'è un mulino", "Cosa significa ODV?"))
    )
    assert not any(
        map(
            is_definition,
            (
                "What is the longest report?",
                "Che cos'è la tesi sui forni?",
                "What is the number of pages of it?",
                "Chi è Ada?",
            ),
        )
    )
