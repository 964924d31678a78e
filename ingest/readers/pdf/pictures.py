"""Large pictures on pages with text that may contain more text: a scan with a stamp, a screenshot, a table as an image."""

from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as raw

from ingest.readers.pdf.objects import PageObjects
from ingest.readers.records import Box, Line

# By judgement.
_LETTERS = 350  # of the page; with fewer the whole page is read, including its text
_LARGE, _WHOLE = 0.3, 0.8  # of the page: a large picture, and one that is all of it
_LABEL, _STAMP = 20, 120  # letters on a large picture, and on one that is the page: more are its own text
_FIGURE = 0.15  # of the page: a picture beside much text that is read
_BAND = 2.0  # points between the bands of one picture


def unread_pictures(page: Any, objects: PageObjects, lines: Sequence[Line], to_shown: Any) -> tuple[Box, ...]:
    """The boxes of pictures without a text layer on a page with text, or of the whole page if it has little text."""
    letters = sum(len(line.text) for line in lines)
    if not letters or not objects.images:
        return ()
    width, height = page.get_size()
    if letters < _LETTERS:
        return ((0, 0, width, height),) if _has_large_picture(page, lines, to_shown) else ()
    if objects.inkless:
        return ()
    boxes = _joined(
        [_within(to_shown(left, top, right, bottom), width, height) for left, bottom, right, top in objects.images]
    )
    shares = ((box, _area(box) / max(width * height, 1)) for box in boxes)
    return tuple(box for box, share in shares if _FIGURE <= share < _WHOLE and _letters_on(box, lines) < _LABEL)


def _has_large_picture(page: Any, lines: Sequence[Line], to_shown: Any) -> bool:
    """Whether a page with little text has a picture without a text layer that takes up much of it."""
    width, height = page.get_size()
    texts: list[tuple[float, float]] = []
    room: list[int] = []  # number of further letters allowed on each large picture
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(item.raw) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
                return False
            texts.append(((left + right) / 2, (bottom + top) / 2))
            continue
        shown = to_shown(left, top, right, bottom)
        share = _area(_within(shown, width, height)) / max(width * height, 1)
        # Text under a picture is its text layer.
        if share >= _LARGE and not any(_holds((left, bottom, right, top), *place) for place in texts):
            room.append((_STAMP if share >= _WHOLE else _LABEL) - _letters_on(shown, lines))
    return any(more > 0 for more in room)


def _within(box: Box, width: float, height: float) -> Box:
    """The part of a box that is on the page."""
    return max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0) * max(box[3] - box[1], 0)


def _letters_on(box: Box, lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines if _holds(box, line.left, line.top + line.size / 2))


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes from top to bottom, the bands of one picture as one."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box[0], box[1])):
        above = found[-1] if found else None
        is_band = above and abs(above[0] - box[0]) < _BAND and abs(above[2] - box[2]) < _BAND
        if above and is_band and box[1] - above[3] < _BAND:
            found[-1] = (min(above[0], box[0]), above[1], max(above[2], box[2]), max(above[3], box[3]))
        else:
            found.append(box)
    return sorted(found, key=lambda box: box[1])
