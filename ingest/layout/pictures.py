"""Insertion of OCR text from pictures among the lines of a page that has text."""

from dataclasses import replace
from itertools import groupby

from ingest.readers.records import Box, Line, RawPage, ScannedPage
from kb.text.normalise import WORD, fold

_KNOWN = 0.5  # of a line's words: with more it is a line of the page, read again. By judgement.
_LEAST, _WORTH = 12, 60  # letters; less is a logo or noise, or in a figure beside text a few labels


def with_pictures(page: RawPage, found: ScannedPage | str) -> RawPage:
    """The page with the lines of its pictures inserted at their height; if OCR failed, with the reason as its note.

    If the whole page was read, its own lines are distinguished from those of the picture by their words.
    """
    page, pictures = replace(page, pictures=()), page.pictures
    if isinstance(found, str):
        return replace(page, note=f"a picture on it couldn't be read: {found}")
    is_whole = pictures == ((0, 0, page.width, page.height),)
    known = set(WORD.findall(fold(" ".join(line.text for line in page.lines)))) if is_whole else set()
    new = [line for line in found.lines if (_is_new(line, known) if is_whole else _is_text(line))]
    if sum(map(str.isalnum, "".join(line.text for line in new))) < (_LEAST if is_whole else _WORTH):
        return page
    lines = page.lines
    for _, group in groupby(new, lambda line: next((box for box in pictures if _holds(box, line)), pictures[0])):
        style = "" if is_whole else "picture"  # keeps them apart from the paragraphs around
        lines = _with_lines(lines, [replace(line, style=style) for line in group])
    return replace(page, lines=lines, words=found.words, note="a picture on it was read by OCR", seconds=found.seconds)


def _is_text(line: Line) -> bool:
    """Whether a line of a figure is more than a label or an axis mark: a word and something else, mostly not single letters."""
    tokens = WORD.findall(line.text)
    singles = sum(len(token) == 1 for token in tokens)
    return len(tokens) > 1 and 2 * singles < len(tokens) and any(len(token) > 2 and token.isalpha() for token in tokens)


def _holds(box: Box, line: Line) -> bool:
    return box[0] <= (line.left + line.right) / 2 <= box[2] and box[1] <= line.top + line.size / 2 <= box[3]


def _with_lines(lines: tuple[Line, ...], new: list[Line]) -> tuple[Line, ...]:
    """The lines with each new one before the first that is lower."""
    at = next((at for at, line in enumerate(lines) if line.top > new[0].top), len(lines))
    return (*lines[:at], *new, *lines[at:])


def _is_new(line: Line, known: set[str]) -> bool:
    words = WORD.findall(fold(line.text))
    return sum(word in known for word in words) <= _KNOWN * len(words) and any(map(str.isalpha, line.text))
