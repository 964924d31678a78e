"""Stems are those of the lexical index; inflected forms share one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import stemming
from kb.text.normalise import fold
from kb.text.stemming import LANGUAGES, indexed, stem, terms
from kb.text.stopwords import STOPWORDS
from kb.text.tokens import ACRONYM, words_and_compounds

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("it", ["casa", "case", "CASE"]), ("it", ["alloggio", "alloggi"]), ("it", ["abitativa", "abitativo", "abitativi"]),
        ("it", ["carcere", "carceri"]), ("it", ["anziano", "anziani", "anziana", "anziane"]), ("it", ["acqua", "acque"]),
        ("it", ["laboratorio", "laboratori"]), ("it", ["camera", "camere"]), ("it", ["orto", "orti"]), ("it", ["uomo", "uomini"]),
        ("en", ["child", "children"]), ("en", ["house", "houses", "Housing"]), ("en", ["connect", "connected", "connection"]),
    ],
)  # fmt: skip
def test_inflected_forms_share_a_stem(language: str, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1 and stem(forms[0], language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("it", ["casa", "case", "CASA"], ["caso", "casi"]),
        ("it", ["solare", "solari"], ["solito", "solita", "soliti"]),
        ("it", ["suolo", "suoli"], ["suola", "suole"]),
        ("it", ["partito", "partiti"], ["partita", "partite"]),
        ("it", ["comune", "comuni"], ["comunità"]),
        ("it", ["fondo", "fondi"], ["fondazione", "fondazioni"]),
        ("it", ["aspetto", "aspetti"], ["aspettare", "aspettativa"]),
        ("it", ["sindaco", "sindaci"], ["sindacato", "sindacati"]),
        ("it", ["isola", "isole"], ["isolamento", "isolanti"]),
        ("en", ["process", "processes"], ["procession", "processions"]),
        ("en", ["apart"], ["apartment", "apartments"]),
        ("en", ["minor", "minors"], ["minority", "minorities"]),
        ("en", ["hospital", "hospitals"], ["hospitality", "hospitable"]),
        ("en", ["organization", "organizations"], ["organ", "organs"]),
        ("en", ["import", "imports", "imported"], ["important", "importance"]),
        ("en", ["experiment", "experiments"], ["experience", "experienced"]),
    ],
)
def test_unrelated_words_of_one_stem_are_apart(language: str, one: list[str], other: list[str]) -> None:
    terms_of = [{stem(form, language) for form in forms_} for forms_ in (one, other)]
    assert [len(found) for found in terms_of] == [1, 1] and terms_of[0] != terms_of[1]


def test_each_form_stands_in_the_list_once_and_is_one_word() -> None:
    lines = (ROOT / "kb" / "text" / "data" / "apart.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.split() for line in lines if line and not line.startswith("#")]
    found = [(language, form) for language, *several in listed for form in several]
    assert len(found) == len(set(found)) > 1000
    for language, *several in listed:
        assert language in LANGUAGES and {stem(form, language) for form in several} == {fold(several[0])}


def test_accents_are_folded_after_stemming() -> None:
    assert stem("qualità", "it") == fold(stem("qualità", "it"))
    assert stem("città", "it") == "citt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_and_very_long_words_have_no_stem(language: str) -> None:
    plain = [word for word in STOPWORDS[language] if word.isalpha()]
    assert {stem(word, language) for word in plain} == {""}
    assert stem("x" * 100, language) == ""


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [("it", "cani", "can"), ("it", "note", "not"), ("en", "cons", "con")],
)
def test_no_word_shares_its_stem_with_a_stop_word_of_the_other_language(language: str, word: str, other: str) -> None:
    assert stem(word, language) == other and stem(other, language) == ""


def test_stop_words_that_mean_something_in_the_other_language_are_kept() -> None:
    assert [stem(word, "en") for word in "era due fare state c".split()] == ["era", "due", "fare", "state", "c"]
    assert [stem(word, "it") for word in "era due fare state c".split()] == [""] * 5


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_a_stem_is_what_the_index_holds(word: str, language: str) -> None:
    listed = terms(word, language)
    assert all(term and not any(map(str.isspace, term)) for term in listed)
    is_plain = word.isascii() and not any(map(str.isdigit, word)) and ACRONYM not in "".join(words_and_compounds(word))
    assert terms(" ".join(words_and_compounds(word)), language) == listed or not is_plain


PIECES = (
    "co co-progettazione progettazione bio-eco architettura micro-macro-analisi IT (IT) NEL QUARTIERE 12 500 12.500 l'acqua C.F.U. città\u0300"
    " rete-rete multi-auto autobus-auto and post"
).split()


@given(st.lists(st.sampled_from(PIECES)).map(" ".join) | st.text())
def test_what_is_indexed_of_a_text_are_its_terms(text: str) -> None:
    """Although most tokens are looked up as written, regardless of their neighbours."""
    assert indexed(text) == tuple(" ".join(terms(text, language)) for language in LANGUAGES)


def test_tokens_are_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stemming, "_TOKENS_KEPT", 3)
    entries = stemming._Entries()
    assert entries["case"] == ("casa", "case", "") and entries["IT"] == ()
    assert entries["houses"] and entries["mulini"]
    assert list(entries) == ["mulini"]
