"""Files that aren't ingested, with the reason; the ledger lists them all."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from ingest.readers.office.old_formats import OLD_FORMATS
from ingest.readers.registry import formats

# Prefixes of files that aren't documents and aren't listed: hidden ones, and Office's marks of open files.
HIDDEN = (".", "~$")
HIDDEN_FILE = "a hidden file, since its name begins with a dot; rename it to add it"
# Hidden files in which macOS and a harvest store data about another file.
_SIDECARS = ("._", ".record.")


def walk_sorted(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield (path, "" or why a folder can't be listed) for all below a folder, or for a file, sorted by path."""
    if not path.is_dir():
        yield path, ""
        return
    unlisted: list[OSError] = []
    walk = os.walk(path, onerror=unlisted.append)
    found = {Path(folder) / name: "" for folder, folders, files in walk for name in (*folders, *files)}
    found |= {Path(error.filename): f"its files can't be listed: {error.strerror}" for error in unlisted}
    yield from sorted(found.items())


def is_hidden_document(inside: PurePath) -> bool:
    """Whether a path is a hidden file of a readable kind in a folder that isn't hidden."""
    is_document = inside.suffix.lower() in formats() and inside.name.startswith(".")
    return is_document and not (
        inside.name.startswith(_SIDECARS) or any(part.startswith(HIDDEN) for part in inside.parts[:-1])
    )


def skip_reason(path: Path) -> str:
    """The reason why a path isn't ingested; "" if it can be, or is a folder of its own. Raises OSError if that can't be told."""
    if path.is_symlink():
        if not path.exists():
            return "a link that leads nowhere"
        if path.is_dir():
            return f"a link to a folder, which isn't followed; ingest {path.resolve()} itself"
    if path.is_dir():
        return ""
    if not path.is_file():
        return "it is no file: a pipe, socket or device"
    return unread_format_reason(path.name)


def unread_format_reason(name: str) -> str:
    """The reason why files with such a name aren't read; "" if they are."""
    suffix = Path(name).suffix.lower()
    if suffix in formats() or suffix == ".zip":
        return ""
    if suffix in OLD_FORMATS:
        return f"files of this kind ({suffix}) are read where LibreOffice is installed; install it, or save it as .{OLD_FORMATS[suffix]} or PDF"
    return (
        f"files of this kind ({suffix}) aren't read"
        if suffix
        else "a file without a suffix; its name must tell its kind"
    )


def as_utf8(path: Path) -> Path:
    """The path with each byte that isn't UTF-8 read as Windows-1252, so that it can be stored and shown."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return Path("".join(_shown(char) for char in str(path)))
    return path


def _shown(char: str) -> str:
    is_stray = "\udc80" <= char <= "\udcff"
    return os.fsencode(char).decode("cp1252", errors="replace") if is_stray else char
