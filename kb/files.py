"""Digests of files, atomic replacement of files, and files read once until they change."""

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
# Time of change and content of each file that this process has read by `current`, by the part of it.
_READ: dict[tuple[Path, str], tuple[int, object]] = {}


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def current(path: Path, load: Callable[[Path], T], part: str = "") -> T:
    """What `load` makes of a file as it is now, read once by a process for each `part` until the file changes."""
    changed = path.stat().st_mtime_ns if path.is_file() else -1
    known = _READ.get((path, part))
    if known is None or known[0] != changed:
        known = _READ[path, part] = (changed, load(path))
    found: T = known[1]  # type: ignore[assignment]
    return found


@contextlib.contextmanager
def write_aside(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Yield a new path beside `path` to write to; afterwards sync that file to disk and rename it over `path`.

    A process that reads `path` sees the old content or the new one, never a part. If the block raises, `path` is unchanged and
    the new file is deleted. A killed process leaves `NAME.*.new` behind. `durable=False` leaves syncing to the system;
    use it for caches.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    aside.unlink(missing_ok=True)
    try:
        yield aside
        if durable:
            _sync(aside)
        aside.replace(path)
        if durable:
            _sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def replace_file(path: Path, data: bytes | str, *, mode: int = 0o666, durable: bool = True) -> None:
    """Write `data` (text as UTF-8) to `path` atomically; see `write_aside`. `mode` is narrowed by the process's umask."""

    def opener(aside: str, flags: int) -> int:
        return os.open(aside, flags | os.O_EXCL, mode)

    with write_aside(path, durable=durable) as aside, open(aside, "wb", opener=opener) as file:
        file.write(data.encode() if isinstance(data, str) else data)


_CHECKSUMS = "checksums.json"


def keep_checksums(folder: Path, *, finished: Callable[[str], bool] | None = None) -> None:
    """Write the SHA-256 of the files in `folder` to a file beside them, for `changed_files`.

    `finished` tells by name whether a file is complete and never changes again: only such files are read, each once.
    """
    known = _checksums(folder) if finished else {}
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != _CHECKSUMS]
    names = {path.relative_to(folder).as_posix(): path for path in found}
    kept = {}
    for name, path in names.items():
        if finished and not finished(name):
            continue
        # Meanwhile the engine removes temporary files and segments that it merged.
        with contextlib.suppress(FileNotFoundError):
            kept[name] = known.get(name) or file_digest(path)
    try:
        replace_file(folder / _CHECKSUMS, json.dumps(kept), durable=False)
    except OSError:  # a full disk: better no checksums than those of older files; the next change writes them
        (folder / _CHECKSUMS).unlink(missing_ok=True)


def changed_files(folder: Path) -> list[str]:
    """Files in `folder` whose content has changed since `keep_checksums`; new and deleted files aren't counted."""
    known = _checksums(folder)
    return [name for name in known if (folder / name).is_file() and file_digest(folder / name) != known[name]]


def _checksums(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / _CHECKSUMS).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _sync(path: Path) -> None:
    """Have the system write a file's content, or a folder's entries, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
