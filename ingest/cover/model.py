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

    def probabilities(self, scores: Floats) -> Floats:
        """The probability of each label for each line (forward-backward); shape (lines, labels)."""
        count = len(scores)
        forward, backward = np.zeros_like(scores), np.zeros_like(scores)
        for at in range(count):
            before = _log_sum(forward[at - 1][:, None] + self.steps) if at else 0.0
            forward[at] = scores[at] + before
        for at in range(count - 2, -1, -1):
            backward[at] = _log_sum((self.steps + scores[at + 1] + backward[at + 1]).T)
        joint = forward + backward
        joint -= joint.max(axis=1, keepdims=True) if count else 0.0
        shares: Floats = np.exp(joint)
        return shares / shares.sum(axis=1, keepdims=True) if count else shares


def _log_sum(values: Floats) -> Floats:
    """Logarithm of the sum of exponentials of each column."""
    top = values.max(axis=0)
    result: Floats = top + np.log(np.exp(values - top).sum(axis=0))
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
