"""Tells pages with little text and a large picture that may hold more: a scan with a stamp, a screenshot, a table as an image."""

from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as raw

from ingest.readers.records import Line

# By judgement.
_LETTERS = 350  # of the page; one with more text is read without its pictures
_LARGE, _WHOLE = 0.3, 0.8  # of the page: a large picture, and one that is all of it
_LABEL, _STAMP = 20, 120  # letters on a large picture, and on one that is the page: more are its own text
_Box = tuple[float, float, float, float]


def has_unread_picture(page: Any, lines: Sequence[Line], to_shown: Any) -> bool:
    """Whether a page with text has a picture without a text layer of its own that takes up much of it."""
    if not 0 < sum(len(line.text) for line in lines) < _LETTERS:
        return False
    width, height = page.get_size()
    texts: list[tuple[float, float]] = []
    room: list[int] = []  # how many more letters may stand on each large picture
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(item.raw) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
                return False
            texts.append(((left + right) / 2, (bottom + top) / 2))
            continue
        shown = to_shown(left, top, right, bottom)
        share = _share(shown, width, height)
        # Text under a picture is its text layer.
        if share >= _LARGE and not any(_holds((left, bottom, right, top), *place) for place in texts):
            letters = sum(len(line.text) for line in lines if _holds(shown, line.left, line.top + line.size / 2))
            room.append((_STAMP if share >= _WHOLE else _LABEL) - letters)
    return any(more > 0 for more in room)


def _share(box: _Box, width: float, height: float) -> float:
    """The part of the page that a box takes up, as shown."""
    across, down = min(box[2], width) - max(box[0], 0), min(box[3], height) - max(box[1], 0)
    return max(across, 0) * max(down, 0) / max(width * height, 1)


def _holds(box: _Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
