"""Plain text: bytes decoded, paragraphs separated by empty lines."""

import re
from pathlib import Path

from ingest.readers.flowing import Block, flowing
from ingest.readers.records import Parsed, Properties
from kb.errors import UnreadableFile


def decode(data: bytes) -> str:
    """Text from bytes in UTF-8, in UTF-16 with a byte order mark, or else in Windows-1252.

    Raises UnreadableFile for binary data.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4096]:
        raise UnreadableFile("it isn't text, though its name says so")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_text(path: Path) -> Parsed:
    """The paragraphs of a plain text, each on one line. Raises UnreadableFile."""
    blocks = re.split(r"\n\s*\n", decode(path.read_bytes()).replace("\r\n", "\n"))
    paragraphs = (re.sub(r"\s*\n\s*", " ", block).strip() for block in blocks)
    return flowing("text", [Block(0, paragraph) for paragraph in paragraphs], Properties())
