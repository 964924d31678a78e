"""Facts on the first pages other than title and people: degree course, department, keywords, funding."""

import re
from collections.abc import Iterator, Sequence

from ingest.readers.records import RawPage
from kb.identifiers import doi, handle
from kb.model import Field

_LONGEST = 200
_FRONT, _OPENING, _IDENTIFIED = 3, 15, 2  # pages
_SURE = 0.9  # confidence in an identifier

# (field, number of first pages searched, pattern with the value as group 1, confidence by judgement)
_STATED = (
    ("degree course", _FRONT, r"^(?:corso di (?:laurea|studi\w*)(?: magistrale| triennale| specialistica)?(?: in)?|laurea (?:magistrale|triennale)(?: in)|"
     r"(?:master|bachelor|degree)(?:'s)?(?: degree)?(?: of (?:science|arts|engineering))? in|degree (?:course|programme|program) in)\s*:?\s+(.{3,120})$", 0.8),
    ("department", _FRONT, r"^((?:dipartimento d\w+|department of|dip\. di)\s+.{3,100})$", 0.9),
    ("school", _FRONT, r"^((?:scuola d\w+|school of|facolt[aà] d\w+|faculty of)\s+.{3,100})$", 0.8),
    ("academic year", _FRONT, r"(?:anno accademico|a\.\s?a\.|academic year|ay)\W{0,4}((?:19|20)\d\d\s*[/\-–]\s*(?:(?:19|20)?\d\d))\b", 0.95),
    ("course code", _FRONT, r"(?:codice(?: (?:del )?corso| insegnamento)?|course code)\s*[:.]?\s*([A-Z]{0,4}\d{3,8}[A-Z]?)\b", 0.9),
    ("keywords", _OPENING, r"^(?:keywords?|key words|parole[ -]chiave|index terms)\s*[:.—–-]\s*(.{3,300})$", 0.9),
    ("funding", _OPENING, r"\b(?:funded by|financed by|co-?financed by|finanziat[oa] (?:da[l]?\w*|con)|co-?finanziat[oa] da\w*|con il (?:contributo|sostegno) d\w+"
     r"|with the (?:support|contribution) of|grant agreement(?: no?\.?)?)\s+([^.;\n]{3,120})", 0.6),
    ("period", _OPENING, r"(?:\bperiodo|\bduration|\bdurata|\bproject period|\bperiod)\s*[:.]\s*([^\n]{4,80})", 0.6),
    ("place", _FRONT, r"^(?:luogo|place|location|sede)\s*:\s*(.{3,80})$", 0.7),
)  # fmt: skip
_PATTERNS = tuple((name, pages, re.compile(pattern, re.I | re.M), sure) for name, pages, pattern, sure in _STATED)
# A word of four letters in lower case, other than a preposition, which no place's name has.
_SMALL = re.compile(
    r"(?<!\w)(?!(?:[dns]\w?[elu]ll[aeo]|degli|negli|presso|near)\b)(?-i:[a-zà-ÿ])[^\W\d_]{3,}(?![\w'’])"
)
_OF_KIND = {"course code": ("course",), "degree course": ("thesis", "course")}


def find_facts(pages: Sequence[tuple[RawPage, str]], kind: str) -> Iterator[Field]:
    """The first value of each fact in the document; each keyword is a field of its own."""
    for name, count, pattern, sure in _PATTERNS:
        if kind not in _OF_KIND.get(name, (kind,)):
            continue
        match = next((found for _, text in pages[:count] if (found := pattern.search(text))), None)
        if match is None:
            continue
        value = re.sub(r"\s+", " ", match[1]).strip(' .,:;-–—«»"“”')[:_LONGEST]
        if name == "place" and _SMALL.search(value):
            continue  # a label of a form or a heading: "Location: number of users"
        values = re.split(r"\s*[,;•·]\s*", value) if name == "keywords" else [value]
        yield from (Field(name, each, "front page" if count == _FRONT else "text", sure) for each in values if each)
    yield from _identifiers("\n".join(text for _, text in pages[:_IDENTIFIED]))


def _identifiers(text: str) -> Iterator[Field]:
    """The document's DOI and handle; none if its first pages have several, which then belong to cited works."""
    for name, value in (("doi", doi(text)), ("handle", handle(text))):
        if value:
            yield Field(name, value, "front page", _SURE)
