"""Pictures of pages on disk: bounded, the least recently used go first. `kb.store.originals` deletes those of a document by name."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from kb.files import replace_file

_MAX_BYTES = 256 * 1024 * 1024


class PictureCache:
    """A folder with one file a picture, named by its key. A file's modification time is that of its last use."""

    def __init__(self, folder: Path, max_bytes: int = _MAX_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._max_bytes = folder, max_bytes
        self._lock = Lock()
        self._bytes = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())

    def get(self, key: str, render: Callable[[], bytes]) -> bytes:
        """The picture stored under `key`, rendered and stored if there is none."""
        path = self._folder / key
        try:
            data = path.read_bytes()
            os.utime(path)
            return data
        except FileNotFoundError:
            data = render()
        replace_file(path, data, durable=False)
        with self._lock:
            self._bytes += len(data)
            if self._bytes > self._max_bytes:
                self._shrink()
        return data

    def find(self, key: str) -> Path | None:
        """The file stored under `key`, which counts as used now; None if there is none."""
        path = self._folder / key
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    def _shrink(self) -> None:
        """Delete the least recently used files until a fifth of the cache is free."""
        for path in sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime):
            if self._bytes <= self._max_bytes * 0.8:
                break
            self._bytes -= path.stat().st_size
            path.unlink(missing_ok=True)
