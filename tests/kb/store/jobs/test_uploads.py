"""States of uploads, in both databases."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kb.store.catalogue import Catalogue
from kb.store.jobs.uploads import RECORDS, State, Upload, UploadStates
from kb.store.sql.engine import place_of

MILL = Upload("3-a", 3, "mill.md", "/in/uploads/3/mill.md", "internal", "report", file="/in/mill.md", readers=("ada",))


@pytest.fixture
def states(tmp_path: Path, either_url: str) -> Iterator[UploadStates]:
    catalogue = Catalogue(place_of(tmp_path, "catalogue", either_url))
    yield catalogue.uploads
    catalogue.close()


def test_an_upload_is_found_as_it_was_stored_and_changes(states: UploadStates) -> None:
    stored = states.put(MILL)
    assert stored.number > 0 and states.find("3-a") == stored and states.find("3-b") is None
    read = states.put(replace(stored, state="reading", worker="here"))
    assert states.of(3) == [read] and read.number == stored.number and states.of(4) == []


def test_what_is_unfinished_waits_and_what_failed_for_a_time_is_tried_again(states: UploadStates) -> None:
    wanted: list[tuple[str, State, str]] = [
        ("a", "waiting", "x"),
        ("b", "failed", ""),
        ("c", "failed", "x"),
        ("d", "done", ""),
    ]
    for name, state, file in wanted:
        states.put(replace(MILL, id=name, state=state, file=file))
    assert [upload.id for upload in states.unfinished()] == ["a", "c"] and states.waiting() == 1
    states.put(replace(MILL, id="e", state="reading", worker="here"))
    found = states.overview()
    assert (found.waiting, [(job.what, job.worker) for job in found.running]) == (2, [("mill.md", "here")])


def test_older_versions_and_removed_documents_are_forgotten(states: UploadStates) -> None:
    first, second = (states.put(replace(MILL, id=name, state="done")) for name in "ab")
    states.put(replace(MILL, id="c"))
    states.drop_older(second)
    assert states.find(first.id) is None and states.find(second.id) == second
    states.forget(Path(MILL.path))
    assert [upload.id for upload in states.of(3)] == ["c"], "what waits stays"


def test_records_of_earlier_versions_are_taken_over_once(states: UploadStates, tmp_path: Path) -> None:
    records = tmp_path / "uploads" / "3" / RECORDS
    records.mkdir(parents=True)
    earlier = {
        name: value for name, value in asdict(MILL).items() if name not in ("worker", "clearance", "names", "number")
    }
    (records / "3-a.json").write_text(json.dumps(earlier))
    (records / "damaged.json").write_text("{")
    states.take_over(tmp_path / "uploads")
    (found,) = states.of(3)
    assert replace(found, number=0) == MILL and not (records / "3-a.json").exists()
    later = [f"3-{number:08}-{9 - number}0aa77ee" for number in range(1, 9)]
    for name in reversed(later):
        (records / f"{name}.json").write_text(json.dumps({**earlier, "id": name}))
    states.take_over(tmp_path / "uploads")
    assert states.of(3)[0] == found and [upload.id for upload in states.of(3)[1:]] == later


def test_uploaded_files_keep_the_names_that_the_first_server_gave_them(states: UploadStates, tmp_path: Path) -> None:
    assert states.root(tmp_path / "one") == tmp_path / "one" == states.root(tmp_path / "two")
