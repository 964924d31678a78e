"""Text of a page from its lines: characters repaired, columns in order, broken words joined, running heads left out."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.layout.columns import in_reading_order
from ingest.layout.line_numbers import without_line_numbers
from ingest.layout.pieces import whole_lines
from ingest.layout.repair import is_old_tex, join, repair, whole_words
from ingest.layout.running import running_lines
from ingest.layout.stacks import rows_of_stacks
from ingest.layout.tables import continued_heads, table_rows, whole_rows
from ingest.layout.wrapped import joined_rows
from ingest.readers.records import ROW, Line, RawPage
from kb.text.normalise import WORD

_HYPHENS = "-\u2010"
_LINE_HYPHEN = re.compile(rf"([^\W_]{{2,}})[{_HYPHENS}]$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_ITEM = re.compile(r"^(?:[•‣▪●○◦–—*\-→⇨✓➢·]\s*|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|\d+(?:\.\d+)+\.?\s)")
_NUMBERED = re.compile(r"\d+(?:\.\d+)+\.?\s")
# A number so written that is no heading's: "4.1 degrees", "0.98. Then" and "1.500 Euro", unlike "4.1 Results" and "4.1. Results".
_QUANTITY = re.compile(
    r"\d+(?:\.\d+)+(?:\s*$|\.?\s+(?=[^\W\d_]|[(%€])(?![A-ZÀ-Þ])|(?<=\d{3})\.?\s)|0\.\d+\.?\s+(?=[^\W\d_])"
)
_OPEN_END = re.compile(r"[^\W\d_],?$")  # of a line that ends no sentence
_DOT_LEADERS = re.compile(r"(?:\s*\.){4,}\s*")
_ENTRY = re.compile(r"(?:\s*\.){4,}\s*(?:\d{1,4}|[ivxlcIVXLC]{1,7})\s*$")  # the end of an entry of a table of contents
_SAME_SIZE = 0.5  # points by which the lines of a sentence with a number differ in size, at most, by judgement
_INDENT = 4  # heights of a line by which they are indented, at most, by judgement
_BLOCK = 4  # lines with one left edge from which the right edge of a block is known
_HYPHENED_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def clean_pages(pages: Sequence[RawPage]) -> list[tuple[RawPage, str]]:
    """(page with its lines repaired and in reading order, text) for each page.

    Running heads and page numbers are left out of the text only; the head of a table continued from the page before is added.
    """
    sample = "\n".join(line.text for page in pages[:30] for line in page.lines)
    old_tex = is_old_tex(sample)
    words = _vocabulary(pages)
    repaired = [
        replace(
            page,
            lines=joined_rows(_repaired(_in_order(page), words, old_tex=old_tex), page.rules),
            front=tuple(_repaired(page.front, words, old_tex=old_tex)),
        )
        for page in pages
    ]
    running = running_lines(repaired)
    shown = [[line for i, line in enumerate(page.lines) if (at, i) not in running] for at, page in enumerate(repaired)]
    heads = continued_heads(shown)
    texts = (page_text(lines, words) for lines in shown)
    return [
        (page, f"{heads[at]}\n{text}" if at in heads else text)
        for at, (page, text) in enumerate(zip(repaired, texts, strict=True))
    ]


def _in_order(page: RawPage) -> tuple[Line, ...]:
    """The lines of a page in reading order, with the pieces of a line joined."""
    return in_reading_order(
        replace(page, lines=whole_rows(rows_of_stacks(without_line_numbers(whole_lines(page.lines)))))
    )


def _vocabulary(pages: Sequence[RawPage]) -> Counter[str]:
    words: Counter[str] = Counter()
    for page in pages:
        for line in page.lines:
            words.update(_HYPHENED_WORD.findall(line.text.lower()))
    return words


def _repaired(lines: Iterable[Line], words: Counter[str], *, old_tex: bool) -> list[Line]:
    done = []
    for line in lines:
        text = repair(whole_words(line.text, words), old_tex=old_tex)
        if text:
            cells = tuple(replace(cell, text=repair(cell.text, old_tex=old_tex)) for cell in line.cells)
            is_sound = text == line.text and not cells
            done.append(line if is_sound else replace(line, text=text, cells=cells))
    return done


def _continues(line: Line, following: Line, typical: float) -> bool:
    """Whether a sentence continues from one line to the next; `typical` is the 80th percentile of the lines' widths."""
    if _is_item(line, following) or _DOT_LEADERS.search(line.text) or line.style != following.style:
        return False
    if abs(line.size - following.size) > 1.0:
        return False
    if following.text[:1].islower():
        return True
    width = line.right - line.left
    return width > typical * 0.82 and not line.text.endswith((".", ":", ";", "?", "!"))


def page_text(lines: Sequence[Line], words: Counter[str]) -> str:
    """The lines of a page as text, with a line for each paragraph, list item, row and heading."""
    if not lines:
        return ""
    widths = sorted(line.right - line.left for line in lines if line.style != ROW) or [0.0]
    typical = widths[int(len(widths) * 0.8)]
    edges = _right_edges(lines)
    rows = table_rows(lines)
    text = rows.get(0, lines[0].text)
    for at, (line, following) in enumerate(pairwise(lines), 1):
        if at in rows or at - 1 in rows:
            text += "\n" + rows.get(at, following.text)
            continue
        hyphen = _LINE_HYPHEN.search(line.text) if line.text[-1:] in _HYPHENS else None
        first = _FIRST_WORD.match(following.text)
        if hyphen and first and _is_one_word(line, following, hyphen.group(1)):
            joined = join(hyphen.group(1), first.group(), words)
            text = text[: len(text) - len(hyphen.group())] + joined + following.text[first.end() :]
        elif _ends_early(line, following, edges) or (
            (". ." in line.text or ".." in line.text) and _ENTRY.search(line.text)
        ):
            text += "\n" + following.text
        elif _continues(line, following, typical) or (_is_full(line, typical) and not _starts_block(line, following)):
            text += " " + following.text
        else:
            text += "\n" + following.text
    return _DOT_LEADERS.sub(" … ", text)


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """The farthest right edge (points) of the lines at each left edge that has at least `_BLOCK` lines."""
    reach: dict[int, list[float]] = {}
    for line in lines:
        if line.style != ROW:
            reach.setdefault(round(line.left), []).append(line.right)
    return {left: max(rights) for left, rights in reach.items() if len(rights) >= _BLOCK}


def _ends_early(line: Line, following: Line, edges: Mapping[int, float]) -> bool:
    """Whether a line, such as a heading, ends although the capitalised first word of the next would have fitted."""
    edge = edges.get(round(line.left))
    if edge is None or not following.text[0].isupper() or round(following.left) != round(line.left):
        return False
    if line.text.count("(") > line.text.count(")"):
        return False
    needed = 1.5 + len(following.text.split()[0])  # characters: with a blank, and with some room for wide ones
    return line.right + needed * (line.right - line.left) / len(line.text) < edge


def _is_one_word(line: Line, following: Line, head: str) -> bool:
    """Whether a word that ends in a hyphen continues in the next line: not in a note or after a page number."""
    ends, begins = head[-1].isdigit(), following.text[0].isdigit()
    is_apart = not begins if ends else begins and head.islower()
    return abs(line.size - following.size) <= 1.0 and not is_apart


def _is_full(line: Line, typical: float) -> bool:
    return line.right - line.left > typical * 0.9


def _starts_block(line: Line, following: Line) -> bool:
    is_apart = line.style != following.style or abs(line.size - following.size) > 1.0
    return is_apart or _is_item(line, following)


def _is_item(line: Line, following: Line) -> bool:
    """Whether the following line begins an item or a numbered heading, not a number with which a sentence goes on."""
    if not _ITEM.match(following.text):
        return False
    is_beside = abs(line.left - following.left) <= _INDENT * line.size and abs(line.size - following.size) <= _SAME_SIZE
    is_open = bool(_OPEN_END.search(line.text)) and not _NUMBERED.match(line.text)
    return not (is_beside and is_open and _QUANTITY.match(following.text))


def has_words(text: str) -> bool:
    """Whether a text contains a word or a number."""
    return WORD.search(text) is not None
