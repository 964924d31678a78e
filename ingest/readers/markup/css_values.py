"""Lengths, shares and colours of style sheets, as numbers."""

import colorsys
import re

from PIL import ImageColor

from ingest.readers.visibility import WHITE, Colour

NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|vw|vh|cm|mm|in|pc)?", re.I)
_POINTS = {"px": 0.75, "pt": 1.0, "pc": 12.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "": 0.75}
_SPACED = re.compile(
    r"(hsl|hwb|lab|lch|oklab|oklch)a?\(\s*([-\d.]+%?)(?:deg)?[\s,]+([-\d.]+%?)[\s,]+([-\d.]+%?)(?:deg)?(?:\s*[,/]\s*([\d.]+%?))?\s*\)"
)
COLOURS = re.compile(r"#[0-9a-f]{3,8}\b|[a-z]+\([^()]*\)|[a-z]+", re.I)
_RGBA = re.compile(r"rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:\s*[,/]\s*([\d.]+%?))?\s*\)")
_SIZES = {
    "xx-small": 7.0,
    "x-small": 7.5,
    "small": 9.75,
    "medium": 12.0,
    "large": 13.5,
    "x-large": 18.0,
    "xx-large": 24.0,
}


def size_in(font: str) -> str:
    """The size in a value of "font"; "" if it has none."""
    found = re.search(r"(?:^|\s)(0|\d*\.?\d+(?:px|pt|em|rem|%))(?=[\s/]|$)", font)
    return found[1] if found else ""


def points(length: str, around: float) -> float | None:
    """A length in points; `around` is the size of the font around it. None if it isn't one."""
    if length in _SIZES:
        return _SIZES[length]
    found = NUMBER.fullmatch(length)
    if not found:
        return None
    value, unit = float(found[1]), (found[2] or "").lower()
    if unit in ("em", "ex", "ch"):
        return value * around
    if unit == "%":
        return value / 100 * around
    return value * (12.0 if unit == "rem" else _POINTS.get(unit, 12.0))


def offset(length: str) -> float | None:
    """A distance in points; shares are those of a screen of 1,000 pixels."""
    if length.startswith("calc("):
        terms = re.findall(r"([+-]?)\s*(\d*\.?\d+(?:[a-z]+|%))", length[5:])
        offsets = [offset(f"{'-' if sign == '-' else ''}{term}") for sign, term in terms]
        return sum(filter(None, offsets)) if offsets else None
    share = re.fullmatch(r"(-?[\d.]+)(?:%|vw|vh)", length)
    return float(share[1]) * 7.5 if share else points(length, 12.0)


def share(value: str) -> float | None:
    """A number or a percentage, 0..1 for opacities; None if it isn't one."""
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return None


def colour(value: str) -> tuple[Colour, float] | None:
    """(colour, opacity) of a CSS colour; None if it isn't one."""
    if value == "transparent":
        return WHITE, 0.0
    if found := _RGBA.fullmatch(value):
        red, green, blue = (min(255, round(float(found[n]))) for n in (1, 2, 3))
        opacity = share(found[4]) if found[4] else 1.0
        return (red, green, blue), 1.0 if opacity is None else opacity
    if found := _SPACED.fullmatch(value):
        opacity = share(found[5]) if found[5] else 1.0
        return _of_lightness(found), 1.0 if opacity is None else opacity
    try:
        parts = ImageColor.getrgb(value)
    except ValueError:
        return None
    return parts[:3], parts[3] / 255 if len(parts) == 4 else 1.0


def _of_lightness(found: re.Match[str]) -> Colour:
    """A colour of the other spaces of CSS Color Level 4; of all but HSL and HWB, the grey of its lightness."""
    space, first, second, third = (found[n] for n in (1, 2, 3, 4))
    if space in ("hsl", "hwb"):
        hue, (a, b) = (
            float(first.rstrip("%")) / 360,
            (min(float(part.rstrip("%")) / 100, 1.0) for part in (second, third)),
        )
        lightness, saturation = (b, a) if space == "hsl" else ((1 + a - b) / 2, max(0.0, 1 - a - b))
        red, green, blue = colorsys.hls_to_rgb(hue % 1, max(lightness, 0.0), max(saturation, 0.0))
        return round(red * 255), round(green * 255), round(blue * 255)
    lightness = float(first.rstrip("%")) / (1 if space.startswith("ok") and "%" not in first else 100)
    grey = round(255 * min(max(lightness, 0.0), 1.0))
    return grey, grey, grey
