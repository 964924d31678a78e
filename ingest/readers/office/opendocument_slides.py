"""OpenDocument presentations by slide: all text that is shown, in reading order, then the notes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.readers.office.opendocument import DRAWINGS, TextBody, open_document, stated
from ingest.readers.office.opendocument_styles import Drawn, Styles, points
from ingest.readers.office.package import Package, attribute, tag
from ingest.readers.records import Heading, Line, Parsed, RawPage
from kb.errors import UnreadableFile


def read_odp(path: Path) -> Parsed:
    """One page per slide: its title, its texts from top to bottom, then the notes. Raises UnreadableFile."""
    with Package(path, "OpenDocument file") as package:
        content, styles, common = open_document(package)
        slides = [item for item in content.iter() if tag(item) == "draw:page"]
        if not slides:
            raise UnreadableFile("it has no slides")
        deck = _Deck(package, styles, _size(common))
        found = [deck.page(number, slide) for number, slide in enumerate(slides, 1)]
        headings = tuple(Heading(page.number, title, 1) for page, title in found if title)
        pages = tuple(page for page, _ in found)
        remarks = (*package.remarks, *deck.remarks())
        return Parsed("odp", pages, headings, stated(package), flowing=True, remarks=remarks)


def _size(common: Any) -> tuple[float, float]:
    """Width and height of a slide in points."""
    for item in common.iter() if common is not None else ():
        if tag(item) == "style:page-layout-properties" and (width := points(attribute(item, "page-width"))):
            return width, points(attribute(item, "page-height")) or width
    return float("inf"), float("inf")


class _Deck(TextBody):
    """Reads the slides of a presentation; text repeated on every slide is read once."""

    def __init__(self, package: Package, styles: Styles, size: tuple[float, float]) -> None:
        super().__init__(package, styles)
        self._size = size
        self._told: set[str] = set()

    def page(self, number: int, slide: Any) -> tuple[RawPage, str]:
        """(page, title) of a slide."""
        style = attribute(slide, "style-name")
        drawn = self.styles.over(Drawn(), "drawing-page", style)
        shapes = sorted((item for item in slide if tag(item) in DRAWINGS), key=_place)
        title: list[str] = []
        texts: list[str] = []
        self.hidden = []
        pictures = self.pictures
        for shape in shapes:
            kind = attribute(shape, "class")
            lines = self._lines(shape, drawn) if kind != "page-number" else []
            if kind in ("footer", "header", "date-time"):
                lines = [line for line in lines if line not in self._told]
                self._told.update(lines)
            (title if kind == "title" else texts).extend(lines)
        notes = [line for item in slide if tag(item) == "presentation:notes" for line in self._notes(item)]
        lines = [*([" ".join(title)] if title else []), *texts, *notes]
        heading = " ".join(title) or next(iter(texts), "")
        if self.styles.says("drawing-page", style, "visibility") == "hidden":
            return RawPage(
                number, (), str(number), "empty", "a hidden slide", hidden=" ".join([*lines, *self.hidden])
            ), ""
        status = "text" if lines else "image" if self.pictures > pictures else "empty"
        return RawPage(
            number,
            tuple(map(Line, lines)),
            str(number),
            status,
            "" if lines else "no text on it",
            hidden=" ".join(self.hidden),
        ), heading

    def _lines(self, shape: Any, drawn: Drawn) -> list[str]:
        left, top, right, bottom = _box(shape)
        is_off = right <= 0 or bottom <= 0 or left >= self._size[0] or top >= self._size[1]
        self.blocks = []
        self.add_drawing(shape, replace(drawn, hidden=True) if is_off else drawn, 0)
        return [block.text for block in self.blocks]

    def _notes(self, notes: Any) -> list[str]:
        frames = (item for item in notes if tag(item) in DRAWINGS and attribute(item, "class") in ("notes", ""))
        return [line for frame in frames for line in self._lines(frame, Drawn())]


def _box(shape: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a shape in points; a group's enclose all its shapes."""
    if tag(shape) == "draw:g":
        boxes = [_box(item) for item in shape if tag(item) in DRAWINGS] or [(0.0, 0.0, 1.0, 1.0)]
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)
    left, top, width, height = (points(attribute(shape, name)) for name in ("x", "y", "width", "height"))
    if left is None or top is None:
        return 0.0, 0.0, 1.0, 1.0
    return left, top, left + (width or 1.0), top + (height or 1.0)


def _place(shape: Any) -> tuple[float, float]:
    left, top, _, _ = _box(shape)
    return round(top / 12), left
