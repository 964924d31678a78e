"""Questions without what surrounds them as people type them. All works, people and places are made up."""

import pytest

from kb.questions.conversation.typed import accented, context, without_courtesy


def test_openings_out_of_courtesy_say_nothing() -> None:
    asked = {
        "Could you tell me how many theses there are?": "how many theses there are?",
        "Mi sai dire chi ha scritto la tesi?": "chi ha scritto la tesi?",
        "Vorrei sapere se avete tesi sui canili": "avete tesi sui canili",
        "Ciao, potresti dirmi quanto costa il forno?": "quanto costa il forno?",
        "Grazie, e chi l'ha finanziato?": "e chi l'ha finanziato?",
        "Who runs the kennel? Thanks a lot!": "Who runs the kennel?",
        "Per favore, spiegami come funziona il mulino": "come funziona il mulino",
        "I was wondering how long the course lasts": "how long the course lasts",
        "Sai chi ha scritto la tesi?": "chi ha scritto la tesi?",
        "Tell me more": "Tell me more",
        "Chi ha scritto la tesi?": "Chi ha scritto la tesi?",
        "Ciao": "Ciao",
    }
    assert {question: without_courtesy(question) for question in asked} == asked


@pytest.mark.parametrize(
    ("earlier", "leaned_on"),
    [
        ("Hello. I study bread. Could you tell me who bakes it?", "who bakes it?"),
        ("Summarise the thesis on ovens", "the thesis on ovens"),
        ("Parlami del progetto Girasole", "il progetto Girasole"),
        ("Che cosa sai dell'orto di Nuoro?", "l'orto di Nuoro"),
        ("Tell me more about the kennel.", "the kennel"),
        ("mulino a vento", "il mulino a vento"),
        ("serra tropicale", "la serra tropicale"),
        ("solar kilns", "the solar kilns"),
        ("Girasole", "Girasole"),
        ("Quanto costa il forno?", "Quanto costa il forno?"),
    ],
)
def test_what_a_follow_up_leans_on(earlier: str, leaned_on: str) -> None:
    assert context(earlier) == leaned_on


def test_an_accent_typed_as_an_apostrophe() -> None:
    assert accented("E' gratis? Non e' vero") == "È gratis? Non è vero"
    assert accented("E l'orto?") == "E l'orto?"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("la tesi piu lunga", "la tesi più lunga"),
        ("qual e la tesi piu' recente?", "qual è la tesi più recente?"),
        ("Chi e il relatore?", "Chi è il relatore?"),
        ("Dov'e stata fatta?", "Dov'è stata fatta?"),
        ("la tesi e' in inglese?", "la tesi è in inglese?"),
        ("quali tesi e corsi ci sono?", "quali tesi e corsi ci sono?"),
        ("Who and why?", "Who and why?"),
    ],
)
def test_accents_that_were_left_out_are_put_in(typed: str, written: str) -> None:
    assert accented(typed) == written
