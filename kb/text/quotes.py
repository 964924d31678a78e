"""Finding a quote again: in a text, and among the characters of a page. Pure functions."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from kb.model import Rectangle, Word

_GAP = 1.7  # times the tallest word: no line is thicker
_LONGEST, _TRIED = 2000, 3  # letters, and beginnings, of a quote that is looked for in pieces
_PIECE = 3  # letters: fewer may stand in order anywhere
_ANCHOR = 10  # Letters by which the beginning of a quote in pieces is found.
_STRETCH = 1.6  # times its length: how far its pieces may lie apart
_EXTRA = {"ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"}


def _letters(char: str) -> str:
    """The letters and digits of one character, folded: "ﬁ" → "fi", "È" → "e", "-" → ""."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    decomposed = unicodedata.normalize("NFKD", _EXTRA.get(char, char).casefold())
    return "".join(c for c in decomposed if c.isalnum())


def squash(chars: Sequence[str]) -> tuple[str, list[int]]:
    """(folded letters and digits of all, position in `chars` of each): what survives hyphens, breaks and accents."""
    text, places = [], []
    for place, char in enumerate(chars):
        for letter in _letters(char):
            text.append(letter)
            places.append(place)
    return "".join(text), places


def find_quote(chars: Sequence[str], quote: str, near: float = 0.0) -> tuple[int, int] | None:
    """First and last position (inclusive) of a quote among characters; None when it isn't there.

    White space, hyphenation, ligatures and accents may differ; letters and digits may not. Of several places, the one
    nearest to `near` (0..1, how far into the page it is expected) counts.
    """
    wanted, _ = squash(quote)
    text, places = squash(chars)
    if not wanted:
        return None
    found = [match.start() for match in re.finditer(f"(?={re.escape(wanted)})", text)]
    if not found:
        return None
    expected = near * len(text)
    start = min(found, key=lambda at: abs(at - expected))
    return places[start], places[start + len(wanted) - 1]


def find_pieces(chars: Sequence[str], quote: str, near: float = 0.0) -> list[tuple[int, int]]:
    """The spans (first and last position) of a quote among characters: one where it stands in one piece.

    What was left out of the text it was quoted from (a running head, letters that nobody sees) may stand between its pieces;
    of its own letters and digits none may lack. [] when it isn't there.
    """
    if whole := find_quote(chars, quote, near):
        return [whole]
    wanted, _ = squash(quote)
    text, places = squash(chars)
    if not 2 * _ANCHOR <= len(wanted) <= _LONGEST:
        return []
    anchors = [match.start() for match in re.finditer(f"(?={re.escape(wanted[:_ANCHOR])})", text)]
    for start in sorted(anchors, key=lambda at: abs(at - near * len(text)))[:_TRIED]:
        pieces = _pieces(text[start : start + int(len(wanted) * _STRETCH) + 40], wanted)
        if pieces:
            return [(places[start + at], places[start + at + size - 1]) for at, size in pieces]
    return []


def _pieces(text: str, wanted: str) -> list[tuple[int, int]]:
    """(place, length) of the pieces of `wanted` that stand in `text` in order; [] unless they are all of it, and words."""
    blocks = SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
    pieces = [(block.a, block.size) for block in blocks if block.size]
    complete = sum(size for _, size in pieces) == len(wanted)
    return pieces if complete and all(size >= _PIECE for _, size in pieces) else []


def find_on_scan(words: Sequence[Word], quote: str, near: float = 0.0) -> tuple[Rectangle, ...]:
    """Rectangles, one a line, over a quote among the words of a scanned page; () when it isn't there."""
    chars = [char for word in words for char in f"{word.text} "]
    owners = [word for word in words for _ in f"{word.text} "]
    span = find_quote(chars, quote, near)
    if span is None:
        return ()
    lines: list[list[Word]] = []
    for word in dict.fromkeys(owners[span[0] : span[1] + 1]):
        if lines and _goes_on(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(_around(line) for line in lines)


def _around(words: Sequence[Word]) -> Rectangle:
    left, top = min(word.x for word in words), min(word.y for word in words)
    right, bottom = max(word.x + word.width for word in words), max(word.y + word.height for word in words)
    return Rectangle(left, top, round(right - left, 2), round(bottom - top, 2))


def _goes_on(line: Sequence[Word], word: Word) -> bool:
    """Whether a word stands on the same line as those before it, whichever way the line runs."""
    before, after = _around(line), _around([*line, word])
    tallest, widest = max(w.height for w in (*line, word)), max(w.width for w in (*line, word))
    flat = after.height < _GAP * tallest and after.width < before.width + word.width + 4 * tallest
    upright = after.width < _GAP * widest and after.height < before.height + word.height + 4 * widest
    # A long word is as wide as it likes; a line that runs down the page is as narrow as its letters.
    return flat or (upright and all(w.height > w.width for w in (*line, word) if len(w.text) > 3))
