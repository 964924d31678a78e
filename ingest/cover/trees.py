"""Boosted decision trees for the probability that a run of lines is the title. Their splits are data from `bench.fit_covers`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ingest.cover.model import Floats

_TREES = Path(__file__).parent / "title_trees.json"


@dataclass(frozen=True)
class Trees:
    """Trees over named features. A node is [feature, threshold, node if not above, node if above], a leaf [value]."""

    names: tuple[str, ...]
    trees: Sequence[Sequence[Sequence[float]]]
    base: float = 0.0

    def probabilities(self, table: Floats) -> Floats:
        """The probability for each row of a table whose columns are `names`."""
        total = np.full(len(table), self.base)
        for nodes in self.trees:
            self._add(nodes, 0, table, np.arange(len(table)), total)
        shares: Floats = 1.0 / (1.0 + np.exp(-total))
        return shares

    def _add(self, nodes: Sequence[Sequence[float]], at: int, table: Floats, rows: "np.ndarray", total: Floats) -> None:
        """Add to the total of each of these rows the value of the leaf that it reaches from a node."""
        node = nodes[at]
        if len(node) == 1 or not len(rows):
            total[rows] += node[0] if len(node) == 1 else 0.0
            return
        above = table[rows, int(node[0])] > node[1]
        self._add(nodes, int(node[2]), table, rows[~above], total)
        self._add(nodes, int(node[3]), table, rows[above], total)


def load_trees(path: Path) -> Trees:
    """The trees in a JSON file, which states with which data and when they were fitted."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Trees(tuple(data["names"]), data["trees"], data["base"])


@cache
def title_trees() -> Trees:
    """The trees that come with the program."""
    return load_trees(_TREES)
