"""Words in the other language: from the glossary, or as cognates that the corpus holds."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import PolikbError
from kb.ranking_config import TranslationWeights
from kb.settings import DEFAULT_LISTS
from kb.text.glossary import Translator, english_to_italian, italian_to_english, load_glossary
from kb.text.terms import Term

WEIGHTS = TranslationWeights(glossary=0.8, cognate=0.6)


def everything(word: str, language: str) -> bool:
    return True


def nothing(word: str, language: str) -> bool:
    return False


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.csv"
    path.write_text("italian,english\nacqua potabile,drinking water\nalloggio;casa,housing;dwelling\n")
    return path


def test_words_and_expressions_are_translated_both_ways(path: Path) -> None:
    glossary = load_glossary(path)
    assert glossary.translate(["case"], "it", nothing, WEIGHTS) == [[("housing", 0.8), ("dwelling", 0.8)]]
    assert dict(glossary.translate(["dwellings"], "en", nothing, WEIGHTS)[0]).keys() == {"alloggio", "casa"}
    expression = glossary.translate(["acqua", "potabile"], "it", nothing, WEIGHTS)
    assert expression == [[("drinking", 0.8), ("water", 0.8)]] * 2
    assert glossary.translate(["acqua"], "it", nothing, WEIGHTS) == [[]], "part of an expression is not the expression"


def test_cognates_count_only_where_the_corpus_holds_them(path: Path) -> None:
    glossary = load_glossary(path)
    assert glossary.translate(
        ["stazione"], "it", lambda word, language: (word, language) == ("station", "en"), WEIGHTS
    ) == [[("station", 0.6)]]
    assert glossary.translate(["stazione"], "it", nothing, WEIGHTS) == [[]]
    assert glossary.translate(["orto"], "it", everything, WEIGHTS) == [[]], "short words have too many cognates"


@pytest.mark.parametrize(
    ("italian", "english"),
    [("università", "university"), ("economico", "economic"), ("energia", "energy"), ("fotografia", "photography"), ("simbolo", "symbol"),
     ("cooperativa", "cooperative"), ("teatro", "theatre")],
)  # fmt: skip
def test_cognates_by_rule(italian: str, english: str) -> None:
    assert english in italian_to_english(italian)
    assert italian in english_to_italian(english)


@given(st.text(alphabet="abcdefghilmnopqrstuvzàèìòù", min_size=1, max_size=14))
def test_candidates_come_once_and_always_in_the_same_order(word: str) -> None:
    for candidates in (italian_to_english, english_to_italian):
        found = candidates(word)
        assert len(set(found)) == len(found)
        candidates.cache_clear()
        assert candidates(word) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("italian,english\nacqua\n", "line 2"),
        ("italian,english\nacqua,water\n,house\n", "line 3"),
        ("italian,english\nacqua,\udcff\n", "can't be read"),
    ],
)
def test_a_broken_glossary_names_the_line(path: Path, text: str, says: str) -> None:
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(PolikbError, match=says):
        load_glossary(path)


def test_the_file_is_read_again_when_it_changes(path: Path) -> None:
    translator = Translator(path)

    def unknown(term: Term) -> int:
        return 0

    assert translator.translate(["casa"], "it", unknown, WEIGHTS) == [[("housing", 0.8), ("dwelling", 0.8)]]
    path.write_text("italian,english\ncasa,home\n")
    os.utime(path, ns=(1, 1))
    assert translator.translate(["casa"], "it", unknown, WEIGHTS) == [[("home", 0.8)]]
    path.unlink()
    with pytest.raises(PolikbError, match="can't be read"):
        translator.translate(["casa"], "it", unknown, WEIGHTS)


def test_a_translation_counts_less_than_the_word_itself_and_a_guess_less_than_a_translation() -> None:
    weights = TranslationWeights()
    assert 0 < weights.cognate < weights.glossary < 1


def test_a_weight_of_zero_turns_a_source_off(path: Path) -> None:
    glossary = load_glossary(path)
    assert glossary.translate(["casa"], "it", nothing, TranslationWeights(glossary=0.0)) == [[]]
    assert glossary.translate(["stazione"], "it", everything, TranslationWeights(cognate=0.0)) == [[]]


def test_the_glossary_that_ships_has_no_empty_side() -> None:
    glossary = load_glossary(DEFAULT_LISTS / "glossary.csv")
    for entries in glossary.entries.values():
        assert len(entries) > 100
        assert all(stems and all(stems) and meanings and all(meanings) for stems, meanings in entries.items())
