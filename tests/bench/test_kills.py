"""A few rounds of the measurement with kills, on a library of its own."""

from pathlib import Path

import pytest

from bench.kills import Expected, Ground, check, kills, text_of

pytestmark = [pytest.mark.kill, pytest.mark.slow]


def test_rounds_are_gone_on_with_and_nothing_is_lost(
    tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLIKB_MODEL_CACHE", str(model_cache))
    first = kills(rounds=4, ground=Ground(tmp_path))
    again = kills(rounds=6, ground=Ground(tmp_path))
    assert (first["rounds"], again["rounds"], again["killed"] + again["ended"]) == (4, 6, 6)
    assert [again[what] for what in ("lost", "doubled", "returned", "opened", "doctor", "problems")] == [
        0,
        0,
        0,
        0,
        0,
        "none",
    ]


def test_the_check_sees_what_is_lost_and_what_is_opened(
    tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLIKB_MODEL_CACHE", str(model_cache))
    ground = Ground(tmp_path)
    (ground.inputs / "here.md").write_text(text_of("here", 1))
    ground.expected = {"here": Expected(accesses=["restricted"]), "gone": Expected(there=True)}
    check(ground, doctor=True)
    assert (ground.tally.lost, ground.tally.opened, ground.tally.doctor) == (1, 1, 0), ground.tally
    assert ground.expected["here"].there and ground.expected["gone"].there is None, "which may come yet"
