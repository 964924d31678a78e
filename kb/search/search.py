"""Search: what was typed, narrowed by its operators, ranked, grouped, counted."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from kb.index.snapshot import Snapshot
from kb.library import Library
from kb.model import Document, DocumentHit, Facet, Filters, Hit, Reader, SearchResult
from kb.search.editions import superseded
from kb.search.query_analysis import Query, narrowed
from kb.search.query_syntax import ParsedQuery, parse_query
from kb.search.rank import Ranked, load_hits, openings, rank
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.search.suggest import did_you_mean

_PER_DOCUMENT = 3
_GOOD = 0.4  # of the best score: what is worth showing when the order isn't that of the scores
Sort = Literal["relevance", "date", "title"]
FACETS = ("kind", "language", "year", "department", "course", "partner", "place", "goal", "access")
_FACTS = {"department": "department", "degree course": "course"}
Prepared = tuple[ParsedQuery, Query, Scope]


@retry_on_change
def search(
    library: Library,
    text: str,
    reader: Reader,
    filters: Filters | None = None,
    k: int = 10,
    sort: Sort = "relevance",
) -> SearchResult:
    """The k best passages for `text` among what this reader may see, by relevance, or by their document's date or title."""
    asked, query, scope = _prepared(library, text, reader, filters)
    ranked = _sorted(library, _ranked(scope, asked, query, filters), sort)
    shown = ranked.documents[:k].tolist()
    everything = library.documents(_matching(scope, query, ranked) | set(shown))
    hits = load_hits(library, query, ranked, everything, k)
    also = _also(scope, {hit.document.id for hit in hits}, everything)
    snapshot = scope.snapshot
    counted = facets(everything, _facts_of(library, snapshot), snapshot.memo.setdefault("facet values", {}))
    grouped = group(hits, also, _passages_by_document(ranked, everything))
    return SearchResult(text, len(everything), hits, grouped, counted, also, did_you_mean(scope, query))


@retry_on_change
def documents_found(library: Library, text: str, reader: Reader, filters: Filters | None = None) -> list[Document]:
    """Every document that a search counts in its total, the best first: for exports."""
    asked, query, scope = _prepared(library, text, reader, filters)
    ranked = _ranked(scope, asked, query, filters)
    matching = _matching(scope, query, ranked)
    best = [number for number in dict.fromkeys(ranked.documents.tolist()) if number in matching]
    order = [*best, *sorted(matching - set(best))]
    documents = library.documents(order)
    return [documents[number] for number in order]


@retry_on_change
def browse(
    library: Library, reader: Reader, filters: Filters | None = None, sort: Literal["title", "date"] = "title"
) -> tuple[list[Document], dict[str, tuple[Facet, ...]]]:
    """Every document that this reader may see and the filters keep, by title or the newest first; and its facets."""
    scope = open_scope(library, reader, filters)
    documents = library.documents(scope.allowed)
    counted = facets(documents, _facts_of(library, scope.snapshot), scope.snapshot.memo.setdefault("facet values", {}))
    by_title = sorted(documents.values(), key=lambda document: (document.title.casefold(), document.id))
    return (sorted(by_title, key=lambda d: -(d.year or 0)) if sort == "date" else by_title), counted


def _prepared(library: Library, text: str, reader: Reader, filters: Filters | None) -> Prepared:
    """What was typed, taken apart and analysed; and what may be found."""
    asked = parse_query(text, filters or Filters())
    scope = open_scope(library, reader, asked.filters)
    return asked, narrowed(scope.analyse(asked.text), asked.phrases, asked.excluded), scope


def _ranked(scope: Scope, asked: ParsedQuery, query: Query, filters: Filters | None) -> Ranked:
    only_filters = not asked.text.strip() and asked.filters != (filters or Filters())
    return openings(scope) if only_filters else rank(scope, query)


def _facts_of(library: Library, snapshot: Snapshot) -> dict[int, list[tuple[str, str]]]:
    """(name, value) of what facets count beyond a document's own record, by document number."""
    if "facts" not in snapshot.memo:
        facts = library.catalogue.metadata.values(*_FACTS)
        for number, goals in library.goals().items():
            facts.setdefault(number, []).extend(("goal", found.goal) for found in goals)
        for number, places in library.places().items():
            facts.setdefault(number, []).extend(("place", place) for place in places)
        snapshot.memo["facts"] = facts
    found: dict[int, list[tuple[str, str]]] = snapshot.memo["facts"]
    return found


def _matching(scope: Scope, query: Query, ranked: Ranked) -> set[int]:
    """Numbers of all documents that hold any of the words, one edition of each work."""
    if not query.words:
        return set(ranked.documents.tolist())
    found = set(scope.lexical.matching_documents(query.words, scope.within(query.required, query.excluded)))
    if query.phrases:  # Words side by side can only be told from the text, which was looked at for the candidates.
        found &= set(ranked.documents.tolist())
    editions = scope.snapshot.editions
    doubled = [number for number in found if number in editions]
    if doubled:
        numbers, first = np.unique(ranked.documents, return_index=True)
        best = dict(zip(numbers.tolist(), ranked.scores[first].tolist(), strict=True))
        found -= superseded({n: best.get(n, 0.0) for n in doubled}, scope.library.documents(doubled), editions)
    return found


def _sorted(library: Library, ranked: Ranked, sort: Sort) -> Ranked:
    """The candidates in another order: whole documents, those that match much worse than the best left out."""
    if sort == "relevance" or not len(ranked.ids):
        return ranked
    numbers, first = np.unique(ranked.documents, return_index=True)
    good = numbers[ranked.scores[first] >= _GOOD * ranked.scores[0]].tolist()
    documents = library.documents(good)
    by_title = sorted(good, key=lambda n: (documents[n].title.casefold(), n))
    order = by_title if sort == "title" else sorted(by_title, key=lambda n: -(documents[n].year or 0))
    place = {number: at for at, number in enumerate(order)}
    keep = np.isin(ranked.documents, good)
    ids, scores, owners = ranked.ids[keep], ranked.scores[keep], ranked.documents[keep]
    at = np.lexsort((-scores, np.array([place[n] for n in owners.tolist()])))
    return Ranked(ids[at], scores[at], owners[at])


def _passages_by_document(ranked: Ranked, documents: dict[int, Document]) -> dict[str, int]:
    numbers, counts = np.unique(ranked.documents, return_counts=True)
    return {
        documents[n].id: count for n, count in zip(numbers.tolist(), counts.tolist(), strict=True) if n in documents
    }


def _also(scope: Scope, shown: set[str], everything: dict[int, Document]) -> dict[str, tuple[Document, ...]]:
    """For documents that are shown, by id: their other editions, as far as the reader may see them."""
    editions, allowed = scope.snapshot.editions, set(scope.allowed)
    others = {
        document.id: [n for n in editions[number] if n in allowed]
        for number, document in everything.items()
        if document.id in shown and number in editions
    }
    return {owner: tuple(scope.library.documents(numbers).values()) for owner, numbers in others.items() if numbers}


def group(
    hits: Sequence[Hit], also: Mapping[str, tuple[Document, ...]], found: Mapping[str, int]
) -> tuple[DocumentHit, ...]:
    """The hits by document, in order of each document's best; `found` counts all passages of each."""
    by_document: dict[str, list[Hit]] = {}
    for hit in hits:
        by_document.setdefault(hit.document.id, []).append(hit)
    return tuple(
        DocumentHit(
            best[0].document, shown := tuple(best[:_PER_DOCUMENT]), also.get(owner, ()), found[owner] - len(shown)
        )
        for owner, best in by_document.items()
    )


Values = tuple[tuple[str, str], ...]  # of one document: (facet, value), each once


def facets(
    documents: Mapping[int, Document],
    facts: Mapping[int, Sequence[tuple[str, str]]],
    known: dict[int, Values] | None = None,
) -> dict[str, tuple[Facet, ...]]:
    """How many of the documents have each value, most first. `facts` are department, course of study, place and goal, by number.

    `known` remembers the values of each document from one call to the next.
    """
    known = {} if known is None else known
    for number in documents.keys() - known.keys():
        known[number] = _values(documents[number], facts.get(number, ()))
    counted = Counter(itertools.chain.from_iterable(known[number] for number in documents))
    found: dict[str, list[Facet]] = {name: [] for name in FACETS}
    for (name, value), count in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0])):
        found[name].append(Facet(value, count))
    return {name: tuple(values) for name, values in found.items()}


def _values(document: Document, facts: Sequence[tuple[str, str]]) -> Values:
    values = [("kind", document.kind), ("language", document.language), ("access", document.access)]
    if document.year:
        values.append(("year", str(document.year)))
    values += [("partner", named.name) for named in document.organisations]
    values += [(_FACTS.get(name, name), value) for name, value in facts]
    return tuple(dict.fromkeys(values))
