"""Boosted trees: a sum of leaves."""

import json
from pathlib import Path

import pytest

from kb.answer.refusal.boosted_trees import BoostedTrees, load_trees

TREES = {"names": ["cosine", "found"], "start": -1.0, "trees": [[0, 0.5, -1.0, [1, 0.2, 0.0, 1.0]], 0.0]}


def test_the_leaves_of_all_trees_are_summed(tmp_path: Path) -> None:
    path = tmp_path / "trees.json"
    path.write_text(json.dumps(TREES), encoding="utf-8")
    trees = load_trees(path)
    assert trees.probability({"cosine": 0.6, "found": 0.3}) == 0.5
    assert trees.probability({"found": 0.2, "cosine": 0.6}) == pytest.approx(0.2689, abs=1e-4)
    assert trees.probability({"cosine": 0.5, "found": 9.0}) == pytest.approx(0.1192, abs=1e-4)  # up to the limit


def test_a_feature_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="found"):
        BoostedTrees(("cosine", "found"), 0.0, ()).probability({"cosine": 1.0})
