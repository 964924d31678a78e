"""Stop words are lower case and whole words."""

import pytest

from kb.text.normalise import WORD
from kb.text.stopwords import STOPWORDS


@pytest.mark.parametrize("language", ["it", "en"])
def test_each_is_one_lower_case_word(language: str) -> None:
    for word in STOPWORDS[language]:
        assert WORD.fullmatch(word) and word == word.lower(), word
