"""What a question names (year, place, name, quantity, polarity, rank), and whether a sentence holds it or says another. Pure."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from kb.questions.grammar import HIGHEST, LOWEST
from kb.text.normalise import fold

Kind = Literal["year", "place", "name", "quantity", "negation", "rank"]
PlacesIn = Callable[[str], list[str]]  # the places that a text names, by their canonical names

_UNIT = r"(?:%|€|euro\w*|dollar\w*|eur|usd|k?w\b|kwh|mw\b|km\w*|k?m[²2q]?\b|cm|mm|kg|chil\w+|litr\w+|lit\w+|ton\w+|psi|°|grad\w+|degrees|ore\b|hours?|ann[oi]\b|years?|mes[ei]\b|months?|giorn\w+|days?|minut\w+|metr\w+|per cent|ms\b)"
_YEAR = re.compile(
    rf"(?<![\d.,/])((?:1[89]|20)\d\d)(?:\s?[-–/]\s?((?:1[89]|20)?\d\d))?(?![\d.,]*\d)(?!\s?{_UNIT})", re.I
)
# A year is asked for behind these; "since 2010" and "between 2010 and 2020" are answered by other years, too.
_IN = re.compile(
    r"(?:\b(?:nel(?:l[’']anno)?|del(?:l[’']anno)?|per il|in|of|for|during|anno|year|durante il)\s+|^)$", re.I
)
_MONTH = re.compile(
    r"\b(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic|jan|may|jun|jul|aug|sep|oct|dec)\w*\s+$", re.I
)
_QUANTITY = re.compile(rf"(\d+(?:[.,]\d+)*)\s?({_UNIT})", re.I)
_HEADED = re.compile(r"\b([a-zà-ù]{5,})\s+((?:[A-ZÀ-Ý][\w’'-]+)(?:\s+[A-ZÀ-Ý][\w’'-]+)*)")
# A place in the name of an organisation or a work: "University of Padua", "the thesis of Padua".
_OWNED = re.compile(
    r"(?:[Tt]esi|[Tt]hesis|[Rr]apporto|[Rr]eport|[Ss]tudio|[Ss]tudy|[A-ZÀ-Ý][\w’'-]+)\s+(?:degli\s\w+\s)?(?:di|of|d[’'])\s?[A-ZÀ-Ý][\w’'-]+"
)
# A name behind a preposition of place, where the gazetteer doesn't know it. "in May", "in Italian", "in Figure 4" and "a PM10" are none.
_LOCATED = re.compile(
    r"\b(?:a|ad|in|at|near|presso)\s+(?!(?:Figur[ea]|Fig|Tab(?:le|ella)?|Append(?:ix|ice)|Chapter|Capitolo|Se(?:c|z)\w*|E(?:q|quation|quazione)|[A-Z\d]{2,})\b)"
    r"([A-ZÀ-Ý][\w’'-]+(?:\s+[A-ZÀ-Ý][\w’'-]+)*)(?![\w’'-]|\s*\d)"
)
_NO_PLACE = re.compile(
    r"\w+(?:ish|ian|ese)|(?:Janu|Febru)ary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|Spring|Summer|Autumn|Winter"
)
_CHOOSES = re.compile(r"^\W*(?:\w+\s+)?(?:qual[ei]|chi|which|who)\b", re.I)
_NOT = re.compile(r"\b(?:non|not|never|mai|senza|without|cannot|neither|nessun\w*)\b|n[’']t\b", re.I)
_RANKS: dict[str, re.Pattern[str]] = {
    "first": re.compile(r"\b(?:prim[oaie]|first|earliest|initial\w*|inizial\w+)\b", re.I),
    "last": re.compile(r"\b(?:ultim[oaie]|last|latest|final\w*)\b", re.I),
    "most": HIGHEST,
    "least": LOWEST,
}
_OPPOSITE = {"first": "last", "last": "first", "most": "least", "least": "most"}
_NEAR_NOT = 3  # words behind "not" that it denies


@dataclass(frozen=True)
class Named:
    """What a question names. `where` are the places that are no part of a name ("University of …"). `heads` are pairs such as ("progetto", "Girandola"); `chooses` is true for "which" and "who"."""

    years: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    heads: tuple[tuple[str, str], ...] = ()
    quantities: tuple[tuple[str, str], ...] = ()
    chooses: bool = False
    negated: bool = False
    rank: str = ""
    words: frozenset[str] = frozenset()  # first letters of its content words

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named that a sentence could contradict."""
        return not (self.years or self.places or self.heads or self.quantities or self.chooses or self.rank)


@dataclass(frozen=True)
class Difference:
    """What was asked for, and what a sentence has instead."""

    kind: Kind
    asked: str
    found: str


def years_in(text: str) -> set[str]:
    """The years that a text names, both ends of a range and all between; "2016/17" is 2016 and 2017."""
    found: set[str] = set()
    for match in _YEAR.finditer(text):
        first, second = match[1], match[2]
        found.add(first)
        if second:
            last = second if len(second) == 4 else first[:2] + second
            if 0 < int(last) - int(first) < 100:
                found |= {str(year) for year in range(int(first), int(last) + 1)}
    return found


def is_unit(word: str) -> bool:
    """Whether a word is a unit ("euro", "km", "hours"): a number beside it may be of anything."""
    return bool(re.fullmatch(_UNIT, word, re.I))


def located_in(text: str) -> list[str]:
    """The names behind a preposition of place."""
    return [match[1] for match in _LOCATED.finditer(text) if not _NO_PLACE.fullmatch(match[1].split()[0])]


def named_in(question: str, places_in: PlacesIn, content: Collection[str] = ()) -> Named:
    """What a question names; `content` are its content words."""
    located = located_in(question)
    known = set(places_in(" ; ".join(located)))
    unknown = tuple(name for name in located if name not in known and not places_in(name))
    places = (*places_in(question), *unknown)
    years = {match[1] for match in _YEAR.finditer(question) if _asks_for(question, match, places)}
    heads = tuple((match[1].lower(), match[2]) for match in _HEADED.finditer(question) if not places_in(match[2]))
    rank = next((rank for rank, pattern in _RANKS.items() if pattern.search(question)), "")
    return Named(
        frozenset(years), places, (*places_in(_OWNED.sub(" ", question)), *unknown), heads, tuple((m[1], m[2].lower()) for m in _QUANTITY.finditer(question)),
        bool(_CHOOSES.search(question)), bool(_NOT.search(question)), rank, frozenset(fold(word)[:5] for word in content if len(word) > 3),
    )  # fmt: skip


def _asks_for(question: str, match: re.Match[str], places: Collection[str]) -> bool:
    before = question[: match.start()]
    if _IN.search(before) or _MONTH.search(before):
        return True
    # "Firenze 2023", but neither "Agenda 2030" nor "since 2010".
    last = re.search(r"([A-ZÀ-Ý][\w’'-]+)\s+$", before)
    return bool(last) and any(fold(place) == fold(last[1]) for place in places) if last else False


def difference(named: Named, text: str, around: str, places_in: PlacesIn) -> Difference | None:
    """The first thing that a sentence says otherwise than the question names it; None if it contradicts nothing.

    `around` is what stands around the sentence: title, heading, passage. What is named there need not be repeated.
    """
    for check in (_other_year, _other_place, _other_name, _other_quantity, _other_polarity, _other_rank):
        if found := check(named, text, around, places_in):
            return found
    return None


def _other_year(named: Named, text: str, _around: str, _places: PlacesIn) -> Difference | None:
    found = years_in(text)
    if not named.years or not found or named.years & found:
        return None
    return Difference("year", min(named.years), max(found))


def _other_place(named: Named, text: str, around: str, places_in: PlacesIn) -> Difference | None:
    if not named.places:
        return None
    found = places_in(text) or located_in(text)
    surroundings = fold(around)
    if (
        not found
        or set(named.places) & {*found, *places_in(around)}
        or any(fold(p) in surroundings for p in named.places)
    ):
        return None
    return Difference("place", named.places[0], found[0])


def _other_name(named: Named, text: str, around: str, _places: PlacesIn) -> Difference | None:
    surroundings = fold(around)
    for head, name in named.heads:
        if fold(name) in surroundings:
            continue
        others = [
            match[2]
            for match in _HEADED.finditer(text)
            if match[1].lower()[:5] == head[:5] and fold(match[2]) != fold(name)
        ]
        if others:
            return Difference("name", name, others[0])
    return None


def _other_quantity(named: Named, text: str, around: str, _places: PlacesIn) -> Difference | None:
    for number, unit in named.quantities:
        if number in around:
            continue
        others = [match[1] for match in _QUANTITY.finditer(text) if match[2].lower()[:3] == unit[:3]]
        if others:
            return Difference("quantity", f"{number} {unit}", f"{others[0]} {unit}")
    return None


def _other_polarity(named: Named, text: str, _around: str, _places: PlacesIn) -> Difference | None:
    """ "Which has …?" isn't answered by the one that has not."""
    if not named.chooses or named.negated:
        return None
    for match in _NOT.finditer(text):
        behind = re.findall(r"\w+", fold(text[match.end() :]))[:_NEAR_NOT]
        if any(word[:5] in named.words for word in behind):
            return Difference("negation", "", match.group())
    return None


def _other_rank(named: Named, text: str, _around: str, _places: PlacesIn) -> Difference | None:
    opposite = _OPPOSITE.get(named.rank, "")
    if not opposite or _RANKS[named.rank].search(text):
        return None
    found = _RANKS[opposite].search(text)
    return Difference("rank", named.rank, found.group()) if found else None


def holds(named: Named, around: str, places_in: PlacesIn) -> bool:
    """Whether the years and places that a question names stand in or around a sentence."""
    has_year = not named.years or bool(named.years & years_in(around))
    return has_year and (not named.places or bool(set(named.places) & set(places_in(around))))
