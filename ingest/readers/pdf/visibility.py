"""Text of a PDF page that nobody sees: outside the page, tiny, transparent, clipped, covered, of its ground's colour, on a hidden layer.

Cheap signs tell what may be invisible; whether it is, rendering shows: the page looks the same without it.
"""

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from ingest.readers.pdf.objects import Box, ObjectReader, PageObjects, address
from ingest.readers.visibility import SMALLEST

# By judgement; colours and contrast are of 255.
_LIGHT = 225  # Text whose red, green and blue are all at least this may be invisible over an image.
_ALIKE = 48  # greatest difference of the colours of text and its ground that may hide it
_CONTRAST = 24  # the page changes by more where visible text is taken away
_OVER = 3.0  # points: least overlap of text and what covers it
_SCAN = 0.5  # of the page: a larger image over text is a scan, and the text its OCR layer
_PICTURE = 0.1  # of the page: invisible text over a smaller image isn't its OCR layer, if the page has other text
_RUN = 3  # characters
_MAX_PIXELS = 4_000_000
_LINE_ENDS = (10, 13)
_SPACES = (0, 9, 32, 160, *_LINE_ENDS)


def invisible_characters(page: Any, textpage: Any, *, hidden_layers: bool = False) -> list[int]:
    """PDFium's indexes of the invisible characters, ascending; [] on nearly every page.

    `hidden_layers`: the document has layers that are turned off, so that any text may be on one.
    """
    found = ObjectReader(page).found()
    if not found.texts:
        return []
    hidden = {address(item) for item in (*found.hidden, *found.tiny, *_without_scan(page, found))}
    suspects = found.texts if hidden_layers else [*found.doubtful, *_covered_or_alike(page, found)]
    tried = {address(item): item for item in suspects if address(item) not in hidden}
    if not hidden and not tried:
        return []
    owners = [address(raw.FPDFText_GetTextObject(textpage, at)) for at in range(textpage.count_chars())]
    hidden -= _large(textpage, owners, {address(item) for item in found.tiny})
    unseen = _unseen(page, textpage, found.with_twins(tried), owners) if tried else set()
    return [at for at, owner in enumerate(owners) if owner in hidden or at in unseen]


def _large(textpage: Any, owners: list[int], tiny: set[int]) -> set[int]:
    """Of text that is tiny in the coordinates of its form object what is larger on the page."""
    rect = raw.FS_RECTF()
    found = set()
    for at, owner in enumerate(owners):
        if owner in tiny and raw.FPDFText_GetLooseCharBox(textpage, at, rect):
            box = (rect.left, rect.bottom, rect.right, rect.top)
            if max(box[2] - box[0], box[3] - box[1]) >= SMALLEST:
                found.add(owner)
    return found


def _without_scan(page: Any, found: PageObjects) -> Iterator[Any]:
    """Text without ink that isn't the OCR layer of an image under it."""
    area = _area((found.images and page.get_mediabox()) or (0, 0, 1, 1))
    is_mixed = len(found.inkless) < len(found.texts)
    images = [box for box in found.images if not is_mixed or _area(box) >= _PICTURE * area]
    for item, (left, bottom, right, top) in found.inkless:
        x, y = (left + right) / 2, (bottom + top) / 2
        if not any(a <= x <= c and b <= y <= d for a, b, c, d in images):
            yield item


def _area(box: Box) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1]))


def _covered_or_alike(page: Any, found: PageObjects) -> Iterable[Any]:
    """Text over which something is drawn later, and text of the colour of what is under it, or of paper."""
    sheet = _area(page.get_mediabox())
    scans = {box for box in found.images if _area(box) >= _SCAN * sheet}
    boxes, orders, colours = np.array(found.boxes), np.array(found.orders), np.array(found.colours, np.int32)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    ground = np.full((len(x), 3), 255, np.int32)
    is_known = np.ones(len(x), bool)
    suspect = np.zeros(len(x), bool)
    for one in found.grounds:
        left, bottom, right, top = one.box
        level = (bottom <= y) & (y <= top)
        under = level & (left <= x) & (x <= right) & (orders > one.order)
        ground[under], is_known[under] = one.colour or (255, 255, 255), one.colour is not None
        if one.covers and one.box not in scans:
            suspect |= level & (boxes[:, 0] < right - _OVER) & (boxes[:, 2] > left + _OVER) & (orders < one.order)
    is_light = colours.min(1) >= _LIGHT
    suspect |= np.where(is_known, np.abs(colours - ground).max(1) < _ALIKE, is_light)
    inkless = {address(item) for item, _ in found.inkless}
    return [found.texts[at] for at in np.flatnonzero(suspect) if address(found.texts[at]) not in inkless]


def _unseen(page: Any, textpage: Any, suspects: dict[int, Any], owners: list[int]) -> set[int]:
    """The characters of suspects that can't be seen: where they are, the page looks the same without the suspects.

    Fewer than three in a row, spaces apart, may be thin signs and count as seen, unless they are all of a text.
    """
    changed = _changes(page, suspects.values())
    runs: list[list[int]] = []
    seen: Counter[int] = Counter()
    last = 0
    for at in (at for at, owner in enumerate(owners) if owner in suspects):
        if raw.FPDFText_GetUnicode(textpage, at) in _SPACES:
            continue
        if _is_changed(page, textpage, changed, at):
            seen[owners[at]] += 1
            last = 0
            continue
        if last != owners[at]:
            runs.append([])
        runs[-1].append(at)
        last = owners[at]
    whole = [range(run[0], run[-1] + 1) for run in runs if len(run) >= _RUN or not seen[owners[run[0]]]]
    return {at for run in whole for at in run if raw.FPDFText_GetUnicode(textpage, at) not in _LINE_ENDS}


def _changes(page: Any, items: Iterable[Any]) -> Any:
    """Where the page, rendered, changes if these objects are taken away: an array of bool."""
    width, height = page.get_size()
    scale = min(1.0, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
    before = page.render(scale=scale).to_numpy()
    for item in items:
        raw.FPDFPageObj_SetIsActive(item, False)
    try:
        after = page.render(scale=scale).to_numpy()
    finally:
        for item in items:
            raw.FPDFPageObj_SetIsActive(item, True)
    change = np.maximum(before, after) - np.minimum(before, after)
    blue, green, red = (change[:, :, channel] >= _CONTRAST for channel in range(3))
    return blue | green | red


def _is_changed(page: Any, textpage: Any, changed: Any, at: int) -> bool:
    """Whether the page changes in the middle of a character's box, which its neighbours don't reach."""
    rect = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(textpage, at, rect)
    dx, dy = (rect.right - rect.left) / 4, (rect.top - rect.bottom) / 8
    places = ((rect.left + dx, rect.top - dy), (rect.right - dx, rect.bottom + dy))
    corners = [_device(page, changed.shape, x, y) for x, y in places]
    (x0, x1), (y0, y1) = (sorted(axis) for axis in zip(*corners, strict=True))
    return bool(changed[y0 : y1 + 1, x0 : x1 + 1].any())


def _device(page: Any, shape: tuple[int, ...], x: float, y: float) -> tuple[int, int]:
    dx, dy = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, shape[1], shape[0], 0, x, y, dx, dy)
    return max(dx.value, 0), max(dy.value, 0)
