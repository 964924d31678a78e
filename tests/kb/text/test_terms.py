"""Terms of a query, their rarity and their coverage by a text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.terms import Term, WordNgrams, coverage, idf, met, spaced, text_terms, text_words, unseen_idf, weighted

HOUSE, MIGRANT = (Term("hous", "en"),), (Term("migrant", "en"), Term("migr", "it", 0.6))
WORDS = st.lists(st.text(alphabet="abcdef", min_size=1, max_size=8), min_size=1, max_size=4)
SHARES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 10)), max_size=6)


def test_coverage_counts_rare_words_and_translations_in_part() -> None:
    words = (HOUSE, MIGRANT)
    assert coverage(words, [1.0, 3.0], {("en", "hous")}) == 0.25
    assert coverage(words, [1.0, 3.0], {("it", "migr")}) == pytest.approx(0.45)
    assert coverage((), [], set()) == 0.0
    assert ("en", "hous") in text_terms("Houses!")


def test_the_best_alternative_counts() -> None:
    assert met((MIGRANT,), {("it", "migr")}) == [0.6]
    assert met((MIGRANT,), {("it", "migr"), ("en", "migrant")}) == [1.0]
    assert met((MIGRANT, HOUSE), {("en", "migr")}) == [0.0, 0.0], "a term belongs to its language"


@given(SHARES)
def test_a_weighted_mean_lies_between_the_extremes(pairs: list[tuple[float, float]]) -> None:
    shares, weights = [share for share, _ in pairs], [weight for _, weight in pairs]
    mean = weighted(shares, weights)
    if sum(weights) > 0:
        assert min(shares) - 1e-9 <= mean <= max(shares) + 1e-9
    else:
        assert mean == 0


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_idf_is_that_of_bm25_and_falls_with_frequency(count: int, more: int) -> None:
    total = count + more
    (found,) = idf((HOUSE,), lambda term: count, total)
    assert found == pytest.approx(math.log(1 + (total - count + 0.5) / (count + 0.5)))
    assert 0 < found <= unseen_idf(total)


def test_a_form_that_occurs_nowhere_is_as_rare_as_its_most_frequent_alternative() -> None:
    counts = {"migrant": 0, "migr": 9}
    assert idf((MIGRANT,), lambda term: counts[term.text], 100) == idf((HOUSE,), lambda term: 9, 100)
    assert idf((MIGRANT,), lambda term: 0, 100) == [unseen_idf(100)]


def test_words_of_a_text_are_normalised_with_accents_and_folded_words_in_order() -> None:
    found = text_words("La Città e la co-città")
    assert found.normalised == ("la", "città", "e", "co", "cocittà") and found.folded == " la citta e la co citta "
    assert text_words("").normalised == () and text_words("") is text_words("")


def test_words_are_known_by_their_letters() -> None:
    letters = WordNgrams(["gestisce", "Lago"])
    managed, lake = letters.overlaps(" la gestione del lago ")
    assert 0 < managed < 1 and lake == 1
    assert letters.overlaps(" altro ") == [0, 0]
    assert WordNgrams(["UE"]).overlaps(" ue ") == [1] and WordNgrams(["UE"]).overlaps(" due ") == [0]


@given(WORDS, WORDS)
def test_overlap_is_a_share_and_whole_for_the_word_itself(words: list[str], text: list[str]) -> None:
    letters = WordNgrams(words)
    assert letters.overlaps(spaced(words)) == [1.0] * len(words)
    before, after = letters.overlaps(spaced(text)), letters.overlaps(spaced([*text, *words]))
    assert all(0 <= one <= more == 1 for one, more in zip(before, after, strict=True))
