"""Pictures of pages on disk: found by content, bounded, the longest unused go first."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from kb.files import replace_file

_MAX_BYTES = 256 * 1024 * 1024


class PictureCache:
    """A folder of files; the time of access is kept in the time of change."""

    def __init__(self, folder: Path, max_bytes: int = _MAX_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._max = folder, max_bytes
        self._lock = Lock()
        self._size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The bytes kept under `key`, made if there are none."""
        path = self._folder / key
        try:
            data = path.read_bytes()
            os.utime(path)
            return data
        except FileNotFoundError:
            data = make()
        replace_file(path, data, durable=False)
        with self._lock:
            self._size += len(data)
            if self._size > self._max:
                self._shrink()
        return data

    def _shrink(self) -> None:
        files = sorted((path for path in self._folder.iterdir()), key=lambda path: path.stat().st_mtime)
        for path in files:
            if self._size <= self._max * 0.8:
                break
            self._size -= path.stat().st_size
            path.unlink(missing_ok=True)
