"""Random misspellings with a fixed seed."""

import random

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bench.spelling import slip


@given(st.text(alphabet="abcdeghilmnoprstuvz", min_size=5, max_size=14), st.integers(0, 10_000))
def test_a_slip_is_one_wrong_letter(word: str, seed: int) -> None:
    made = slip(word, random.Random(seed))
    assert OSA.distance(word, made) == 1 or len(set(word)) == 1
    assert made == slip(word, random.Random(seed))


def test_all_kinds_of_slips_are_made() -> None:
    made = {slip("quartiere", random.Random(seed)) for seed in range(300)}
    assert {len(word) for word in made} == {8, 9, 10}
    assert {"qquartiere", "uartiere", "uqartiere", "quartiee"} <= made
