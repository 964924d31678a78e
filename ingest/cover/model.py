"""Linear-chain conditional random field over the lines of front pages. Its weights are data; `bench.fit_covers` fits them."""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_WEIGHTS = Path(__file__).parent / "weights.json"
Floats = NDArray[np.float64]
_LEAST, _TINY = -1e5, 1e-300  # for the logarithm of 0, and for 0 in a logarithm


@dataclass(frozen=True)
class CoverModel:
    """Weights of features by label, and of a label after another: `steps[before, after]`."""

    labels: tuple[str, ...]
    weights: dict[str, Floats]
    steps: Floats

    def scores(self, features: Sequence[Set[str]]) -> Floats:
        """The sum of its features' weights for each line and label; shape (lines, labels)."""
        found = np.zeros((len(features), len(self.labels)))
        for at, names in enumerate(features):
            for name in names:
                if (row := self.weights.get(name)) is not None:
                    found[at] += row
        return found

    def best(self, scores: Floats) -> list[str]:
        """The most probable labels of all lines together (Viterbi)."""
        if not len(scores):
            return []
        total, back = scores[0], []
        for row in scores[1:]:
            paths = total[:, None] + self.steps
            back.append(paths.argmax(axis=0))
            total = paths.max(axis=0) + row
        path = [int(total.argmax())]
        for came_from in reversed(back):
            path.append(int(came_from[path[-1]]))
        return [self.labels[at] for at in reversed(path)]

    def chain(self, scores: Floats) -> "Chain":
        """The probabilities of all labels together (forward-backward)."""
        return Chain(self, scores)

    def probabilities(self, scores: Floats) -> Floats:
        """The probability of each label for each line; shape (lines, labels)."""
        return Chain(self, scores).shares


class Chain:
    """Label probabilities of one document's lines: `shares` has the shape (lines, labels)."""

    def __init__(self, model: CoverModel, scores: Floats) -> None:
        self._model, self._scores, count = model, scores, len(scores)
        self._before, self._after = np.zeros_like(scores), np.zeros_like(scores)
        for at in range(count):
            before = _log_sum(self._before[at - 1][:, None] + model.steps) if at else 0.0
            self._before[at] = scores[at] + before
        for at in range(count - 2, -1, -1):
            self._after[at] = _log_sum((model.steps + scores[at + 1] + self._after[at + 1]).T)
        joint = self._before + self._after
        self._whole = float(_log_sum(joint[0][:, None])[0]) if count else 0.0
        self.shares: Floats = np.exp(joint - joint.max(axis=1, keepdims=True)) if count else np.zeros_like(scores)
        if count:
            self.shares /= self.shares.sum(axis=1, keepdims=True)

    def share(self, label: str) -> Floats:
        """The probability of a label for each line; 0 for a label that the model doesn't know."""
        labels = self._model.labels
        found: Floats = self.shares[:, labels.index(label)] if label in labels else np.zeros(len(self.shares))
        return found

    def runs(self, start: int, ends: int, labels: Sequence[str]) -> list[float]:
        """For each line from `start` to before `ends` the probability that the lines up to it have these labels, but not their neighbours."""
        inside = np.array([0.0 if label in labels else _LEAST for label in self._model.labels])
        outside = np.where(inside < 0, 0.0, _LEAST)
        steps, scores = self._model.steps, self._scores
        path = inside + scores[start]
        if start:
            path = path + _log_sum((self._before[start - 1] + outside)[:, None] + steps)
        found = []
        for at in range(start, ends):
            if at > start:
                path = _log_sum(path[:, None] + steps) + scores[at] + inside
            rest = self._after[at]
            if at + 1 < len(scores):
                rest = _log_sum((steps + scores[at + 1] + outside + self._after[at + 1]).T)
            found.append(float(np.exp(min(0.0, float(_log_sum((path + rest)[:, None])[0]) - self._whole))))
        return found


def _log_sum(values: Floats) -> Floats:
    """Logarithm of the sum of exponentials of each column."""
    top = np.maximum(values.max(axis=0), _LEAST)
    result: Floats = top + np.log(np.exp(values - top).sum(axis=0) + _TINY)
    return result


def load_model(path: Path) -> CoverModel:
    """The model in a JSON file, which states with which data and when it was fitted."""
    data = json.loads(path.read_text(encoding="utf-8"))
    labels = tuple(data["labels"])
    weights = {name: np.array([row.get(label, 0.0) for label in labels]) for name, row in data["weights"].items()}
    return CoverModel(labels, weights, np.array(data["steps"]))


@cache
def cover_model() -> CoverModel:
    """The model that comes with the program."""
    return load_model(_WEIGHTS)
