"""Lines of a PDF page with their positions, the cells of lines with wide gaps, and note marks recognised by their height."""

import ctypes
import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from ingest.readers.pdf import calls
from ingest.readers.raised import raised
from ingest.readers.records import Cell, Line, Rule

Box = tuple[float, float, float, float]  # left, top, right, bottom, from the top left corner of the page as shown
ToShown = Callable[[float, float, float, float], Box]

BLANK = "\u200b"  # replaces a character that isn't text, to preserve positions
_SPACE = " \t\f\v\u00a0" + BLANK
_BREAK = re.compile("[\x02\ufffe]")
_LINE = re.compile(r"[^\r\n]+")
_WIDE = 0.8  # of a line's height: a wider gap separates two cells. Spaces of justified text are smaller; by judgement.
_EQUAL, _FEWEST_GAPS = 0.6, 2  # points by which the spaces of a justified line differ at most, and least number of them
# A raised digit is this much of its neighbour's height above its foot, and that much smaller.
_RAISED, _SMALLER = 0.15, 0.85
_SHORT = 24  # characters of a line that may be several
_SHARED = 0.1  # of the lower one's height: characters that share less are on two lines
_TURNED = 0.2  # radians
_ON_RULE = 0.5  # points by which a letter may cross a rule beside it
_SIGNS = 4  # a line's size is that of a letter among its first characters
_DIGITS = re.compile(r"\d(?:[\d,–-]*\d)?")
# Characters before exponents or note marks; an operator is followed by the numerator of a fraction.
_MARKED = re.compile(r"[\w.,;:!?%€\"'’”»)\]]$")
_SPACED_OUT = re.compile(r"[^\W\d_](?: [^\W_]){5,}[.:]?")
_DIFFERENT = 4  # different characters in a spaced-out heading, including the space
# Times the usual gap between letters, and between their middles: a gap between words is wider than both. By judgement.
_WORD_GAP, _WORD_STEP = 1.6, 1.35
_CONTEXT = 12  # characters before a raised digit that decide what it is
_LONGEST_MARK = 5  # characters: "12,13"


def to_shown(page: Any) -> ToShown:
    """A function from boxes (left, top, right, bottom) in PDF coordinates to boxes from the top left of the page as shown."""
    x0, y0, x1, y1 = page.get_cropbox(fallback_ok=True) or page.get_mediabox()
    turn: dict[int, ToShown] = {
        0: lambda left, top, right, bottom: (left - x0, y1 - top, right - x0, y1 - bottom),
        90: lambda left, top, right, bottom: (bottom - y0, left - x0, top - y0, right - x0),
        180: lambda left, top, right, bottom: (x1 - right, bottom - y0, x1 - left, top - y0),
        270: lambda left, top, right, bottom: (y1 - top, x1 - right, y1 - bottom, x1 - left),
    }
    return turn[page.get_rotation() % 360]


def page_characters(textpage: Any) -> str:
    """The text of a page, one character for each that PDFium counts."""
    text: str = textpage.get_text_range()
    if len(text) != textpage.count_chars():  # PDFium counts units of UTF-16: two for a letter such as 𝑥
        units = text.encode("utf-16-le", "surrogatepass")
        text = "".join(map(chr, memoryview(units).cast("H")))
    if len(text) == textpage.count_chars():
        return text
    codes = (raw.FPDFText_GetUnicode(textpage, index) for index in range(textpage.count_chars()))
    return "".join(chr(code) if 0 < code < 0x110000 else BLANK for code in codes)


def whole(text: str) -> str:
    """A text with each pair of UTF-16 surrogates as one character."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_spaced_out(text: str) -> bool:
    """Whether a line is a heading with a space after each letter; a row of equal letters is a drawing."""
    return _SPACED_OUT.fullmatch(text) is not None and len(set(text.lower())) > _DIFFERENT


def closed_up(letters: Sequence[tuple[str, float, float]]) -> str:
    """The words of spaced-out letters (character, left, right), separated at the wider gaps."""
    gaps = [after[1] - before[2] for before, after in pairwise(letters)]
    steps = [after[1] + after[2] - before[1] - before[2] for before, after in pairwise(letters)]
    gap, step = sorted(gaps)[len(gaps) // 2], sorted(steps)[len(steps) // 2]
    are_apart = [a > _WORD_GAP * gap and b > _WORD_STEP * step for a, b in zip(gaps, steps, strict=True)]
    rest = zip(are_apart, letters[1:], strict=True)
    return letters[0][0] + "".join(f" {letter}" if is_apart else letter for is_apart, (letter, _, _) in rest)


def is_stretched(text: str, gaps: Sequence[float]) -> bool:
    """Whether a line is justified text, whose spaces are all equally wide; `gaps` are those between its words, in points."""
    if len(gaps) < _FEWEST_GAPS or max(gaps) - min(gaps) > _EQUAL:
        return False
    words = text.split()
    small = sum(word[:2].isalpha() and word.islower() for word in words)
    return small * 2 >= len(words) and len(set(words)) * 4 >= len(words) * 3


class PageLines:
    """The lines of one page from its characters; `text` has one for each of PDFium's, BLANK for those that aren't text.

    Spaces over a vertical rule separate cells, too; `walls` are these rules by their places.
    """

    def __init__(self, textpage: Any, text: str, shown: ToShown, walls: Sequence[Rule] = ()) -> None:
        self._owner = textpage  # keeps the handle valid
        self._textpage, self._text, self._shown, self._walls = calls.address(textpage.raw), text, shown, walls
        self._is_upright = shown(1, 0, 2, 0)[2] > shown(0, 0, 1, 0)[2] and shown(0, 1, 0, 0)[1] < shown(0, 0, 0, 0)[1]
        self._x, self._y = shown(0, 0, 0, 0)[:2]  # the page's offsets, used if it is upright
        self._rect = raw.FS_RECTF()
        self._place = ctypes.addressof(self._rect)

    def lines(self) -> Iterator[Line]:
        """The lines in the order of the file. A word that a hyphen breaks is in two lines, the first with the hyphen."""
        changes = self._note_marks()
        for found in _LINE.finditer(self._text):
            start = found.start()
            # PDFium puts the text after such a hyphen, which is on the page's next line, on the same one.
            for broken in _BREAK.finditer(found.group()):
                stop = found.start() + broken.start()
                yield from self._on_levels(start, stop, changes, "-")
                start = stop + 1
            yield from self._on_levels(start, found.end(), changes)

    def _on_levels(self, start: int, end: int, changes: Mapping[int, str], hyphen: str = "") -> Iterator[Line]:
        """Yield the line of these characters; several if PDFium joined short texts below each other, as in a column of numbers."""
        ats = [at for at in range(start, end) if self._text[at] not in _SPACE] if end - start <= _SHORT else []
        if len(ats) > 1 and not self._is_level(ats[0], ats[-1]) and any(self._text[at].isalnum() for at in ats):
            ends = [after for before, after in pairwise(ats) if self._is_below(before, after)]
            for begin, stop in pairwise([start, *ends, end]):
                yield self._line(begin, stop, changes, hyphen if stop == end else "")
        elif self._text[start:end].strip(_SPACE):
            yield self._line(start, end, changes, hyphen)

    def _is_level(self, one: int, other: int) -> bool:
        """Whether two characters are on one level, at least in part."""
        a, b = self._box(one), self._box(other)
        shared = min(a[3], b[3]) - max(a[1], b[1])
        return shared > _SHARED * min(a[3] - a[1], b[3] - b[1])

    def _is_below(self, before: int, after: int) -> bool:
        """Whether a character is on another level than the one before it; letters of rotated text don't count."""
        angles = (abs(raw.FPDFText_GetCharAngle(self._owner, at)) for at in (before, after))
        return self._is_upright and not self._is_level(before, after) and max(angles) < _TURNED

    def _line(self, start: int, end: int, changes: Mapping[int, str], hyphen: str = "") -> Line:
        line = self._text[start:end]
        first = start + len(line) - len(line.lstrip(_SPACE))
        stop = start + len(line.rstrip(_SPACE))
        a, b = self._box(first), self._box(stop - 1)
        left, top, right, bottom = min(a[0], b[0]), min(a[1], a[3]), max(a[2], b[2]), max(a[1], a[3])
        cells = self._cells(first, stop, bottom - top, changes)
        if cells and hyphen:
            cells = (*cells[:-1], replace(cells[-1], text=cells[-1].text + hyphen))
        letter = next((at for at in range(first, min(first + _SIGNS, stop)) if self._text[at].isalnum()), first)
        if letter != first and (right - left > bottom - top):  # the size is a letter's, not that of a bullet
            _, top, _, bottom = self._box(letter)
        text = self._shown_text(start, end, changes) + hyphen
        if is_spaced_out(text.strip(_SPACE)):
            ats = [at for at in range(first, stop) if self._text[at] not in _SPACE]
            text = closed_up([(self._text[at], self._box(at)[0], self._box(at)[2]) for at in ats])
            cells = ()
        return Line(text, round(bottom - top, 1), round(top, 1), round(left, 1), round(right, 1), cells)

    def _shown_text(self, start: int, end: int, changes: Mapping[int, str]) -> str:
        if not changes:
            return whole(self._text[start:end])
        return whole("".join(changes.get(at, self._text[at]) for at in range(start, end)))

    def _cells(self, first: int, stop: int, height: float, changes: Mapping[int, str]) -> tuple[Cell, ...]:
        """The parts of a line between wide gaps; () if it has none."""
        parts = [first]
        edges = []
        for at in sorted({*self._wide_spaces(first, stop, _WIDE * height), *self._walled_spaces(first, stop)}):
            parts.append(at + 1)
            edges += [self._box(at - 1)[2], self._box(at + 1)[0]]
        if not edges:
            return ()
        edges = [self._box(first)[0], *edges, self._box(stop - 1)[2]]
        texts = [self._shown_text(a, b, changes) for a, b in pairwise([*parts, stop])]
        return tuple(
            Cell(text.strip(), round(left, 1), round(right, 1))
            for text, left, right in zip(texts, edges[::2], edges[1::2], strict=True)
        )

    def _wide_spaces(self, first: int, stop: int, least: float) -> list[int]:
        """The spaces between characters further apart than this. Optimised, since a page has some 400 spaces."""
        get, page, rect, place, find = calls.character_box, self._textpage, self._rect, self._place, self._text.find
        found, gaps = [], []
        at = find(" ", first + 1, stop - 1) if least > 0 else -1
        while at > 0:
            if self._is_upright:
                get(page, at - 1, place)
                end = rect.right
                get(page, at + 1, place)
                gap = rect.left - end
            else:
                gap = self._box(at + 1)[0] - self._box(at - 1)[2]
            gaps.append(gap)
            if gap > least:
                found.append(at)
            at = find(" ", at + 1, stop - 1)
        return [] if found and is_stretched(self._text[first:stop], gaps) else found

    def _walled_spaces(self, first: int, stop: int) -> Iterator[int]:
        """Yield the spaces with a vertical rule."""
        if not self._walls or not self._is_upright:
            return
        left, top, _, bottom = self._box(first)
        right, middle = self._box(stop - 1)[2], (top + bottom) / 2
        between = self._walls[bisect(self._walls, (left,)) : bisect(self._walls, (right,))]
        places = {place for place, start, end in between if start < middle < end}
        for at in range(first + 1, stop - 1) if places else ():
            if self._text[at] == " ":
                gap = self._box(at - 1)[2] - _ON_RULE, self._box(at + 1)[0] + _ON_RULE
                if any(gap[0] <= place <= gap[1] for place in places):
                    yield at

    def _box(self, index: int) -> Box:
        calls.character_box(self._textpage, index, self._place)
        rect = self._rect
        if self._is_upright:  # without a call, which takes as long as the rest
            return rect.left + self._x, self._y - rect.top, rect.right + self._x, self._y - rect.bottom
        return self._shown(rect.left, rect.top, rect.right, rect.bottom)

    def _note_marks(self) -> dict[int, str]:
        """The replacements of raised digits, by index: "" for a note mark, "^" and the digits for an exponent.

        A mark at the beginning of a line, which is that of the note itself, is separated from it by a space.
        """
        changes: dict[int, str] = {}
        for found in _DIGITS.finditer(self._text):
            start, end = found.span()
            base = self._before(start)
            begin = self._raised_from(base, start, end)
            if base == start - 2 and begin > start:  # after a space only a whole run is a mark
                begin = end
            if begin == end and base != start - 1:
                begin = self._raised_from(start, start + 1, end)
            if begin < end:
                changes |= self._replacements(begin, end)
            elif base == start and self._text[end : end + 1].isalpha() and self._is_raised(end - 1, end):
                changes[end - 1] = self._text[end - 1] + " "
        return changes

    def _before(self, start: int) -> int:
        """The index of the character before this one on its line, without a space between; `start` if there is none."""
        before = self._text[max(start - 2, 0) : start]
        if not before or before[-1] in "\r\n" or (before[-1].isspace() and (len(before) == 1 or before[0].isspace())):
            return start
        return start - 2 if before[-1].isspace() else start - 1

    def _raised_from(self, base: int, first: int, end: int) -> int:
        """The start of the raised characters at the end of a run; `end` if there are none."""
        begin = end
        while begin > first and self._is_raised(begin - 1, base):
            begin -= 1
        return begin

    def _replacements(self, begin: int, end: int) -> dict[int, str]:
        before = self._text[max(begin - _CONTEXT, 0) : begin].rstrip()
        if not _MARKED.search(before) or end - begin > _LONGEST_MARK or self._text[end : end + 1] in ("/", "⁄"):
            return {}
        return {begin: raised(before, self._text[begin:end]), **dict.fromkeys(range(begin + 1, end), "")}

    def _is_raised(self, index: int, base: int) -> bool:
        """Whether a character beside another is smaller and higher."""
        left, high, right, low = self._box(base)
        begin, top, end, bottom = self._box(index)
        height = low - high
        is_beside = begin > right - height * _RAISED if index > base else end < left + height * _RAISED
        return is_beside and bottom - top < _SMALLER * height and low - bottom > _RAISED * height
