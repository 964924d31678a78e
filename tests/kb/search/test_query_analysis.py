"""Analysis of a query's words: stems, spellings, translations."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import PolikbError
from kb.library import Library
from kb.model import OWNER
from kb.search.query_analysis import analyse, exact_words
from kb.search.search import search
from kb.settings import Settings
from kb.text.stemming import stem
from kb.text.terms import Term


def test_elisions_and_accents_meet_the_same_terms() -> None:
    assert stem("dell", "it") == ""
    assert stem("casa", "it") == stem("case", "it")
    typed, meant = analyse("la qualita").words[0], analyse("la qualità").words[0]
    assert meant[0] in typed
    assert stem("houses", "en") == stem("house", "en")


def test_a_query_keeps_its_meaningful_words() -> None:
    query = analyse("Quali sono i risultati dell'accoglienza abitativa?")
    assert query.language == "it"
    assert [alternatives[0].text for alternatives in query.words] == [
        stem(w, "it") for w in ("risultati", "accoglienza", "abitativa")
    ]
    assert analyse("the of and").words == () or all(analyse("the of and").words)
    assert analyse("").words == ()


def exists(*terms: str) -> Callable[[Term], bool]:
    return lambda term: term.text in terms


@pytest.mark.parametrize(
    ("query", "has", "first"),
    [
        ("the AI act", "ai_", ["ai_", "act"]), ("ai for the schools", "ai_", ["ai_", "school"]), ("ai for the schools", "", ["ai", "school"]),
        ("aiuto ai comuni", "ai_", ["aiut", "comune"]), ("progetti di ai", "ai_", ["progett", "ai_"]), ("progetti di ai", "", ["progett"]),
        ("dei", "dei_", ["dei_"]), ("il reparto IT", "", ["reparto", "it_"]), ("libri it di base", "it_", ["libr", "it_", "bas"]),
    ],
)  # fmt: skip
def test_acronyms_are_told_by_capitals_and_by_what_the_library_has(query: str, has: str, first: list[str]) -> None:
    assert [alternatives[0].text for alternatives in analyse(query, exists=exists(has)).words] == first


@pytest.mark.parametrize("query", ["auto-costruzione", "auto costruzione"])
def test_a_word_meets_what_it_makes_with_its_neighbour(query: str) -> None:
    joined = stem("autocostruzione", "it")
    words = analyse(query, exists=exists(joined)).words
    assert len(words) == 2 and all(joined in {term.text for term in alternatives} for alternatives in words)
    assert not any(joined in {term.text for term in alternatives} for alternatives in analyse(query).words)
    (data, base) = analyse("the data base", exists=exists(stem("database", "en"))).words
    assert data[1] == base[1] == Term(stem("database", "en"), "en")


def test_a_phrase_may_be_spelt_otherwise() -> None:
    assert exact_words(["14,300 C.F.U."]) == exact_words(["14.300 CFU"])
    first, second = exact_words(["auto-costruzione"])
    assert Term(stem("autocostruzione", "it"), "it") in set(first) & set(second)


@pytest.mark.parametrize(
    ("british", "american"),
    [("organisations", "organizations"), ("labour", "labor"), ("neighbourhood", "neighborhood"), ("centres", "centers"),
     ("analyse", "analyze"), ("programme", "program"), ("catalogue", "catalog"), ("licence", "license")],
)  # fmt: skip
def test_both_spellings_of_english_are_met(british: str, american: str) -> None:
    for typed, other in ((british, american), (american, british)):
        (alternatives,) = analyse(f"the {typed}").words
        assert stem(other, "en") in {term.text for term in alternatives if term.weight == 1}


@pytest.mark.parametrize("word", ["size", "four", "difference", "power", "letter", "rise"])
def test_other_words_have_one_spelling(word: str) -> None:
    assert len(analyse(f"the {word}").words[0]) == 1


def test_the_glossary_is_read_anew_when_a_librarian_changes_it(
    sample_home: Path, settings: Settings, tmp_path: Path
) -> None:
    glossary = tmp_path / "glossary.csv"
    glossary.write_text("italian,english\nfrottola,landslide\n")
    with Library(replace(settings, home=sample_home, glossary=glossary), writable=False) as library:
        assert search(library, "frottola", OWNER).hits[0].document.id.startswith("thesis-reading-the-slope")
        glossary.write_text("italian,english\nfrottola,carpentry\n")
        os.utime(glossary, ns=(1, 1))
        assert "slope" not in search(library, "frottola", OWNER).hits[0].document.id
        glossary.write_text("italian,english\nfrottola\n")
        with pytest.raises(PolikbError, match="line 2"):
            search(library, "frottola", OWNER)
        glossary.unlink()
        with pytest.raises(PolikbError, match="can't be read"):
            search(library, "frottola", OWNER)
