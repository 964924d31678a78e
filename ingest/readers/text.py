"""Plain text: paragraphs separated by empty lines or ends of pages."""

import re
from collections import Counter
from pathlib import Path

from ingest.layout.repair import join
from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing
from ingest.readers.records import Parsed, Properties

LINE_END = re.compile("\r\n?|[\x0b\x85\u2028]")
_PARAGRAPH_END = re.compile("[\f\u2029]")
_BROKEN_WORD = re.compile("\u00ad[ \t]*\n[ \t]*")
_TERMINAL = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|[^\n]\x08"
)  # colours, letters struck over
_LINE_HYPHEN = re.compile(r"([^\W\d_]{2,})[-\u2010][ \t]*\n[ \t]*([^\W\d_]+)(\S*)[ \t]?")
_HYPHENED_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def read_text(path: Path) -> Parsed:
    """The paragraphs of a plain text, each on one line. Raises UnreadableFile."""
    return flowing("text", text_blocks(decode(path.read_bytes())), Properties())


def text_blocks(text: str) -> list[Block]:
    """The paragraphs of a plain text; all characters that end a line, a page or a paragraph are known."""
    text = _PARAGRAPH_END.sub("\n\n", LINE_END.sub("\n", _TERMINAL.sub("", text)))
    text = _BROKEN_WORD.sub("", text)
    if _LINE_HYPHEN.search(text):
        words = Counter(_HYPHENED_WORD.findall(text.lower()))
        text = _LINE_HYPHEN.sub(lambda found: join(found[1], found[2], words) + found[3] + "\n", text)
    blocks = re.split(r"\n\s*\n", text)
    return [Block(0, re.sub(r"\s*\n\s*", " ", block).strip()) for block in blocks]
