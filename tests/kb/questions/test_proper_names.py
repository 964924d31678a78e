"""Names of people and organisations in questions. All are made up."""

import time

import pytest

from kb.questions.proper_names import (
    Body,
    attributed_names,
    bodies_in,
    country_names,
    is_meant,
    is_person,
    names_in,
    single_names,
    without_names,
)

KNOWN = ("Savona", "Porto Vecchio")


def places_in(text: str) -> list[str]:
    return [place for place in KNOWN if place in text]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many families did Ada Ferri visit?", ("Ada Ferri",)),
        ("Did Ada Ferri visit anybody?", ("Ada Ferri",)),
        ("Secondo Ada Ferri quanto costa un pozzo?", ("Ada Ferri",)),
        ("Che cosa ha pagato la Fondazione Luna Piena?", ("Fondazione Luna Piena",)),
        ("Quanti alberi ha Porto Vecchio?", ()),
        ("Which kiln does the thesis of the Politecnico di Savona test?", ()),
        ("Which Italian Children read most?", ()),
        ("Che cosa ha scritto Laura Pavese?", ("Laura Pavese",)),
        ("What did Ryan Turing find?", ("Ryan Turing",)),
        ("Come si cura un orto?", ()),
    ],
)
def test_names_of_two_words_or_more(question: str, names: tuple[str, ...]) -> None:
    assert names_in(question, lambda name: bool(places_in(name))) == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many families did Ferrinoni visit?", ("Ferrinoni",)),
        ("What are Ferrinoni's wells?", ("Ferrinoni",)),
        ("Quanto costa un pozzo secondo Ferrinoni?", ("Ferrinoni",)),
        ("How many families did Ada Ferrinoni visit?", ()),
        ("Ferrinoni ha visitato le famiglie?", ()),
        ("What is PNRR in Italian?", ()),
        ("How Many Families Did Ferrinoni Visit?", ()),
    ],
)
def test_names_of_one_word(question: str, names: tuple[str, ...]) -> None:
    assert single_names(question) == names


def test_a_word_mistyped_is_meant_but_not_another_name() -> None:
    assert is_meant("colonbo", "colombo") and is_meant("rosi", "rosi") and is_meant("ferari", "ferrari")
    assert not is_meant("francesca", "francesco") and not is_meant("rosa", "rosi") and not is_meant("ada", "ida")


def test_a_body_heads_no_name_of_a_person() -> None:
    assert is_person("Ada Ferri") and is_person("Ada Maria Ferri")
    assert not is_person("Fondazione Ferri") and not is_person("Casa della Luna") and not is_person("Ferri")


def test_bodies_are_the_same_in_both_languages() -> None:
    [italian] = bodies_in("Il Comune di Savona ha pagato i banchi.", places_in)
    [english] = bodies_in("It was paid by the Municipality of Savona.", places_in)
    [ended] = bodies_in("It was paid by the Luna Foundation.", places_in)
    assert not italian.is_other(english) and italian.text == "Comune di Savona"
    assert ended == Body("foundation", "luna", "Luna Foundation") and ended.is_other(italian)
    assert not list(bodies_in("Un luogo comune e una banca dati.", places_in))
    assert not list(bodies_in("Which university department takes part?", places_in))


def test_a_question_without_the_names_in_it() -> None:
    assert without_names("Quanto costa un pozzo secondo Ada Ferri?", ["Ada Ferri"]) == "Quanto costa un pozzo ?"
    assert without_names("What are Ada Ferri's wells?", ["Ada Ferri"]) == "What are wells?"


def test_long_runs_of_capitals_take_no_time() -> None:
    began = time.process_time()
    for text in ("Abcdefghijklmnop " * 400, "A-’b" * 2000):
        assert not list(bodies_in(text, places_in)) and len(names_in(text, lambda _: False)) < 400
    assert time.process_time() - began < 1


def test_common_surnames_hold_where_something_is_attributed_to_them() -> None:
    for question in (
        "Quanto costa secondo Rossi?",
        "What did Rossi find about bread?",
        "Che cosa ha scritto Rossi del pane?",
        "What does Prof. Rossi teach?",
        "Rossi sostiene che?",
    ):
        assert attributed_names(question) == ("Rossi",), question
    for question in (
        "Secondo Ada Rossi, quanto costa?",
        "Secondo il Comune?",
        "According to Italian law?",
        "Secondo Regione Lazio?",
        "Che cosa dice la tesi?",
        "Quanti Rossi ci sono?",
    ):
        assert attributed_names(question) == (), question


def test_a_country_has_its_names_in_both_languages() -> None:
    assert country_names("Nuova Zelanda") == country_names("New Zealand") == ("new zealand", "nuova zelanda")
    assert country_names("Kenya") == ("kenya",) and country_names("Nuoro") == ("nuoro",)
