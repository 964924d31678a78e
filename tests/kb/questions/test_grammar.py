"""Articles, prepositions and past forms."""

import pytest

from kb.questions.grammar import article, fuse, is_past, lowered, past
from kb.questions.phrases import phrases


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


@pytest.mark.parametrize(
    ("question", "nouns"),
    [
        ("When did WaterCamp take place?", ["WaterCamp"]),
        ("How does shared cooking with local herbs work?", ["shared cooking", "local herbs"]),
        ("Does noise reduce sleep?", ["noise"]),
        ("How do I run a kiln inspection?", ["kiln inspection"]),
        ("Where should the new well be?", ["new well"]),
        ("Which villages near Kitale have no well?", ["Kitale"]),
    ],
)
def test_english_subjects_end_before_their_verb(question: str, nouns: list[str]) -> None:
    assert [phrase.noun for phrase in phrases(question, "en")] == nouns


def test_italian_phrases() -> None:
    assert [phrase.noun for phrase in phrases("per i bambini di Nuoro", "it")] == ["bambini di Nuoro"]
    assert [phrase.noun for phrase in phrases("Perché i giovani lasciano la valle?", "it")] == ["giovani", "valle"]


def test_a_small_letter_where_the_first_word_is_no_name() -> None:
    assert lowered("L'app raccoglie dati?", "it") == "l'app raccoglie dati?"
    assert lowered("Does noise reduce sleep?", "en") == "does noise reduce sleep?"
    assert lowered("Nuoro ha un forno?", "it") == "Nuoro ha un forno?"
