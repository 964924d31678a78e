"""Measures of a ranking against judgements."""

import math

import pytest
from ir_measures import RR, nDCG

from bench.sets import ranking_measures


def test_the_reciprocal_rank_is_of_the_first_right_document_among_ten() -> None:
    found = {"first": ["a", "b"], "third": ["x", "y", "a"], "eleventh": [*"bcdefghijk", "a"], "nothing": []}
    relevant = dict.fromkeys(found, ("a",))
    assert ranking_measures(found, relevant, [RR @ 10]) == [pytest.approx((1 + 1 / 3 + 0 + 0) / 4)]


def test_gains_are_binary() -> None:
    found = {"q": ["x", "a", "b"]}
    gained = 1 / math.log2(3) + 1 / math.log2(4)
    assert ranking_measures(found, {"q": {"a": 1, "b": 3}}, [nDCG @ 10])[0] == pytest.approx(
        gained / (1 + 1 / math.log2(3))
    )
