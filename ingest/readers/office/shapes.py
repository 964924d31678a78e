"""Shapes on a slide: their places, the objects behind and over them, and the look of their text."""

import colorsys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.office.package import attribute, child, tag
from ingest.readers.office.word_text import chosen
from ingest.readers.visibility import WHITE, Colour, blended, hex_colour, named_colour

Box = tuple[float, float, float, float]  # left, top, right, bottom in English Metric Units

_SHAPES = frozenset("p:sp p:pic p:graphicFrame p:cxnSp dsp:sp".split())
_PROPERTIES = ("p:spPr", "dsp:spPr", "p:grpSpPr")
_DEEPEST = 30  # nested groups
_SLACK = 0.02  # by which a cover may be smaller than the covered shape, as share of the slide
_ROW = 0.03  # of the slide's height: shapes that begin within it are side by side


@dataclass(frozen=True)
class Theme:
    """The colours of a slide's theme by their names in the master, and its background (None: not plain)."""

    colours: dict[str, Colour]
    background: Colour | None = WHITE


@dataclass(frozen=True)
class Shape:
    """A shape with its box on the slide (None if it isn't stated) and its order among those drawn, the last on top."""

    element: Any
    box: Box | None
    order: int
    is_hidden: bool = False


@dataclass(frozen=True)
class Group:
    """Shapes that are moved together; they are read at the place of the group."""

    members: tuple["Shape | Group", ...]
    box: Box | None


Places = dict[tuple[str, str], Box]  # (type, idx) of a placeholder → its box on the layout


def shapes_of(tree: Any, places: Places) -> list[Shape | Group]:
    """The shapes and groups of a slide's tree, in the order in which they are drawn."""
    return list(_members(tree, places, (0.0, 0.0, 1.0, 1.0), [0], 0))


def _members(tree: Any, places: Places, to_slide: Box, count: list[int], depth: int) -> Iterator[Shape | Group]:
    for item in tree if depth < _DEEPEST else ():
        name = tag(item)
        if name == "mc:AlternateContent":
            yield from _members(chosen(item), places, to_slide, count, depth + 1)
        elif name == "p:grpSp":
            frame = child(item, "p:grpSpPr", "a:xfrm")
            members = tuple(_members(item, places, _scaled(frame, to_slide), count, depth + 1))
            members = _hidden(members) if _is_hidden(item) else members
            yield Group(members, _placed(_box(frame), to_slide))
        elif name in _SHAPES:
            count[0] += 1
            box = _own_box(item)
            placed = _placed(box, to_slide) if box else places.get(placeholder(item))
            yield Shape(item, placed, count[0], _is_hidden(item))


def _hidden(members: Sequence["Shape | Group"]) -> tuple["Shape | Group", ...]:
    """The members of a group that is hidden."""
    return tuple(
        replace(one, members=_hidden(one.members)) if isinstance(one, Group) else replace(one, is_hidden=True)
        for one in members
    )


def _own_box(item: Any) -> Box | None:
    if tag(item) == "p:graphicFrame":
        return _box(child(item, "p:xfrm"))
    properties = next((part for part in item if tag(part) in _PROPERTIES), None)
    return _box(child(properties, "a:xfrm"))


def _numbers(element: Any, *names: str) -> tuple[float, ...]:
    values = [attribute(element, name) for name in names]
    return tuple(float(value) if value.lstrip("-").isdigit() else 0.0 for value in values)


def _box(frame: Any) -> Box | None:
    place, size = child(frame, "a:off"), child(frame, "a:ext")
    if place is None or size is None:
        return None
    (left, top), (width, height) = _numbers(place, "x", "y"), _numbers(size, "cx", "cy")
    return left, top, left + width, top + height


def _placed(box: Box | None, to_slide: Box) -> Box | None:
    if box is None:
        return None
    x, y, across, down = to_slide
    return x + box[0] * across, y + box[1] * down, x + box[2] * across, y + box[3] * down


def _scaled(frame: Any, outer: Box) -> Box:
    """(x, y, scale across, scale down) from coordinates within a group to the slide's."""
    place, inner, size = _box(frame), child(frame, "a:chOff"), child(frame, "a:chExt")
    if place is None or inner is None or size is None:
        return outer
    (left, top), (width, height) = _numbers(inner, "x", "y"), _numbers(size, "cx", "cy")
    across = (place[2] - place[0]) / width if width else 1.0
    down = (place[3] - place[1]) / height if height else 1.0
    x, y, outer_across, outer_down = outer
    return (
        x + (place[0] - left * across) * outer_across, y + (place[1] - top * down) * outer_down, across * outer_across, down * outer_down,
    )  # fmt: skip


def placeholder(item: Any) -> tuple[str, str]:
    """(type, idx) of a placeholder; ("", "") for other shapes."""
    for part in item:
        found = child(part, "p:nvPr", "p:ph")
        if found is not None:
            return attribute(found, "type") or "body", attribute(found, "idx") or "0"
    return "", ""


def placeholders(tree: Any) -> Places:
    """The boxes of a layout's or master's placeholders, also by type alone."""
    found: Places = {}
    for item in tree if tree is not None else ():
        kind, index = placeholder(item) if isinstance(item.tag, str) else ("", "")
        if kind and (box := _own_box(item)):
            found[kind, index] = box
            found.setdefault((kind, "0"), box)
    return found


def _is_hidden(item: Any) -> bool:
    return any(attribute(child(part, "p:cNvPr"), "hidden") in ("1", "true") for part in item)


def leaves(shapes: Sequence[Shape | Group]) -> Iterator[Shape]:
    """All shapes, also those in groups."""
    for shape in shapes:
        if isinstance(shape, Group):
            yield from leaves(shape.members)
        else:
            yield shape


def in_reading_order(shapes: Sequence[Shape | Group], height: float) -> list[Shape]:
    """The shapes row by row from the top and from left to right; a group's at the place of the group."""
    ordered = sorted(shapes, key=lambda shape: shape.box[1] if shape.box else 0.0)
    rows: list[list[Shape | Group]] = []
    for shape in ordered:
        top = shape.box[1] if shape.box else 0.0
        if rows and top - (rows[-1][0].box or (0.0,) * 4)[1] <= _ROW * height:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    found: list[Shape] = []
    for row in rows:
        for shape in sorted(row, key=lambda shape: shape.box[0] if shape.box else 0.0):
            found += in_reading_order(shape.members, height) if isinstance(shape, Group) else [shape]
    return found


def colour_of(fill: Any, theme: Theme, background: Colour = WHITE) -> Colour | None:
    """The colour in an a:solidFill or a reference to one, mixed with the background where it is transparent."""
    for item in fill if fill is not None else ():
        value = attribute(item, "val")
        name = tag(item)
        colour = {
            "a:srgbClr": lambda v=value: hex_colour(v), "a:schemeClr": lambda v=value: theme.colours.get(v),
            "a:sysClr": lambda i=item: hex_colour(attribute(i, "lastClr")), "a:prstClr": lambda v=value: named_colour(v),
            "a:scrgbClr": lambda i=item: _of_shares(i), "a:hslClr": lambda i=item: _of_hue(i),
        }.get(name, lambda: None)()  # fmt: skip
        if colour is not None:
            return _changed(colour, item, background)
    return None


def gradient_of(fill: Any, theme: Theme, background: Colour) -> Colour | None:
    """The one colour of a gradient; None if it has several."""
    stops = child(fill, "a:gsLst")
    colours = {colour_of(stop, theme, background) for stop in (stops if stops is not None else ())}
    return colours.pop() if len(colours) == 1 else None


def _shares(item: Any, *names: str) -> tuple[float, ...]:
    values = (attribute(item, name).rstrip("%") for name in names)
    return tuple(min(max(int(value) / 100_000, 0.0), 1.0) if value.lstrip("-").isdigit() else 0.0 for value in values)


def _of_shares(item: Any) -> Colour:
    """A colour of linear shares of red, green and blue, a:scrgbClr."""
    red, green, blue = (round(255 * share ** (1 / 2.2)) for share in _shares(item, "r", "g", "b"))
    return red, green, blue


def _of_hue(item: Any) -> Colour:
    hue = attribute(item, "hue")
    saturation, lightness = _shares(item, "sat", "lum")
    turn = int(hue) / 21_600_000 if hue.isdigit() else 0.0
    red, green, blue = (round(255 * share) for share in colorsys.hls_to_rgb(turn % 1, lightness, saturation))
    return red, green, blue


def _changed(colour: Colour, item: Any, background: Colour) -> Colour:
    parts = {
        tag(part): int(attribute(part, "val")) / 100_000
        for part in item
        if attribute(part, "val").lstrip("-").isdigit()
    }
    scale, add = parts.get("a:lumMod", 1.0), parts.get("a:lumOff", 0.0) * 255
    red, green, blue = (max(0, min(255, round(part * scale + add))) for part in colour)
    return blended((red, green, blue), max(0.0, min(1.0, parts.get("a:alpha", 1.0))), background)


def fill_of(item: Any, theme: Theme) -> tuple[bool, Colour | None]:
    """(whether a shape is opaque, its colour or None for a picture, a gradient or a fill from its style)."""
    if tag(item) == "p:pic":
        return True, None
    properties = next((part for part in item if tag(part) in _PROPERTIES), None)
    if properties is not None:
        for part in properties:
            if tag(part) == "a:noFill":
                return False, None
            if tag(part) == "a:solidFill":
                is_clear = any(
                    tag(p) == "a:alpha" and attribute(p, "val") not in ("100000", "100%") for p in part.iter()
                )
                return not is_clear, colour_of(part, theme)
            if tag(part) in ("a:gradFill", "a:blipFill", "a:pattFill", "a:grpFill"):
                return True, None
    reference = child(item, "p:style", "a:fillRef")
    if reference is not None and attribute(reference, "idx") not in ("", "0"):
        return True, colour_of(reference, theme)
    return False, None


def background_of(shape: Shape, drawn: Sequence[Shape], theme: Theme) -> Colour | None:
    """The background of a shape's text: its own fill, else that of the object under its middle, else the slide's."""
    is_filled, colour = fill_of(shape.element, theme)
    if is_filled or colour is not None:
        return colour
    if shape.box is None:
        return theme.background
    x, y = (shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2
    for under in sorted(drawn, key=lambda other: -other.order):
        if (
            under.order < shape.order
            and under.box
            and under.box[0] <= x <= under.box[2]
            and under.box[1] <= y <= under.box[3]
        ):
            is_filled, colour = fill_of(under.element, theme)
            if is_filled:
                return colour
    return theme.background


def is_off(box: Box | None, width: float, height: float) -> bool:
    """Whether a box is entirely outside the slide."""
    return box is not None and (box[2] <= 0 or box[3] <= 0 or box[0] >= width or box[1] >= height)


def is_covered(shape: Shape, drawn: Sequence[Shape], theme: Theme, width: float) -> bool:
    """Whether a later picture or filled shape covers the whole of a shape."""
    if shape.box is None:
        return False
    slack = _SLACK * width
    left, top, right, bottom = shape.box
    for over in drawn:
        if over.order > shape.order and over.box and not over.is_hidden and fill_of(over.element, theme)[0]:
            box = over.box
            if (
                box[0] - slack <= left
                and box[1] - slack <= top
                and box[2] + slack >= right
                and box[3] + slack >= bottom
            ):
                return True
    return False


def with_background(theme: Theme, slide: Any) -> Theme:
    """The theme with the background that a slide, layout or master states itself."""
    stated = child(slide, "p:cSld", "p:bg")
    if stated is None:
        return theme
    plain = child(stated, "p:bgPr", "a:solidFill")
    if plain is None:
        plain = child(stated, "p:bgRef")
    return replace(theme, background=colour_of(plain, theme))
