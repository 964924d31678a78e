"""Decision trees for the probability that a run of lines is the title."""

import json
from pathlib import Path

import numpy as np
import pytest

from ingest.cover.spans import NAMES
from ingest.cover.trees import Trees, load_trees, title_trees

# Above 0.5 in the first column: 2; else above 3 in the second: 1, else -1.
TREE = [[0, 0.5, 1, 2], [1, 3.0, 3, 4], [2.0], [-1.0], [1.0]]


def logistic(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


@pytest.mark.parametrize(
    ("row", "total"), [((0.6, 0.0), 2.0), ((0.5, 3.1), 1.0), ((0.5, 3.0), -1.0), ((0.0, 0.0), -1.0)]
)
def test_a_row_has_the_value_of_the_leaf_that_it_reaches(row: tuple[float, float], total: float) -> None:
    trees = Trees(("first", "second"), [TREE])
    assert trees.probabilities(np.array([row]))[0] == pytest.approx(logistic(total))


def test_trees_are_summed_over_a_base() -> None:
    trees = Trees(("first", "second"), [TREE, TREE, [[0.25]]], base=-1.0)
    table = np.array([[1.0, 0.0], [0.0, 0.0]])
    assert trees.probabilities(table) == pytest.approx([logistic(2 + 2 + 0.25 - 1), logistic(-1 - 1 + 0.25 - 1)])


def test_no_rows_have_no_probabilities() -> None:
    assert len(Trees(("first", "second"), [TREE]).probabilities(np.zeros((0, 2)))) == 0


def test_trees_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "trees.json"
    path.write_text(json.dumps({"names": ["first", "second"], "trees": [TREE], "base": 0.5}))
    assert load_trees(path) == Trees(("first", "second"), [TREE], 0.5)


def test_the_program_s_trees_are_over_the_features_that_it_computes() -> None:
    trees = title_trees()
    assert trees.names == NAMES and len(trees.trees) > 20
    assert all(len(node) == 1 or 0 <= node[0] < len(NAMES) for nodes in trees.trees for node in nodes)
