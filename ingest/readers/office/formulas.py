"""Formulas of Word and PowerPoint (OMML) and of OpenDocument (MathML) as one line of text."""

from collections.abc import Callable
from typing import Any

from ingest.readers.office.package import attribute, child, tag

_PROPERTIES = "Pr"
_NARY = "∫"


def formula_text(element: Any) -> str:
    """A formula as one would type it: fractions with "/", powers with "^", indexes with "_", roots with "√"."""
    return " ".join(_text(element).split())


def _text(element: Any) -> str:
    if element is None:
        return ""
    name = tag(element)
    if name in ("m:t", "w:t", "a:t", "math:mi", "math:mn", "math:mo", "math:mtext", "math:ms"):
        return element.text or ""
    if name.endswith(_PROPERTIES) or name in ("math:annotation", "math:annotation-xml", "math:mphantom"):
        return ""
    if name in _WRITTEN:
        return _WRITTEN[name](element)
    return "".join(_text(item) for item in element)


def _part(element: Any, name: str) -> str:
    return _text(child(element, name)).strip()


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _fraction(top: str, bottom: str) -> str:
    return f"{_grouped(top)}/{_grouped(bottom)}"


def _scripts(base: str, below: str, above: str) -> str:
    return base + (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")


def _nary(element: Any) -> str:
    sign = attribute(child(element, "m:naryPr", "m:chr"), "val") or _NARY
    return f"{_scripts(sign, _part(element, 'm:sub'), _part(element, 'm:sup'))} {_part(element, 'm:e')}"


def _delimited(element: Any) -> str:
    properties = child(element, "m:dPr")
    left, right, between = (
        attribute(found, "val") if (found := child(properties, f"m:{name}")) is not None else usual
        for name, usual in (("begChr", "("), ("endChr", ")"), ("sepChr", "|"))
    )
    return left + between.join(_text(item) for item in element if tag(item) == "m:e") + right


def _root(degree: str, base: str) -> str:
    return f"{degree}√{_grouped(base)}"


def _rows(element: Any, row: str) -> str:
    rows = (" ".join(_text(cell) for cell in item) for item in element if tag(item) == row)
    return "[" + "; ".join(rows) + "]"


def _children(element: Any, write: Callable[..., str], count: int) -> str:
    parts = [_text(item).strip() for item in element][:count]
    return write(*parts, *[""] * (count - len(parts)))


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "m:f": lambda e: _fraction(_part(e, "m:num"), _part(e, "m:den")),
    "m:sSup": lambda e: _scripts(_part(e, "m:e"), "", _part(e, "m:sup")),
    "m:sSub": lambda e: _scripts(_part(e, "m:e"), _part(e, "m:sub"), ""),
    "m:sSubSup": lambda e: _scripts(_part(e, "m:e"), _part(e, "m:sub"), _part(e, "m:sup")),
    "m:rad": lambda e: _root(_part(e, "m:deg"), _part(e, "m:e")),
    "m:nary": _nary,
    "m:d": _delimited,
    "m:m": lambda e: _rows(e, "m:mr"),
    "m:eqArr": lambda e: "; ".join(_text(item).strip() for item in e if tag(item) == "m:e"),
    "m:limLow": lambda e: _scripts(_part(e, "m:e"), _part(e, "m:lim"), ""),
    "m:limUpp": lambda e: _scripts(_part(e, "m:e"), "", _part(e, "m:lim")),
    "m:func": lambda e: f"{_part(e, 'm:fName')} {_part(e, 'm:e')}",
    "math:mfrac": lambda e: _children(e, _fraction, 2),
    "math:msup": lambda e: _children(e, lambda base, above: _scripts(base, "", above), 2),
    "math:msub": lambda e: _children(e, lambda base, below: _scripts(base, below, ""), 2),
    "math:msubsup": lambda e: _children(e, _scripts, 3),
    "math:munder": lambda e: _children(e, lambda base, below: _scripts(base, below, ""), 2),
    "math:munderover": lambda e: _children(e, _scripts, 3),
    "math:msqrt": lambda e: _root("", "".join(map(_text, e))),
    "math:mroot": lambda e: _children(e, lambda base, degree: _root(degree, base), 2),
    "math:mtable": lambda e: _rows(e, "math:mtr"),
    "math:semantics": lambda e: _text(next(iter(e), None)),
}
