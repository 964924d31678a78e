"""Fitting the weights of goals on judged documents."""

import numpy as np

from bench.fit_goals import TARGET, Example, across_languages, at_thresholds, examples, fitted, measured, titles
from kb.library import Library
from kb.model import Field
from tests.conftest import Put
from tests.fakes import document


def test_examples_are_the_goals_of_judged_documents(put: Put, library: Library) -> None:
    put(document("a"), "Drinking water and women.", embed=False)
    put(document("b"), "Drinking water.", embed=False, fields=(Field("sdg", "6", "manifest", 1.0),))
    put(document("c"), "Drinking water.", embed=False)
    found = list(examples(library, "own", {("own", "a.txt"): ({"6"}, {"5"})}))
    assert [(e.document, e.right) for e in found] == [("own/a.txt", True), ("own/b.txt", True)]


def test_precision_and_recall_are_of_documents_kept_apart() -> None:
    found = [Example(str(at), (0.8, 1.0, 2.0, 1.0, 0.0), True) for at in range(20)]
    found += [Example(str(at), (0.1, 0.0, 0.7, 0.2, 0.0), False) for at in range(20)]
    result = measured(found, 25, by_meaning=False)
    assert result["precision"] == 1.0 and result["recall"] == 0.8
    weights = result["weights"]
    assert isinstance(weights, list) and len(weights) == 5
    with_meaning = measured(found, 25, by_meaning=True)["weights"]
    assert isinstance(with_meaning, list) and len(with_meaning) == 6


def test_thresholds_trade_precision_for_recall() -> None:
    found = at_thresholds(np.array([0.9, 0.65, 0.35]), np.array([True, False, True]), 4)
    assert found["0.3"] == (0.667, 0.5) and found["0.6"] == (0.5, 0.25) and found["0.7"] == (1.0, 0.25)


def test_each_goal_has_titles_in_both_languages_and_its_weights() -> None:
    texts, of = titles()
    assert len(set(texts)) == len(texts) and set(of.tolist()) == set(range(18))
    rng = np.random.default_rng(0)
    told_apart = np.eye(18)[of] + rng.normal(scale=0.01, size=(len(of), 18))  # vectors that give their goal away
    weights = fitted(told_apart, of)
    assert (
        weights.shape == (18, 19)
        and (told_apart @ weights[:, :-1].T + weights[:, -1]).argmax(1).tolist() == of.tolist()
    )
    assert across_languages(told_apart, of, texts) == {"it": 1.0, "en": 1.0}
    assert np.load(TARGET).shape == (18, 385)
