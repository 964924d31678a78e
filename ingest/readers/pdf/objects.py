"""The objects of a PDF page in drawing order: texts with what may hide them, and what is drawn under and over them."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

from ingest.readers.visibility import SMALLEST

Box = tuple[float, float, float, float]  # left, bottom, right, top, in PDF's coordinates
Colour = tuple[int, int, int]

# By judgement.
OPAQUE = 128  # of 255: alpha below which text may be invisible, and a path hides nothing
_DEPTH = 6  # levels of nested form objects
_COVER = (6.0, 4.0)  # points: least width and height of what may cover text
_RECTANGLE = 6  # segments; a path with more is a drawing, not a cover
_MAX_GROUNDS = 2000
_MAX_ANNOTATIONS = 5000
_DRAWN_OVER = (raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_REDACT)


@dataclass
class Ground:
    """A path, image or form object: where it is, when it is drawn, its colour (None: not known), whether it may cover what is under it."""

    box: Box
    order: int
    colour: Colour | None = None
    covers: bool = False


@dataclass
class PageObjects:
    """The objects of a page in drawing order: text with its box and colour, and what may be under it or over it."""

    texts: list[Any] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    colours: list[Colour] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    inkless: list[tuple[Any, Box]] = field(default_factory=list)
    hidden: list[Any] = field(default_factory=list)
    tiny: list[Any] = field(default_factory=list)
    doubtful: list[Any] = field(default_factory=list)

    def with_twins(self, items: dict[int, Any]) -> dict[int, Any]:
        """These texts, by address, and those in the same place: PDFium reads only one of a text that is drawn twice."""
        places = {_rounded(box) for item, box in zip(self.texts, self.boxes, strict=True) if address(item) in items}
        pairs = zip(self.texts, self.boxes, strict=True)
        return {address(item): item for item, box in pairs if _rounded(box) in places} | items


class ObjectReader:
    """Reads the objects of a page. Its buffers are reused, since pages have thousands of objects."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._edge = page.get_cropbox(fallback_ok=True) or page.get_mediabox()
        self._colour = [ctypes.c_uint(0) for _ in range(4)]
        self._bounds = [ctypes.c_float() for _ in range(4)]
        self._references = tuple(map(ctypes.byref, self._bounds)), tuple(map(ctypes.byref, self._colour))
        self._mode, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._order = 0
        self._found = PageObjects()

    def found(self) -> PageObjects:
        """Everything on the page that matters here."""
        get, page = raw.FPDFPage_GetObject, self._page.raw
        for index in range(raw.FPDFPage_CountObjects(page)):
            self._read(get(page, index), None)
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            self._read_annotation(raw.FPDFPage_GetAnnot(page, index))
        return self._found

    def _read(self, item: Any, inside: Box | None, depth: int = 0) -> None:
        """Note an object; `inside` is the box of the form object that holds it, whose coordinates are others."""
        self._order += 1
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._read_text(item, inside)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            box = inside or self._box(item)
            self._note(box)
            for index in range(raw.FPDFFormObj_CountObjects(item) if depth < _DEPTH else 0):
                self._read(raw.FPDFFormObj_GetObject(item, index), box, depth + 1)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = inside or self._box(item)
            self._note(box, covers=inside is None)
            self._found.images.append(box)
        elif kind == raw.FPDF_PAGEOBJ_PATH and inside is None:
            self._read_path(item)

    def _read_path(self, item: Any) -> None:
        if raw.FPDFPath_GetDrawMode(item, self._mode, self._stroke) and self._mode.value:
            red, green, blue, alpha = self._fill(item)
            is_opaque = alpha >= OPAQUE
            covers = is_opaque and raw.FPDFPath_CountSegments(item) <= _RECTANGLE
            self._note(self._box(item), (red, green, blue) if is_opaque else None, covers=covers)

    def _read_text(self, item: Any, inside: Box | None) -> None:
        found, own = self._found, self._box(item)
        red, green, blue, alpha = self._fill(item)
        found.texts.append(item)
        found.boxes.append(inside or own)
        found.colours.append((red, green, blue))
        found.orders.append(self._order)
        if raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            found.inkless.append((item, inside or own))
        elif inside is None and _is_outside(own, self._edge):
            found.hidden.append(item)
        elif _thickness(own) < SMALLEST and _size(item) < SMALLEST:
            found.tiny.append(item)
        elif alpha < OPAQUE or _is_clipped(item, own):
            found.doubtful.append(item)

    def _read_annotation(self, annotation: Any) -> None:
        if raw.FPDFAnnot_GetSubtype(annotation) in _DRAWN_OVER:
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, rect)
            self._order += 1
            self._note((rect.left, rect.bottom, rect.right, rect.top), covers=True)
        raw.FPDFPage_CloseAnnot(annotation)

    def _note(self, box: Box, colour: Colour | None = None, *, covers: bool = False) -> None:
        if box[2] - box[0] >= _COVER[0] and box[3] - box[1] >= _COVER[1] and len(self._found.grounds) < _MAX_GROUNDS:
            self._found.grounds.append(Ground(box, self._order, colour, covers))

    def _fill(self, item: Any) -> tuple[int, int, int, int]:
        red, green, blue, alpha = self._colour
        if not raw.FPDFPageObj_GetFillColor(item, *self._references[1]):
            return 0, 0, 0, 255
        return red.value, green.value, blue.value, alpha.value

    def _box(self, item: Any) -> Box:
        left, bottom, right, top = self._bounds
        raw.FPDFPageObj_GetBounds(item, *self._references[0])
        return left.value, bottom.value, right.value, top.value


def _rounded(box: Box) -> tuple[int, ...]:
    return tuple(round(edge) for edge in box)


def _thickness(box: Box) -> float:
    return min(box[2] - box[0], box[3] - box[1])


def _size(item: Any) -> float:
    """The size of type; text whose size isn't known is seen."""
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    if not raw.FPDFTextObj_GetFontSize(item, size) or not raw.FPDFPageObj_GetMatrix(item, matrix):
        return SMALLEST
    # The larger scale of the two axes, so that rotated text isn't taken for tiny.
    stretch = max((matrix.a**2 + matrix.b**2) ** 0.5, (matrix.c**2 + matrix.d**2) ** 0.5)
    return float(abs(size.value) * stretch)


def _is_outside(box: Box, edge: Box) -> bool:
    left, bottom, right, top = box
    return right <= edge[0] or left >= edge[2] or top <= edge[1] or bottom >= edge[3]


def _is_clipped(item: Any, box: Box) -> bool:
    """Whether the middle of a text isn't within the bounds of all its clip paths."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    count = raw.FPDFClipPath_CountPaths(clip)
    if count <= 0:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    a, b = ctypes.c_float(), ctypes.c_float()
    for path in range(count):
        points = []
        for at in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, at), a, b)
            points.append((a.value, b.value))
        if points and not all(
            low <= v <= high for v, low, high in zip((x, y), map(min, *points), map(max, *points), strict=True)
        ):
            return True
    return False


def address(item: Any) -> int:
    """Where PDFium holds an object, which identifies it: its handles are made anew."""
    return ctypes.addressof(item.contents) if item else 0
