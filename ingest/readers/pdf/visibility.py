"""Invisible text on a PDF page: rendering mode 3, white on white, tiny type, transparent, or outside the page."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as raw

Box = tuple[float, float, float, float]  # left, bottom, right, top, in PDF's coordinates

_SMALLEST = 1.0  # points; smaller type can't be read
_WHITE = 245  # Text whose red, green and blue are all at least this may be invisible on paper.
_CONTRAST = 24  # of 255; the rendered box of visible text has more. By judgement.
_DEPTH = 6  # levels of nested form objects


def invisible_characters(page: Any, textpage: Any) -> list[int]:
    """PDFium's indexes of the invisible characters, ascending; [] on nearly every page."""
    hidden = {_address(item) for item in _hidden_objects(page)}
    if not hidden:
        return []
    return [i for i in range(textpage.count_chars()) if _address(raw.FPDFText_GetTextObject(textpage, i)) in hidden]


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _hidden_objects(page: Any) -> Iterator[Any]:
    edge = page.get_cropbox(fallback_ok=True) or page.get_mediabox()
    white = []
    invisible = []
    for item, depth in _text_objects(page, 0):
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        red, green, blue, alpha = _fill(item)
        if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            invisible.append(item)
        elif (
            _size(item) < _SMALLEST
            or (alpha == 0 and mode == raw.FPDF_TEXTRENDERMODE_FILL)
            or (depth == 0 and _is_outside(_bounds(item), edge))
        ):
            yield item
        elif min(red, green, blue) >= _WHITE and mode == raw.FPDF_TEXTRENDERMODE_FILL:
            white.append(item)
    if invisible:
        yield from _not_over_images(page, invisible)
    if white:
        yield from _without_contrast(page, white)


def _text_objects(holder: Any, depth: int, form: Any = None) -> Iterator[tuple[Any, int]]:
    count = raw.FPDFPage_CountObjects(holder) if form is None else raw.FPDFFormObj_CountObjects(form)
    for index in range(count):
        item = raw.FPDFPage_GetObject(holder, index) if form is None else raw.FPDFFormObj_GetObject(form, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield item, depth
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            yield from _text_objects(holder, depth + 1, item)


def _fill(item: Any) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint(0) for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(item, *parts):
        return 0, 0, 0, 255
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _size(item: Any) -> float:
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    if not raw.FPDFTextObj_GetFontSize(item, size) or not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _SMALLEST
    # The larger scale of the two axes, so that rotated text isn't taken for tiny.
    stretch = max((matrix.a**2 + matrix.b**2) ** 0.5, (matrix.c**2 + matrix.d**2) ** 0.5)
    return float(abs(size.value) * stretch)


def _bounds(item: Any) -> Box:
    parts = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *parts)
    left, bottom, right, top = (part.value for part in parts)
    return left, bottom, right, top


def _is_outside(box: Box, edge: Box) -> bool:
    left, bottom, right, top = box
    return right <= edge[0] or left >= edge[2] or top <= edge[1] or bottom >= edge[3]


def _not_over_images(page: Any, items: list[Any]) -> Iterator[Any]:
    """The items that aren't over an image: invisible text over a scan is its OCR layer."""
    images = [found.get_bounds() for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEPTH)]
    for item in items:
        left, bottom, right, top = _bounds(item)
        x, y = (left + right) / 2, (bottom + top) / 2
        if not any(a <= x <= c and b <= y <= d for a, b, c, d in images):
            yield item


def _without_contrast(page: Any, items: list[Any]) -> Iterator[Any]:
    """The items whose box is of one colour when the page is rendered: white on white, not white on a dark background."""
    rendered = page.render(scale=1.0, grayscale=True).to_numpy()
    height, width = rendered.shape[:2]
    for item in items:
        left, bottom, right, top = _bounds(item)
        (x0, y0), (x1, y1) = (_device(page, width, height, x, y) for x, y in ((left, top), (right, bottom)))
        box = rendered[min(y0, y1) : max(y0, y1) + 1, min(x0, x1) : max(x0, x1) + 1]
        if box.size and int(box.max()) - int(box.min()) < _CONTRAST:
            yield item


def _device(page: Any, width: int, height: int, x: float, y: float) -> tuple[int, int]:
    dx, dy = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, dx, dy)
    return max(dx.value, 0), max(dy.value, 0)
