"""Query operators: "a phrase", -without, prefix*, author:name, partner:name, year:2019..2022, kind:thesis, sdg:11.

Parsing never fails: a malformed operator is an ordinary word.
"""

import re
from dataclasses import dataclass, replace

from kb.model import ACCESSES, KINDS, Filters
from kb.text.normalise import plain_characters

_TOKEN = re.compile(r'(?<!\S)(?P<minus>-)?(?:(?P<key>[a-z]+):)?(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s"]+))', re.I)
_KEYS = {
    "author": "author", "autore": "author", "supervisor": "supervisor", "relatore": "supervisor", "title": "title",
    "titolo": "title", "year": "year", "anno": "year", "kind": "kind", "tipo": "kind", "lang": "language", "lingua": "language",
    "partner": "partner", "course": "course", "department": "department", "dipartimento": "department", "place": "place", "luogo": "place",
    "access": "access", "sdg": "goal", "goal": "goal", "oss": "goal", "obiettivo": "goal",
}  # fmt: skip
_KINDS = {
    "tesi": "thesis",
    "corso": "course",
    "corsi": "course",
    "relazione": "report",
    "progetto": "report",
    "altro": "other",
}
_YEARS = re.compile(r"(\d{4})?(\.\.)?(\d{4})?$")


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed query: the words to look for, phrases and words that passages must and must not contain, and the filters."""

    text: str
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    filters: Filters


def parse_query(text: str, filters: Filters) -> ParsedQuery:
    """Parse a query; its operators narrow `filters`, and the words of a phrase stay in the text."""
    words, phrases, excluded = [], [], []
    for match in _TOKEN.finditer(plain_characters(text)):
        value = match["phrase"] or match["word"]
        key = _KEYS.get((match["key"] or "").lower())
        narrowed = _narrow(filters, key, value) if key and not match["minus"] else None
        if narrowed is not None:
            filters = narrowed
        elif match["minus"] and not match["key"] and any(char.isalnum() for char in value):
            excluded.append(value)
        else:
            if match["phrase"] and not match["key"]:
                phrases.append(value)
            words.append(match.group())
    return ParsedQuery(" ".join(words), tuple(phrases), tuple(excluded), filters)


def written(text: str, filters: Filters) -> str:
    """A query and its filters as one text; the reverse of `parse_query`."""
    names = {"kind": "kind", "language": "lang", "partner": "partner", "department": "department", "course": "course", "place": "place",
             "goal": "sdg", "access": "access"}  # fmt: skip
    values = ((key, getattr(filters, name)) for name, key in names.items())
    parts = [text, *(f'{key}:"{value}"' if " " in value else f"{key}:{value}" for key, value in values if value)]
    if filters.year_from or filters.year_to:
        parts.append(f"year:{filters.year_from or ''}..{filters.year_to or ''}")
    return " ".join(part for part in parts if part)


def _narrow(filters: Filters, key: str, value: str) -> Filters | None:
    """The filters with one more; None when the value isn't valid for the key."""
    if key in ("author", "supervisor", "title", "partner", "department", "course", "place"):
        return replace(filters, **{key: value})  # type: ignore[arg-type]
    if key == "kind":
        kind = _KINDS.get(value.lower(), value.lower())
        return replace(filters, kind=kind) if kind in KINDS else None
    if key == "access":
        return replace(filters, access=value.lower()) if value.lower() in ACCESSES else None
    if key == "goal":
        return replace(filters, goal=str(int(value))) if value.isdecimal() and 1 <= int(value) <= 17 else None
    if key == "language":
        return replace(filters, language=value.lower()[:2])
    years = _YEARS.match(value)
    if not years or not (years[1] or years[3]):
        return None
    first = int(years[1]) if years[1] else None
    last = int(years[3]) if years[3] else None if years[2] else first
    return replace(filters, year_from=first, year_to=last)
