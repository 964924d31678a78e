"""The conditional random field, compared with all paths written out."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from ingest.cover.model import CoverModel, cover_model, load_model

LABELS = ("title", "author", "other")


def small(seed: int = 0) -> tuple[CoverModel, list[set[str]]]:
    random = np.random.default_rng(seed)
    weights = {name: random.normal(size=3) for name in "abcd"}
    lines = [{"a", "b"}, {"c"}, {"a", "d", "unknown"}, {"b", "c"}]
    return CoverModel(LABELS, weights, random.normal(size=(3, 3))), lines


def all_paths(model: CoverModel, scores: np.ndarray) -> dict[tuple[int, ...], float]:
    """The score of every sequence of labels."""
    return {
        path: sum(scores[at, label] for at, label in enumerate(path))
        + sum(model.steps[a, b] for a, b in itertools.pairwise(path))
        for path in itertools.product(range(3), repeat=len(scores))
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_best_labels_are_those_of_the_best_path(seed: int) -> None:
    model, lines = small(seed)
    scores = model.scores(lines)
    paths = all_paths(model, scores)
    assert model.best(scores) == [LABELS[at] for at in max(paths, key=lambda path: paths[path])]


@pytest.mark.parametrize("seed", range(5))
def test_probabilities_are_the_shares_of_the_paths(seed: int) -> None:
    model, lines = small(seed)
    scores = model.scores(lines)
    paths = {path: np.exp(score) for path, score in all_paths(model, scores).items()}
    wanted = np.zeros((4, 3))
    for path, share in paths.items():
        wanted[range(4), path] += share
    assert np.allclose(model.probabilities(scores), wanted / sum(paths.values()))


def test_unknown_features_count_nothing_and_no_lines_have_no_labels() -> None:
    model, _ = small()
    assert model.scores([{"unknown"}]).tolist() == [[0, 0, 0]]
    assert model.best(model.scores([])) == [] and model.probabilities(model.scores([])).shape == (0, 3)


def test_weights_are_read_from_json(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(
        json.dumps(
            {"fitted": "2026-01-01", "labels": ["a", "b"], "steps": [[0, 1], [2, 3]], "weights": {"bold": {"b": 0.5}}}
        )
    )
    model = load_model(path)
    assert (
        model.labels == ("a", "b")
        and model.weights["bold"].tolist() == [0, 0.5]
        and model.steps.tolist() == [[0, 1], [2, 3]]
    )


def test_the_model_of_the_program_says_what_it_was_fitted_on_and_names_no_document() -> None:
    path = Path(__file__).parents[3] / "ingest" / "cover" / "weights.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["fitted"] and "generated documents" in data["on"]
    assert {"title", "author", "supervisor", "co-supervisor", "university"} <= set(cover_model().labels)
    words = {word for name in data["weights"] for word in name.split()}
    assert len(words) < 250, "features are shapes and kinds of words, not words"
    assert path.stat().st_size < 1_000_000


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("labels", [("title",), ("title", "author")])
def test_the_probability_of_a_run_is_the_share_of_its_paths(seed: int, labels: tuple[str, ...]) -> None:
    model, lines = small(seed)
    scores = model.scores(lines)
    paths = {path: np.exp(score) for path, score in all_paths(model, scores).items()}
    inside = {LABELS.index(label) for label in labels}
    for start in range(4):
        for end, found in enumerate(model.chain(scores).runs(start, 4, labels), start):
            run = {*range(start, end + 1)}
            beside = {start - 1, end + 1} & set(range(4))
            fits = [
                share
                for path, share in paths.items()
                if all(path[at] in inside for at in run) and not any(path[at] in inside for at in beside)
            ]
            assert found == pytest.approx(sum(fits) / sum(paths.values()), abs=1e-9)


def test_a_label_that_the_model_does_not_know_has_no_share() -> None:
    model, lines = small()
    chain = model.chain(model.scores(lines))
    assert not chain.share("translation").any() and chain.share("title").max() > 0
