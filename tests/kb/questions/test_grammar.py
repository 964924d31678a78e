"""Articles, prepositions and past forms."""

import pytest

from kb.questions.asked import read
from kb.questions.completion import fill_in
from kb.questions.grammar import article, fuse, is_past, past
from kb.questions.phrases import phrases
from kb.questions.question_words import asked_otherwise
from kb.questions.references import definite, referent, relative


@pytest.mark.parametrize(
    ("noun", "plural", "feminine", "expected"),
    [("mensa", False, True, "la"), ("orto", False, False, "l'"), ("studio", False, False, "lo"), ("libro", False, False, "il"),
     ("alloggi", True, False, "gli"), ("scuole", True, True, "le"), ("pozzi", True, False, "i")],
)  # fmt: skip
def test_an_italian_noun_has_its_article(noun: str, plural: bool, feminine: bool, expected: str) -> None:
    assert article(noun, "it", plural, feminine) == expected


def test_a_preposition_is_fused_with_an_article() -> None:
    assert [fuse("di", phrase) for phrase in ("la mensa", "l'orto", "Savona")] == [
        "della mensa",
        "dell'orto",
        "di Savona",
    ]
    assert fuse("in", "gli orti") == "negli orti"


def test_english_past_forms() -> None:
    assert [past(verb) for verb in ("restore", "build", "carry", "plant")] == [
        "restored",
        "built",
        "carried",
        "planted",
    ]
    assert is_past("found") and is_past("planted") and not is_past("kitchen")


def test_what_a_question_counts_and_what_it_says_of_it() -> None:
    flats = read("How many flats did the city of Savona restore in 2019?")
    assert (definite(flats), relative(flats)) == ("the flats", "the flats that the city of Savona restored in 2019")
    assert referent(flats, "one") == "the city of Savona"
    assert definite(read("Quante scuole ha aperto il Comune?")) == "le scuole"
    assert referent(read("Why?"), "any") == ""


def test_a_missing_subject_and_another_question_word() -> None:
    earlier = read("Quanti alloggi ha recuperato il Comune di Savona?")
    assert (
        fill_in("Quanti soci ha?", read("Quanti soci ha?", "it"), earlier).split()
        == "Quanti soci ha il Comune di Savona".split()
    )
    assert (
        asked_otherwise(read("quando?", "it"), earlier).split()
        == "quando ha recuperato gli alloggi il Comune di Savona".split()
    )
    assert [phrase.noun for phrase in phrases("per i bambini di Nuoro", "it")] == ["bambini di Nuoro"]
