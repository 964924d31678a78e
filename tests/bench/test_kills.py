"""A few rounds of the measurement with kills, on a library of its own."""

from pathlib import Path

import pytest

from bench import kills as bench_kills
from bench.kill_ground import Expected, Ground, text_of
from bench.kills import check, kills
from bench.older_schema import make_older
from kb.errors import LibraryError

pytestmark = [pytest.mark.kill, pytest.mark.slow]
FAULTS = ("lost", "doubled", "returned", "opened", "left_behind", "hanging", "doctor")


@pytest.fixture(autouse=True)
def models(model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLIKB_MODEL_CACHE", str(model_cache))


def test_rounds_are_gone_on_with_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One round of each kind that needs a server or an older library, and some of the others."""
    monkeypatch.setattr(bench_kills, "_OPERATIONS", dict.fromkeys(("ingest", "migration", "upload", "server"), 1))
    first = kills(rounds=3, ground=Ground(tmp_path))
    again = kills(rounds=5, ground=Ground(tmp_path))
    assert (first["rounds"], again["rounds"], again["killed"] + again["ended"]) == (3, 5, 5)
    assert {what: again[what] for what in (*FAULTS, "problems")} == {**dict.fromkeys(FAULTS, 0), "problems": "none"}


def test_the_check_sees_what_is_lost_opened_changed_and_left(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    for name in ("here", "other"):
        (ground.inputs / f"{name}.md").write_text(text_of(name, 1))
    ground.expected = {
        "here": Expected(accesses=["restricted"]), "gone": Expected(there=True), "other": Expected(there=True, contents=["0" * 64])
    }  # fmt: skip
    ground.output("ingest", str(ground.inputs))
    stray = ground.home / "originals" / "00" / f"{'00' * 32}.md"
    stray.parent.mkdir(parents=True)
    stray.write_text("of nothing")
    check(ground, doctor=True)
    assert (ground.tally.lost, ground.tally.opened, ground.tally.left_behind) == (2, 1, 1), ground.tally
    assert ground.tally.doctor == 1, "of the library; the restored copy has no stray file"
    assert ground.expected["here"].there and ground.expected["gone"].there is None, "which may come yet"


def test_an_older_library_has_the_same_documents_once_it_is_migrated(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    (ground.inputs / "here.md").write_text(text_of("here", 1))
    ground.output("ingest", str(ground.inputs))
    before = ground.documents()
    make_older(ground.home, 8)
    with pytest.raises(LibraryError, match="older version"):
        ground.documents()
    ground.output("doctor", "--repair")
    assert ground.documents() == before
