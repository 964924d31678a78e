"""The trees that decide between an answer and a refusal."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from bench.fit_refusal import _SHAPE, DIRECTIONS, NAMES, Row, chances, cross_validated, fit, senseless, write
from bench.outcomes import FOLDS, fold_of, trees_without
from bench.translations import originals
from kb.answer.refusal.boosted_trees import load_trees
from kb.ranking_config import DEFAULT


def rows(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    x = chance.normal(1.0, 3.0, (count, len(NAMES)))
    return x, x[:, NAMES.index("found")] - x[:, NAMES.index("unmet_by_best")] + chance.normal(size=count) > 0


def test_the_trees_tell_the_rows_apart() -> None:
    x, y = rows()
    assert np.mean((chances(x, fit(x, y, np.ones(len(y)))) > 0.5) == y) > 0.85


def test_the_program_reads_the_trees_as_they_were_fitted(tmp_path: Path) -> None:
    (x, y), weight = rows(), np.random.default_rng(1).uniform(0.2, 1, 400)
    model = HistGradientBoostingClassifier(monotonic_cst=[*DIRECTIONS.values()], **_SHAPE).fit(x, y, weight)
    write(fit(x, y, weight), tmp_path / "trees.json")
    assert chances(x, load_trees(tmp_path / "trees.json")) == pytest.approx(model.predict_proba(x)[:, 1], abs=0.005)


@pytest.mark.parametrize("name", [name for name, direction in DIRECTIONS.items() if direction])
def test_a_feature_moves_the_probability_in_its_direction_alone(name: str) -> None:
    trees = load_trees(DEFAULT.answerability.trees)
    values = np.random.default_rng(0).uniform(0, 1, (40, len(NAMES)))
    steps = np.linspace(-1, 2, 60)
    for row in values:
        moved = np.tile(row, (len(steps), 1))
        moved[:, NAMES.index(name)] = steps
        assert (np.diff(chances(moved, trees)) * DIRECTIONS[name] >= -1e-9).all()


def test_a_question_without_weight_changes_nothing() -> None:
    x, y = rows()
    weight = np.r_[np.ones(len(y)), np.zeros(len(y))]
    assert chances(x, fit(np.vstack([x, x]), np.r_[y, ~y], weight)) == pytest.approx(
        chances(x, fit(np.vstack([x, x]), np.r_[y, y], weight)), abs=0.02
    )


def test_a_question_is_judged_by_trees_that_have_not_seen_it() -> None:
    x, y = rows()
    found = [
        Row(row.tolist(), bool(answer), 1.0, f"q{at}", "g") for at, (row, answer) in enumerate(zip(x, y, strict=True))
    ]
    chance, without, trees = cross_validated(found)
    seen = chances(x, trees)
    assert len(without) == FOLDS and np.mean((chance > 0.5) == y) > 0.8
    assert np.log(np.where(y, seen, 1 - seen)).mean() > np.log(np.where(y, chance, 1 - chance)).mean()


def test_a_question_and_its_translation_are_in_one_fold() -> None:
    assert len(originals()) > 200
    assert all(fold_of(other) == fold_of(written) for other, written in originals().items())


def test_each_fold_has_trees_of_its_own() -> None:
    texts = {trees_without(fold).read_text(encoding="utf-8") for fold in range(FOLDS)}
    assert len(texts | {DEFAULT.answerability.trees.read_text(encoding="utf-8")}) == FOLDS + 1


def test_senseless_questions_are_the_same_each_time() -> None:
    assert senseless() == senseless() and len(set(senseless())) > 30
