"""Size, weight and colour of the type of a slide's texts, inherited from placeholders, layout, master and theme."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.readers.office.package import Package, attribute, child, tag
from ingest.readers.office.shapes import Theme, colour_of, gradient_of, placeholder
from ingest.readers.visibility import WHITE, Colour, hex_colour

_SIZE = 18.0  # points by default
_OF_MASTER = {"title": "p:titleStyle", "ctrTitle": "p:titleStyle", "": "p:otherStyle"}
# Placeholders of a layout that inherit from another one of the master.
_TITLES = {"ctrTitle": "title", "subTitle": "body"}
# Names of a theme's colours, as masters usually map them.
_NAMES = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_SCALE = 100_000  # of a share in percent


class SlideType:
    """Type size and weight of placeholders, from a layout and its master."""

    def __init__(self, layout: Any, master: Any, root: Any) -> None:
        self._listed = [_list_styles(layout), _list_styles(master)]
        self._placed = [_placeholders(layout), _placeholders(master)]
        self._master = child(root, "p:txStyles")

    def of(self, shape: Any, paragraph: Any) -> tuple[float, bool]:
        """Size in points and whether it is bold, of the first letters of a paragraph in a shape."""
        stated = list(self._stated(shape, paragraph))
        sizes = (attribute(item, "sz") for item in stated)
        size = next((int(value) / 100 for value in sizes if value.isdigit()), _SIZE)
        weights = (attribute(item, "b") for item in stated)
        scale = attribute(child(shape, "p:txBody", "a:bodyPr", "a:normAutofit"), "fontScale")
        if scale.isdigit():
            size *= int(scale) / _SCALE
        return round(size, 1), next(filter(None, weights), "") in ("1", "true")

    def inherited(
        self, shape: Any, paragraph: Any, theme: Theme, background: Colour | None
    ) -> tuple[str, Colour | None]:
        """(size in hundredths of a point or "", colour) of letters that state none themselves."""
        stated = list(self._inherited(shape, paragraph))
        size = next(filter(None, (attribute(item, "sz") for item in stated)), "")
        colours = (fill_colour(item, theme, background) for item in stated)
        is_stated, colour = next((found for found in colours if found[0]), (False, None))
        return size, colour if is_stated else theme.colours.get("tx1")

    def models(self, shape: Any) -> Iterator[Any]:
        """The placeholders of the layout and the master from which a shape inherits its fill."""
        kind, index = placeholder(shape)
        for known in self._placed:
            if kind and (kind, index) in known:
                yield known[kind, index]

    def _stated(self, shape: Any, paragraph: Any) -> Iterator[Any]:
        """Yield the applicable properties of letters, the closest first."""
        runs = (item for item in paragraph if tag(item) in ("a:r", "a:fld"))
        yield child(next((run for run in runs if getattr(child(run, "a:t"), "text", "")), None), "a:rPr")
        yield from self._inherited(shape, paragraph)

    def _inherited(self, shape: Any, paragraph: Any) -> Iterator[Any]:
        depth = attribute(child(paragraph, "a:pPr"), "lvl")
        level = f"a:lvl{int(depth) + 1 if depth.isdigit() else 1}pPr"
        yield child(shape, "p:txBody", "a:lstStyle", level, "a:defRPr")
        yield child(shape, "p:style", "a:fontRef")
        kind, index = placeholder(shape)
        for known in self._listed:
            for key in ((kind, index), (kind, "0"), (_TITLES.get(kind, kind), "0")):
                if kind and key in known:
                    yield child(known[key], level, "a:defRPr")
                    break
        yield child(self._master, _OF_MASTER.get(kind, "p:bodyStyle"), level, "a:defRPr")


def fill_colour(properties: Any, theme: Theme, background: Colour | None) -> tuple[bool, Colour | None]:
    """(whether these properties of letters state a colour, the colour or None if it isn't known)."""
    if properties is None:
        return False, None
    under = background or WHITE
    if child(properties, "a:hlinkClick") is not None:
        return True, theme.colours.get("hlink")
    if tag(properties) == "a:fontRef":
        return len(properties) > 0, colour_of(properties, theme, under)
    if (fill := child(properties, "a:solidFill")) is not None:
        return True, colour_of(fill, theme, under)
    if (gradient := child(properties, "a:gradFill")) is not None:
        return True, gradient_of(gradient, theme, under)
    return any(child(properties, name) is not None for name in ("a:noFill", "a:blipFill", "a:pattFill")), None


def _placeholders(tree: Any) -> dict[tuple[str, str], Any]:
    items = ((placeholder(item), item) for item in tree if isinstance(item.tag, str))
    return {key: item for key, item in items if key[0]}


def _list_styles(tree: Any) -> dict[tuple[str, str], Any]:
    """The list styles of placeholders by type and index, also by type alone."""
    found: dict[tuple[str, str], Any] = {}
    for item in tree:
        kind, index = placeholder(item) if isinstance(item.tag, str) else ("", "")
        style = child(item, "p:txBody", "a:lstStyle") if kind else None
        if style is not None:
            found[kind, index] = style
            found.setdefault((kind, "0"), style)
    return found


def theme_of(package: Package, master_part: str, master: Any) -> Theme:
    """The theme's colours under their own names and those of the master's map."""
    target = (
        next((target for kind, target in package.related(master_part).values() if kind == "theme"), "")
        if master_part
        else ""
    )
    scheme = child(package.xml(target) if target else None, "a:themeElements", "a:clrScheme")
    colours: dict[str, Colour] = {}
    for item in scheme if scheme is not None else ():
        for stated in item:
            if colour := hex_colour(attribute(stated, "lastClr") or attribute(stated, "val")):
                colours[tag(item)[2:]] = colour
    mapped = child(master, "p:clrMap")
    for name, usual in _NAMES.items():
        if (colour := colours.get(attribute(mapped, name) or usual)) is not None:
            colours[name] = colour
    return replace(Theme(colours), background=colours.get("bg1", WHITE))


def remapped(theme: Theme, *parts: Any) -> Theme:
    """The theme with the names of colours that the first of these parts (slide, layout) that has names of its own gives them."""
    for part in parts:
        if (mapped := child(part, "p:clrMapOvr", "a:overrideClrMapping")) is not None:
            named = {name: theme.colours.get(attribute(mapped, name)) for name in _NAMES}
            colours = {**theme.colours, **{name: colour for name, colour in named.items() if colour is not None}}
            return Theme(colours, colours.get("bg1", WHITE))
    return theme
