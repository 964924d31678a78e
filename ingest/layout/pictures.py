"""Puts what OCR reads on a picture among the lines of a page that has text."""

from dataclasses import replace

from ingest.readers.records import Line, RawPage, ScannedPage
from kb.text.normalise import WORD, fold

_KNOWN = 0.5  # of a line's words: with more it is a line of the page, read once more. By judgement.
_LEAST = 12  # letters; less is a logo or noise


def with_picture(page: RawPage, found: ScannedPage | str) -> RawPage:
    """The page with the lines of its picture at their height; if OCR failed, with the reason as its note."""
    if isinstance(found, str):
        return replace(page, note=f"a picture on it couldn't be read: {found}")
    known = set(WORD.findall(fold(" ".join(line.text for line in page.lines))))
    new = [line for line in found.lines if _is_new(line, known)]
    if sum(map(str.isalnum, "".join(line.text for line in new))) < _LEAST:
        return page
    at = next((at for at, line in enumerate(page.lines) if line.top > new[0].top), len(page.lines))
    lines = (*page.lines[:at], *new, *page.lines[at:])
    return replace(page, lines=lines, words=found.words, note="a picture on it was read by OCR", seconds=found.seconds)


def _is_new(line: Line, known: set[str]) -> bool:
    words = WORD.findall(fold(line.text))
    return sum(word in known for word in words) <= _KNOWN * len(words) and any(map(str.isalpha, line.text))
