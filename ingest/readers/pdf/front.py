"""Front pages of PDFs: their lines, divided at side-by-side columns, with size and weight of type."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from ingest.readers.pdf import calls
from ingest.readers.pdf.lines import closed_up, is_spaced_out
from ingest.readers.records import Line

FRONT_PAGES = 4  # first pages that are searched for a cover
_MOST_CHARACTERS = 4000  # of a page; a longer one isn't a cover
_COLUMN_GAP = 1.6  # times the size of type; word spaces of justified lines stay below 1.2. By judgement.
_BOLD = 600  # weight, as in CSS
_UPRIGHT = 0.2  # radians; text on a spine and watermarks are turned further
_FLAG_BOLD = 1 << 18  # ForceBold in a font descriptor
_Box = tuple[float, float, float, float]  # left, bottom, right, top in PDF coordinates
_Outline = tuple[float, float, float, float]  # left, top, right, bottom


def front_lines(textpage: Any, text: str, to_shown: Any) -> tuple[Line, ...]:
    """The upright lines of a page from top to bottom, divided by column. `text` has a character for each of PDFium's."""
    found: list[Line] = []
    letters: list[int] = []
    for index, char in enumerate(text[:_MOST_CHARACTERS]):
        if char in "\r\n":
            found += _columns(textpage, text, letters, to_shown)
            letters = []
        elif not char.isspace() and char != "\u200b":
            letters.append(index)
    found += _columns(textpage, text, letters, to_shown)
    return tuple(by_row(found))


def by_row(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom, those of one row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.size):
        base = line.top + line.size
        if rows and base - (rows[-1][0].top + rows[-1][0].size) < 0.4 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _columns(textpage: Any, text: str, letters: Sequence[int], to_shown: Any) -> Iterator[Line]:
    """Yield the line of these characters, or the lines of its columns."""
    if not letters or _is_turned(textpage, letters[len(letters) // 2]):
        return
    boxes = list(_boxes(textpage, letters))
    if is_spaced_out(text[letters[0] : letters[-1] + 1]):
        joined = closed_up([(text[at], box[0], box[2]) for at, box in zip(letters, boxes, strict=True)])
        yield replace(_line(textpage, text, letters, to_shown(*_around(boxes))), text=joined)
        return
    start = 0
    for at, (before, after) in enumerate(pairwise(boxes), 1):
        if after[0] - before[2] > _COLUMN_GAP * (before[3] - before[1]) and after[1] < before[3]:
            yield _line(textpage, text, letters[start:at], to_shown(*_around(boxes[start:at])))
            start = at
    yield _line(textpage, text, letters[start:], to_shown(*_around(boxes[start:])))


def _line(textpage: Any, text: str, letters: Sequence[int], box: _Outline) -> Line:
    left, top, right, bottom = box
    line = Line(
        text[letters[0] : letters[-1] + 1], round(bottom - top, 1), round(top, 1), round(left, 1), round(right, 1)
    )
    return replace(line, bold=_is_bold(textpage, letters[len(letters) // 2]))


def _around(boxes: Sequence[_Box]) -> _Outline:
    """The outline of the boxes on the line of the first; the end of a hyphenated word is below."""
    _, low, _, high = boxes[0]
    same = [box for box in boxes if box[1] < high and box[3] > low]
    heights = sorted(box[3] - box[1] for box in same)
    return min(b[0] for b in same), low + heights[len(heights) // 2], max(b[2] for b in same), low


def _boxes(textpage: Any, letters: Sequence[int]) -> Iterator[_Box]:
    box, handle = raw.FS_RECTF(), calls.address(textpage.raw)
    place = ctypes.addressof(box)
    for index in letters:
        is_known = calls.character_box(handle, index, place)
        yield (box.left, box.bottom, box.right, box.top) if is_known else (0.0, 0.0, 0.0, 0.0)


def _is_turned(textpage: Any, index: int) -> bool:
    return bool(abs(raw.FPDFText_GetCharAngle(textpage, index)) > _UPRIGHT)


def _is_bold(textpage: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD:
        return True
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, len(name), ctypes.byref(flags))
    return bool(flags.value & _FLAG_BOLD) or any(
        word in name.value.lower() for word in (b"bold", b"black", b"cmbx", b"sfbx")
    )
