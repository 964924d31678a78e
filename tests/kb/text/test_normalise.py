"""Folding: case, accents and ligatures make no difference."""

from kb.text.normalise import fold


def test_fold_removes_case_and_accents() -> None:
    assert fold("Perché ÈÀ ﬁne") == "perche ea fine"
