"""What style sheets and style attributes say about the look of text on a page, as far as it may hide text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from PIL import ImageColor
from soupsieve.util import SelectorSyntaxError

from ingest.readers.visibility import WHITE, Colour, Look, blended

Declarations = dict[str, str]

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}@;]{1,400})\{([^{}]{0,4000})\}")
_OTHER_MEDIA = re.compile(r"@media\s+(?:only\s+)?(?:print|speech)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.I)
_TELLING = re.compile(
    r"display|visibility|opacity|font-size|color|background|clip|text-indent|left|top|right|bottom|width|height|transform|position|overflow|list-style", re.I
)  # fmt: skip
_MOST_TRIED = 1_500_000  # tags tried by selectors, about two seconds
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|vw|vh|cm|mm|in|pc)?", re.I)
_POINTS = {"px": 0.75, "pt": 1.0, "pc": 12.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "": 0.75}
_RGBA = re.compile(r"rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:\s*[,/]\s*([\d.]+%?))?\s*\)")
_FAR = 700.0  # points beyond the left or upper edge at which nothing is seen; by judgement
_SIZES = {
    "xx-small": 7.0,
    "x-small": 7.5,
    "small": 9.75,
    "medium": 12.0,
    "large": 13.5,
    "x-large": 18.0,
    "xx-large": 24.0,
}
_FONT = {"1": 7.5, "2": 9.75, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
# Classes by which the usual frameworks hide text from sight; their style sheets lie elsewhere.
_HIDDEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text element-invisible d-none is-hidden".split()
)


def sheet_rules(sheets: str, soup: BeautifulSoup) -> dict[int, Declarations]:
    """{id of a tag: declarations} of the style sheets' rules that may hide text."""
    found: dict[int, Declarations] = {}
    rules = _RULE.findall(_OTHER_MEDIA.sub("", _COMMENT.sub("", sheets)))
    most = _MOST_TRIED // max(1, len(soup.find_all(True))) if rules else 0
    for selector, body in [rule for rule in rules if _TELLING.search(rule[1])][:most]:
        stated = declarations(body)
        try:
            tags = soup.select(selector.strip())
        except (SelectorSyntaxError, NotImplementedError, ValueError):
            continue  # a selector of states or of parts that no tag stands for
        for tag in tags:
            found.setdefault(id(tag), {}).update(stated)
    return found


def declarations(text: str) -> Declarations:
    """The properties of a style attribute or of the body of a rule, in lower case."""
    pairs = (part.partition(":") for part in text.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


def own_style(tag: Tag, rules: Mapping[int, Declarations]) -> Declarations:
    """What attributes, style sheets and the style attribute say of a tag, the last winning."""
    found: Declarations = {}
    for attribute, name in (("bgcolor", "background-color"), ("color", "color"), ("text", "color")):
        if (value := tag.get(attribute)) and tag.name in ("font", "body", "table", "tr", "td", "th"):
            found[name] = str(value).lower()
    if tag.name == "font" and str(tag.get("size", "")) in _FONT:
        found["font-size"] = f"{_FONT[str(tag['size'])]}pt"
    found.update(rules.get(id(tag), {}))
    if style := tag.get("style"):
        found.update(declarations(str(style)))
    return found


@dataclass(frozen=True)
class Style:
    """The look of text within an element. `size` is in points."""

    size: float = 12.0
    colour: Colour | None = None
    colour_opacity: float = 1.0
    background: Colour | None = WHITE
    opacity: float = 1.0
    hidden: bool = False
    invisible: bool = False  # by "visibility", which inner elements may take back

    @property
    def look(self) -> Look:
        """The look by which `is_seen` decides."""
        return Look(
            self.size, self.colour, self.background, self.opacity * self.colour_opacity, self.hidden or self.invisible
        )


def within(style: Style, tag: Tag, stated: Declarations) -> Style:
    """The style of what is in an element."""
    changes: dict[str, object] = {}
    if _is_hidden(tag, stated):
        changes["hidden"] = True
    if (visibility := stated.get("visibility")) in ("hidden", "collapse", "visible"):
        changes["invisible"] = visibility != "visible"
    if (size := stated.get("font-size") or _size_in(stated.get("font", ""))) and (
        points := _points(size, style.size)
    ) is not None:
        changes["size"] = points
    if (opacity := _share(stated.get("opacity", ""))) is not None:
        changes["opacity"] = style.opacity * opacity
    if (found := _colour(stated.get("color", ""))) is not None:
        changes["colour"], changes["colour_opacity"] = found
    background = stated.get("background-color") or stated.get("background", "")
    if "url(" in background or "gradient(" in background or "url(" in stated.get("background-image", ""):
        changes["background"] = None
    elif (found := next(filter(None, map(_colour, _parts(background))), None)) is not None:
        changes["background"] = blended(found[0], found[1], style.background or WHITE) if found[1] else style.background
    return replace(style, **changes)  # type: ignore[arg-type]


def _parts(background: str) -> Iterator[str]:
    yield background
    yield from background.split()


def _size_in(font: str) -> str:
    found = re.search(r"\d*\.?\d+(?:px|pt|em|rem|%)", font)
    return found.group() if found else ""


def _points(length: str, around: float) -> float | None:
    if length in _SIZES:
        return _SIZES[length]
    found = _NUMBER.fullmatch(length)
    if not found:
        return None
    value, unit = float(found[1]), (found[2] or "").lower()
    if unit in ("em", "ex", "ch"):
        return value * around
    if unit == "%":
        return value / 100 * around
    return value * (12.0 if unit == "rem" else _POINTS.get(unit, 12.0))


def _offset(length: str) -> float | None:
    """A distance in points; shares are those of a screen of 1,000 pixels."""
    share = re.fullmatch(r"(-?[\d.]+)(?:%|vw|vh)", length)
    return float(share[1]) * 7.5 if share else _points(length, 12.0)


def _share(value: str) -> float | None:
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return None


def _colour(value: str) -> tuple[Colour, float] | None:
    """(colour, opacity) of a CSS colour; None if it isn't one."""
    if value == "transparent":
        return WHITE, 0.0
    if found := _RGBA.fullmatch(value):
        red, green, blue = (min(255, round(float(found[n]))) for n in (1, 2, 3))
        opacity = _share(found[4]) if found[4] else 1.0
        return (red, green, blue), 1.0 if opacity is None else opacity
    try:
        parts = ImageColor.getrgb(value)
    except ValueError:
        return None
    return parts[:3], parts[3] / 255 if len(parts) == 4 else 1.0


def _is_hidden(tag: Tag, stated: Declarations) -> bool:
    classes = set(tag.get_attribute_list("class"))
    if classes & _HIDDEN_CLASSES and not any(str(name).startswith("d-") and name != "d-none" for name in classes):
        return True
    is_closed = tag.name == "dialog" and not tag.has_attr("open")
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or is_closed:
        return True
    if stated.get("display") == "none" or stated.get("content-visibility") == "hidden":
        return True
    return _is_elsewhere(stated) or _is_clipped(stated)


def _is_elsewhere(stated: Declarations) -> bool:
    """Whether an element is moved far beyond the upper or left edge."""
    is_placed = stated.get("position") in ("absolute", "fixed", "relative")
    lengths = [stated.get("text-indent", "")]
    lengths += [stated.get(side, "") for side in ("left", "top")] if is_placed else []
    lengths += [
        stated.get("margin-left", ""),
        *re.findall(r"translate[xy]?\(\s*(-[\d.]+(?:px|em|rem|vw|vh|%)?)", stated.get("transform", "")),
    ]
    points = [_offset(length) for length in lengths]
    far = [_offset(stated.get(side, "")) for side in ("right", "bottom")] if is_placed else []
    return any(value is not None and value <= -_FAR for value in (*points, *far)) or "scale(0)" in stated.get(
        "transform", ""
    )


def _is_clipped(stated: Declarations) -> bool:
    """Whether nothing is left of an element but a point."""
    clip = stated.get("clip", "").replace(" ", "").replace("px", "")
    if clip.startswith("rect(") and set(clip[5:-1].split(",")) <= {"0", "1"}:
        return True
    if re.match(r"inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*0\s+0\s*,\s*0\s+0", stated.get("clip-path", "")):
        return True
    if stated.get("overflow") not in ("hidden", "clip"):
        return False
    sides = (_points(stated.get(name, ""), 12.0) for name in ("width", "height", "max-width", "max-height"))
    return any(side is not None and side <= 1.0 for side in sides)
