"""Numbers of a Word document's headings and list items, from its numbering part and its styles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.readers.numbering.numerals import LEVELS, Counters, numeral
from ingest.readers.office.package import attribute, child, tag
from ingest.readers.office.word_styles import Styles

_KINDS = {
    "decimal": "1",
    "decimalZero": "01",
    "upperRoman": "I",
    "lowerRoman": "i",
    "upperLetter": "A",
    "lowerLetter": "a",
}
_UNNUMBERED = ("bullet", "none")
_PLACE = re.compile(r"%(\d)")
_DEEPEST = 10  # list styles that refer to each other
_LARGEST = 1_000_000  # first number of a list


@dataclass(frozen=True)
class _List:
    """A list (w:num): its definition, and its own first numbers of levels."""

    definition: str
    levels: Mapping[int, Any]
    starts: Mapping[int, int]


class Numbering:
    """The lists of a document; it counts as the label of each paragraph is asked for in order."""

    def __init__(self, root: Any, styles: Styles) -> None:
        """Read the lists from the root of the numbering part, None if there is none."""
        self._styles = styles
        self._definitions: dict[str, Any] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, Counters] = {}
        self._begun: set[tuple[str, int]] = set()  # lists and levels whose own first number was used
        numbers = []
        for item in root if root is not None else ():
            if tag(item) == "w:abstractNum":
                self._definitions[attribute(item, "abstractNumId")] = item
            elif tag(item) == "w:num":
                numbers.append(item)
        self._links = {attribute(item, "numId"): attribute(child(item, "w:abstractNumId"), "val") for item in numbers}
        for item in numbers:
            self._lists[attribute(item, "numId")] = self._list(item)

    def _list(self, number: Any) -> _List:
        definition = self._definition(attribute(child(number, "w:abstractNumId"), "val"))
        levels, starts = _levels(self._definitions.get(definition)), {}
        for override in number:
            if tag(override) == "w:lvlOverride":
                level = _whole(attribute(override, "ilvl"))
                levels |= _levels(override)
                if (start := attribute(child(override, "w:startOverride"), "val")).isdigit():
                    starts[level] = _whole(start)
        return _List(definition, levels, starts)

    def _definition(self, identity: str) -> str:
        """The definition with the levels: a definition may refer to a list style, whose list has another."""
        for _ in range(_DEEPEST):
            style = attribute(child(self._definitions.get(identity), "w:numStyleLink"), "val")
            if not style:
                break
            identity = self._links.get(self._styles.list_of(style), "")
        return identity

    def label(self, properties: Any) -> str:
        """The number printed before a paragraph with these properties (w:pPr): "1.", "2.3", "b)"; "" for none and for bullets."""
        identity, stated, style = self._styles.listed(properties)
        found = self._lists.get(identity)
        if found is None:
            return ""
        linked = (at for at, level in found.levels.items() if attribute(child(level, "w:pStyle"), "val") == style)
        level = _whole(stated) if stated or not style else next(linked, 0)
        return self._counted(identity, found, min(level, LEVELS - 1))

    def _counted(self, identity: str, of: _List, level: int) -> str:
        counters = self._counters.setdefault(of.definition, Counters())

        def start(at: int) -> int:
            return _whole(attribute(child(of.levels.get(at), "w:start"), "val") or "1")

        if level in of.starts and (identity, level) not in self._begun:
            self._begun.add((identity, level))
            counters.restart(level, of.starts[level], start)
        kept = [at for at, item in of.levels.items() if attribute(child(item, "w:lvlRestart"), "val") == "0"]
        return _written(counters.next(level, start, kept), of.levels, level)


def _written(values: list[int], levels: Mapping[int, Any], level: int) -> str:
    own = levels.get(level)
    if attribute(child(own, "w:numFmt"), "val") == "bullet":
        return ""
    is_legal = child(own, "w:isLgl") is not None

    def shown(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        if not 0 <= at < len(values):
            return ""
        kind = attribute(child(levels.get(at), "w:numFmt"), "val") or "decimal"
        if kind in _UNNUMBERED:
            return ""
        return numeral(values[at], "1" if is_legal else _KINDS.get(kind, "1"), repeated=True)

    return _PLACE.sub(shown, attribute(child(own, "w:lvlText"), "val")).strip()


def _levels(parent: Any) -> dict[int, Any]:
    items = parent if parent is not None else ()
    return {_whole(attribute(item, "ilvl")): item for item in items if tag(item) == "w:lvl"}


def _whole(value: str) -> int:
    return min(int(value), _LARGEST) if value.isdigit() and len(value) < 10 else 0
