"""Nouns for works: alone and in names."""

import re

from kb.questions.work_nouns import (
    KIND_PATTERNS,
    KINDS,
    SEVERAL_WORKS,
    WORK,
    WORKS,
    is_work,
    names_kind,
    topic_of,
    with_italian_plurals,
)


def test_a_noun_alone_means_a_work() -> None:
    assert is_work("studio") and is_work("Thesis") and is_work("programme") and not is_work("study of bread")


def test_a_name_says_what_kind_of_work_it_means() -> None:
    assert names_kind("tesi di Nuoro") and not names_kind("Tetti Verdi")


def test_a_borrowed_noun_has_an_italian_plural_after_one_that_shows_it() -> None:
    assert with_italian_plurals("Quanti report del 2023?") == "Quanti rapporti del 2023?"
    assert with_italian_plurals("elenca gli ultimi due paper") == "elenca gli ultimi due articoli"
    for same in ("il report sull'acqua", "how many reports?", "report sull'acqua"):
        assert with_italian_plurals(same) == same


def test_a_name_may_add_a_topic_to_its_kind() -> None:
    assert topic_of("final report on water") == "on water" and topic_of("tesi di laurea sull’acqua") == "sull’acqua"
    assert (
        topic_of("annual report") == topic_of("tesi") == ""
        and topic_of("Tetti Verdi") is topic_of("rapporto Ginestra") is None
    )


def test_each_pattern_holds_the_forms_that_its_users_look_for() -> None:
    def fits(pattern: str, words: str) -> bool:
        return all(re.fullmatch(pattern, word) for word in words.split())

    assert fits(WORK, "tesi thesis corso report studio progetto research documento")
    assert not any(re.fullmatch(WORK, word) for word in ("theses", "corsi", "guida"))
    assert fits(SEVERAL_WORKS, "tesi theses corsi reports studi projects documents")
    assert not any(re.fullmatch(SEVERAL_WORKS, word) for word in ("thesis", "corso", "guide", "research"))
    assert fits(WORKS, "tesi thesis theses corso corsi work works") and not re.fullmatch(WORKS, "progetti")
    assert {kind for kind, pattern in KIND_PATTERNS.items() if re.search(pattern, "Quante dissertazioni?")} == {
        "thesis"
    }
    assert {"tesi", "guida", "workshops", "study"} <= KINDS and not {"lavoro", "work"} & KINDS
