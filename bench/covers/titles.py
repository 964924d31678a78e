"""Fitting of the trees that choose a title among runs of lines, on documents unseen by the line model."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from bench.covers.truth import squash
from ingest.cover.blocks import FrontPages
from ingest.cover.joining import joined
from ingest.cover.model import CoverModel, Floats
from ingest.cover.spans import NAMES, Span, span_features, spans
from ingest.cover.title_rules import title_lines
from ingest.cover.trees import Trees

_REAL = 10.0  # weight of a real document; that of a generated one is 1. Chosen by cross-validation on the fitting half.


@dataclass(frozen=True)
class Runs:
    """The runs of lines of one document that may be its title: their features, which are right, and whether it is a real document."""

    table: Floats
    right: np.ndarray
    is_real: bool


def runs_of(
    front: FrontPages, features: Sequence[Set[str]], model: CoverModel, titles: Set[str], parts: Sequence[str] = ()
) -> Runs | None:
    """The runs of a document with one of these squashed titles, or whose lines have these parts; None without lines."""
    if not front.blocks:
        return None
    scores = model.scores(features)
    chain = model.chain(scores)
    lines, below = title_lines(front.blocks, model.best(scores), chain)
    rules = (Span(lines[0], (below or lines)[-1]), Span(lines[0], lines[-1]))
    found, drawn = spans(front, chain, rules), set(drawn_titles(front, parts))
    right = [span in drawn if parts else squash(joined(front.blocks, span.lines)) in titles for span in found]
    return Runs(span_features(front, chain, found, rules), np.array(right), not parts)


def drawn_titles(front: FrontPages, parts: Sequence[str]) -> Iterator[Span]:
    """The titles of a generated document, each with its subtitle and without."""
    at = 0
    while at < len(parts):
        if parts[at] != "title":
            at += 1
            continue
        end = _last(front, parts, at, "title")
        whole = _last(front, parts, end, "subtitle")
        yield from (Span(at, end), Span(at, whole))
        at = whole + 1


def _last(front: FrontPages, parts: Sequence[str], at: int, part: str) -> int:
    """The last of the lines after `at` that have a part, on its page."""
    while at + 1 < len(parts) and parts[at + 1] == part and front.blocks[at + 1].page == front.blocks[at].page:
        at += 1
    return at


def fit_trees(documents: Sequence[Runs]) -> Trees:
    """Gradient boosting over the runs of all documents; right and wrong runs of a document weigh the same."""
    weights = np.concatenate([_weights(of) for of in documents])
    right = np.concatenate([of.right for of in documents]).astype(int)
    # Chosen by cross-validation on the fitting half, by document; 80 trees or a depth of 4 are right as often within 2 of 243.
    fitted = GradientBoostingClassifier(
        n_estimators=60, learning_rate=0.1, max_depth=3, subsample=0.7, max_features=20, min_samples_leaf=20, random_state=1
    )  # fmt: skip
    fitted.fit(np.vstack([of.table for of in documents]), right, sample_weight=weights * len(right) / weights.sum())
    prior = float(fitted.init_.class_prior_[1])
    trees = [_nodes(each.tree_, fitted.learning_rate) for each in fitted.estimators_[:, 0]]
    return Trees(NAMES, trees, round(float(np.log(prior / (1 - prior))), 4))


def _weights(of: Runs) -> Floats:
    whole = _REAL if of.is_real else 1.0
    count = int(of.right.sum())
    if count in (0, len(of.right)):
        return np.full(len(of.right), whole / max(len(of.right), 1))
    return np.where(of.right, whole / 2 / count, whole / 2 / (len(of.right) - count))


def _nodes(tree: object, rate: float) -> list[list[float]]:
    """The nodes of one of scikit-learn's trees in the form of `Trees`."""
    left, right = tree.children_left, tree.children_right  # type: ignore[attr-defined]
    return [
        [round(float(tree.value[at][0][0]) * rate, 4)]  # type: ignore[attr-defined]
        if left[at] < 0
        else [int(tree.feature[at]), round(float(tree.threshold[at]), 4), int(left[at]), int(right[at])]  # type: ignore[attr-defined]
        for at in range(len(left))
    ]
