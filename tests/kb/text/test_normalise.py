"""Folding: case, accents and ligatures make no difference."""

from hypothesis import given
from hypothesis import strategies as st

from kb.text.normalise import WORD, fold, fold_word


def test_fold_removes_case_and_accents() -> None:
    assert fold("Perché ÈÀ ﬁne") == "perche ea fine"
    assert fold("Straße") == fold("STRASSE") == "strasse"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold_word(text)


@given(st.text(max_size=40))
def test_words_hold_no_space_and_no_underscore(text: str) -> None:
    for word in WORD.findall(text):
        assert word and "_" not in word and not any(char.isspace() for char in word)
