"""Invisible text of a PDF page: outside the page, tiny, transparent, clipped, covered, in the background colour, on a hidden layer.

Cheap criteria select text that may be invisible; rendering decides: the page looks the same without it.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from ingest.readers.pdf import calls
from ingest.readers.pdf.objects import Box, Ground, PageObjects
from ingest.readers.visibility import SMALLEST

Place = tuple[int, int, int, int]  # left, top, right, bottom in pixels, the last two included

# By judgement; colours and contrast are of 255.
_LIGHT = 225  # Text whose red, green and blue are all at least this may be invisible over an image.
_ALIKE = 48  # greatest difference of the colours of text and background that may hide it
_CONTRAST = 24  # the page changes by more where visible text is removed
_OVER = 3.0  # points: least overlap of text and its cover
_SCAN = 0.5  # of the page: a larger image over text is a scan, and the text its OCR layer
_PICTURE = 0.1  # of the page: invisible text over a smaller image isn't its OCR layer, if the page has other text
_RUN = 3  # characters
_MAX_PIXELS = 4_000_000
_CELLS = 4_000_000  # pairs of a text and an object under or over it that are compared at once
_PAPER = (255, 255, 255)
_LINE_ENDS = (10, 13)
_SPACES = (0, 9, 32, 160, *_LINE_ENDS)


def invisible_characters(page: Any, textpage: Any, found: PageObjects, *, hidden_layers: bool = False) -> list[int]:
    """PDFium's indexes of the invisible characters of a page with these objects, ascending; [] on nearly every page.

    `hidden_layers`: the document has layers that are turned off, so that any text may be on one.
    """
    if not found.texts:
        return []
    hidden = {*found.hidden, *found.tiny, *_without_scan(page, found)}
    suspects = found.texts if hidden_layers else [*found.doubtful, *_covered_or_alike(page, found)]
    tried = set(suspects) - hidden
    if not hidden and not tried:
        return []
    handle = calls.address(textpage.raw)
    owners = [calls.text_object(handle, at) or 0 for at in range(textpage.count_chars())]
    hidden -= _large(textpage, owners, set(found.tiny))
    unseen = _unseen(page, textpage, found.with_twins(tried), owners) if tried else set()
    return [at for at, owner in enumerate(owners) if owner in hidden or at in unseen]


def _large(textpage: Any, owners: list[int], tiny: set[int]) -> set[int]:
    """Text that is tiny in the coordinates of its form object but larger on the page."""
    rect = raw.FS_RECTF()
    found = set()
    for at, owner in enumerate(owners):
        if owner in tiny and raw.FPDFText_GetLooseCharBox(textpage, at, rect):
            box = (rect.left, rect.bottom, rect.right, rect.top)
            if max(box[2] - box[0], box[3] - box[1]) >= SMALLEST:
                found.add(owner)
    return found


def _without_scan(page: Any, found: PageObjects) -> Iterator[int]:
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


def _covered_or_alike(page: Any, found: PageObjects) -> list[int]:
    """Text covered by a later object, and text of the colour of the object under it, or of paper."""
    sheet = _area(page.get_mediabox())
    grounds = _Grounds(found.grounds, {box for box in found.images if _area(box) >= _SCAN * sheet})
    parts = (slice(at, at + grounds.at_once) for at in range(0, len(found.texts), grounds.at_once))
    marked = [grounds.suspects(found.colours[part], found.boxes[part], found.orders[part]) for part in parts]
    inkless = {item for item, _ in found.inkless}
    suspects = (found.texts[at] for at in np.flatnonzero(np.concatenate(marked)))
    return [item for item in suspects if item not in inkless]


class _Grounds:
    """Objects drawn under and over the texts of a page."""

    def __init__(self, found: Sequence[Ground], scans: Set[Box]) -> None:
        self.at_once = _CELLS // max(len(found), 1)  # texts
        self._left, self._bottom, self._right, self._top = (
            np.array([one.box for one in found]).reshape(-1, 4).T[..., None]
        )
        self._orders = np.array([one.order for one in found], int)[:, None]
        self._covers = np.array([one.covers and one.box not in scans for one in found], bool)[:, None]
        # The last one is paper, under all text without another ground.
        self._colours = np.array([*(one.colour or _PAPER for one in found), _PAPER], np.int32)
        self._are_known = np.array([*(one.colour is not None for one in found), True])

    def suspects(self, colours: Any, boxes: Any, orders: Any) -> Any:
        """A mask of the texts that may be invisible."""
        left, right = boxes[:, 0], boxes[:, 2]
        x, y = (left + right) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        is_level = (self._bottom <= y) & (y <= self._top)
        is_under = is_level & (self._left <= x) & (x <= self._right) & (orders > self._orders)
        is_over = (
            is_level
            & self._covers
            & (left < self._right - _OVER)
            & (right > self._left + _OVER)
            & (orders < self._orders)
        )
        count = len(self._orders)
        ground = np.where(is_under, np.arange(count)[:, None], -1).max(0, initial=-1)  # the latest; -1 is paper
        is_alike = np.abs(colours - self._colours[ground]).max(1) < _ALIKE
        return is_over.any(0) | np.where(self._are_known[ground], is_alike, colours.min(1) >= _LIGHT)


def _unseen(page: Any, textpage: Any, suspects: Collection[int], owners: list[int]) -> set[int]:
    """The characters of `suspects` that can't be seen: the page looks the same there without the suspects.

    Fewer than three in a row, spaces apart, may be thin signs and count as visible, unless they are a whole text.
    """
    device = _Device(page)
    indexes = (at for at, owner in enumerate(owners) if owner in suspects)
    places = {at: device.middle(textpage, at) for at in indexes if raw.FPDFText_GetUnicode(textpage, at) not in _SPACES}
    if not places:
        return set()
    changed = device.changes(suspects, list(places.values()))
    runs: list[list[int]] = []
    seen: Counter[int] = Counter()
    last = 0
    for at, (x0, y0, x1, y1) in places.items():
        if changed[y0 : y1 + 1, x0 : x1 + 1].any():
            seen[owners[at]] += 1
            last = 0
            continue
        if last != owners[at]:
            runs.append([])
        runs[-1].append(at)
        last = owners[at]
    whole = [range(run[0], run[-1] + 1) for run in runs if len(run) >= _RUN or not seen[owners[run[0]]]]
    return {at for run in whole for at in run if raw.FPDFText_GetUnicode(textpage, at) not in _LINE_ENDS}


class _Device:
    """The page as a picture with one pixel per point, fewer if that would be too large."""

    def __init__(self, page: Any) -> None:
        self._page = page
        width, height = page.get_size()
        self._scale = min(1.0, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
        self._width, self._height = (max(math.ceil(edge * self._scale), 1) for edge in (width, height))
        self._rect, self._x, self._y = raw.FS_RECTF(), ctypes.c_int(), ctypes.c_int()

    def middle(self, textpage: Any, at: int) -> Place:
        """The pixels in the middle of a character's box, clear of its neighbours."""
        rect = self._rect
        raw.FPDFText_GetLooseCharBox(textpage, at, rect)
        dx, dy = (rect.right - rect.left) / 4, (rect.top - rect.bottom) / 8
        x0, y0 = self._pixel(rect.left + dx, rect.top - dy)
        x1, y1 = self._pixel(rect.right - dx, rect.bottom + dy)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        raw.FPDF_PageToDevice(self._page, 0, 0, self._width, self._height, 0, x, y, self._x, self._y)
        return max(self._x.value, 0), max(self._y.value, 0)

    def changes(self, items: Collection[int], places: Sequence[Place]) -> Any:
        """The pixels that change if these objects are removed: an array of bool, true only around these places.

        Only these places are drawn, which saves most of the time on pages with large pictures.
        """
        edges = np.array(places)
        left, top = np.minimum(edges[:, :2].min(0), (self._width - 1, self._height - 1))
        right, bottom = np.minimum(edges[:, 2:].max(0) + 1, (self._width, self._height))
        changed = np.zeros((self._height, self._width), bool)
        cut = [int(edge) for edge in (left, self._height - bottom, self._width - right, top)]
        before = self._drawn(cut)
        for item in items:
            calls.set_active(item, False)
        try:
            after = self._drawn(cut)
        finally:
            for item in items:
                calls.set_active(item, True)
        change = np.maximum(before, after) - np.minimum(before, after)
        blue, green, red = (change[:, :, channel] >= _CONTRAST for channel in range(3))
        changed[top:bottom, left:right] = blue | green | red
        return changed

    def _drawn(self, cut: Sequence[int]) -> Any:
        """The pixels of the page without margins of this many on the left, bottom, right and top."""
        # Half a pixel less, since pypdfium2 rounds up.
        points = [max(pixels - 0.5, 0) / self._scale for pixels in cut]
        return self._page.render(scale=self._scale, crop=points).to_numpy()
