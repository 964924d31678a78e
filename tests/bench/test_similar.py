"""The judged pairs of similar works, and the measures over them."""

import tomllib

import numpy as np

from bench.quality import ROOT
from bench.similar import Pair, calibration, cross_validated, fit, measures


def made() -> list[Pair]:
    """41 documents, of which two and two are about the same and nearer to each other than to the rest; the last is like no other."""
    names = [f"d{number}" for number in range(41)]
    chance = np.random.default_rng(2)
    return [
        Pair(a, b, (0.6 if i // 2 == j // 2 else 0.1) + 0.05 * float(chance.normal()), 0.0, i // 2 == j // 2)
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if a != b
    ]


def test_the_judged_pairs_are_of_two_documents_and_judged_once() -> None:
    listed = tomllib.loads((ROOT / "bench" / "similar.toml").read_text(encoding="utf-8"))
    for corpus in listed.values():
        pairs = [frozenset(pair) for name in ("similar", "either") for pair in corpus[name]]
        assert all(len(pair) == 2 for pair in pairs) and len(set(pairs)) == len(pairs)


def test_near_documents_are_told_from_others_without_having_been_seen() -> None:
    found = made()
    shares = measures(found, cross_validated(found))
    assert shares["similar works above the line (of 40)"] == 1
    assert shares["documents with a similar work that show one (of 40)"] == 1
    assert fit(found).coef_[0][0] > 1


def test_a_document_without_similar_ones_that_shows_one_counts_against_it() -> None:
    found = [
        Pair("a", "b", 0.5, 0, right=True),
        Pair("b", "a", 0.5, 0, right=True),
        Pair("c", "a", 0.1, 0, right=False),
    ]
    assert measures(found, np.array([0.9, 0.9, 0.9]))["documents without, that show nothing (of 1)"] == 0


def test_calibration_of_pairs_compares_what_was_said_with_what_was_right() -> None:
    found = [Pair("a", "b", 0.5, 0, right=right) for right in (True, False, False, False)]
    told = calibration(found, np.array([0.5, 0.5, 0.02, 0.02]))
    assert told == {"expected calibration error": 0.01, "0.02 (of 2)": "right 0.00", "0.50 (of 2)": "right 0.50"}
