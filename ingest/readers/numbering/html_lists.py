"""Numbers that a browser draws before the items of a page's ordered lists."""

from collections.abc import Mapping

from bs4 import Tag

from ingest.readers.numbering.numerals import numeral

_KINDS = {
    "decimal": "1", "decimal-leading-zero": "01", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_UNNUMBERED = ("none", "disc", "circle", "square")
_TYPES = ("1", "a", "A", "i", "I")


class OrderedList:
    """An open list (ol) of a page; `style` are its declarations."""

    def __init__(self, tag: Tag, style: Mapping[str, str]) -> None:
        type_ = str(tag.get("type", "1"))
        self._kind = _kind(style, type_ if type_ in _TYPES else "1")
        self._step = -1 if tag.has_attr("reversed") else 1
        items = tag.find_all("li") if self._step < 0 else []
        count = sum(item.find_parent(["ol", "ul", "menu"]) is tag for item in items) or 1
        self._next = _whole(tag.get("start"), count)

    def marker(self, item: Tag, style: Mapping[str, str]) -> str:
        """The marker of the next item (li) of this style, with a space after it: "1. ", "b. "; "" for none."""
        value = _whole(item.get("value"), self._next)
        self._next = value + self._step
        kind = _kind(style, self._kind)
        number = numeral(value, kind) if value > 0 or kind == "1" else str(value)
        return f"{number}. " if kind else ""


def _kind(style: Mapping[str, str], otherwise: str) -> str:
    """The kind of numeral that a style states, as `numeral` takes it; "" for none."""
    words = (style.get("list-style-type") or style.get("list-style", "")).split()
    return next((_KINDS.get(word, "") for word in words if word in _KINDS or word in _UNNUMBERED), otherwise)


def _whole(stated: object, otherwise: int) -> int:
    text = str(stated or "").strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 9 else otherwise
