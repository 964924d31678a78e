"""The current snapshot; many vectors are loaded while passages are found by words."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from kb.index import snapshots
from kb.index.snapshot_files import SnapshotFiles
from kb.index.snapshots import Snapshots
from kb.library import Library
from kb.model import OWNER
from kb.search.search import search
from kb.store.vectors import Vectors
from tests.conftest import Put
from tests.fakes import document


@pytest.fixture
def slow_vectors(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Vectors are read only after this event."""
    event, batches = threading.Event(), Vectors.batches

    def waiting(self: Vectors, batch: int = 2000, after: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        assert event.wait(30)
        yield from batches(self, batch, after)

    monkeypatch.setattr(Vectors, "batches", waiting)
    monkeypatch.setattr(snapshots, "MANY", 1)
    return event


def test_words_are_searched_while_vectors_are_loaded(put: Put, library: Library, slow_vectors: threading.Event) -> None:
    slow_vectors.set()
    put(document("wells"), "Clean water.", "Bread and roses.")
    slow_vectors.clear()
    current = Snapshots(library.home, library.catalogue, lambda: None, writable=True)
    current.in_background = True
    partial = current.current()
    assert len(partial.passage_ids) == 2 and partial.matrix.rows == 0 and current.current() is partial
    library._snapshots = current
    (hit, *_) = search(library, "water", OWNER).hits
    assert hit.passage.text == "Clean water."
    put(document("late"), "Late words.", embed=False)
    assert len(current.current().passage_ids) == 3, "documents are followed meanwhile"
    slow_vectors.set()
    current.close()
    assert current.current().matrix.rows == 2


def test_vectors_that_can_not_be_loaded_are_tried_again(
    put: Put, library: Library, slow_vectors: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    slow_vectors.set()
    put(document("wells"), "Clean water.", "Bread and roses.")
    current = Snapshots(library.home, library.catalogue, lambda: None, writable=False)
    current.in_background = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Vectors, "batches", lambda *_: 1 / 0)
        current.current()
        current.close()
    assert "search by words goes on" in caplog.text and current.current().matrix.rows == 0
    put(document("late"), "Late words.", embed=False)
    current.current()
    current.close()
    assert current.current().matrix.rows == 2


def test_a_reader_maps_the_files_that_are_written_anew_after_a_removal(
    put: Put, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SnapshotFiles.__init__, "__defaults__", (2,))
    writer = Snapshots(library.home, library.catalogue, lambda: None, writable=True)
    put(document("wells"), "Clean water.", "Bread and roses.")
    put(document("bread"), "Flour, salt.", "Yeast.")
    writer.current()
    reader = Snapshots(library.home, library.catalogue, lambda: None, writable=False)
    assert reader.current().matrix.store.saved == 4
    library.catalogue.remove("wells")
    assert reader.current().matrix.store.saved == 0, "a copy of its own, until the files are there"
    writer.current()
    put(document("late"), "Late words.", embed=False)
    assert reader.current().matrix.store.saved == 2
    assert [len(reader.current().passage_ids), reader.current().matrix.rows] == [3, 2]
