"""ZIP archives: their members are documents of their own, taken out one at a time and within bounds."""

import shutil
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.errors import UnreadableFile

_MAX_MEMBERS = 10_000
_MAX_BYTES = 2 * 1024**3  # of all members together, unpacked
_MAX_RATIO = 200  # A document is never packed tighter; a bomb is.
_FREE = 1024 * 1024  # Below this size no ratio is suspicious.
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name there, what tells whether it has changed, and why it can't be read, if so."""

    name: str
    stamp: str
    problem: str = ""


def members(archive: Path, suffixes: Collection[str]) -> list[Member]:
    """The members with one of these suffixes, in order of name. Raises UnreadableFile for an archive beyond the bounds."""
    try:
        with zipfile.ZipFile(archive) as opened:
            found = [info for info in opened.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(f"it isn't a valid ZIP archive: {error}") from error
    if len(found) > _MAX_MEMBERS:
        raise UnreadableFile(f"it holds {len(found)} files, more than {_MAX_MEMBERS}; split it")
    if (size := sum(info.file_size for info in found)) > _MAX_BYTES:
        raise UnreadableFile(f"unpacked it would be {size // 1024**2} MiB, more than {_MAX_BYTES // 1024**2}; split it")
    listed = [_member(info) for info in found if _is_wanted(info.filename, suffixes)]
    return sorted(listed, key=lambda member: member.name)


def _is_wanted(name: str, suffixes: Collection[str]) -> bool:
    parts = PurePosixPath(name).parts
    return PurePosixPath(name).suffix.lower() in suffixes and not any(
        part.startswith((".", "__MACOSX")) and part != ".." for part in parts
    )


def _member(info: zipfile.ZipInfo) -> Member:
    stamp = f"{info.file_size}:{info.CRC}"
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename:
        return Member(info.filename, stamp, "its name leads out of the archive")
    if info.flag_bits & _ENCRYPTED:
        return Member(info.filename, stamp, "it is protected by a password; pack it without one")
    if path.suffix.lower() == ".zip":
        return Member(info.filename, stamp, "an archive within an archive isn't opened; unpack it first")
    if info.file_size > _FREE and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
        return Member(
            info.filename, stamp, f"it is packed more than {_MAX_RATIO} times; such files are made to do harm"
        )
    return Member(info.filename, stamp)


def extract(archive: Path, name: str, target: Path) -> None:
    """Write one member to `target`. Raises UnreadableFile when it is damaged."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(name) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        target.unlink(missing_ok=True)
        raise UnreadableFile(f"it can't be unpacked: {error}") from error
