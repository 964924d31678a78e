"""The fit uses the features that the program itself ranks by."""

import numpy as np
import pytest

from bench.fit_ranking import Case, calibrate, case, fit, page_rank, weight_of
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT
from kb.search.rerank_features import LINEAR
from kb.search.search import search

QUESTION = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"


def made(right: list[bool], gain: float, kind: str = "squad", seed: int = 0) -> Case:
    """A shortlist on which the first feature tells the right passages and the others are noise."""
    columns = np.random.default_rng(seed).normal(size=(len(right), len(LINEAR)))
    columns[:, 0] = np.where(right, gain, 0)
    return Case(columns, np.array(right), [(at, 1) for at in range(len(right))], "g", kind)


def test_a_case_is_scored_as_a_search_ranks(sample: Library) -> None:
    (best, *_) = search(sample, QUESTION, OWNER, None, 10).hits
    documents = sample.documents(sample.catalogue.numbers().tolist())
    number = next(n for n, document in documents.items() if document == best.document)
    one = case(sample, QUESTION, frozenset({(number, best.passage.page)}), "g", "sample: fact")
    scores = one.columns @ np.array([getattr(DEFAULT.ranker, name) for name in LINEAR])
    assert one.places[int(scores.argmax())] == (number, best.passage.page)
    assert page_rank(one, scores) == 1


def test_the_feature_that_tells_right_from_wrong_gets_the_weight() -> None:
    cases = [made([True] + [False] * 9, gain=1.0, seed=seed) for seed in range(30)]
    weights = fit(cases)
    assert int(np.abs(weights).argmax()) == 0 and weights[0] > 0


def test_a_set_of_many_questions_does_not_outweigh_the_others() -> None:
    cases = [made([True, False], 1.0, "squad") for _ in range(300)] + [made([True, False], 1.0, "corpus: fact")] * 2
    assert weight_of(cases) == {"squad": 0.5, "corpus": 1.0}


def test_a_page_counts_once() -> None:
    one = Case(np.zeros((3, 1)), np.array([False, False, True]), [(1, 1), (1, 1), (2, 5)], "g", "corpus: fact")
    assert page_rank(one, np.array([3.0, 2.0, 1.0])) == 2
    assert page_rank(Case(one.columns, np.zeros(3, bool), one.places, "g", one.kind), np.zeros(3)) == 0


def test_probabilities_rise_with_the_score() -> None:
    cases = [made([True] + [False] * 9, 3.0, seed=seed) for seed in range(40)]
    level, lead, intercept = calibrate(cases, [one.columns[:, 0] for one in cases])
    assert level + lead > 0 > intercept
    assert 1 / (1 + np.exp(-((level + lead) * 3.0 + intercept))) == pytest.approx(1.0, abs=0.1)
