"""Stems are those of the lexical index; inflected forms share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.normalise import fold
from kb.text.stemming import LANGUAGES, stem, terms
from kb.text.stopwords import STOPWORDS
from kb.text.tokens import forms


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("it", ["casa", "case", "CASE"]), ("it", ["alloggio", "alloggi"]), ("it", ["abitativa", "abitativo", "abitativi"]),
        ("en", ["house", "houses", "Housing"]), ("en", ["connect", "connected", "connection"]),
    ],
)  # fmt: skip
def test_inflected_forms_share_a_stem(language: str, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1 and stem(forms[0], language)


def test_accents_are_folded_after_stemming() -> None:
    assert stem("qualità", "it") == fold(stem("qualità", "it"))
    assert stem("città", "it") == "citt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_and_very_long_words_have_no_stem(language: str) -> None:
    plain = [word for word in STOPWORDS[language] if word.isalpha()]
    assert {stem(word, language) for word in plain} == {""}
    assert stem("x" * 100, language) == ""


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_a_stem_is_what_the_index_holds(word: str, language: str) -> None:
    listed = terms(word, language)
    assert all(term and not any(map(str.isspace, term)) for term in listed)
    assert terms(" ".join(forms(word)), language) == listed or not word.isascii() or any(map(str.isdigit, word))
