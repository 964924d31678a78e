"""Spelling corrections and completions, of what the reader may see."""

import pytest

from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named
from kb.search.search import search
from kb.search.suggest import suggest
from tests.conftest import Put
from tests.fakes import document


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("floride in the water", "fluoride in the water"),
        ("alogi per migranti", "alloggi per migranti"),
        ("famiglie migrannti", "famiglie migranti"),
        ("cooperattiva", "cooperativa"),
    ],
)
def test_a_wrong_letter_is_noticed(sample: Library, typed: str, meant: str) -> None:
    assert search(sample, typed, OWNER).did_you_mean == meant


def test_what_is_right_or_hopeless_is_left_alone(sample: Library) -> None:
    for query in ("fluoride", "accoglienza migranti", "xqzwvk", "qualita dell'aria", ""):
        assert search(sample, query, OWNER).did_you_mean == ""


def test_spelling_and_completions_know_only_what_the_reader_may_see(put: Put, library: Library) -> None:
    put(document("open", title="Wells of the village"), "The village dug a well.")
    put(
        document("secret", title="Wolframite mining", access="internal", people=(Named("Wanda Wolf", "author"),)),
        "Wolframite was mined.",
    )
    assert search(library, "wolframit", OWNER).did_you_mean == "wolframite"
    assert search(library, "wolframitte", ANONYMOUS).did_you_mean == ""
    assert [entry.text for entry in suggest(library, "wol", OWNER)] == ["Wolframite mining", "Wanda Wolf"]
    assert suggest(library, "wol", ANONYMOUS) == []
    assert [(e.text, e.kind, e.document) for e in suggest(library, "wel", ANONYMOUS)] == [
        ("Wells of the village", "title", "open")
    ]


def test_completions_begin_any_word_and_ignore_accents(put: Put, library: Library) -> None:
    put(document("a", title="La qualità dell'aria"), "Aria.")
    assert [entry.text for entry in suggest(library, "qualita d", OWNER)] == ["La qualità dell'aria"]
    assert [entry.kind for entry in suggest(library, "ros", OWNER)] == ["person"]
    assert suggest(library, "q", OWNER) == suggest(library, "zzz", OWNER) == []
