"""ZIP archives, whose members are separate documents: listing with limits, and extraction."""

import contextlib
import errno
import lzma
import shutil
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.sources.skipped import HIDDEN
from kb.errors import UnreadableFile

_MAX_MEMBERS = 10_000
_MAX_BYTES = 2 * 1024**3  # of all members together, unpacked
_MAX_RATIO = 200  # of unpacked to packed size; a higher one is a decompression bomb, not a document
_FREE = 1024 * 1024  # bytes; members below this size may have any ratio
_ENCRYPTED = 0x1
# Errors that zipfile raises on damaged archives.
_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, KeyError, IndexError, ValueError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name, a stamp that changes with its content, and why it can't be read ("" if it can)."""

    name: str
    stamp: str
    problem: str = ""


def members(archive: Path) -> list[Member]:
    """The members that aren't hidden, sorted by name. Raises UnreadableFile if the archive is damaged or too large."""
    try:
        with zipfile.ZipFile(archive) as opened:
            found = [info for info in opened.infolist() if not info.is_dir()]
    except (*_DAMAGED, OSError) as error:
        raise UnreadableFile(f"it isn't a valid ZIP archive: {error}") from error
    if len(found) > _MAX_MEMBERS:
        raise UnreadableFile(f"it contains {len(found)} files, more than {_MAX_MEMBERS}; split it")
    if (size := sum(info.file_size for info in found)) > _MAX_BYTES:
        raise UnreadableFile(f"unpacked it would be {size // 1024**2} MiB, more than {_MAX_BYTES // 1024**2}; split it")
    listed = [_member(info) for info in found if not _is_hidden(info.filename)]
    return sorted(listed, key=lambda member: member.name)


def names(archive: Path) -> list[str]:
    """The names of everything in an archive that `members` has opened before."""
    with zipfile.ZipFile(archive) as opened:
        return [name.rstrip("/") for name in opened.namelist()]


def _is_hidden(name: str) -> bool:
    return any(part.startswith((*HIDDEN, "__MACOSX")) and part != ".." for part in PurePosixPath(name).parts)


def _member(info: zipfile.ZipInfo) -> Member:
    stamp = f"{info.file_size}:{info.CRC}"
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename:
        return Member(info.filename, stamp, "its path leads out of the archive")
    if info.flag_bits & _ENCRYPTED:
        return Member(info.filename, stamp, "it is password-protected; pack it without a password")
    if path.suffix.lower() == ".zip":
        return Member(info.filename, stamp, "an archive within an archive isn't opened; unpack it first")
    if info.file_size > _FREE and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
        return Member(
            info.filename, stamp, f"it unpacks to more than {_MAX_RATIO} times its size, as decompression bombs do"
        )
    return Member(info.filename, stamp)


def extract(archive: Path, name: str, target: Path) -> None:
    """Extract a member to `target`. Raises UnreadableFile if it is damaged."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive) as opened, opened.open(name) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR):
            raise
        raise UnreadableFile(f"it can't be unpacked: {error.strerror}") from error
    except _DAMAGED as error:
        with contextlib.suppress(OSError, ValueError):
            target.unlink(missing_ok=True)
        raise UnreadableFile(f"it can't be unpacked: {error}") from error
