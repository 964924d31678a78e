"""Snapshots on disk, so that a large library opens at once. Derived and disposable, like every index.

The folder `vectors/` holds a stamp and, in a folder that the stamp names, the passages' columns and the packed vectors.
The stamp is written last, so a crash leaves the snapshot before, which is updated like one in memory.
"""

import itertools
import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kb.files import replace_file
from kb.index.nearest.packed_vectors import PackedVectors
from kb.index.nearest.vector_matrix import EMPTY, VectorMatrix
from kb.index.snapshot import Columns, Counters, Snapshot, counters
from kb.store.catalogue import Catalogue

log = logging.getLogger("polikb")

_VERSION = 1
MANY = 10_000  # passages or vectors worth writing; by judgement: so many are read from the catalogue in 0.1 s


class SnapshotFiles:
    """The snapshot in the folder `vectors/` of a library's folder. `many` passages or more are written."""

    def __init__(self, home: Path, library_id: str, many: int = MANY) -> None:
        self._folder, self._library, self._many = home / "vectors", library_id, many
        self._saved: dict[str, Any] = {}

    def load(self, catalogue: Catalogue) -> Snapshot | None:
        """The snapshot in the files; None if it is missing, damaged, another library's, or ahead of the catalogue."""
        try:
            stamp = json.loads((self._folder / "stamp.json").read_text(encoding="utf-8"))
            stamped = Counters(**stamp["counters"])
            is_known = (stamp["version"], stamp["library"]) == (_VERSION, self._library)
            if not is_known or any(seen > now for seen, now in zip(stamped, counters(catalogue), strict=True)):
                return None
            folder, rows = self._folder / stamp["folder"], int(stamp["rows"])
            columns = Columns(*(np.load(folder / name, mmap_mode="r") for name in _column_files(stamped)))
            if len({len(column) for column in columns}) > 1 or rows > len(columns.ids):
                return None
            matrix = self._mapped(folder, stamp)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        self._saved = stamp
        return Snapshot(stamped, *columns, matrix, catalogue.metadata.editions())

    @staticmethod
    def _mapped(folder: Path, stamp: dict[str, Any]) -> VectorMatrix:
        if not (rows := int(stamp["rows"])):
            return EMPTY
        return VectorMatrix(PackedVectors.mapped(folder, int(stamp["room"]), int(stamp["dimension"]), rows), rows)

    def keep(self, snapshot: Snapshot, *, closing: bool = False) -> Snapshot:
        """Write a snapshot if the files lack much of it, or if `closing`; also if they have removed passages.

        Returns it, mapped from the files if all of it was written. If writing fails, the files are deleted.
        """
        if not self._is_due(snapshot, closing):
            return snapshot
        try:
            return self._write(snapshot)
        except OSError as error:
            log.warning(
                "The vectors can't be kept in %s (%s); the next start reads the catalogue's.", self._folder, error
            )
            self.forget()
            return snapshot

    def _is_due(self, snapshot: Snapshot, closing: bool) -> bool:
        if not self._saved:
            return len(snapshot.passage_ids) >= self._many
        saved, now = Counters(**self._saved["counters"]), snapshot.counters
        if (saved.removals, saved.forgotten) != (now.removals, now.forgotten):
            return True
        return saved != now and (closing or snapshot.matrix.rows - int(self._saved["rows"]) >= self._many)

    def _write(self, snapshot: Snapshot) -> Snapshot:
        matrix, before = snapshot.matrix, self._saved
        store = matrix.store
        is_appended = bool(store.saved) and before.get("rows") == store.saved
        name = before["folder"] if is_appended else self._new_name()
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        columns = (
            snapshot.passage_ids,
            snapshot.passage_documents,
            snapshot.passage_pages,
            snapshot.passage_languages,
            snapshot.passage_parts,
        )
        for file, column in zip(_column_files(snapshot.counters), columns, strict=True):
            np.save(folder / file, column)
        if matrix.rows:
            store.save(folder, matrix.rows)
        stamp = {
            "version": _VERSION, "library": self._library, "counters": snapshot.counters._asdict(), "folder": name,
            "rows": matrix.rows, "room": store.room, "dimension": store.coarse.shape[1],
        }  # fmt: skip
        replace_file(self._folder / "stamp.json", json.dumps(stamp))
        self._saved = stamp
        self._sweep(folder, set(_column_files(snapshot.counters)))
        return snapshot if is_appended else replace(snapshot, matrix=self._mapped(folder, stamp))

    def _new_name(self) -> str:
        """The name of a folder that doesn't exist yet."""
        return next(name for name in map(str, itertools.count(1)) if not (self._folder / name).exists())

    def _sweep(self, folder: Path, columns: set[str]) -> None:
        """Delete files that the stamp no longer names. Processes that have them mapped can still read them."""
        for other in self._folder.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other, ignore_errors=True)
        for file in folder.glob("*.npy"):
            if file.name not in columns:
                file.unlink()

    def forget(self) -> None:
        """Delete the files."""
        self._saved = {}
        shutil.rmtree(self._folder, ignore_errors=True)


def _column_files(stamped: Counters) -> list[str]:
    """The name of each column's file. Those of another generation are other files: the old ones may be in use."""
    return [f"{name}-{stamped.generation}.npy" for name in Columns._fields]
