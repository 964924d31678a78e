"""The current snapshot of an open library: loaded at first use, updated when the library has changed."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from kb.index.snapshot import Snapshot, load_snapshot
from kb.index.snapshot_files import MANY, SnapshotFiles
from kb.store.catalogue import Catalogue

log = logging.getLogger("polikb")


class Snapshots:
    """The current snapshot and its files, from which a large library opens at once. Safe to use from threads."""

    def __init__(self, home: Path, catalogue: Catalogue, before: Callable[[], None], *, writable: bool) -> None:
        """`before` is called before a snapshot is updated. With `writable`, the files are kept."""
        self._catalogue, self._before, self._writable = catalogue, before, writable
        self._files = SnapshotFiles(home, catalogue.library_id)
        self._current: Snapshot | None = None
        self._lock = threading.Lock()
        self._loading: threading.Thread | None = None
        self.in_background = False  # whether many vectors are loaded by a thread, while passages are found by words

    def current(self) -> Snapshot:
        """The snapshot of the library's current state; without vectors while many are loaded in the background."""
        generation = self._catalogue.generation
        with self._lock:
            if self._current is None or self._current.counters.generation != generation:
                self._before()
                known = self._known()
                if self._is_long(known):
                    self._current = load_snapshot(self._catalogue, known, vectors=False)
                    self._load_later(self._current)
                else:
                    self._current = self._kept(load_snapshot(self._catalogue, known))
            return self._current

    def _known(self) -> Snapshot | None:
        """The snapshot to start from: the current one, or the files where a reader holds a copy of its own, as after a removal."""
        held = self._current
        if held is None or not (self._writable or held.matrix.store.saved):
            return self._files.load(self._catalogue) or held
        return held

    def _is_long(self, known: Snapshot | None) -> bool:
        """Whether vectors are, or must be, loaded in the background because so many are missing."""
        if not self.in_background:
            return False
        if self._loading is not None:
            return True
        return self._catalogue.counts()["vectors"] - (known.matrix.rows if known else 0) > MANY

    def _load_later(self, partial: Snapshot) -> None:
        if self._loading is None:
            self._loading = threading.Thread(target=self._load, args=[partial], name="vectors", daemon=True)
            self._loading.start()

    def _load(self, partial: Snapshot) -> None:
        loaded = None
        try:
            loaded = load_snapshot(self._catalogue, partial)
            log.warning("%d vectors are loaded; passages are found by meaning too.", loaded.matrix.rows)
        except Exception:  # of the database; it is tried again at the next change
            log.exception("The vectors can't be loaded; search by words goes on.")
        with self._lock:
            self._loading = None
            if loaded is not None:
                self._current = self._kept(loaded)

    def _kept(self, snapshot: Snapshot) -> Snapshot:
        return self._files.keep(snapshot) if self._writable else snapshot

    def forget_files(self) -> None:
        """Delete the files."""
        self._files.forget()

    def close(self) -> None:
        """Wait for a thread that loads vectors, and write the data that the files lack."""
        if (loading := self._loading) is not None:
            loading.join()
        if self._writable and self._current is not None:
            self._files.keep(self._current, closing=True)
