"""Quantities in questions and sentences: numbers of units or things, and bounds ("at least 30", "between 100 and 150"). Pure."""

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.text.languages import detect_query
from kb.text.numbers import NUMBER_WORDS, number

# Whole words: "chil\w+" would take children for a unit, "lit\w+" literature.
UNIT = (
    r"(?:%|€|°|(?:euros?|dollar(?:s|[oi])?|eur|usd|k?wh?|mw|km[²2q]?|k?m[²2q]?|cm|mm|kg|chil(?:o|i)(?:grammi|metri|watt\w*)?|kilo(?:gram|met(?:er|re)|watt)s?"
    r"|litr[oi]|lit(?:er|re)s?|tonn(?:ellat[ae]|es?)?|tons?|psi|grad[oi]|degrees?|ore|hours?|ann[oi]|years?|mes[ei]|months?|giorn(?:[oi]|at[ae])|days?"
    r"|minut(?:[oi]|es?)|metr[oi]|met(?:er|re)s?|per cento?|percent|ms)\b)"
)
_QUANTITY = re.compile(rf"(\d+(?:[.,]\d+)*)\s?({UNIT})", re.I)
# A large number of something: "50,000 patients". Small ones are often written as words.
_COUNTED = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{3})+|\d{3,})\s+(?:[a-zà-ù]+\s+)?([a-zà-ù]{4,})")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_BEFORE_YEAR = re.compile(r"\b(?:il|al)\s+$", re.I)
_STEM, _SHORT = 5, 3  # letters by which two forms of a noun, and of a unit, are the same

# What is before a limit, by its operator: "non più di" before "più di".
_BEFORE = {
    "<=": r"≤|<=|\b(?:at\s+most|not?\s+more\s+than|up\s+to|(?:do(?:es)?\s+not|don['’]t|doesn['’]t)\s+exceed|(?:less|lower|smaller)\s+than\s+or\s+equal\s+to"
    r"|al\s+massimo|non\s+più\s+di|non\s+super\w+|fino\s+a(?:i|gli|lle)?|(?:minor[ei]|inferior[ei])\s+o\s+ugual[ei]\s+a(?:i|lle)?)",
    ">=": r"≥|>=|\b(?:at\s+least|not?\s+(?:less|fewer)\s+than|(?:greater|higher|larger)\s+than\s+or\s+equal\s+to"
    r"|almeno|non\s+meno\s+di|(?:maggior[ei]|superior[ei])\s+o\s+ugual[ei]\s+a(?:i|lle)?)",
    ">": r">|\b(?:(?:more|greater|higher|larger|bigger|longer)\s+than|over|above|exceed(?:s|ed|ing)?"
    r"|più\s+di|oltre|sopra|(?:superior[ei]|maggior[ei])\s+(?:a(?:i|gli|lle)?|di)|super(?:a|i|ano|ino|ava|avano|ò|arono)\b)",
    "<": r"<|\b(?:(?:less|fewer|lower|smaller|shorter)\s+than|under|below|meno\s+di|sotto|(?:inferior[ei]|minor[ei])\s+(?:a(?:i|gli|lle)?|di))",
}  # fmt: skip
_GROUPS = {"<=": "at_most", ">=": "at_least", ">": "over", "<": "under"}
_HOLDS = {"<=": operator.le, ">=": operator.ge, ">": operator.gt, "<": operator.lt}
_ARTICLE = r"(?:(?:the|il|i|gli|le|al|ai|alle)\s+|(?:al)?l['’])?"
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))


def _limit(name: str) -> str:
    return rf"(?:[€$£]\s?)?(?P<{name}>\d+(?:[.,]\d+)*|\b(?:{_WORDS})\b)(?:\s?{UNIT})?"


_BOUND = re.compile(
    rf"\b(?:between|tra|fra)\s+{_ARTICLE}{_limit('least')}\s+(?:and|ed?)\s+{_ARTICLE}{_limit('most')}"
    rf"|(?:{'|'.join(f'(?P<{_GROUPS[name]}>{said})' for name, said in _BEFORE.items())})\s*{_ARTICLE}{_limit('limit')}"
    rf"|{_limit('first')}\s+(?:(?P<or_more>or\s+more|o\s+più)|or\s+(?:less|fewer)|o\s+meno)\b",
    re.I,
)


@dataclass(frozen=True)
class Bounds:
    """The conditions, such as (">=", 30.0), that a question sets for a value, as worded, and the spans of the question that state them."""

    conditions: tuple[tuple[str, float], ...]
    said: str
    spans: tuple[tuple[int, int], ...]

    def hold(self, value: float) -> bool:
        """Whether a value meets all conditions."""
        return all(_HOLDS[name](value, limit) for name, limit in self.conditions)

    def without(self, question: str) -> str:
        """The question without what states them."""
        for start, end in reversed(self.spans):
            question = f"{question[:start]} {question[end:]}"
        return " ".join(question.split())


@dataclass(frozen=True)
class Quantity:
    """A number, without thousands separators, of a unit or noun; or the bounds of it that a question sets."""

    number: str
    unit: str
    bounds: Bounds | None = None

    @property
    def said(self) -> str:
        """The quantity as it is written in a sentence: bounds in quotation marks."""
        return f"“{self.bounds.said}”" if self.bounds else f"{self.number} {self.unit}"

    def is_met(self, other: "Quantity") -> bool:
        """Whether another quantity has the same number, or one within the bounds."""
        is_within = self.bounds is not None and self.bounds.hold(number(other.number, "") or 0.0)
        return is_within or other.number == self.number

    def is_alike(self, other: "Quantity") -> bool:
        """Whether another quantity is of the same unit or noun."""
        length = _SHORT if is_unit(self.unit) else _STEM
        return other.unit[:length] == self.unit[:length]


def is_unit(word: str) -> bool:
    """Whether a word is a unit ("euro", "km", "hours"): a number beside it may be of anything."""
    return bool(re.fullmatch(UNIT, word, re.I))


def quantities_in(text: str, bounds: Bounds | None = None) -> Iterator[Quantity]:
    """The quantities in a text, years left out; those that its bounds state have these."""
    spans = bounds.spans if bounds else ()

    def quantity(match: re.Match[str]) -> Quantity:
        is_bound = any(start <= match.start() < end for start, end in spans)
        return Quantity(without_thousands(match[1]), match[2].lower(), bounds if is_bound else None)

    yield from map(quantity, _QUANTITY.finditer(text))
    for match in _COUNTED.finditer(text):
        if not _YEAR.fullmatch(match[1]) and not is_unit(match[2]):
            yield quantity(match)


def without_thousands(text: str) -> str:
    """A text whose numbers have no separators of thousands."""
    return re.sub(r"[.,](?=\d{3}(?!\d))", "", text)


def bounds_in(question: str) -> Bounds | None:
    """The bounds that a question sets for a value; None if it sets none. Years are no values: "up to 2020", "oltre il 2020"."""
    found = [(match, conditions) for match in _BOUND.finditer(question) if (conditions := _conditions(match))]
    if not found:
        return None
    spans = tuple(match.span() for match, _ in found)
    said = question[spans[0][0] : spans[-1][1]]
    return Bounds(tuple(one for _, listed in found for one in listed), said, spans)


def _conditions(match: re.Match[str]) -> list[tuple[str, float]]:
    language = detect_query(match.string)
    limits = {name: match[name] for name in ("least", "most", "limit", "first") if match[name]}
    values = {name: number(NUMBER_WORDS.get(said.lower(), said), language) or 0.0 for name, said in limits.items()}
    if "most" in limits:
        are_years = all(map(_YEAR.fullmatch, limits.values()))
        return [] if are_years else [(">=", values["least"]), ("<=", values["most"])]
    if "first" in limits:
        return [(">=" if match["or_more"] else "<=", values["first"])]
    name = next(name for name, group in _GROUPS.items() if match[group])
    is_year = _YEAR.fullmatch(limits["limit"]) and (
        name == "<=" or _BEFORE_YEAR.search(match.string[: match.start("limit")])
    )
    return [] if is_year else [(name, values["limit"])]
