"""Disk cache of page pictures: bounded, the least recently used go first. `kb.store.originals` deletes a document's by name.

A file ends with a checksum of its content, which readers of pictures and PDFs ignore. One that was changed on disk is made again.
"""

import logging
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from kb.files import replace_file

log = logging.getLogger("polikb")

CHECKSUM_BYTES = 4
_MAX_BYTES = 256 * 1024 * 1024


class PictureCache:
    """A folder with one file per picture, named by its key. A file's modification time is that of its last use."""

    def __init__(self, folder: Path, max_bytes: int = _MAX_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._max_bytes = folder, max_bytes
        self._lock = Lock()
        self._bytes = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())

    def get(self, key: str, render: Callable[[], bytes]) -> bytes:
        """The picture stored under `key`, rendered and stored if there is none."""
        data = self._read(key)
        if data is not None:
            return data
        data = render()
        replace_file(self._folder / key, data + _checksum(data), durable=False)
        with self._lock:
            self._bytes += len(data) + CHECKSUM_BYTES
            if self._bytes > self._max_bytes:
                self._shrink()
        return data

    def find(self, key: str) -> Path | None:
        """The file stored under `key`, marked as used now; None if there is none. It ends with `CHECKSUM_BYTES` of its own."""
        return None if self._read(key) is None else self._folder / key

    def _read(self, key: str) -> bytes | None:
        path = self._folder / key
        try:
            stored = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            return None
        data, sum_ = stored[:-CHECKSUM_BYTES], stored[-CHECKSUM_BYTES:]
        if sum_ != _checksum(data):
            log.warning("%s is damaged, or of an earlier version; it is made again.", path)
            return None
        return data

    def _shrink(self) -> None:
        """Delete the least recently used files until a fifth of the cache is free."""
        for path in sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime):
            if self._bytes <= self._max_bytes * 0.8:
                break
            self._bytes -= path.stat().st_size
            path.unlink(missing_ok=True)


def _checksum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big")
