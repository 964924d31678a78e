"""Constraints in a question (year, place, name, body, quantity, polarity, "only", rank), and sentences that contradict them. Pure."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from kb.questions.proper_names import Body, bodies_in, country_names, is_no_name, names_in
from kb.questions.quantities import UNIT, Quantity, bounds_in, quantities_in, without_thousands
from kb.questions.ranks import SINGLE, Rank, other_rank, rank_in, states
from kb.text.languages import detect_query
from kb.text.normalise import fold

ConstraintKind = Literal["year", "place", "name", "quantity", "negation", "only", "rank"]
PlacesIn = Callable[[str], list[str]]  # the places that a text names, by their canonical names

_YEAR = re.compile(
    rf"(?<![\d.,/])((?:1[89]|20)\d\d)(?:\s?[-–/]\s?((?:1[89]|20)?\d\d))?(?![\d.,]*\d)(?!\s?{UNIT})", re.I
)
# A year after one of these is asked for; "since 2010" and "between 2010 and 2020" are answered by other years, too.
_IN = re.compile(
    r"(?:\b(?:nel(?:l[’']anno)?|del(?:l[’']anno)?|per il|in|of|for|during|anno|year|durante il)\s+|^)$", re.I
)
_MONTH = re.compile(
    r"\b(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic|jan|may|jun|jul|aug|sep|oct|dec)\w*\s+$", re.I
)
_HEADED = re.compile(r"\b([a-zà-ù]{5,})\s+((?:[A-ZÀ-Ý][\w’'-]+)(?:\s+[A-ZÀ-Ý][\w’'-]+)*)")
# A place in the name of an organisation or a work: "University of Padua", "the thesis of Padua".
_OWNED = re.compile(
    r"(?:[Tt]esi|[Tt]hesis|[Rr]apporto|[Rr]eport|[Ss]tudio|[Ss]tudy|[A-ZÀ-Ý][\w’'-]+)\s+(?:degli\s\w+\s)?(?:di|of|d[’'])\s?[A-ZÀ-Ý][\w’'-]+"
)
# A name after a preposition of place that the gazetteer doesn't know; but not "in May", "in Italian", "in Figure 4" and "a PM10".
_LOCATED = re.compile(
    r"\b(?:a|ad|in|at|near|presso)\s+(?!(?:Figur[ea]|Fig|Tab(?:le|ella)?|Append(?:ix|ice)|Chapter|Capitolo|Se(?:c|z)\w*|E(?:q|quation|quazione)|[A-Z\d]{2,})\b)"
    r"([A-ZÀ-Ý][\w’'-]+(?:\s+[A-ZÀ-Ý][\w’'-]+)*)(?![\w’'-]|\s*\d)"
)
_NO_PLACE = re.compile(r"Spring|Summer|Autumn|Winter|Christmas|Easter|Natale|Pasqua|Internet")
_CHOOSES = re.compile(r"^\W*(?:\w+\s+)?(?:qual[ei]|chi|which|who)\b", re.I)
_ASKS_WHAT = re.compile(r"^\W*(?:\w+\s+){0,2}?(?:qual[ei]|chi|which|who|what|che|cosa)\b", re.I)
_CLAUSE = re.compile(r"\b(?:quando|se|mentre|perch[eéè]|dove|when|if|while|because|where|whose)\b", re.I)
_NOT = re.compile(r"\b(?:non|not|never|mai|senza|without|cannot|neither|nessun\w*)\b|n[’']t\b", re.I)
# Words other than "not" by which a sentence denies something.
_DENIES = re.compile(
    r"\b(?:non|not|no|nor|never|mai|senza|without|cannot|neither|n[éè]|nessun\w*|manc\w+|priv[oaie]|esclu\w+|rifiut\w+|nobody|nothing|none|fail\w*|lack\w*"
    r"|refus\w+|reject\w*|unable|few|hardly|poch\w+|niente|nulla|except|tranne|unlike|a differenza|instead|invece)\b|n[’']t\b|\bun\w{3,}ed\b", re.I
)  # fmt: skip
# Not the only one: "not only", "one of several", or three of them in a row.
_SEVERAL = re.compile(
    r"\b(?:not (?:the )?only|non (?:è )?(?:solo|soltanto|solamente|l[’']unic\w)|one of (?:several|many|the)|un[oa] (?:de[gi]l?i|delle)|(?:tra|among) (?:gli altri|others))\b"
    r"|\b[^\W\d_]{3,30}, (?:[^\W\d_]+ ){0,3}[^\W\d_]{3,},? (?:ed?|and) ", re.I
)  # fmt: skip
_NEAR_NOT = 3  # words after "not" that it denies
_STEM = 5  # letters by which two forms of a word are the same


@dataclass(frozen=True)
class Constraints:
    """Constraints in a question.

    `where` are places outside names ("University of …"), `heads` pairs such as ("progetto", "Girandola"); `asks_which` is true for
    "which" and "who".
    """

    years: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    heads: tuple[tuple[str, str], ...] = ()
    quantities: tuple[Quantity, ...] = ()
    asks_which: bool = False
    negated: bool = False
    rank: Rank | None = None
    words: frozenset[str] = frozenset()  # first letters of its content words
    names: tuple[str, ...] = ()  # of persons and organisations
    bodies: tuple[Body, ...] = ()
    is_single: bool = False  # "the only …"
    denied: frozenset[str] = frozenset()  # first letters of the content words after "not" in "which … not …"

    @property
    def is_empty(self) -> bool:
        """Whether the question names nothing that a sentence could contradict."""
        values = (self.years, self.places, self.heads, self.quantities, self.rank, self.names, self.bodies, self.denied)
        return not (any(values) or self.asks_which or self.is_single)


@dataclass(frozen=True)
class Contradiction:
    """A value that was asked for, and the value that a sentence has instead."""

    kind: ConstraintKind
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


def located_in(text: str) -> list[str]:
    """The names after a preposition of place; "a" is one in Italian alone."""
    return [
        match[1]
        for match in _LOCATED.finditer(text)
        if not _NO_PLACE.fullmatch(first := match[1].split()[0])
        and not is_no_name(first)
        and not (match.group().startswith("a ") and detect_query(text) == "en")
    ]


def constraints_in(question: str, places_in: PlacesIn, content: Collection[str] = ()) -> Constraints:
    """The constraints in a question; `content` are its content words."""
    located = located_in(question)
    known = set(places_in(" ; ".join(located)))
    unknown = tuple(name for name in located if name not in known and not places_in(name))
    places = (*places_in(question), *unknown)
    years = {match[1] for match in _YEAR.finditer(question) if _is_asked_for(question, match, places)}
    heads = tuple((match[1].lower(), match[2]) for match in _HEADED.finditer(question) if not places_in(match[2]))
    words = frozenset(fold(word)[:_STEM] for word in content if len(word) > 3)
    negated = _NOT.search(question)
    denies = negated and _ASKS_WHAT.search(question) and not _CLAUSE.search(question[: negated.start()])
    return Constraints(
        frozenset(years), places, (*places_in(_OWNED.sub(" ", question)), *unknown), heads, tuple(quantities_in(question, bounds_in(question))),
        bool(_CHOOSES.search(question)), bool(negated), rank_in(question), words,
        names_in(question, lambda name: bool(places_in(name)) and not any(bodies_in(name, places_in))), tuple(bodies_in(question, places_in)), bool(SINGLE.search(question)),
        words & frozenset(_stems_after(question, negated)) if negated and denies else frozenset(),
    )  # fmt: skip


def _stems_after(text: str, negation: re.Match[str]) -> list[str]:
    """The first letters of the words that a negation denies."""
    return [word[:_STEM] for word in re.findall(r"\w+", fold(text[negation.end() :]))[:_NEAR_NOT]]


def _is_asked_for(question: str, match: re.Match[str], places: Collection[str]) -> bool:
    before = question[: match.start()]
    if _IN.search(before) or _MONTH.search(before):
        return True
    # "Firenze 2023", but neither "Agenda 2030" nor "since 2010".
    last = re.search(r"([A-ZÀ-Ý][\w’'-]+)\s+$", before)
    return bool(last) and any(fold(place) == fold(last[1]) for place in places) if last else False


def contradiction(constraints: Constraints, text: str, around: str, places_in: PlacesIn) -> Contradiction | None:
    """The first contradiction between a sentence and the constraints of a question; None if there is none.

    `around` is the sentence's context: title, heading, passage. A name there need not be repeated.
    """
    for check in (
        _other_year,
        _other_place,
        _other_name,
        _other_body,
        _other_quantity,
        _other_polarity,
        _several,
        _other_rank,
    ):
        if found := check(constraints, text, around, places_in):
            return found
    return None


def _other_year(constraints: Constraints, text: str, _around: str, _places: PlacesIn) -> Contradiction | None:
    found = years_in(text)
    if not constraints.years or not found or constraints.years & found:
        return None
    return Contradiction("year", min(constraints.years), max(found))


def _other_place(constraints: Constraints, text: str, around: str, places_in: PlacesIn) -> Contradiction | None:
    if not constraints.places:
        return None
    found = places_in(text) or located_in(text)
    if not found or set(constraints.places) & {*found, *places_in(around)}:
        return None
    surroundings = fold(around)
    if any(name in surroundings for place in constraints.places for name in country_names(place)):
        return None
    return Contradiction("place", constraints.places[0], found[0])


def _other_name(constraints: Constraints, text: str, around: str, _places: PlacesIn) -> Contradiction | None:
    surroundings = fold(around)
    for head, name in constraints.heads:
        if fold(name) in surroundings:
            continue
        others = [
            match[2]
            for match in _HEADED.finditer(text)
            if match[1].lower()[:5] == head[:5] and fold(match[2]) != fold(name)
        ]
        if others:
            return Contradiction("name", name, others[0])
    return None


def _other_quantity(constraints: Constraints, text: str, around: str, _places: PlacesIn) -> Contradiction | None:
    for asked in constraints.quantities:
        if asked.number in without_thousands(around):
            continue
        others = [other for other in quantities_in(text) if asked.is_alike(other)]
        if others and not any(map(asked.is_met, others)):
            return Contradiction("quantity", asked.said, f"{others[0].number} {asked.unit}")
    return None


def _other_body(constraints: Constraints, text: str, around: str, places_in: PlacesIn) -> Contradiction | None:
    """The body a text names instead of the question's: what the municipality paid doesn't say what the region paid."""
    there = list(bodies_in(around, places_in)) if constraints.bodies else []
    for body in constraints.bodies:
        if fold(body.name) in fold(around) or not all(body.is_other(other) for other in there):
            continue
        for other in bodies_in(text, places_in):
            if all(one.is_other(other) for one in constraints.bodies):
                return Contradiction("name", body.text, other.text)
    return None


def _other_polarity(constraints: Constraints, text: str, _around: str, _places: PlacesIn) -> Contradiction | None:
    """ "Which has …?" isn't answered by the one that has not, nor the reverse."""
    if constraints.denied and not _DENIES.search(text):
        said = {word[:_STEM]: word for word in re.findall(r"\w+", fold(text))}
        found = next((said[stem] for stem in constraints.denied if stem in said), "")
        return Contradiction("negation", "", found) if found else None
    if not constraints.asks_which or constraints.negated:
        return None
    for match in _NOT.finditer(text):
        if not constraints.words.isdisjoint(_stems_after(text, match)):
            return Contradiction("negation", "", match.group())
    return None


def _several(constraints: Constraints, text: str, _around: str, _places: PlacesIn) -> Contradiction | None:
    """ "The only …" isn't one of several."""
    found = _SEVERAL.search(text) if constraints.is_single else None
    return Contradiction("only", "", found.group()) if found else None


def _other_rank(constraints: Constraints, text: str, _around: str, _places: PlacesIn) -> Contradiction | None:
    found = other_rank(constraints.rank, text) if constraints.rank else ""
    return Contradiction("rank", constraints.rank.said, found) if found and constraints.rank else None


def meets(constraints: Constraints, text: str, around: str, places_in: PlacesIn) -> bool:
    """Whether a sentence states the rank in a question, and has its years, places and quantities in or around it."""
    has_year = not constraints.years or bool(constraints.years & years_in(around))
    has_place = not constraints.places or bool(set(constraints.places) & set(places_in(around)))
    has_number = all(_has(asked, around) for asked in constraints.quantities)
    return has_year and has_place and has_number and (constraints.rank is None or states(constraints.rank, text))


def _has(asked: Quantity, text: str) -> bool:
    """Whether a text has a quantity, or one within its bounds."""
    others = quantities_in(text) if asked.bounds else ()
    return asked.number in without_thousands(text) or any(
        asked.is_alike(other) and asked.is_met(other) for other in others
    )
