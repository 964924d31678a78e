"""Fitted weights are written where the program reads them, and nothing else changes."""

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from bench.weights import CONFIG, report, written
from kb.ranking_config import (
    RankerWeights,
    RelevanceWeights,
    SimilarWeights,
    WordRelevanceWeights,
)

SOURCE = CONFIG.read_text(encoding="utf-8")


def test_a_weight_is_replaced_in_its_own_record_and_dated() -> None:
    changed = written(SOURCE, "RelevanceWeights", {"coverage": -1.25, "intercept": 0.5}, "2031-02-03")
    before, after = SOURCE.splitlines(), changed.splitlines()
    differing = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.strip() for line in differing if "float" in line] == [
        "coverage: float = -1.25",
        "intercept: float = 0.5",
    ]
    assert len(differing) == 3 and "(2031-02-03, multilingual-e5-small)" in "".join(differing)


def test_a_comment_behind_a_weight_stays() -> None:
    line = next(line for line in SOURCE.splitlines() if line.startswith("    shared: float"))
    changed = written(SOURCE, "SimilarWeights", {"shared": 9.0}, "2031-02-03")
    assert f"    shared: float = 9.0  #{line.partition('#')[2]}" in changed.splitlines()


@pytest.mark.parametrize("record", [RankerWeights, RelevanceWeights, WordRelevanceWeights, SimilarWeights])
def test_every_fitted_weight_can_be_written(record: type) -> None:
    own = record.__annotations__  # without those of a record that it is derived from
    names = [field.name for field in fields(record) if field.type in (float, "float") and field.name in own]
    source = written(SOURCE, record.__name__, dict.fromkeys(names, 0.125), "2031-02-03")
    fitted: dict[str, Any] = {"__name__": __name__, "__file__": str(CONFIG)}
    exec(compile(source, "config", "exec"), fitted)
    made = fitted[record.__name__]()
    assert {name: getattr(made, name) for name in names} == dict.fromkeys(names, 0.125)


def test_a_weight_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="RankerWeights has no weight wind"):
        written(SOURCE, "RankerWeights", {"wind": 1.0}, "2031-02-03")
    with pytest.raises(ValueError, match="no record Winds"):
        written(SOURCE, "Winds", {}, "2031-02-03")


def test_weights_are_written_only_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.py"
    path.write_text(SOURCE)
    monkeypatch.setattr(sys, "argv", ["fit"])
    report("SimilarWeights", {"cosine": 2.0}, path)
    assert path.read_text() == SOURCE and "'cosine': 2.0" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["fit", "--write"])
    report("SimilarWeights", {"cosine": 2.0}, path)
    assert "    cosine: float = 2.0  #" in path.read_text() and str(path) in capsys.readouterr().out
