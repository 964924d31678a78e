"""How much of a query a text covers."""

import pytest

from kb.text.terms import Term, coverage, text_terms


def test_coverage_counts_rare_words_and_translations_in_part() -> None:
    words = ((Term("hous", "en"),), (Term("migrant", "en"), Term("migr", "it", 0.6)))
    assert coverage(words, [1.0, 3.0], {("en", "hous")}) == 0.25
    assert coverage(words, [1.0, 3.0], {("it", "migr")}) == pytest.approx(0.45)
    assert coverage((), [], set()) == 0.0
    assert ("en", "hous") in text_terms("Houses!")
