"""The regression that decides between an answer and a refusal."""

import numpy as np
import pytest

from bench.fit_refusal import NAMES, coefficients, fit
from kb.answer.answerability import probability
from kb.ranking_config import AnswerabilityWeights


def test_the_coefficients_give_the_models_probabilities() -> None:
    chance = np.random.default_rng(0)
    x = chance.normal(1.0, 3.0, (200, len(NAMES)))
    y = x[:, 0] - x[:, 1] + chance.normal(size=200) > 0
    model = fit(x, y, np.ones(200))
    weights = AnswerabilityWeights(**coefficients(model))
    assert weights.score > 0 > weights.found
    for row, expected in zip(x[:20], model.predict_proba(x[:20])[:, 1], strict=True):
        assert probability(dict(zip(NAMES, row, strict=True)), weights) == pytest.approx(expected, abs=0.05)


def test_a_question_without_weight_changes_nothing() -> None:
    x, y = np.eye(len(NAMES))[[0, 1, 0, 1, 1]], np.array([True, False, True, False, True])
    kept = coefficients(fit(x[:4], y[:4], np.ones(4)))
    weightless = coefficients(fit(np.vstack([x[:4], x[:4]]), np.r_[y[:4], ~y[:4]], np.r_[np.ones(4), np.zeros(4)]))
    assert weightless == kept
