"""What a query's words mean: stems, spellings, translations."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import PolikbError
from kb.library import Library
from kb.model import OWNER
from kb.search.query_analysis import analyse
from kb.search.search import search
from kb.settings import Settings
from kb.text.stemming import stem


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
