"""A snapshot in files equals one loaded from the catalogue, and nothing else is trusted."""

import json

import numpy as np
import pytest

from kb.index.snapshot import Snapshot, load_snapshot
from kb.index.snapshot_files import SnapshotFiles
from kb.library import Library
from tests.conftest import Put
from tests.fakes import document

COLUMNS = ("passage_ids", "passage_documents", "passage_pages", "passage_languages", "passage_parts")


def files_of(library: Library) -> SnapshotFiles:
    return SnapshotFiles(library.home, library.catalogue.library_id, many=2)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    assert one.counters == other.counters and one.editions == other.editions
    for name in COLUMNS:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert np.array_equal(one.matrix.ids, other.matrix.ids)
    assert np.array_equal(one.matrix.vectors, other.matrix.vectors)


@pytest.fixture
def kept(put: Put, library: Library) -> Snapshot:
    put(document("wells"), "Clean water.", "Bread and roses.")
    put(document("bread"), "Flour, salt.", "Yeast.")
    return files_of(library).keep(load_snapshot(library.catalogue))


def test_what_is_kept_is_loaded_and_brought_up_to_date(put: Put, library: Library, kept: Snapshot) -> None:
    files = files_of(library)
    loaded = files.load(library.catalogue)
    assert loaded is not None and loaded.matrix.store.saved == 4
    assert_same(loaded, load_snapshot(library.catalogue))
    put(document("late"), "Late words.", embed=False)
    put(document("later"), "Still later.", "And more.", "And more again.")
    brought_up = files.keep(load_snapshot(library.catalogue, loaded))
    assert_same(brought_up, load_snapshot(library.catalogue))
    again = files_of(library).load(library.catalogue)
    assert again is not None and again.matrix.rows == 8
    assert_same(again, brought_up)
    assert len(list((library.home / "vectors").iterdir())) == 2, "a stamp, and one set of files"


def test_little_is_written_when_closing_only(put: Put, library: Library, kept: Snapshot) -> None:
    files = files_of(library)
    known = files.load(library.catalogue)
    put(document("late"), "Late words.")
    now = files.keep(load_snapshot(library.catalogue, known))
    before = files_of(library).load(library.catalogue)
    assert before is not None and before.matrix.rows == 4
    files.keep(now, closing=True)
    after = files_of(library).load(library.catalogue)
    assert after is not None and after.matrix.rows == 5
    assert files_of(library).keep(load_snapshot(library.catalogue)) is not None


def test_a_small_library_has_no_files(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.")
    SnapshotFiles(library.home, library.catalogue.library_id).keep(library.snapshot(), closing=True)
    assert not (library.home / "vectors").exists()


def test_removed_vectors_leave_the_files_at_once(library: Library, kept: Snapshot) -> None:
    files = files_of(library)
    known = files.load(library.catalogue)
    (gone,) = [found for found in library.catalogue.all_documents() if found.id == "wells"]
    code = kept.matrix.store.coarse[0].tobytes()
    library.catalogue.remove(gone.id)
    files.keep(load_snapshot(library.catalogue, known))
    written = list((library.home / "vectors").rglob("coarse"))
    assert len(written) == 1 and code not in written[0].read_bytes()


@pytest.mark.parametrize("damage", ["stamp", "ahead", "version", "other library", "short", "column", "lengths", "gone"])
def test_what_can_not_be_trusted_is_not_loaded(library: Library, kept: Snapshot, damage: str) -> None:
    folder = library.home / "vectors"
    stamp = json.loads((folder / "stamp.json").read_text())
    inside = folder / stamp["folder"]
    (ids,) = inside.glob("ids-*.npy")
    if damage == "stamp":
        (folder / "stamp.json").write_text("[]")
    elif damage == "ahead":
        stamp["counters"]["generation"] += 5
    elif damage == "version":
        stamp["version"] = 0
    elif damage == "short":
        (inside / "coarse").write_bytes(b"0")
    elif damage == "column":
        ids.write_bytes(b"no array")
    elif damage == "lengths":
        np.save(ids, np.arange(3))
    elif damage == "gone":
        (inside / "scales").unlink()
    if damage in ("ahead", "version"):
        (folder / "stamp.json").write_text(json.dumps(stamp))
    identity = "another" if damage == "other library" else library.catalogue.library_id
    assert SnapshotFiles(library.home, identity).load(library.catalogue) is None


def test_files_that_can_not_be_written_are_deleted(put: Put, library: Library, kept: Snapshot) -> None:
    files = files_of(library)
    known = files.load(library.catalogue)
    assert known is not None
    put(document("later"), "Still later.")
    (coarse,) = (library.home / "vectors").rglob("coarse")
    coarse.unlink()
    coarse.mkdir()
    snapshot = load_snapshot(library.catalogue, known)
    assert files.keep(snapshot, closing=True) is snapshot
    assert not (library.home / "vectors").exists()
    assert files.keep(load_snapshot(library.catalogue)).matrix.rows == 5, "the next time they are written"
