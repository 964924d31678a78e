"""Automatic numbers of paragraphs on a slide."""

import re
from typing import Any

from ingest.readers.numbering.numerals import LEVELS, Counters, numeral
from ingest.readers.office.package import attribute, child, tag

_KIND = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth|Plain)")
_NUMERALS = {"arabic": "1", "alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I"}
_AROUND = {"Period": ("", "."), "ParenR": ("", ")"), "ParenBoth": ("(", ")"), "Plain": ("", "")}
_BULLETS = ("a:buAutoNum", "a:buChar", "a:buNone", "a:buBlip")


class SlideLists:
    """The lists of one text body (p:txBody); it counts as the label of each paragraph with text is asked for in order."""

    def __init__(self, body: Any) -> None:
        self._styles = child(body, "a:lstStyle")
        self._counters = Counters()
        self._kinds = [""] * LEVELS  # of the list that is open on each level

    def label(self, paragraph: Any) -> str:
        """The number drawn before a paragraph (a:p): "1.", "b)"; "" for none and for bullets."""
        properties = child(paragraph, "a:pPr")
        stated = attribute(properties, "lvl")
        level = min(int(stated), LEVELS - 1) if stated.isdigit() else 0
        bullet = _bullet(properties)
        if bullet is None:
            bullet = _bullet(child(self._styles, f"a:lvl{level + 1}pPr"))
        kind = attribute(bullet, "type") if bullet is not None and tag(bullet) == "a:buAutoNum" else ""
        first = attribute(bullet, "startAt")
        start = int(first) if first.isdigit() and len(first) < 6 else 1
        if self._kinds[level] != kind:
            self._counters.restart(level, start, lambda _: 1)
        self._kinds[level:] = [kind, *[""] * (LEVELS - level - 1)]
        value = self._counters.next(level, lambda _: 1)[-1]
        found = _KIND.fullmatch(kind)
        before, after = _AROUND[found[2]] if found else ("", "")
        return f"{before}{numeral(value, _NUMERALS[found[1]])}{after}" if found else ""


def _bullet(properties: Any) -> Any:
    """The bullet element of these paragraph properties; None if they have none."""
    return next((item for item in properties if tag(item) in _BULLETS), None) if properties is not None else None
