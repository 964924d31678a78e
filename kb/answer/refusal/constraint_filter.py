"""Filters candidates by the constraints of a question: sets aside those about another year, place or name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.answer.candidates import Candidate
from kb.index.lexical_query import Within
from kb.model import Document
from kb.questions.constraints import (
    Constraints,
    Contradiction,
    PlacesIn,
    constraints_in,
    contradiction,
    meets,
    years_in,
)
from kb.questions.proper_names import attributed_names, country_names, is_meant, is_person, single_names
from kb.search.query_analysis import Query, exact_words
from kb.search.scope import Scope
from kb.search.spelling import dictionary
from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS
from kb.text.tokens import words

_BEST = 5  # candidates, one of which must meet the constraints if the very best contradicts them
_OFFERED = ("year", "place", "name", "quantity", "rank")  # kinds whose alternatives a refusal offers


@dataclass(frozen=True)
class Alternative:
    """An alternative to what was asked for: 2019 instead of 2018, with the best candidate for it."""

    contradiction: Contradiction
    candidate: Candidate


@dataclass(frozen=True)
class FilteredCandidates:
    """The candidates that contradict nothing, best first, and the alternatives that the others offer."""

    candidates: tuple[Candidate, ...]
    alternatives: tuple[Alternative, ...] = ()
    is_unmet: bool = False  # whether the best candidates are all about other years, places or names


def filter_by_constraints(
    scope: Scope, query: Query, candidates: Sequence[Candidate], documents: Mapping[int, Document]
) -> FilteredCandidates:
    """Separate the candidates that contradict the constraints of a question; `documents` are those searched, by number.

    A candidate whose document nowhere has the year, place or name is set aside, too. Milano is a place in Lombardia.
    """
    asked_in, places_in = _gazetteer(scope)
    constraints = constraints_in(query.text, asked_in, query.forms)
    constraints = replace(constraints, names=(*constraints.names, *_single_names(query.text, asked_in)))
    if constraints.is_empty or not candidates:
        return FilteredCandidates(tuple(candidates))
    by_document = _document_contradictions(
        scope, query, constraints, {candidate.hit.document.id for candidate in candidates}, documents
    )
    kept: list[Candidate] = []
    others: dict[Contradiction, Candidate] = {}
    is_contradicted = False  # by sentences, not only by what their documents lack
    is_outranked = False  # by one of the best that states the opposite rank
    for at, candidate in enumerate(candidates):
        stated = contradiction(constraints, candidate.text, candidate.hit.surroundings, places_in)
        if found := stated or by_document.get(candidate.hit.document.id):
            others.setdefault(found, candidate)
        else:
            kept.append(candidate)
        is_contradicted |= stated is not None and stated.kind in _OFFERED
        is_outranked |= stated is not None and stated.kind == "rank" and at < _BEST
    is_first_kept = bool(kept) and kept[0] is candidates[0] and not is_outranked
    is_unmet = is_contradicted and not is_first_kept and not _any_meets(constraints, kept[:_BEST], places_in)
    alternatives = () if is_first_kept else _alternatives(constraints, others, documents)
    return FilteredCandidates(tuple(kept), alternatives, is_unmet)


def _single_names(question: str, places_in: PlacesIn) -> list[str]:
    """The single names of a question that are no places: unambiguous surnames, and common ones to which it attributes something ("secondo Rossi")."""
    unambiguous = (name for name in single_names(question) if not dictionary().frequency(name.lower()))
    return [name for name in dict.fromkeys((*unambiguous, *attributed_names(question))) if not places_in(name)]


def _alternatives(
    constraints: Constraints, others: Mapping[Contradiction, Candidate], documents: Mapping[int, Document]
) -> tuple[Alternative, ...]:
    """The alternatives that a refusal may offer: no other person where works name the one asked about."""
    apart = [found for found in others if found.kind in _OFFERED and found.found]
    asked = {found.asked for found in apart}.intersection(constraints.names)
    known = {name for name in asked if works_naming(name, documents)}
    return tuple(Alternative(found, others[found]) for found in apart if found.asked not in known)


def _gazetteer(scope: Scope) -> tuple[PlacesIn, PlacesIn]:
    """Two functions that list the places in a text: those named, and these with the places they are part of (cached)."""
    places = scope.library.lists.places
    cached: dict[str, list[str]] = {}

    def asked_in(text: str) -> list[str]:
        return [place.name for place in places.named_in(text)]

    def places_in(text: str) -> list[str]:
        if text not in cached:
            direct = asked_in(text)
            cached[text] = [*direct, *(whole for name in direct for whole in places.wholes(name))]
        return cached[text]

    return asked_in, places_in


def _document_contradictions(
    scope: Scope, query: Query, constraints: Constraints, wanted: Collection[str], documents: Mapping[int, Document]
) -> dict[str, Contradiction]:
    """The contradictions of the wanted documents that nowhere have a year, place or name of the question, by document id."""
    if not constraints.years and not constraints.where and not constraints.names:
        return {}
    numbers = [number for number, document in documents.items() if document.id in wanted]
    return {
        documents[number].id: found
        for number in numbers
        if (found := _missing_year_or_place(scope, constraints, number, documents[number]) or _missing_name(scope, query, constraints, number, documents[number]))
    }  # fmt: skip


def _missing_year_or_place(
    scope: Scope, constraints: Constraints, number: int, document: Document
) -> Contradiction | None:
    """The first year or place of the question that a document lacks, with the document's own."""
    years = {str(document.year), *years_in(document.title)}
    for year in sorted(constraints.years - years):
        if not has_words(scope, year, number):
            return Contradiction("year", year, str(document.year or ""))
    known = [*scope.library.places().get(number, ()), *_places_of(scope, document)]
    places = set(known).union(*(scope.library.lists.places.wholes(name) for name in known))
    for place in constraints.where:
        if place not in places and not any(has_words(scope, name, number) for name in country_names(place)):
            return Contradiction("place", place, known[0] if known else "")
    return None


def _missing_name(
    scope: Scope, query: Query, constraints: Constraints, number: int, document: Document
) -> Contradiction | None:
    """The first name of the question that a document lacks, with the author; names that can be translated don't count."""
    for name in constraints.names:
        is_same = document.language == query.language or not _is_translated(scope, query, name)
        if is_same and not _is_named(name, document) and not has_words(scope, _without_stopwords(name), number):
            author = next((person.name for person in document.people), "")
            return Contradiction("name", name, author if is_person(name) else "")
    return None


def _without_stopwords(name: str) -> str:
    return " ".join(word for word in words(name)[0] if word not in STOPWORDS["it"] | STOPWORDS["en"])


def _is_translated(scope: Scope, query: Query, name: str) -> bool:
    return any(scope.translate([*words(name)[0]], query.language))


def works_naming(name: str, documents: Mapping[int, Document]) -> list[int]:
    """The numbers of the documents whose title, people or organisations contain a name, typos allowed."""
    return [number for number, document in documents.items() if _is_named(name, document)]


def _is_named(name: str, document: Document) -> bool:
    known = (document.title, *(one.name for one in (*document.people, *document.organisations)))
    asked = fold(_without_stopwords(name)).split()
    said = (WORD.findall(fold(text)) for text in known)
    return any(all(any(is_meant(word, other) for other in held) for word in asked) for held in said)


def _places_of(scope: Scope, document: Document) -> list[str]:
    """The places in a document's title and in the names of its organisations."""
    texts = " ; ".join((document.title, *(organisation.name for organisation in document.organisations)))
    return [place.name for place in scope.library.lists.places.named_in(texts)]


def has_words(scope: Scope, text: str, number: int) -> bool:
    """Whether a document (by number) has all words of a text."""
    return all(scope.lexical.holds(alternatives, Within((number,))) for alternatives in exact_words([text]))


def _any_meets(constraints: Constraints, candidates: Sequence[Candidate], places_in: PlacesIn) -> bool:
    def around(candidate: Candidate) -> str:
        return f"{candidate.hit.document.year or ''} {candidate.hit.surroundings}"

    return any(c.tells and meets(constraints, c.text, around(c), places_in) for c in candidates)
