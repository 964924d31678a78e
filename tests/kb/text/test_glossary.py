"""Words in the other language, from the glossary."""

import lzma
import os
from pathlib import Path

import pytest

from kb.errors import PolikbError
from kb.ranking_config import TranslationWeights
from kb.settings import DEFAULT_LISTS
from kb.text.glossary import DICTIONARY, Dictionary, Translator, dictionary, load_glossary, stems_of

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
    assert expression == [[("drinking water", 0.8)]] * 2
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


def test_words_that_the_glossary_lacks_are_looked_up_in_the_dictionary(path: Path) -> None:
    translator = Translator(path)
    assert [word for word, _ in translator.translate(["alloggio"], "it", WEIGHTS)[0]] == ["housing", "dwelling"]
    assert ("landslide", 0.8) in translator.translate(["frane"], "it", WEIGHTS)[0]
    assert ("zanzara", 0.8) in translator.translate(["mosquitoes"], "en", WEIGHTS)[0]
    chip = translator.translate(["poker", "chips"], "en", WEIGHTS)
    assert all(("gettone", 0.8) in found for found in chip), "an expression"
    assert translator.translate(["zzyzx"], "en", WEIGHTS) == [[]]


def test_each_line_of_a_dictionary_is_found_and_nothing_between() -> None:
    lines = ["en\taa\tprimo\n", "en\taa b\tsecondo;terzo\n", "it\taa\tfirst\n"]
    found = Dictionary("".join(lines).encode())
    assert [found.translations(("aa",), code) for code in ("en", "it")] == [["primo"], ["first"]]
    assert found.translations(("aa", "b"), "en") == ["secondo", "terzo"]
    for stems, code in (((), "en"), (("a",), "en"), (("aa", "b"), "it"), (("zz",), "it"), (("aa", "c"), "en")):
        assert found.translations(stems, code) == []


def test_the_dictionary_that_ships_has_the_stems_of_today() -> None:
    lines = lzma.decompress(DICTIONARY.read_bytes()).decode().splitlines(keepends=True)
    assert len(lines) > 50_000 and sorted(lines, key=str.encode) == lines
    for word, code in (
        ("infermiera", "it"),
        ("siccità", "it"),
        ("tessile", "it"),
        ("refugees", "en"),
        ("embankments", "en"),
    ):
        assert dictionary().translations(stems_of(word, code), code), word


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
