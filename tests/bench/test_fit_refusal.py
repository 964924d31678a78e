"""The regression that decides between an answer and a refusal."""

import numpy as np

from bench.fit_refusal import DIRECTIONS, NAMES, Row, chances, cross_validated, fit, senseless
from kb.ranking_config import AnswerabilityWeights


def rows(count: int = 200) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    x = chance.normal(1.0, 3.0, (count, len(NAMES)))
    return x, x[:, NAMES.index("found")] - x[:, NAMES.index("unmet_by_best")] + chance.normal(size=count) > 0


def test_the_weights_tell_the_rows_apart() -> None:
    x, y = rows()
    weights = fit(x, y, np.ones(len(y)))
    assert weights.found > 0 > weights.unmet_by_best
    assert np.mean((chances(x, weights) > 0.5) == y) > 0.85


def test_each_weight_of_a_feature_is_fitted() -> None:
    assert {*NAMES} == vars(AnswerabilityWeights()).keys() - {"intercept", "threshold", "named_work"}


def test_no_weight_points_the_wrong_way() -> None:
    x, y = rows()
    weights = fit(x, ~y, np.ones(len(y)))  # the opposite of what the features mean
    signs = {name: np.sign(getattr(weights, name)) for name in NAMES}
    assert all(sign in (0, DIRECTIONS[name]) for name, sign in signs.items() if DIRECTIONS[name])


def test_a_question_without_weight_changes_nothing() -> None:
    x, y = np.eye(len(NAMES))[[0, 1, 0, 1]], np.array([True, False, True, False])
    twice = fit(np.vstack([x, x]), np.r_[y, ~y], np.r_[np.ones(4), np.zeros(4)])
    assert twice == fit(np.vstack([x, x]), np.r_[y, y], np.r_[np.ones(4), np.zeros(4)])


def test_a_question_is_judged_by_weights_that_have_not_seen_it() -> None:
    x, y = rows()
    found = [
        Row(row.tolist(), bool(answer), 1.0, f"q{at}", "g") for at, (row, answer) in enumerate(zip(x, y, strict=True))
    ]
    chance, weights = cross_validated(found)
    seen = chances(x, weights)
    assert np.mean((chance > 0.5) == y) > 0.8
    assert np.log(np.where(y, seen, 1 - seen)).mean() > np.log(np.where(y, chance, 1 - chance)).mean()


def test_senseless_questions_are_the_same_each_time() -> None:
    assert senseless() == senseless() and len(set(senseless())) > 30
