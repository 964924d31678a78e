"""Gradient-boosted trees over named features, as `bench.fit_refusal` writes them: a sum of small decision trees."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.search.rerank_features import logistic

Tree = float | list["int | float | Tree"]  # a leaf's value, or [feature, limit, tree of values up to it, tree above it]


@dataclass(frozen=True)
class BoostedTrees:
    """The features' names, in the order in which the trees number them, the log-odds to begin with, and the trees."""

    names: tuple[str, ...]
    start: float
    trees: tuple[Tree, ...]

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability (0..1) that the trees' leaves for these values sum up to, as log-odds. Raises KeyError for a missing one."""
        row = [values[name] for name in self.names]
        return float(logistic(self.start + sum(_leaf(tree, row) for tree in self.trees)))


def _leaf(tree: Tree, row: Sequence[float]) -> float:
    while isinstance(tree, list):
        feature, limit, below, above = tree
        tree = below if row[feature] <= limit else above  # type: ignore[index,operator]
    return tree


@cache
def load_trees(path: Path) -> BoostedTrees:
    """The trees of a file: an object with names, start and trees."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return BoostedTrees(tuple(kept["names"]), kept["start"], tuple(kept["trees"]))
