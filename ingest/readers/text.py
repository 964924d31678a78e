"""Plain text: paragraphs separated by empty lines or ends of pages; items, rows of tables and underlined headings within them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from ingest.layout.repair import join
from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing
from ingest.readers.records import Parsed, Properties
from ingest.readers.rows import row_line

LINE_END = re.compile("\r\n?|[\x0b\x85\u2028]")
_PARAGRAPH_END = re.compile("[\f\u2029]")
_BROKEN_WORD = re.compile("\u00ad[ \t]*\n[ \t]*")
# Colours, overstruck letters.
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|[^\n]\x08")
# Matched from the beginning of a word only: from each of its letters, the time would be quadratic in its length.
_LINE_HYPHEN = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,}+)[-\u2010][ \t]*\n[ \t]*([^\W\d_]+)(\S*)[ \t]?")
_HYPHENED_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ITEM = re.compile(r"\s*(?:[-*+•‣▪–—]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_NAMED = re.compile(r"\s*[^\W\d_][\w'’ ]{0,30}:\s+\S")  # "Autore: Ada Neri"
_UNDERLINE = re.compile(r"\s*([=\-~*_])\1{2,}\s*")
_RULE = re.compile(r"[\s=\-–—~*_+|]*")  # characters that draw a line of a table
_GAP = re.compile(r"\S(?:\t| {2,})\s*\S")
_LONGEST_HEADING = 120  # characters
_TAB = 8  # width of a tab stop in characters


def read_text(path: Path) -> Parsed:
    """The paragraphs of a plain text, each on one line. Raises UnreadableFile."""
    return flowing("text", text_blocks(decode(path.read_bytes())), Properties())


def text_blocks(text: str) -> list[Block]:
    """The paragraphs of a plain text; handles all characters that end a line, a page or a paragraph."""
    text = _PARAGRAPH_END.sub("\n\n", LINE_END.sub("\n", _TERMINAL.sub("", text)))
    text = _BROKEN_WORD.sub("", text)
    if _LINE_HYPHEN.search(text):
        words = Counter(_HYPHENED_WORD.findall(text.lower()))
        text = _LINE_HYPHEN.sub(lambda found: join(found[1], found[2], words) + found[3] + "\n", text)
    return [block for part in re.split(r"\n\s*\n", text) for block in _blocks(part.split("\n"))]


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """The blocks of lines without an empty one between them."""
    lines = [line.rstrip() for line in lines if line.strip()]
    if (
        len(lines) > 1
        and _UNDERLINE.fullmatch(lines[1])
        and len(lines[0]) <= _LONGEST_HEADING
        and not _GAP.search(lines[0])
    ):
        yield Block(1 if "=" in lines[1] else 2, lines[0].strip())
        lines = lines[2:]
    if rows := _rows(lines):
        yield from (Block(0, row) for row in rows)
        return
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (_ITEM.match(line) or (_NAMED.match(line) and _NAMED.match(paragraph[-1]))):
            yield Block(0, " ".join(paragraph))
            paragraph = []
        paragraph.append(line.strip())
    if paragraph:
        yield Block(0, " ".join(paragraph))


def _rows(lines: Sequence[str]) -> list[str]:
    """The rows of a table whose columns are separated by tabs or aligned blanks; [] for other text."""
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    if len(lines) < 2 or sum(_GAP.search(line) is not None for line in lines) * 4 < len(lines) * 3:
        return []
    if all("\t" in line.strip() for line in lines):
        return [row_line(line.split("\t")) for line in lines]
    lines = [line.expandtabs(_TAB) for line in lines]
    width = max(map(len, lines))
    blank = "".join(" " if all(line[at : at + 1] in ("", " ") for line in lines) else "x" for at in range(width))
    places = [0, *(gap.start() + 1 for gap in re.finditer(r"(?<=x)  +(?=x)", blank)), width]
    rows = [row_line([line[start:end] for start, end in pairwise(places)]) for line in lines]
    return rows if all("|" in row for row in rows[:2]) else []
