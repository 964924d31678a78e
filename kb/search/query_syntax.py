"""Query operators: "a phrase", -without, OR, AND, NOT, (brackets), prefix*, author:name, year:2019..2022, kind:thesis, sdg:11.

Parsing never fails: a malformed operator is an ordinary word, and an open bracket or quotation mark is passed over.
"""

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from luqum.exceptions import ParseError
from luqum.thread import parse
from luqum.tree import Group, Item, Not, OrOperation, UnknownOperation
from luqum.tree import Word as LuceneWord

from kb.model import ACCESSES, GOALS, KINDS, Filters
from kb.text.normalise import plain_characters

_UNIT = re.compile(
    r'(?P<minus>(?<![^\s(])-)?(?:(?P<key>[a-z]+):)?(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s"()]+(?:\([^\s"()]*\)[^\s"()]*)*))|[()]',
    re.I,
)
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„«»", '"'))
_OPERATORS = frozenset(("AND", "OR", "NOT"))
_PHRASES = 16  # of a query at most; each is searched for in every candidate
_PARSED = 200  # words, operators and brackets of a query within which operators are parsed
_CLAUSES = 64  # clauses that brackets may expand to
_FIELD_OF_SEVERAL = re.compile(r"\b([a-z]+):\(([^()]*)\)", re.I)
_KEYS = {
    "author": "author", "autore": "author", "supervisor": "supervisor", "relatore": "supervisor", "title": "title",
    "titolo": "title", "year": "year", "anno": "year", "kind": "kind", "tipo": "kind", "lang": "language", "lingua": "language",
    "partner": "partner", "course": "course", "department": "department", "dipartimento": "department", "place": "place", "luogo": "place",
    "access": "access", "sdg": "goal", "goal": "goal", "oss": "goal", "obiettivo": "goal",
}  # fmt: skip
_KINDS = {
    name: kind
    for kind, names in {
        "thesis": "tesi theses",
        "course": "corso corsi courses",
        "report": "relazione relazioni rapporto rapporti reports progetto progetti project projects",
        "other": "altro altri",
    }.items()
    for name in names.split()
}
_LANGUAGES = {
    name: code
    for code, names in {
        "it": "ita italian italiano", "en": "eng english inglese", "fr": "fra french francese", "es": "spa spanish spagnolo",
        "de": "deu german tedesco", "pt": "por portuguese portoghese",
    }.items()
    for name in (code, *names.split())
}  # fmt: skip
_WITHOUT_SEVERAL = re.compile(r"(?<![^\s(])-\(")
_SEVERAL = ("author", "supervisor", "title")  # of which a document may have to match two
_YEARS = re.compile(r"(\d{4})?(\.\.)?(\d{4})?$")


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed query: the words to search for, conditions on the text of passages, and filters of documents.

    Passages must contain all `phrases`, one of each of the `choices`, and nothing `excluded`. Documents must be kept by
    the filters, by one of each of the `alternatives`, and by none of the filters `without`.
    """

    text: str
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    filters: Filters
    choices: tuple[tuple[str, ...], ...] = ()
    alternatives: tuple[tuple[Filters, ...], ...] = ()
    without: tuple[Filters, ...] = ()


@dataclass(frozen=True)
class _Unit:
    """A word, a phrase or a filter of a query. `filters` has only this unit's filter; None for a word or phrase."""

    written: str
    value: str
    is_phrase: bool
    filters: Filters | None


_Literal = tuple[int, bool]  # a unit's number, and whether it is wanted
_Clause = frozenset[_Literal]  # one of these at least


def parse_query(text: str, filters: Filters) -> ParsedQuery:
    """Parse a query; its operators narrow `filters`, and the words of a phrase stay in the text."""
    plain = _WITHOUT_SEVERAL.sub("NOT (", plain_characters(text).translate(_QUOTATION_MARKS))
    units, skeleton = _units(_FIELD_OF_SEVERAL.sub(_field_by_field, plain))
    strict, loose = _clauses(skeleton)
    wanted = {number for clause in (*strict, *loose) for number, is_wanted in clause if is_wanted}
    words = " ".join(unit.written for number, unit in enumerate(units) if number in wanted and unit.filters is None)
    parsed = ParsedQuery(words if units else skeleton.strip("() "), (), (), filters)
    for clauses, is_strict in ((loose, False), (strict, True)):
        for clause in clauses:
            parsed = _with(parsed, [(units[number], is_wanted) for number, is_wanted in sorted(clause)], is_strict)
    phrases, excluded = (tuple(dict.fromkeys(found)) for found in (parsed.phrases, parsed.excluded))
    return replace(parsed, phrases=phrases[:_PHRASES], excluded=excluded, choices=parsed.choices[:_PHRASES])


def _with(parsed: ParsedQuery, clause: Sequence[tuple[_Unit, bool]], is_strict: bool) -> ParsedQuery:
    """The query with one more clause, of units that are wanted or not."""
    unit, is_wanted = clause[0]
    fields = tuple(unit.filters for unit, _ in clause if unit.filters)
    if len(clause) == 1 and not is_wanted:
        if unit.filters:
            return replace(parsed, without=(*parsed.without, unit.filters))
        return replace(parsed, excluded=(*parsed.excluded, unit.value))
    if not all(is_wanted for _, is_wanted in clause) or 0 < len(fields) < len(clause):
        return parsed  # "this or not that" and "this word or that author" exclude nothing
    if len(fields) == 1 and not any(getattr(fields[0], name) and getattr(parsed.filters, name) for name in _SEVERAL):
        return replace(parsed, filters=_both(parsed.filters, fields[0]))
    if fields:
        return replace(parsed, alternatives=(*parsed.alternatives, fields))
    if len(clause) == 1 and unit.is_phrase:
        return replace(parsed, phrases=(*parsed.phrases, unit.value))
    return replace(parsed, choices=(*parsed.choices, tuple(unit.value for unit, _ in clause))) if is_strict else parsed


def _field_by_field(several: re.Match[str]) -> str:
    """`author:(rossi OR neri)` as `(author:rossi OR author:neri)`, `author:(anna rossi)` as a phrase."""
    key, inner = several.groups()
    parts = re.findall(r'"[^"]*"|[^\s"]+', inner)
    if key.lower() not in _KEYS or not parts:
        return several.group()
    if _OPERATORS.isdisjoint(parts):
        return f'{key}:"{" ".join(part.strip(chr(34)) for part in parts)}"'
    return f"({' '.join(part if part in _OPERATORS else f'{key}:{part}' for part in parts)})"


def _units(text: str) -> tuple[list[_Unit], str]:
    """The units of a query, and the query with their numbers in their places, for the parser: `u0 OR (u1 NOT u2)`."""
    units: list[_Unit] = []
    parts: list[str] = []
    for match in _UNIT.finditer(text):
        value = match["phrase"] or match["word"] or ""
        if match.group() in "()" or match.group() in _OPERATORS:
            parts.append(match.group())
            continue
        key = _KEYS.get((match["key"] or "").lower())
        narrowed = _narrow(Filters(), key, value) if key else None
        is_without = match["minus"] and (narrowed is not None or not match["key"]) and any(map(str.isalnum, value))
        written = match.group() if narrowed is None or not match["minus"] else match.group()[1:]
        units.append(_Unit(written, value, bool(match["phrase"] and not match["key"]), narrowed))
        parts.append(f"{'NOT ' if is_without else ''}u{len(units) - 1}")
    return units, " ".join(parts)


def _clauses(skeleton: str) -> tuple[list[_Clause], list[_Clause]]:
    """(clauses that must all hold, optional units); broken brackets and operators of a query are left out."""
    try:
        if _OPERATORS.isdisjoint(skeleton.split()) or skeleton.count(" ") > _PARSED:
            raise ParseError("nothing to parse, or too much")
        parts = list(_side_by_side(parse(skeleton)))
        normal = [(isinstance(part, LuceneWord), _normal(part, True)) for part in parts]
        strict, loose = ([c for is_word, cs in normal if is_word == kind for c in cs] for kind in (False, True))
        return strict, loose
    except (ParseError, RecursionError, _TooManyClauses):
        words = [part for part in skeleton.split() if part == "NOT" or part[0] == "u"]
        return [], [
            frozenset({(int(part[1:]), before != "NOT")})
            for before, part in itertools.pairwise(["", *words])
            if part != "NOT"
        ]


def _side_by_side(tree: Item) -> Iterator[Item]:
    """The parts of a query that no operator joins, brackets around such parts left out."""
    if isinstance(tree, Group | UnknownOperation):
        for child in tree.children:
            yield from _side_by_side(child)
    else:
        yield tree


class _TooManyClauses(Exception):
    pass


def _normal(tree: Item, is_wanted: bool) -> list[_Clause]:
    """A tree in conjunctive normal form, negated unless `is_wanted`. Words without an operator between them must all hold."""
    if isinstance(tree, LuceneWord):
        return [frozenset({(int(tree.value[1:]), is_wanted)})]
    if isinstance(tree, Not):
        return _normal(tree.a, not is_wanted)
    parts = [_normal(child, is_wanted) for child in tree.children]
    if isinstance(tree, Group) or isinstance(tree, OrOperation) != is_wanted:
        return list(itertools.chain.from_iterable(parts))
    if math.prod(map(len, parts)) > _CLAUSES:
        raise _TooManyClauses
    return [frozenset().union(*several) for several in itertools.product(*parts)]


def _both(filters: Filters, more: Filters) -> Filters:
    """The filters with those that are set in `more`."""
    return replace(filters, **{name: value for name, value in asdict(more).items() if value is not None})


def written(text: str, filters: Filters) -> str:
    """A query and its filters as one text; the reverse of `parse_query`."""
    names = {"kind": "kind", "language": "lang", "partner": "partner", "department": "department", "course": "course", "place": "place",
             "goal": "sdg", "access": "access", "author": "author", "supervisor": "supervisor", "title": "title"}  # fmt: skip
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
        return (
            replace(filters, goal=str(int(value)))
            if value.isdecimal() and len(value) < 4 and str(int(value)) in GOALS
            else None
        )
    if key == "language":
        language = _LANGUAGES.get(value.lower())
        return replace(filters, language=language) if language else None
    years = _YEARS.match(value)
    if not years or not (years[1] or years[3]):
        return None
    first = int(years[1]) if years[1] else None
    last = int(years[3]) if years[3] else None if years[2] else first
    if first and last and last < first:
        first, last = last, first
    return replace(filters, year_from=first, year_to=last)
