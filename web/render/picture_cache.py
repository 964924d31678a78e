"""Disk cache of page pictures: bounded, the least recently used go first. `kb.store.originals` deletes a document's by name.

A file ends with a checksum of its content, which readers of pictures and PDFs ignore. One that was changed on disk is made again.
"""

import logging
import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
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
        self._bytes = sum(size for _, size, _ in self._files())

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
            os.utime(path, ns=(time.time_ns(),) * 2)  # the kernel's own "now" is the same for milliseconds
        except FileNotFoundError:
            return None
        data, sum_ = stored[:-CHECKSUM_BYTES], stored[-CHECKSUM_BYTES:]
        if sum_ != _checksum(data):
            log.warning("%s is damaged, or of an earlier version; it is made again.", path)
            return None
        return data

    def _shrink(self) -> None:
        """Measure the files anew, since others delete some, too; if there are too many, free a fifth of the cache, the oldest first."""
        files = sorted(self._files())
        self._bytes = sum(size for _, size, _ in files)
        aim = self._max_bytes * (0.8 if self._bytes > self._max_bytes else 1)
        for _, size, path in files:
            if self._bytes <= aim:
                break
            self._bytes -= size
            path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        """(modification time in ns, size in bytes, path) of each file that others don't delete or rename meanwhile."""
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                found = path.stat()
                yield found.st_mtime_ns, found.st_size, path


def _checksum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big")
