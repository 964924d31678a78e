"""Styles of an OpenDocument file: how its text, cells, shapes and pages are drawn."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.numbering.open_lists import OpenLists
from ingest.readers.office.package import attribute, tag
from ingest.readers.visibility import NARROWEST, WHITE, Colour, Look, hex_colour

_LENGTH = re.compile(r"(-?[\d.]+)\s*(cm|mm|in|pt|pc|px|%)?")
_POINTS = {"cm": 28.3465, "mm": 2.83465, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_PARTS = {
    "Title": "title",
    "Titolo": "title",
    "Subtitle": "subtitle",
    "Sottotitolo": "subtitle",
    "Author": "author",
    "Date": "date",
}
_BOLD = ("bold", "600", "700", "800", "900")
_DEEPEST = 20  # styles based on each other


def points(length: str) -> float | None:
    """A length such as "2.5cm" in points; None for a percentage or anything else."""
    found = _LENGTH.fullmatch(length.strip())
    if not found or found[2] == "%":
        return None
    try:
        return float(found[1]) * _POINTS.get(found[2] or "pt", 1.0)
    except ValueError:
        return None


@dataclass(frozen=True)
class Drawn:
    """Resolved style of text; `background` is None over a picture or gradient."""

    size: float | None = None
    colour: Colour | None = None
    background: Colour | None = WHITE
    opacity: float = 1.0
    hidden: bool = False
    is_raised: bool = False
    bold: bool = False

    @property
    def look(self) -> Look:
        """The look of text in this style."""
        return Look(self.size, self.colour, self.background, self.opacity, self.hidden)


class Styles:
    """All styles of a file by family and name; a style may be based on another. `lists` numbers its lists as they are read."""

    def __init__(self, *roots: Any) -> None:
        self.lists = OpenLists(*roots)
        self._styles: dict[tuple[str, str], Any] = {}
        for root in roots:
            for item in root.iter() if root is not None else ():
                if tag(item) == "style:style":
                    self._styles[attribute(item, "family"), attribute(item, "name")] = item

    def chain(self, family: str, name: str) -> Iterator[Any]:
        """A style, then the one that it is based on, and so on."""
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = attribute(style, "parent-style-name")

    def part(self, name: str) -> str:
        """The part of the document that a paragraph's style names: title, subtitle, author, date, or ""."""
        names = (name, *(attribute(style, "parent-style-name") for style in self.chain("paragraph", name)))
        return next((_PARTS[found] for found in names if found in _PARTS), "")

    def over(self, around: Drawn, family: str, name: str) -> Drawn:
        """The resolved style of something with a named style, within `around`."""
        drawn = around
        for style in reversed(list(self.chain(family, name))):
            for properties in style:
                if tag(properties).endswith("-properties"):
                    drawn = _changed(drawn, properties)
        return drawn

    def says(self, family: str, name: str, attribute_name: str) -> str:
        """The first value of an attribute among the properties of a style and its bases; "" if there is none."""
        values = (attribute(item, attribute_name) for style in self.chain(family, name) for item in style)
        return next(filter(None, values), "")


def _changed(drawn: Drawn, properties: Any) -> Drawn:
    """The style with the changes of a properties element."""
    changes = dict(_of_letters(properties))
    if colour := hex_colour(attribute(properties, "color")):
        changes["colour"] = colour
    if attribute(properties, "use-window-font-color") == "true":
        changes["colour"] = None
    if fill := hex_colour(attribute(properties, "background-color")):
        changes["background"] = fill
    kind = attribute(properties, "fill")
    if kind in ("bitmap", "gradient", "hatch"):
        changes["background"] = None
    elif kind != "none" and (fill := hex_colour(attribute(properties, "fill-color"))):
        changes["background"] = fill
    display = attribute(properties, "display")
    if tag(properties) == "style:text-properties" and display:
        changes["hidden"] = display == "none"
    if (opacity := attribute(properties, "opacity")).endswith("%") and tag(properties) == "style:text-properties":
        changes["opacity"] = float(opacity[:-1]) / 100 if opacity[:-1].replace(".", "", 1).isdigit() else 1.0
    return replace(drawn, **changes)


def _of_letters(properties: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of Drawn that a properties element states for size, weight and position of letters."""
    if (size := points(attribute(properties, "font-size"))) is not None:
        yield "size", size
    scale = attribute(properties, "text-scale").rstrip("%")
    if scale.isdigit() and int(scale) < NARROWEST:
        yield "hidden", True
    if weight := attribute(properties, "font-weight"):
        yield "bold", weight in _BOLD
    if position := attribute(properties, "text-position"):
        by = position.split()[0]
        yield "is_raised", by == "super" or (by.rstrip("%").isdigit() and int(by.rstrip("%")) > 0)
