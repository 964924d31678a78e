"""Stop words are lower case and whole words; what remains keeps its form and order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.normalise import WORD
from kb.text.stopwords import STOPWORDS, content_words


@pytest.mark.parametrize("language", ["it", "en"])
def test_each_is_one_lower_case_word(language: str) -> None:
    for word in STOPWORDS[language]:
        assert WORD.fullmatch(word) and word == word.lower(), word


def test_what_carries_meaning_remains() -> None:
    assert content_words("Quali sono i risultati dell'Accoglienza?", "it") == ["risultati", "Accoglienza"]
    assert content_words("What are the results of the housing?", "en") == ["results", "housing"]
    assert content_words("the house", "fr") == ["house"], "other languages use the English list"


@given(st.text(max_size=80), st.sampled_from(["it", "en", "de"]))
def test_content_words_are_words_of_the_text_in_order(text: str, language: str) -> None:
    remaining = iter(WORD.findall(text))
    assert all(word in remaining for word in content_words(text, language))
