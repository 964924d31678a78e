"""Files that aren't ingested, and why: the ledger names them all."""

import os
from pathlib import Path

from ingest.readers.office.old_formats import OLD_FORMATS
from ingest.readers.registry import formats

# How the names of files begin that aren't documents and aren't named: hidden ones, and those by which Office marks a file as open.
HIDDEN = (".", "~$")


def why_passed_over(path: Path) -> str:
    """Why what lies at a path isn't ingested; "" if it can be, or is a folder of its own."""
    if path.is_symlink():
        if not path.exists():
            return "a link that leads nowhere"
        if path.is_dir():
            return f"a link to a folder, which isn't followed; ingest {path.resolve()} itself"
    if path.is_dir():
        return ""
    if not path.is_file():
        return "it is no file: a pipe, socket or device"
    return kind_not_read(path.name)


def kind_not_read(name: str) -> str:
    """Why files with such a name aren't read; "" if they are."""
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


def printable(path: Path) -> Path:
    """The path with each byte that isn't UTF-8 read as Windows-1252, so that it can be stored and shown."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return Path("".join(_shown(char) for char in str(path)))
    return path


def _shown(char: str) -> str:
    is_stray = "\udc80" <= char <= "\udcff"
    return os.fsencode(char).decode("cp1252", errors="replace") if is_stray else char
