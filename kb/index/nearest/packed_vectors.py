"""Unit vectors in two layers of int8, in memory or mapped from files.

A vector is `coarse` times its first scale, plus `fine`, the remainder of the first layer, times the second. The first layer is
compared with all of a query; both together give a cosine that differs from that of the float32 vectors by less than 0.0001, in half
their space. Mapped files are read when needed, and their memory is released when it is short.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_BLOCK = 10_000  # vectors that are packed at a time
_LEVELS = 127  # of an int8, on either side of 0
_ROOM = 1.25  # over-allocation: how many rows there is room for, for each row that is needed
_NAMES = ("ids", "coarse", "fine", "scales")


@dataclass
class PackedVectors:
    """Over-allocated arrays, by row: the passage's id (int64), two layers (int8, n×d), two scales (float32, n×2).

    The first `filled` rows are in use; further rows can be appended in place, which no earlier reader of these arrays notices. The
    first `saved` rows are in the files that the arrays are mapped from. Use `empty` or `mapped` to make one.
    """

    ids: np.ndarray
    coarse: np.ndarray
    fine: np.ndarray
    scales: np.ndarray
    filled: int = 0
    saved: int = 0

    def __post_init__(self) -> None:
        """Create the lock for appending rows."""
        self._lock = threading.Lock()

    @classmethod
    def empty(cls, rows: int, dimension: int) -> "PackedVectors":
        """Arrays in memory with room for this many vectors and some more; unused rows take no memory."""
        room = int(rows * _ROOM)
        ids, coarse, fine, scales = (np.empty(shape, kind) for shape, kind in _layout(room, dimension))
        return cls(ids, coarse, fine, scales)

    @classmethod
    def mapped(cls, folder: Path, room: int, dimension: int, filled: int) -> "PackedVectors":
        """The arrays in the files of a folder. Appended rows stay in memory until `save`. Raises OSError or ValueError."""
        ids, coarse, fine, scales = (
            np.memmap(_checked(folder / name, shape, kind), dtype=kind, mode="c", shape=shape)
            for name, (shape, kind) in zip(_NAMES, _layout(room, dimension), strict=True)
        )
        return cls(ids, coarse, fine, scales, filled, saved=filled)

    @property
    def room(self) -> int:
        """The number of rows that fit."""
        return len(self.ids)

    def append(self, at: int, ids: np.ndarray, vectors: np.ndarray) -> bool:
        """Pack float32 vectors into the rows from `at` on. False if these are in use already, or there is no room."""
        with self._lock:
            if self.filled != at or at + len(ids) > self.room:
                return False
            for start in range(0, len(ids), _BLOCK):
                rows = slice(at + start, min(at + start + _BLOCK, at + len(ids)))
                self.coarse[rows], self.fine[rows], self.scales[rows] = packed(vectors[start : start + _BLOCK])
            self.ids[at : at + len(ids)] = ids
            self.filled = at + len(ids)
            return True

    def chosen(self, rows: np.ndarray) -> "PackedVectors":
        """A copy of these rows, in memory."""
        made = PackedVectors.empty(len(rows), self.coarse.shape[1])
        for name in _NAMES:
            np.take(getattr(self, name), rows, axis=0, out=getattr(made, name)[: len(rows)], mode="clip")
        made.filled = len(rows)
        return made

    def unpacked(self, rows: np.ndarray | slice) -> np.ndarray:
        """The vectors of these rows, float32 n×d."""
        scales = self.scales[rows]
        found: np.ndarray = self.coarse[rows] * scales[:, :1]
        found += self.fine[rows] * scales[:, 1:]
        return found

    def save(self, folder: Path, filled: int) -> None:
        """Write those of the first `filled` rows that the mapped files lack into files of a folder. Raises OSError."""
        for name in _NAMES:
            array = getattr(self, name)
            with (folder / name).open("r+b" if self.saved else "wb") as file:
                file.seek(self.saved * array.itemsize * (array.shape[1] if array.ndim > 1 else 1))
                array[self.saved : filled].tofile(file)
                file.truncate(array.nbytes)
        self.saved = filled


def packed(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The two layers (int8) of vectors (float32 n×d), and their scales (float32 n×2)."""
    coarse, first = _layer(vectors)
    with np.errstate(invalid="ignore", over="ignore"):
        fine, second = _layer(vectors - coarse * first)
    return coarse, fine, np.hstack([first, second])


def _layer(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scales = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), np.float32(1e-12)) / np.float32(_LEVELS)
    with np.errstate(invalid="ignore", over="ignore"):  # numbers damaged on disk, which `polikb doctor` reports
        return np.rint(vectors / scales).astype(np.int8), scales


def _layout(room: int, dimension: int) -> list[tuple[tuple[int, ...], str]]:
    return [((room,), "<i8"), ((room, dimension), "i1"), ((room, dimension), "i1"), ((room, 2), "<f4")]


def _checked(file: Path, shape: tuple[int, ...], kind: str) -> Path:
    """The file, if it is as long as its array: reading beyond its end would kill the process."""
    wanted = int(np.prod(shape)) * np.dtype(kind).itemsize
    if (size := file.stat().st_size) != wanted:
        raise ValueError(f"{file} has {size} bytes, not {wanted}")
    return file
