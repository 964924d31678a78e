"""Visibility of text to a reader, by size, colour, opacity and place; used by all parsers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import ImageColor

Colour = tuple[int, int, int]  # red, green, blue, 0..255

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
# By judgement.
SMALLEST = 2.0  # points; smaller type can't be read
FAR = 700.0  # points beyond the left or upper edge; text farther away isn't seen
NARROWEST = 10  # per cent of its width in which a letter can be read
_CONTRAST = 1.2  # of text and background (WCAG 2.2, 1..21); #e9e9e9 on white has 1.21
_OPACITY = 0.1

_HEX = re.compile(r"#?([0-9a-f]{6})(?:[0-9a-f]{2})?|#?([0-9a-f]{3})", re.I)


@dataclass(frozen=True)
class Look:
    """Appearance of a piece of text. None stands for unknown, which counts as visible.

    `size` is in points. `hidden`: the format itself says so, by a property, a place outside the page, or a cover.
    """

    size: float | None = None
    colour: Colour | None = None
    background: Colour | None = WHITE
    opacity: float = 1.0
    hidden: bool = False


def is_seen(look: Look) -> bool:
    """Whether text of this look can be read on paper or on screen."""
    if look.hidden or look.opacity < _OPACITY or (look.size is not None and look.size < SMALLEST):
        return False
    return look.colour is None or look.background is None or contrast(look.colour, look.background) >= _CONTRAST


def is_nowhere(sizes: Iterable[float | None], places: Iterable[float | None]) -> bool:
    """Whether one of these sizes is almost zero, or one of these distances from an edge far beyond it (points; None if unknown)."""
    return any(size is not None and size < SMALLEST for size in sizes) or any(
        place is not None and place <= -FAR for place in places
    )


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 (the same) to 21 (black and white), by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def hex_colour(text: str) -> Colour | None:
    """The colour of "ff0000", "#f00" or "#ff0000ff"; None for anything else, such as "auto"."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        return None
    digits = found[1] or "".join(digit * 2 for digit in found[2])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def named_colour(name: str) -> Colour | None:
    """The colour of a CSS name, such as "snow", or of another simple CSS notation; None for anything else."""
    try:
        return ImageColor.getrgb(name)[:3]
    except ValueError:
        return None


def blended(colour: Colour, opacity: float, background: Colour = WHITE) -> Colour:
    """A colour blended with a background by an opacity of 0..1."""
    red, green, blue = (round(c * opacity + b * (1 - opacity)) for c, b in zip(colour, background, strict=True))
    return red, green, blue
