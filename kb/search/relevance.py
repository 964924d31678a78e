"""Relevance: the probability that a passage speaks of a text, and the state it amounts to.

Search, experts, needs, prior work and similar works use it. Pure functions over arrays. `bench/relevance.py` and
`bench/similar.py` fit the weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from kb.model import Hit
from kb.ranking_config import RelevanceWeights, SimilarWeights
from kb.search.rerank_features import LINEAR, Features, logistic

State = Literal["answers", "related", "nothing"]
STATES: tuple[State, ...] = ("answers", "related", "nothing")
NAMES = (
    "score",
    "behind",
    "coverage",
    "letters",
    "nearby_cosine",
    "apart",
    "peak",
    "unmet",
    "words",
    "rarity",
    "everyday",
    "elsewhere",
)
_MANY = 20  # words of a text
_MUCH = 40  # IDF of a text
_DOCUMENTS = 10  # best documents that a document is compared with
_EVERYDAY = 0.1  # of a document that isn't embedded, or by another model: the mean of the measuring libraries
_ELSEWHERE = 0.3  # of a text whose library isn't embedded, or by another model: the mean of the measuring texts
# Passages below which a library's own are too few to tell what unrelated ones have. Of the measuring libraries the mean cosine of a
# text with any passage is 0.00 with a deviation of 0.08 (70 queries).
_FEWEST, _UNRELATED = 100, 0.08
_SHARED = 2  # common names; more tell nothing further


@dataclass(frozen=True)
class Background:
    """Similarity of a text to the library as a whole: mean and standard deviation of its cosine with any passage.

    `everyday` is the similarity of each document's nearest passage to everyday texts, by document number; `elsewhere` is that
    of the text to a topic that the library has nothing about.
    """

    mean: float
    deviation: float
    everyday: Mapping[int, float] = field(default_factory=dict)
    elsewhere: float = _ELSEWHERE


def background_of(cosines: np.ndarray) -> Background:
    """The background of a text with these cosines of passages; unrelated passages of other libraries stand for those that a small one lacks.

    With one passage its own cosine was the mean: nothing stood out, however obvious the match.
    """
    count = len(cosines)
    lacking = max(_FEWEST - count, 0)
    if not lacking:
        return Background(float(cosines.mean()), float(cosines.std()))
    mean = float(cosines.sum()) / _FEWEST
    squares = float(((cosines - mean) ** 2).sum()) + lacking * (_UNRELATED**2 + mean**2)
    return Background(mean, (squares / _FEWEST) ** 0.5)


def features(scores: np.ndarray, found: Features, idf: list[float], background: Background) -> np.ndarray:
    """The features of n passages, n×len(NAMES), from the ranker's scores and features.

    - score, behind: the ranker's score, and how far it is behind the best.
    - coverage, letters, nearby_cosine: as the ranker has them.
    - apart: of the document's best cosine, in standard deviations above the mean of all passages.
    - peak: the document's best cosine minus the mean of the ten best documents'. If nothing speaks of a text, many are equally near.
    - unmet: the share of the text's words that no passage matches.
    - everyday: how near the document is to everyday texts on anything. A narrative one is near to any need.
    - elsewhere: the text's cosine with the nearest of many topics that the library has nothing about.
    - words, rarity: the number of the text's words, and the sum of their IDF.
    """
    columns = dict(zip(LINEAR, found.columns().T, strict=True))
    ones, nearest = np.ones(len(scores)), columns["document_cosine"]
    values = {
        "score": scores,
        "behind": scores.max(initial=-np.inf) - scores,
        "apart": (nearest - background.mean) / max(background.deviation, 1e-6),
        "peak": nearest - _best_mean(nearest, found.documents, background),
        "unmet": ones * (1 - found.words.coverage.max(initial=0.0)),
        "words": ones * min(len(idf), _MANY) / _MANY,
        "rarity": ones * sum(idf) / _MUCH,
        "everyday": np.array([background.everyday.get(n, _EVERYDAY) for n in found.documents.tolist()]),
        "elsewhere": ones * background.elsewhere,
    }
    return np.stack([values[name] if name in values else columns[name] for name in NAMES], axis=1)


def _best_mean(nearest: np.ndarray, documents: np.ndarray, background: Background) -> float:
    """The mean cosine of the ten best documents; the mean of all passages stands for missing ones."""
    best = np.sort(nearest[np.unique(documents, return_index=True)[1]])[::-1][:_DOCUMENTS]
    return float((best.sum() + background.mean * (_DOCUMENTS - len(best))) / _DOCUMENTS)


def probabilities(values: np.ndarray, weights: RelevanceWeights) -> np.ndarray:
    """The probability (0..1) that each passage speaks of the text: logistic regression over `features`."""
    total = values @ np.array([getattr(weights, name) for name in NAMES]) + weights.intercept
    found: np.ndarray = logistic(total)
    return found


def similar_probability(cosine: float, shared: int, weights: SimilarWeights) -> float:
    """The probability (0..1) that two works share a subject, from the cosine of their mean vectors and their common names."""
    total = weights.cosine * cosine + weights.shared * min(shared, _SHARED) + weights.intercept
    return float(logistic(total))


def state_of(probability: float, weights: RelevanceWeights) -> State:
    """The relevance state for the probability of a passage, of the best of several, or of a work."""
    if probability >= weights.answers:
        return "answers"
    return "related" if probability >= weights.related else "nothing"


def judgement(hits: Sequence[Hit]) -> tuple[float, str]:
    """The largest probability of some hits, with its state; 0 and "nothing" for none."""
    best = max(hits, key=lambda hit: hit.probability, default=None)
    return (best.probability, best.state) if best else (0.0, "nothing")
