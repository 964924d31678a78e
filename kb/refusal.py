"""Whether the best sentences answer a question, or only come near: a fitted score. Pure functions."""

import math
from collections.abc import Mapping, Sequence

from kb.candidates import Candidate
from kb.query import Query
from kb.support import is_strict, wanted_answer

_LOOKED_AT = 5  # candidates
_MANY_WORDS = 15

# Fitted on the development questions by `bench/fit_refusal.py`; what they reach is in docs/quality.md.
COEFFICIENTS = {
    "score": 2.92, "gap": 2.27, "covered": 2.65, "own": -1.06, "unmet": -2.26, "strange": -1.12, "unsuited": -2.84,
    "words": 5.1, "intercept": -5.6,
}  # fmt: skip
THRESHOLD = 0.23


def features(query: Query, candidates: Sequence[Candidate]) -> dict[str, float]:
    """What tells an answer from a near miss, over the best candidates (at least one); each in 0..1 or little above."""
    best = candidates[:_LOOKED_AT]
    return {
        "score": best[0].score,
        "gap": best[0].score - best[-1].score,
        "covered": max(c.covered for c in best),
        "own": max(c.own for c in best),
        "unmet": min(c.unmet for c in best),
        "strange": min(c.strange for c in best),
        "unsuited": float(is_strict(wanted_answer(query.text)) and not any(c.suits for c in best)),
        "words": min(len(query.words), _MANY_WORDS) / _MANY_WORDS,
    }


def confidence(query: Query, candidates: Sequence[Candidate]) -> float:
    """The probability (0..1) that the best candidates answer the question; 0 where there are none."""
    if not candidates:
        return 0.0
    return logistic(features(query, candidates), COEFFICIENTS)


def logistic(values: Mapping[str, float], coefficients: Mapping[str, float]) -> float:
    """A logistic model's probability."""
    score = coefficients["intercept"] + sum(coefficients[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-score))
