"""Sketches estimate the common share of two documents' text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.sketches import ALIKE, ENOUGH, SIZE, likeness, sketch

SKETCHES = st.lists(st.integers(0, 2**32 - 1), min_size=0, max_size=SIZE, unique=True).map(sorted)


def words(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefghil", k=7)) for _ in range(count)]


def shingles(text: list[str]) -> set[tuple[str, ...]]:
    return {tuple(text[at : at + 5]) for at in range(len(text) - 4)}


@pytest.mark.parametrize("changed", [0, 50, 200, 500, 1000, 2000])
def test_the_estimate_is_near_the_jaccard_index(changed: int) -> None:
    one = words(1, 2000)
    other = [*words(2, changed), *one[changed:]]
    exact = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))
    estimate = likeness(sketch([" ".join(one)]), sketch([" ".join(other)]))
    assert abs(estimate - exact) < 0.1, "three standard errors of 256 samples"


def test_case_accents_numbers_and_breaks_make_no_difference() -> None:
    text = " ".join(words(3, 200))
    assert sketch([text]) == sketch([text.upper()]) == sketch(text.replace(" ", " 12, ").split(", "))
    assert len(sketch([text])) <= SIZE and list(sketch([text])) == sorted(sketch([text]))


def test_a_short_document_is_not_compared() -> None:
    assert sketch([" ".join(words(4, ENOUGH + 3))]) == () == sketch([])
    assert len(sketch([" ".join(words(4, ENOUGH + 4))])) == ENOUGH


@given(SKETCHES, SKETCHES)
def test_likeness_is_a_symmetric_share(one: list[int], other: list[int]) -> None:
    alike = likeness(one, other)
    assert 0 <= alike <= 1 and alike == likeness(other, one)
    assert likeness(one, one) == (1.0 if one else 0.0)
    if not set(one) & set(other):
        assert alike == 0 < ALIKE
