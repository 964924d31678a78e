"""Sets candidates aside that say something of another year, place or name than the question asks about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.answer.candidates import Candidate
from kb.index.lexical import Within
from kb.model import Document
from kb.questions.named import Difference, Named, PlacesIn, difference, holds, named_in, years_in
from kb.search.query_analysis import Query, exact_words
from kb.search.scope import Scope

_LOOKED_AT = 5  # best candidates among which one must hold what is named, if the best of all contradicts it
_NAMED_APART = ("year", "place", "name")  # kinds whose alternatives a refusal tells


@dataclass(frozen=True)
class Instead:
    """What there is instead of what was asked for: 2019 instead of 2018, with the best candidate for it."""

    difference: Difference
    candidate: Candidate


@dataclass(frozen=True)
class Held:
    """The candidates that contradict nothing, best first, and what the others have instead of what was asked for."""

    candidates: tuple[Candidate, ...]
    instead: tuple[Instead, ...] = ()
    is_missed: bool = False  # whether only other years, places or names are answered


def hold(scope: Scope, query: Query, candidates: Sequence[Candidate], documents: Mapping[int, Document]) -> Held:
    """Part candidates by whether they contradict what the question names; `documents` are those searched, by number.

    A candidate whose document has the year or place nowhere is set aside, too.
    """
    places = scope.library.lists.places
    known: dict[str, list[str]] = {}

    def asked_in(text: str) -> list[str]:
        return [place.name for place in places.named_in(text)]

    def places_in(text: str) -> list[str]:
        """With those that they are part of: what is said of Milano is said of a place in Lombardia."""
        if text not in known:
            direct = asked_in(text)
            known[text] = [*direct, *(whole for name in direct for whole in places.wholes(name))]
        return known[text]

    named = named_in(query.text, asked_in, query.forms)
    if named.is_empty or not candidates:
        return Held(tuple(candidates))
    lacking = _lacking(scope, named, {candidate.hit.document.id for candidate in candidates}, documents)
    kept: list[Candidate] = []
    others: dict[Difference, Candidate] = {}
    for candidate in candidates:
        found = difference(named, candidate.text, candidate.hit.surroundings, places_in)
        if found is None and candidate.hit.document.id not in lacking:
            kept.append(candidate)
        elif found:
            others.setdefault(found, candidate)
    apart = {found: candidate for found, candidate in others.items() if found.kind in _NAMED_APART}
    is_missed = bool(apart) and candidates[0] not in kept and not _any_holds(named, kept[:_LOOKED_AT], places_in)
    instead = (Instead(found, candidate) for found, candidate in apart.items())
    return Held(tuple(kept), tuple(instead) if is_missed else (), is_missed)


def _lacking(scope: Scope, named: Named, wanted: Collection[str], documents: Mapping[int, Document]) -> set[str]:
    """Ids of those documents that name a year or place of the question nowhere."""
    if not named.years and not named.where:
        return set()
    numbers = [number for number, document in documents.items() if document.id in wanted]
    return {documents[number].id for number in numbers if not _has_all(scope, named, number, documents[number])}


def _has_all(scope: Scope, named: Named, number: int, document: Document) -> bool:
    years = {str(document.year), *years_in(document.title)}
    known = {*scope.library.places().get(number, ()), *_places_of(scope, document)}
    places = known.union(*(scope.library.lists.places.wholes(name) for name in known))
    return all(year in years or _has_words(scope, year, number) for year in named.years) and all(
        place in places or _has_words(scope, place, number) for place in named.where
    )


def _places_of(scope: Scope, document: Document) -> list[str]:
    """The places in a document's title and in the names of its organisations."""
    named = " ; ".join((document.title, *(organisation.name for organisation in document.organisations)))
    return [place.name for place in scope.library.lists.places.named_in(named)]


def _has_words(scope: Scope, words: str, number: int) -> bool:
    return all(scope.lexical.holds(alternatives, Within((number,))) for alternatives in exact_words([words]))


def _any_holds(named: Named, candidates: Sequence[Candidate], places_in: PlacesIn) -> bool:
    def around(candidate: Candidate) -> str:
        return f"{candidate.hit.document.year or ''} {candidate.hit.surroundings}"

    return any(candidate.tells and holds(named, around(candidate), places_in) for candidate in candidates)
