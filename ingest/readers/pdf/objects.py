"""Objects of a PDF page in drawing order: texts with properties that may hide them, and objects under and over them."""

import ctypes
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from ingest.readers.pdf import calls
from ingest.readers.visibility import SMALLEST

Box = tuple[float, float, float, float]  # left, bottom, right, top, in PDF's coordinates
Colour = tuple[int, int, int]

# By judgement.
OPAQUE = 128  # of 255: alpha below which text may be invisible, and a path hides nothing
_NARROW = 0.25  # ratio of the two scales below which the smaller one decides whether type is too small
_DEPTH = 6  # levels of nested form objects
_COVER = (6.0, 4.0)  # points: least width and height of an object that may cover text
_RECTANGLE = 6  # segments; a path with more is a drawing, not a cover
_MAX_GROUNDS = 2000
RULE, _MAX_RULES = 6.0, 10_000  # points: least length of a line that may be drawn in a table
# Text that isn't filled: its outline is drawn in a colour not read here, or it only clips what follows.
_OUTLINED = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP, raw.FPDF_TEXTRENDERMODE_CLIP)
_BLACK = (0, 0, 0, 255)  # opaque
_DRAWN_OVER = (raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_REDACT)


@dataclass
class Ground:
    """A path, image or form object: its box, drawing order and colour (None: unknown), and whether it may cover text."""

    box: Box
    order: int
    colour: Colour | None = None
    covers: bool = False


@dataclass
class PageObjects:
    """The objects of a page in drawing order, by their handles as integers.

    `texts` have their boxes (n×4), colours (n×3, of 255) and orders (n); the others are what may be under or over them,
    and the texts that are without ink, unseen in any case, or in doubt. `rules` are the places of lines and boxes.
    """

    texts: list[int]
    boxes: Any
    colours: Any
    orders: Any
    grounds: list[Ground]
    images: list[Box]
    inkless: list[tuple[int, Box]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    tiny: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)

    def with_twins(self, items: Set[int]) -> set[int]:
        """These texts and those in the same place: PDFium reads only one of a text drawn twice."""
        pairs = [(item, _rounded(box)) for item, box in zip(self.texts, self.boxes.tolist(), strict=True)]
        places = {place for item, place in pairs if item in items}
        return {item for item, place in pairs if place in places} | items


class ObjectReader:
    """Reads the objects of a page. Its buffers are reused, since pages have thousands of objects."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._edge = page.get_cropbox(fallback_ok=True) or page.get_mediabox()
        self._colour, self._bounds, self._modes = (ctypes.c_uint * 4)(), (ctypes.c_float * 4)(), (ctypes.c_int * 2)()
        self._order = 0
        self._texts: list[int] = []
        self._orders: list[int] = []
        self._inside: list[Box | None] = []  # the form object of each text, which has its own coordinates
        self._grounds: list[Ground] = []
        self._images: list[Box] = []
        self._rules: list[Box] = []

    def found(self) -> PageObjects:
        """The texts, grounds and rules of the page."""
        page = calls.address(self._page.raw)
        self._read(page, calls.count_objects(page), calls.object_of_page, None)
        for index in range(raw.FPDFPage_GetAnnotCount(self._page)):
            self._read_annotation(raw.FPDFPage_GetAnnot(self._page, index))
        return self._with_texts()

    def _read(
        self, holder: int, count: int, get: Callable[[int, int], int], inside: Box | None, depth: int = 0
    ) -> None:
        """Collect the objects of the page, or of the form object at `inside`."""
        kind_of = calls.kind_of
        for index in range(count):
            item = get(holder, index)
            self._order += 1
            kind = kind_of(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self._texts.append(item)
                self._orders.append(self._order)
                self._inside.append(inside)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                if inside is None:
                    self._read_path(item)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                box = inside or self._box(item)
                self._note(box)
                held = calls.count_in_form(item) if depth < _DEPTH else 0
                self._read(item, held, calls.object_of_form, box, depth + 1)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                box = inside or self._box(item)
                self._note(box, covers=inside is None)
                self._images.append(box)

    def _read_path(self, item: int) -> None:
        box = self._box(item)
        if max(box[2] - box[0], box[3] - box[1]) >= RULE and len(self._rules) < _MAX_RULES:
            self._rules.append(box)
        mode, stroke = _addresses(self._modes)
        if not _is_large(box) or not calls.draw_mode(item, mode, stroke) or not self._modes[0]:
            return
        red, green, blue, alpha = self._colour if calls.fill_colour(item, *_addresses(self._colour)) else _BLACK
        is_opaque = alpha >= OPAQUE
        covers = is_opaque and calls.count_segments(item) <= _RECTANGLE
        self._note(box, (red, green, blue) if is_opaque else None, covers=covers)

    def _with_texts(self) -> PageObjects:
        """The objects with the texts classified: all at once, which takes a fraction of the time."""
        count = len(self._texts)
        bounds, colours = np.zeros((count, 4), np.float32), np.full((count, 4), _BLACK, np.uint32)
        modes, matrices = np.empty(count, np.intc), np.ones((count, 6), np.float32)
        place, shade, scale = bounds.ctypes.data, colours.ctypes.data, matrices.ctypes.data
        get_bounds, get_colour, get_mode, get_matrix = calls.bounds, calls.fill_colour, calls.render_mode, calls.matrix
        for at, item in enumerate(self._texts):
            get_bounds(item, place, place + 4, place + 8, place + 12)
            get_colour(item, shade, shade + 4, shade + 8, shade + 12)
            get_matrix(item, scale)
            modes[at] = get_mode(item)
            place, shade, scale = place + 16, shade + 16, scale + 24
        own = bounds.astype(float)
        boxes = own.copy()
        for at, inside in enumerate(self._inside):
            if inside is not None:
                boxes[at] = inside
        found = PageObjects(
            self._texts,
            boxes,
            colours[:, :3].astype(np.int32),
            np.array(self._orders, int),
            self._grounds,
            self._images,
            rules=self._rules,
        )
        scales = np.hypot(matrices[:, (0, 2)], matrices[:, (1, 3)])
        self._sort(found, own, colours[:, 3], modes, scales)
        return found

    def _sort(self, found: PageObjects, own: Any, alphas: Any, modes: Any, scales: Any) -> None:
        """Sort out the texts without ink, the invisible ones, and those in doubt; `scales` (n×2) are those of their axes."""
        less, more = scales.min(1), scales.max(1)
        narrow = less < _NARROW * more
        left, bottom, right, top = own.T
        a, b, c, d = self._edge
        on_page = np.array([inside is None for inside in self._inside], bool)
        outside = on_page & ((right <= a) | (left >= c) | (top <= b) | (bottom >= d))
        inkless = modes == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        thin = np.minimum(right - left, top - bottom) < SMALLEST
        faint = alphas < OPAQUE
        outlined = np.isin(modes, _OUTLINED)
        plain = ~(inkless | outside | thin | narrow | faint | outlined)
        for at, (item, is_plain) in enumerate(zip(self._texts, plain.tolist(), strict=True)):
            if is_plain:
                if calls.count_clips(calls.clip_path(item)) > 0 and _is_clipped(item, own[at].tolist()):
                    found.doubtful.append(item)
            elif inkless[at]:
                found.inkless.append((item, tuple(found.boxes[at].tolist())))
            elif outside[at] or (narrow[at] and _size(item) * less[at] < SMALLEST):
                found.hidden.append(item)
            elif thin[at] and _size(item) * more[at] < SMALLEST:
                found.tiny.append(item)
            elif faint[at] or outlined[at] or _is_clipped(item, own[at].tolist()):
                found.doubtful.append(item)

    def _read_annotation(self, annotation: Any) -> None:
        if raw.FPDFAnnot_GetSubtype(annotation) in _DRAWN_OVER:
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, rect)
            self._order += 1
            self._note((rect.left, rect.bottom, rect.right, rect.top), covers=True)
        raw.FPDFPage_CloseAnnot(annotation)

    def _note(self, box: Box, colour: Colour | None = None, *, covers: bool = False) -> None:
        if _is_large(box) and len(self._grounds) < _MAX_GROUNDS:
            self._grounds.append(Ground(box, self._order, colour, covers))

    def _box(self, item: int) -> Box:
        calls.bounds(item, *_addresses(self._bounds))
        left, bottom, right, top = self._bounds
        return left, bottom, right, top


def _addresses(buffer: Any) -> range:
    """The addresses of the four-byte numbers in a buffer."""
    start = ctypes.addressof(buffer)
    return range(start, start + ctypes.sizeof(buffer), 4)


def _is_large(box: Box) -> bool:
    return box[2] - box[0] >= _COVER[0] and box[3] - box[1] >= _COVER[1]


def _rounded(box: Sequence[float]) -> tuple[int, ...]:
    return tuple(round(edge) for edge in box)


def _size(item: int) -> float:
    """The unscaled size of type; text of unknown size counts as visible."""
    size = ctypes.c_float()
    return abs(size.value) if calls.font_size(item, ctypes.addressof(size)) else float("inf")


def _is_clipped(item: int, box: Sequence[float]) -> bool:
    """Whether the middle of a text isn't within the bounds of all its clip paths."""
    clip = calls.clip_path(item)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    point = (ctypes.c_float * 2)()
    places = tuple(_addresses(point))
    for path in range(calls.count_clips(clip)):
        points = []
        for at in range(calls.count_clip_segments(clip, path)):
            calls.segment_point(calls.clip_segment(clip, path, at), *places)
            points.append(tuple(point))
        across, down = zip(*points, strict=True) if points else ((x,), (y,))
        if not (min(across) <= x <= max(across) and min(down) <= y <= max(down)):
            return True
    return False
