"""Styles of a Word document: the look of runs, and the paragraphs that are headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.office.package import attribute, child, tag
from ingest.readers.visibility import NARROWEST, WHITE, Colour, Look, hex_colour

_LEVEL = re.compile(r"(?:heading|titolo|título|titre|überschrift)\s*(\d)", re.I)
_TITLES = ("title", "titolo", "titre")
_PARTS = {
    "title": "title", "titolo": "title", "titre": "title", "subtitle": "subtitle", "sottotitolo": "subtitle", "author": "author", "autore": "author",
    "date": "date", "data": "date",
}  # fmt: skip
_OFF = ("0", "false", "off")
_SIZE = 10.0  # points unless a style says otherwise
_PAPER = ("background1", "light1")  # colours of a theme; a theme of light letters on dark pages is rare
_DEEPEST = 20  # styles based on each other
_AUTOMATIC: Colour = (-1, -1, -1)  # black on light, white on dark: always visible
_NAMED = {
    "black": "000000", "blue": "0000ff", "cyan": "00ffff", "darkBlue": "00008b", "darkCyan": "008b8b", "darkGray": "a9a9a9",
    "darkGreen": "006400", "darkMagenta": "800080", "darkRed": "8b0000", "darkYellow": "808000", "green": "00ff00", "lightGray": "d3d3d3",
    "magenta": "ff00ff", "red": "ff0000", "white": "ffffff", "yellow": "ffff00",
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """Run properties; None where nothing is stated. `fill` is the background of the run itself."""

    hidden: bool | None = None
    size: float | None = None
    colour: Colour | None = None
    fill: Colour | None = None
    opacity: float | None = None
    raised: str | None = None
    bold: bool | None = None

    @property
    def type(self) -> tuple[float, bool]:
        """Size in points and whether it is bold."""
        return self.size or _SIZE, bool(self.bold)

    def over(self, other: "Drawn") -> "Drawn":
        """These properties where stated, else the other ones."""
        stated = {name: value for name, value in vars(self).items() if value is not None}
        return replace(other, **stated)


NOTHING = Drawn()


def drawn(properties: Any) -> Drawn:
    """The run properties of a w:rPr element."""
    found: dict[str, Any] = {}
    for item in properties if properties is not None else ():
        name, value = tag(item), attribute(item, "val")
        if name in ("w:vanish", "w:specVanish"):
            found["hidden"] = value not in _OFF
        elif name == "w:b":
            found["bold"] = value not in _OFF
        elif name == "w:sz" and value.replace(".", "", 1).isdigit():
            found["size"] = float(value) / 2
        elif name == "w:color":
            is_paper = attribute(item, "themeColor") in _PAPER and not attribute(item, "themeShade")
            found["colour"] = WHITE if is_paper else hex_colour(value) or _AUTOMATIC
        elif name == "w:highlight" and value in _NAMED:
            found["fill"] = hex_colour(_NAMED[value])
        elif name == "w:shd" and (fill := shading(item)):
            found.setdefault("fill", fill)
        elif name == "w:vertAlign":
            found["raised"] = value
        elif name == "w14:textFill":
            found["opacity"] = _text_opacity(item)
    return Drawn(**found | ({"hidden": True} if _is_narrow(properties) else {}))


def _is_narrow(properties: Any) -> bool:
    width = attribute(child(properties, "w:w"), "val").rstrip("%")
    return width.isdigit() and int(width) < NARROWEST


def _text_opacity(fill: Any) -> float:
    if child(fill, "w14:noFill") is not None:
        return 0.0
    alphas = [attribute(item, "val") for item in fill.iter() if tag(item) == "w14:alpha"]
    return 1 - int(alphas[0]) / 100_000 if alphas and alphas[0].isdigit() else 1.0


def shading(element: Any) -> Colour | None:
    """The fill of a w:shd element; None if it has none."""
    pattern = attribute(element, "val")
    return hex_colour(attribute(element, "color" if pattern == "solid" else "fill"))


class Styles:
    """The styles of styles.xml, with what they inherit."""

    def __init__(self, root: Any) -> None:
        styles = [item for item in root if tag(item) == "w:style"] if root is not None else []
        self._by_id = {attribute(style, "styleId"): style for style in styles}
        usual = [s for s in styles if attribute(s, "default") in ("1", "true") and attribute(s, "type") == "paragraph"]
        self._usual = attribute(usual[0], "styleId") if usual else ""
        self._base = drawn(child(root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
        self._drawn: dict[str, Drawn] = {}

    def _chain(self, identity: str) -> Iterator[Any]:
        """A style, then the one that it is based on, and so on."""
        for _ in range(_DEEPEST):
            style = self._by_id.get(identity)
            if style is None:
                return
            yield style
            identity = attribute(child(style, "w:basedOn"), "val")

    def of(self, identity: str) -> Drawn:
        """The run properties of a style, inherited ones included."""
        if identity not in self._drawn:
            found = NOTHING
            for style in self._chain(identity):
                found = found.over(drawn(child(style, "w:rPr")))
            self._drawn[identity] = found
        return self._drawn[identity]

    def run(self, properties: Any, paragraph: str, table: str = "") -> Drawn:
        """The resolved properties of a run: its own, else its style's, its paragraph's or its table's."""
        own = drawn(properties)
        style = attribute(child(properties, "w:rStyle"), "val")
        return own.over(self.of(style)).over(self.of(paragraph or self._usual)).over(self.of(table)).over(self._base)

    def paragraph_fill(self, properties: Any) -> Colour | None:
        """The background of a paragraph."""
        own = child(properties, "w:shd")
        if own is not None:
            return shading(own)
        style = _style(properties) or self._usual
        fills = (child(item, "w:pPr", "w:shd") for item in self._chain(style))
        return next((shading(fill) for fill in fills if fill is not None), None)

    def table_fills(self, identity: str) -> list[Colour]:
        """All backgrounds that a table style gives to rows, columns and cells."""
        fills = (item for style in self._chain(identity) for item in style.iter() if tag(item) == "w:shd")
        return [fill for item in fills if (fill := shading(item))]

    def part(self, properties: Any) -> str:
        """The part of the document that a paragraph's style names: title, subtitle, author, date, or ""."""
        names = (attribute(child(style, "w:name"), "val") for style in self._chain(_style(properties)))
        return next((_PARTS[name.lower()] for name in names if name.lower() in _PARTS), "")

    def level(self, properties: Any) -> int:
        """The level of a paragraph that is a heading, 1 the highest; 0 for others."""
        own = attribute(child(properties, "w:outlineLvl"), "val")
        if own.isdigit():
            return int(own) + 1 if int(own) < 9 else 0
        for style in self._chain(_style(properties)):
            name = attribute(child(style, "w:name"), "val")
            if match := _LEVEL.match(name):
                return max(1, int(match[1]))
            if name.lower() in _TITLES:
                return 1
            outline = attribute(child(style, "w:pPr", "w:outlineLvl"), "val")
            if outline.isdigit() and int(outline) < 9:
                return int(outline) + 1
        return 0

    def listed(self, properties: Any) -> tuple[str, str, str]:
        """(list, level, style) that number a paragraph: the first stated by itself or its styles; "" for none.

        `style` is the one that states them.
        """
        level = ""
        for style in (None, *self._chain(_style(properties))):
            numbered = child(properties, "w:numPr") if style is None else child(style, "w:pPr", "w:numPr")
            level = level or attribute(child(numbered, "w:ilvl"), "val")
            if identity := attribute(child(numbered, "w:numId"), "val"):
                return identity, level, attribute(style, "styleId")
        return "", level, ""

    def list_of(self, style: str) -> str:
        """The list that a style names."""
        lists = (attribute(child(item, "w:pPr", "w:numPr", "w:numId"), "val") for item in self._chain(style))
        return next(filter(None, lists), "")


def _style(properties: Any) -> str:
    return attribute(child(properties, "w:pStyle"), "val")


def look(run: Drawn, background: Colour | None) -> Look:
    """The look of a run on a background, None for an unknown one."""
    colour = None if run.colour == _AUTOMATIC else run.colour
    opacity = 1.0 if run.opacity is None else run.opacity
    return Look(run.size, colour, run.fill or background, opacity, bool(run.hidden))


def table_background(styles: Styles, identity: str) -> Colour | None:
    """White, or None if a table's style fills cells with a dark colour, on which white letters may be visible."""
    return None if any(max(fill) < 200 or min(fill) < 128 for fill in styles.table_fills(identity)) else WHITE
