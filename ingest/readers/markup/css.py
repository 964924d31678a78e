"""CSS: properties of style sheets and style attributes that can hide text on a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, Tag
from soupsieve.util import SelectorSyntaxError

from ingest.readers.markup.css_values import COLOURS, NUMBER, colour, offset, points, share, size_in
from ingest.readers.visibility import BLACK, FAR, WHITE, Colour, Look, blended

Declarations = dict[str, str]

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}@;]{1,400})\{([^{}]{0,4000})\}")
_OTHER_MEDIA = re.compile(r"@media\s+(?:only\s+)?(?:print|speech)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.I)
_TELLING = re.compile(
    r"display|visibility|opacity|font|color|background|clip|text-indent|left|top|right|bottom|width|height|transform|position|overflow|list-style"
    r"|filter|zoom|letter-spacing|fill|--|\\", re.I
)  # fmt: skip
_MOST_TRIED = 1_500_000  # tags tried by selectors, about two seconds
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.I)
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_MOST_NESTED = 20  # variables in variables that are looked up
# An id; a class, attribute or state; an element.
_SELECTED = re.compile(r"(#)|([.\[]|:(?![:\w]*not|is|where))|(?:^|[\s>+~])[a-z*]", re.I)
_ON_EACH_OTHER = -6.0  # points between letters from which they overlap completely; by judgement
_LONGEST = 4000  # characters of a value
_FONT = {"1": 7.5, "2": 9.75, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
_DRAWN = ("display", "visibility", "opacity", "font-size", "fill", "fill-opacity", "transform")
# Classes with which common frameworks hide text visually; their style sheets aren't at hand.
_HIDDEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text element-invisible d-none is-hidden".split()
)


def sheet_rules(sheets: str, soup: BeautifulSoup) -> dict[int, Declarations]:
    """{id of a tag: declarations} from the style sheets' rules that may hide text; the selector of higher specificity wins."""
    found: dict[int, dict[str, tuple[tuple[int, ...], str]]] = {}
    rules = _RULE.findall(_OTHER_MEDIA.sub("", _COMMENT.sub("", sheets)))
    most = _MOST_TRIED // max(1, len(soup.find_all(True))) if rules else 0
    for selector, body in [rule for rule in rules if _TELLING.search(rule[1])][:most]:
        stated = declarations(body)
        try:
            tags = soup.select(selector.strip())
        except (SelectorSyntaxError, NotImplementedError, ValueError):
            continue  # a selector of states, or of parts without a tag
        weight = _weight(selector)
        for tag in tags:
            of_tag = found.setdefault(id(tag), {})
            of_tag.update(
                {n: (weight, value) for n, value in stated.items() if n not in of_tag or of_tag[n][0] <= weight}
            )
    return {tag: {name: value for name, (_, value) in of_tag.items()} for tag, of_tag in found.items()}


def _weight(selector: str) -> tuple[int, ...]:
    """The highest specificity in a list of selectors (Selectors Level 4, 17): ids, classes and the like, elements."""
    return max(
        tuple(sum(bool(match[group]) for match in found) for group in (1, 2, 0))
        for found in ([*_SELECTED.finditer(one)] for one in selector.strip().split(","))
    )


def declarations(text: str) -> Declarations:
    """The properties of a style attribute or of the body of a rule, in lower case; the name of an important one begins with "!"."""
    plain = _ESCAPE.sub(lambda code: chr(min(int(code[1], 16), 0x10FFFF)), _COMMENT.sub("", text)).lower()
    pairs = ((name.strip(), value.strip()) for name, _, value in (part.partition(":") for part in plain.split(";")))
    return {
        f"!{name}" if value.endswith("important") else name: re.sub(r"\s*!\s*important$", "", value)
        for name, value in pairs
        if value
    }


def own_style(tag: Tag, rules: Mapping[int, Declarations]) -> Declarations:
    """The declarations for a tag from its attributes, the style sheets and its style attribute; the last one wins."""
    found: Declarations = {}
    for attribute, name in (("bgcolor", "background-color"), ("color", "color"), ("text", "color")):
        if (value := tag.get(attribute)) and tag.name in ("font", "body", "table", "tr", "td", "th"):
            found[name] = str(value).lower()
    if tag.name == "font" and str(tag.get("size", "")) in _FONT:
        found["font-size"] = f"{_FONT[str(tag['size'])]}pt"
    found.update(rules.get(id(tag), {}))
    if style := tag.get("style"):
        found.update(declarations(str(style)))
    return found | {name[1:]: value for name, value in found.items() if name.startswith("!")}


def drawn_style(tag: Tag) -> Declarations:
    """The declarations in the attributes of an SVG element."""
    found = {name: str(tag[name]).lower() for name in _DRAWN if tag.get(name)}
    if (x := NUMBER.fullmatch(str(tag.get("x") or "").strip())) and float(x[1]) < 0:
        found |= {"position": "relative", "left": x.group()}
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
    invisible: bool = False  # by "visibility", which inner elements may revert
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def look(self) -> Look:
        """The look by which `is_seen` decides."""
        return Look(
            self.size, self.colour, self.background, self.opacity * self.colour_opacity, self.hidden or self.invisible
        )


def within(style: Style, tag: Tag, stated: Declarations) -> Style:
    """The style within an element."""
    variables = {**style.variables, **{name: value for name, value in stated.items() if name.startswith("--")}}
    stated = {name: _filled_in(value, variables) for name, value in stated.items()}
    changes: dict[str, object] = {"variables": variables} if variables else {}
    if _is_hidden(tag, stated):
        changes["hidden"] = True
    if (visibility := stated.get("visibility")) in ("hidden", "collapse", "visible"):
        changes["invisible"] = visibility != "visible"
    if (size := stated.get("font-size") or size_in(stated.get("font", ""))) and (
        in_points := points(size, style.size)
    ) is not None:
        changes["size"] = in_points
    if (scale := _scale(stated)) != 1:
        changes["size"] = float(str(changes.get("size", style.size))) * scale
    for opacity in (share(stated.get("opacity", "")), share(_within("opacity", stated.get("filter", "")))):
        if opacity is not None:
            changes["opacity"] = float(str(changes.get("opacity", style.opacity))) * opacity
    for name in ("color", "fill", "-webkit-text-fill-color"):
        if (found := colour("transparent" if stated.get(name) == "none" else stated.get(name, ""))) is not None:
            changes["colour"], changes["colour_opacity"] = found
    if (opacity := share(stated.get("fill-opacity", ""))) is not None:
        changes["colour"], changes["colour_opacity"] = changes.get("colour", style.colour) or BLACK, opacity
    changes |= _background(style, stated)
    return replace(style, **changes)  # type: ignore[arg-type]


def _filled_in(value: str, variables: Mapping[str, str]) -> str:
    """A value with its variables replaced, missing ones by their fallback."""
    for _ in range(_MOST_NESTED if "var(" in value else 0):
        filled = _VARIABLE.sub(lambda named: variables.get(named[1], named[2] or "").strip(), value)
        if filled == value or len(filled) > _LONGEST:
            break
        value = filled
    return value


def _scale(stated: Declarations) -> float:
    """The factor by which an element is scaled."""
    scale = 1.0
    for value in (
        *re.findall(r"scale(?:x|y|3d)?\(\s*(\d*\.?\d+)", stated.get("transform", "")),
        stated.get("scale", ""),
        stated.get("zoom", ""),
    ):
        factor = share(value)
        scale *= 1.0 if factor is None else abs(factor)
    return scale


def _within(function: str, value: str) -> str:
    found = re.search(rf"\b{function}\(\s*([^()]*?)\s*\)", value)
    return found[1] if found else ""


def _background(style: Style, stated: Declarations) -> dict[str, object]:
    """The background of an element, if it states one; None for a picture and for a gradient of several colours."""
    background = stated.get("background-color") or stated.get("background", "")
    image = f"{background} {stated.get('background-image', '')}"
    if "gradient(" in image:
        inside = image.partition("gradient(")[2].rpartition(")")[0]
        colours = set(filter(None, map(colour, COLOURS.findall(inside))))
        return {"background": colours.pop()[0] if len(colours) == 1 else None}
    if "url(" in image:
        return {"background": None}
    if (found := next(filter(None, map(colour, _parts(background))), None)) is None:
        return {}
    return {"background": blended(found[0], found[1], style.background or WHITE) if found[1] else style.background}


def _parts(background: str) -> Iterator[str]:
    yield background
    yield from background.split()


def _is_hidden(tag: Tag, stated: Declarations) -> bool:
    classes = set(tag.get_attribute_list("class"))
    if classes & _HIDDEN_CLASSES and not any(str(name).startswith("d-") and name != "d-none" for name in classes):
        return True
    is_closed = tag.name == "dialog" and not tag.has_attr("open")
    if tag.has_attr("hidden") or tag.has_attr("popover") or tag.get("aria-hidden") == "true" or is_closed:
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
    near = [offset(length) for length in lengths]
    far = [offset(stated.get(side, "")) for side in ("right", "bottom")] if is_placed else []
    spacing = points(stated.get("letter-spacing", ""), 12.0)
    return (spacing or 0.0) <= _ON_EACH_OTHER or any(value is not None and value <= -FAR for value in (*near, *far))


def _is_clipped(stated: Declarations) -> bool:
    """Whether an element is clipped to nothing or a point."""
    clip = stated.get("clip", "").replace(" ", "").replace("px", "")
    if clip.startswith("rect(") and set(clip[5:-1].split(",")) <= {"0", "1"}:
        return True
    if re.match(r"inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*0\s+0\s*,\s*0\s+0", stated.get("clip-path", "")):
        return True
    if stated.get("overflow") not in ("hidden", "clip"):
        return False
    sides = (points(stated.get(name, ""), 12.0) for name in ("width", "height", "max-width", "max-height"))
    return any(side is not None and side <= 1.0 for side in sides)
