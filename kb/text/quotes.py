"""Location of quotes in text, among the characters of a page, or among the words of a scanned page. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from kb.model import Rectangle, Word
from kb.text.normalise import TEX_LIGATURES

# All by judgement.
_LINE_THICKNESS = 1.7  # maximum thickness of a line, in heights of its tallest word
_LONGEST, _TRIED = 2000, 3  # letters of a quote that is searched in pieces; start positions tried
_PIECE = 3  # minimum letters of a piece: shorter ones match by chance
_ANCHOR = 10  # letters at the start of a quote by which its start positions are found
_STRETCH = 1.6  # maximum span of the pieces, in lengths of the quote
_ROW_LINES = 9  # maximum height of a table's row, in heights of its tallest word
_EXTRA = {"ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"}


@lru_cache(maxsize=4096)
def _letters(char: str) -> str:
    """The letters and digits of one character, folded: "ﬁ" → "fi", "È" → "e", "-" → ""."""
    if char.isascii():
        return char.lower() if char.isalnum() else TEX_LIGATURES.get(char, "")
    decomposed = unicodedata.normalize("NFKD", _EXTRA.get(char, char).casefold())
    return "".join(c for c in decomposed if c.isalnum())


def squash(chars: Sequence[str]) -> tuple[str, list[int]]:
    """Folded letters and digits of `chars`, and for each its position in `chars`.

    Comparing these ignores hyphenation, line breaks, punctuation and accents.
    """
    text, places = [], []
    for place, char in enumerate(chars):
        for letter in _letters(char):
            text.append(letter)
            places.append(place)
    return "".join(text), places


def find_quote(chars: Sequence[str], quote: str, near: float = 0.0) -> tuple[int, int] | None:
    """First and last position (inclusive) of a quote in `chars`; None if it doesn't occur.

    White space, hyphenation, ligatures and accents may differ; letters and digits may not. If it occurs more than once, the
    occurrence nearest to `near` (its expected place on the page, 0..1) is returned.
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


def find_words(text: str, phrase: str) -> tuple[int, int] | None:
    """First and last position (inclusive) of a phrase in `text` as whole words, so not "ENI" in "geni"; None if it doesn't occur.

    White space, hyphenation, ligatures and accents may differ, as in `find_quote`.
    """
    wanted, _ = squash(phrase)
    letters, places = _squashed(text)
    at = letters.find(wanted) if wanted else -1
    while at >= 0:
        start, end = places[at], places[at + len(wanted) - 1]
        if not (text[start - 1 : start].isalnum() or text[end + 1 : end + 2].isalnum()):
            return start, end
        at = letters.find(wanted, at + 1)
    return None


@lru_cache(maxsize=16)  # a passage is asked for each phrase of a query in turn
def _squashed(text: str) -> tuple[str, list[int]]:
    return squash(text)


def find_pieces(chars: Sequence[str], quote: str, near: float = 0.0) -> list[tuple[int, int]]:
    """The spans (first and last position, inclusive) of a quote in `chars`: one span if it is contiguous.

    Text that was removed before quoting (a running head, invisible characters) may separate the pieces, but every letter and
    digit of the quote must be found. Returns [] otherwise.
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
    """(start, length) of the pieces of `wanted` in `text`, in order; [] unless they cover all of it and none is too short."""
    blocks = SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
    pieces = [(block.a, block.size) for block in blocks if block.size]
    complete = sum(size for _, size in pieces) == len(wanted)
    return pieces if complete and all(size >= _PIECE for _, size in pieces) else []


def find_row(words: Sequence[Word], quote: str, near: float = 0.0) -> tuple[Rectangle, ...]:
    """One rectangle per line of a row of a table, whose cells may be in any order among the words; () if it isn't found.

    Every word of the row must be among those of as few lines as possible. `near` is its expected place on the page, 0..1.
    """
    wanted = Counter(filter(None, (squash(word)[0] for word in quote.split())))
    placed = sorted((word.y + word.height / 2, at, squash(word.text)[0]) for at, word in enumerate(words))
    placed = [entry for entry in placed if entry[2] in wanted]
    expected = near * max((word.y + word.height for word in words), default=0.0)
    windows = [(placed[b][0] - placed[a][0], abs(placed[a][0] - expected), a, b) for a, b in _windows(placed, wanted)]
    if not windows:
        return ()
    height, _, first, last = min(windows)
    left = Counter(wanted)
    row = []
    for _, at, text in sorted(placed[first : last + 1], key=lambda entry: entry[1]):
        if left[text] > 0:
            left[text] -= 1
            row.append(words[at])
    return _line_boxes(row) if height <= _ROW_LINES * max(word.height for word in row) else ()


def _windows(placed: Sequence[tuple[float, int, str]], wanted: Counter[str]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the shortest runs that contain all wanted words."""
    missing, left, first = sum(wanted.values()), Counter(wanted), 0
    for last, (_, _, text) in enumerate(placed):
        missing -= left[text] > 0
        left[text] -= 1
        while not missing and wanted:
            yield first, last
            left[placed[first][2]] += 1
            missing += left[placed[first][2]] > 0
            first += 1


def find_on_scan(words: Sequence[Word], quote: str, near: float = 0.0) -> tuple[Rectangle, ...]:
    """One rectangle per line of a quote on a scanned page, in the words' coordinates; () if the quote isn't found."""
    chars = [char for word in words for char in f"{word.text} "]
    owners = [word for word in words for _ in f"{word.text} "]
    span = find_quote(chars, quote, near)
    if span is None:
        return ()
    return _line_boxes(list(dict.fromkeys(owners[span[0] : span[1] + 1])))


def _line_boxes(words: Sequence[Word]) -> tuple[Rectangle, ...]:
    lines: list[list[Word]] = []
    for word in words:
        if lines and _continues_line(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(_bounding_box(line) for line in lines)


def _bounding_box(words: Sequence[Word]) -> Rectangle:
    left, top = min(word.x for word in words), min(word.y for word in words)
    right, bottom = max(word.x + word.width for word in words), max(word.y + word.height for word in words)
    return Rectangle(left, top, round(right - left, 2), round(bottom - top, 2))


def _continues_line(line: Sequence[Word], word: Word) -> bool:
    """Whether `word` continues `line`, which may be horizontal or vertical (a rotated page)."""
    before, after = _bounding_box(line), _bounding_box([*line, word])
    tallest, widest = max(w.height for w in (*line, word)), max(w.width for w in (*line, word))
    horizontal = after.height < _LINE_THICKNESS * tallest and after.width < before.width + word.width + 4 * tallest
    vertical = after.width < _LINE_THICKNESS * widest and after.height < before.height + word.height + 4 * widest
    # Words of a vertical line are taller than wide; short words may be either, so only longer ones decide.
    return horizontal or (vertical and all(w.height > w.width for w in (*line, word) if len(w.text) > 3))
