"""Words in the other language, from the glossary."""

import os
from pathlib import Path

import pytest

from kb.errors import PolikbError
from kb.ranking_config import TranslationWeights
from kb.settings import DEFAULT_LISTS
from kb.text.glossary import Translator, load_glossary

WEIGHTS = TranslationWeights(glossary=0.8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.csv"
    path.write_text("italian,english\nacqua potabile,drinking water\nalloggio;casa,housing;dwelling\n")
    return path


def test_words_and_expressions_are_translated_both_ways(path: Path) -> None:
    glossary = load_glossary(path)
    assert glossary.translate(["case"], "it", WEIGHTS) == [[("housing", 0.8), ("dwelling", 0.8)]]
    assert dict(glossary.translate(["dwellings"], "en", WEIGHTS)[0]).keys() == {"alloggio", "casa"}
    expression = glossary.translate(["acqua", "potabile"], "it", WEIGHTS)
    assert expression == [[("drinking", 0.8), ("water", 0.8)]] * 2
    assert glossary.translate(["acqua"], "it", WEIGHTS) == [[]], "part of an expression is not the expression"


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
    assert translator.translate(["casa"], "it", WEIGHTS) == [[("housing", 0.8), ("dwelling", 0.8)]]
    path.write_text("italian,english\ncasa,home\n")
    os.utime(path, ns=(1, 1))
    assert translator.translate(["casa"], "it", WEIGHTS) == [[("home", 0.8)]]
    path.unlink()
    with pytest.raises(PolikbError, match="can't be read"):
        translator.translate(["casa"], "it", WEIGHTS)


def test_a_translation_counts_less_than_the_word_itself() -> None:
    assert 0 < TranslationWeights().glossary < 1


def test_a_weight_of_zero_turns_the_glossary_off(path: Path) -> None:
    assert load_glossary(path).translate(["casa"], "it", TranslationWeights(glossary=0.0)) == [[]]


def test_the_glossary_that_ships_has_no_empty_side() -> None:
    glossary = load_glossary(DEFAULT_LISTS / "glossary.csv")
    for entries in glossary.entries.values():
        assert len(entries) > 100
        assert all(stems and all(stems) and meanings and all(meanings) for stems, meanings in entries.items())


def test_an_expression_is_translated_as_a_noun(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_text(
        "italian,english\ndoposcuola,after school\nscolastico,school\nscuola,school\ncostare,cost\ncosto,cost\nacqua potabile,drinking water\nbambina,girl\nbambini,children\n"
    )
    found = Translator(path)
    assert found.expression("schools", "en") == "scuola" and found.expression("cost", "en") == "costo"
    assert found.expression("drinking water", "en") == "acqua potabile" and found.expression("water", "en") == ""
    assert found.expression("bambini", "it") == "children"
