"""Invisible text in LaTeX source: false conditions, comments, white or tiny letters, boxes that are only measured."""

import re
from collections.abc import Iterator

from ingest.readers.visibility import WHITE, Colour, Look, blended, hex_colour, is_seen, named_colour

BRACES = r"\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)\}"  # contents of balanced braces, four levels deep
_UNPRINTED = {  # by its end
    r"\fi": re.compile(r"\\if(?:false|0)(?![0-9A-Za-z]).*?\\fi(?![A-Za-z])", re.S),
    r"\end{comment}": re.compile(r"\\begin\{comment\}.*?\\end\{comment\}", re.S),
}
_MEASURED = re.compile(
    rf"\\(?:[hv]?phantom|pdfcomment|marginalia|smashoperator|sbox\s*\\\w+|savebox\s*\\\w+)\s*(?:\[[^\]]*\])*\s*{BRACES}"
    rf"|\\(?:sbox|savebox)\s*\{{\\\w+\}}\s*(?:\[[^\]]*\])*\s*{BRACES}|\\setbox\s*(?:\d+|\\\w+)\s*=?\s*\\[hv]box\s*{BRACES}"
)
_DEFINED = re.compile(
    r"\\(?:definecolor|providecolor)\s*\{([^{}]*)\}\s*\{([^{}]*)\}\s*\{([^{}]*)\}|\\colorlet\s*\{([^{}]*)\}\s*\{([^{}]*)\}"
)
_COLOURED = re.compile(rf"\\textcolor\s*(?:\[([^\]]*)\])?\s*\{{([^{{}}]*)\}}\s*{BRACES}")
_FAINT = re.compile(rf"\\(?:transparent|texttransparent)\s*\{{([\d.]+)\}}\s*{BRACES}")
_SCALED = re.compile(rf"\\scalebox\s*\{{([\d.]+)\}}\s*(?:\[[^\]]*\])?\s*{BRACES}")
# From a command to the end of the group it is in, or of the source.
_TO_THE_END = r"((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)"
_COLOUR = re.compile(rf"\\color\s*(?:\[([^\]]*)\])?\s*\{{([^{{}}]*)\}}{_TO_THE_END}")
_SIZE = re.compile(rf"\\fontsize\s*\{{([\d.]+)\s*(?:pt)?\}}\s*\{{[^{{}}]*\}}\s*\\selectfont{_TO_THE_END}")
_ON_COLOURS = re.compile(
    r"\\(?:f?colorbox|rowcolors?|cellcolor|columncolor|pagecolor|setbeamercolor|tcbset|newtcolorbox|begin\{tcolorbox|fill\b|node\b)"
)
_TEXT_SIZE = 10.0  # points
_MARKS = re.compile(r"\\[A-Za-z]+\*?|[{}\\]")


def without_unseen(source: str) -> tuple[str, list[str]]:
    """(the source without invisible text, the hidden words); text that was never meant to be printed isn't among these."""
    for end, unprinted in _UNPRINTED.items():
        last = source.rfind(end) + len(end)  # nothing ends after it, so no end is searched for from later beginnings
        source = unprinted.sub("", source[:last]) + source[last:]
    names = dict(_names(source))
    background = None if _ON_COLOURS.search(source) else WHITE  # white letters may be on a colour
    hidden: list[str] = []

    def coloured(found: re.Match[str]) -> str:
        colour = _colour(found[1] or "", found[2], names)
        return _kept(found, is_seen(Look(None, colour, background)))

    def _kept(found: re.Match[str], seen: bool) -> str:
        if not seen:
            hidden.append(" ".join(_MARKS.sub(" ", found[found.re.groups]).split()))
        return found[0] if seen else ""

    source = _MEASURED.sub("", source)
    source = _FAINT.sub(lambda found: _kept(found, is_seen(Look(opacity=float(found[1])))), source)
    source = _SCALED.sub(lambda found: _kept(found, is_seen(Look(_TEXT_SIZE * float(found[1])))), source)
    source = _SIZE.sub(lambda found: _kept(found, is_seen(Look(float(found[1])))), source)
    source = _COLOUR.sub(coloured, _COLOURED.sub(coloured, source))
    return source, [text for text in hidden if text]


def _names(source: str) -> Iterator[tuple[str, Colour]]:
    """The colours that a source defines."""
    known: dict[str, Colour] = {}
    for name, model, value, other, mixed in _DEFINED.findall(source):
        colour = _colour(model, value, known) if name else _colour("", mixed, known)
        if colour is not None:
            known[name or other] = colour
    yield from known.items()


def _colour(model: str, value: str, names: dict[str, Colour]) -> Colour | None:
    """A colour by its model, by its name, or mixed as in "red!20!white"; None if unknown."""
    if model:
        return _of_model(model.strip(), [part.strip() for part in value.split(",")])
    first, *mixed = value.strip().split("!")
    colour = _named(first, names)
    for share, other in zip(mixed[::2], [*mixed[1::2], "white"], strict=False):
        under = _named(other, names)
        if colour is None or under is None or not share.replace(".", "", 1).isdigit():
            return None
        colour = blended(colour, min(float(share) / 100, 1.0), under)
    return colour


def _named(name: str, names: dict[str, Colour]) -> Colour | None:
    return names[name] if name in names else named_colour(name)


def _of_model(model: str, parts: list[str]) -> Colour | None:
    try:
        if model == "HTML":
            return hex_colour(parts[0])
        numbers = [float(part) for part in parts]
        if model == "RGB":
            red, green, blue = numbers
        elif model == "rgb":
            red, green, blue = (part * 255 for part in numbers)
        elif model in ("gray", "Gray"):
            red = green = blue = numbers[0] * 255 / (15 if model == "Gray" else 1)
        elif model == "cmyk":
            cyan, magenta, yellow, black = numbers
            red, green, blue = (255 * max(0.0, 1 - part - black) for part in (cyan, magenta, yellow))
        else:
            return None
    except ValueError:
        return None
    return round(red), round(green), round(blue)
