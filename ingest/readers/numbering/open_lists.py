"""Numbers of an OpenDocument file's headings and list items, from its list styles."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.readers.numbering.numerals import LEVELS, Counters, numeral
from ingest.readers.office.package import attribute, tag

_NUMBERED = ("text:list-level-style-number", "text:outline-level-style")
_ASIDE = ("text:number", "text:soft-page-break")  # a number written by a program, and the end of a page
_PLACE = re.compile(r"%(\d+)%")
_Levels = Mapping[int, Any]  # the style of each level, by its 0-based number


class OpenLists:
    """The lists of a file; it counts as items and headings are asked for in order."""

    def __init__(self, *roots: Any) -> None:
        """Take the list styles and the numbering of headings from these parts of the file; None for a missing one."""
        self._styles: dict[str, _Levels] = {}
        self._of_headings: _Levels = {}
        for root in roots:
            for item in root.iter() if root is not None else ():
                if tag(item) == "text:list-style":
                    self._styles[attribute(item, "name")] = _levels(item)
                elif tag(item) == "text:outline-style":
                    self._of_headings = _levels(item)
        self._headings = Counters()
        self._by_id: dict[str, Counters] = {}
        self._by_style: dict[str, Counters] = {}  # those of the last list of each style

    def items(self, top: Any) -> Iterator[tuple[str, Any]]:
        """Yield (number, paragraph or other element) of a list's contents (text:list), in order; "" for no number."""
        name = attribute(top, "style-name")
        known = self._by_id.get(attribute(top, "continue-list"))
        if known is None and attribute(top, "continue-numbering") == "true":
            known = self._by_style.get(name)
        counters = Counters() if known is None else known
        self._by_style[name] = counters
        if identity := attribute(top, "id"):
            self._by_id[identity] = counters
        yield from self._walk(top, counters, name, 0)

    def heading(self, heading: Any, level: int) -> str:
        """The number printed before a heading (text:h) of this level (1-based); "" for none."""
        if attribute(heading, "is-list-header") == "true":
            return ""
        return _label(self._headings, self._of_headings, level - 1, heading)

    def _walk(self, parent: Any, counters: Counters, name: str, level: int) -> Iterator[tuple[str, Any]]:
        for item in parent:
            label = ""
            parts = [part for part in item if tag(part) not in _ASIDE]
            if tag(item) == "text:list-item" and parts and tag(parts[0]) != "text:list":
                label = _label(counters, self._styles.get(name, {}), level, item)
            elif tag(item) not in ("text:list-item", "text:list-header"):
                parts = [item]
            for part in parts:
                if tag(part) == "text:list" and level < LEVELS:
                    yield from self._walk(part, counters, attribute(part, "style-name") or name, level + 1)
                else:
                    yield label, part
                label = ""


def _levels(style: Any) -> _Levels:
    return {int(at) - 1: item for item in style if (at := attribute(item, "level")).isdigit() and len(at) < 3}


def _label(counters: Counters, levels: _Levels, level: int, item: Any) -> str:
    """The number of the next item on a level (0-based), as its style writes it."""

    def start(at: int) -> int:
        return _whole(attribute(levels.get(at), "start-value"))

    if attribute(item, "start-value"):
        counters.restart(level, _whole(attribute(item, "start-value")), start)
    values, own = counters.next(level, start), levels.get(level)
    if own is None or tag(own) not in _NUMBERED or not attribute(own, "num-format"):
        return ""
    numbers = [_number(value, levels.get(at)) for at, value in enumerate(values)]
    if written := attribute(own, "num-list-format"):
        return _PLACE.sub(lambda place: "".join(numbers[int(place[1]) - 1 : int(place[1])]), written).strip()
    shown = _whole(attribute(own, "display-levels"))
    between = ".".join(filter(None, numbers[-shown:]))
    return f"{attribute(own, 'num-prefix')}{between}{attribute(own, 'num-suffix')}".strip()


def _number(value: int, style: Any) -> str:
    return numeral(value, attribute(style, "num-format"), repeated=attribute(style, "num-letter-sync") == "true")


def _whole(value: str) -> int:
    """A number of at most six digits; 1 if none is stated."""
    return int(value) if value.isdigit() and len(value) < 7 else 1
