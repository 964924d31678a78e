"""Search: parse a query, rank passages, group them by document and count facets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from kb.index.derived import Derived
from kb.index.document_bitmaps import NONE, Numbers
from kb.library import Library
from kb.model import Document, DocumentHit, Facet, Filters, Hit, Reader, SearchResult
from kb.search.editions import superseded
from kb.search.hits import HEADING, Ranked, covers_last, is_bare_heading, load_hits, with_snippets
from kb.search.query_analysis import Query, narrowed
from kb.search.query_syntax import ParsedQuery, parse_query
from kb.search.rank import openings, rank
from kb.search.relevance import judgement
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.search.spelling import correct

_PER_DOCUMENT = 3  # hits shown for each document
DOCUMENTS = 10  # on a page
_LOOKED_AT = 120  # passages for each page that are checked for bare headings
_NEAR = 30  # passages, by words or by meaning, whose documents are shown on pages
_GOOD = 0.2  # share of the best score that a document needs when results are sorted by date or title
Sort = Literal["relevance", "date", "title"]


@dataclass(frozen=True)
class Listing:
    """Options of a list of results. `page` counts from 1; None lists the best passages. `as_typed`: no correction."""

    sort: Sort = "relevance"
    as_typed: bool = False
    page: int | None = None


FACETS = ("kind", "language", "year", "department", "course", "partner", "place", "goal", "access")
_FACTS = {"department": "department", "degree course": "course"}
Facts = dict[int, list[tuple[str, str]]]  # (facet, value) beyond a document's own record, by document number
# Documents counted, and those of them with each (facet, value).
ByValue = tuple[Numbers, dict[tuple[str, str], Numbers]]
_FACTS_OF: Derived[None, Facts] = Derived(1)
_BY_VALUE: Derived[None, list["ByValue"]] = Derived(1)  # the newest, alone


@retry_on_change
def search(
    library: Library,
    text: str,
    reader: Reader,
    filters: Filters | None = None,
    k: int = 10,
    listing: Listing = Listing(),
) -> SearchResult:
    """The k best passages for `text` that this reader may see; or up to three of each document on a page of the listing.

    A clear typo is corrected at once, unless the listing says `as_typed`; any other correction is offered as `did_you_mean`.
    """
    asked, query, scope = _parsed(library, text, reader, filters)
    correction = correct(scope, query, text)
    if correction and correction.is_clear and not listing.as_typed:
        corrected = search(library, correction.text, reader, filters, k, replace(listing, as_typed=True))
        return replace(corrected, query=text, corrected=correction.text, did_you_mean="")
    ranked = _sorted(scope, _ranked(scope, asked, query, filters), listing.sort)
    if listing.page is None and listing.sort == "relevance":
        ranked = ranked.spread(k, scope.config.rank.same_document)
    ranked = _without_bare_headings(library, ranked, _LOOKED_AT * max(listing.page or 1, 1))
    order = _order(scope, query, ranked, k if listing.page is None else _NEAR, listing.sort)
    pages = -(-len(order) // DOCUMENTS)
    page = listing.page and min(max(listing.page, 1), max(pages, 1))
    shown = ranked if page is None else _on_page(scope, query, ranked, order[(page - 1) * DOCUMENTS :][:DOCUMENTS])
    everything = scope.documents(order)
    hits = with_snippets(load_hits(library, shown, everything, k if page is None else len(shown.ids)), query)
    if page is not None:
        hits = covers_last(hits, query)
    also = _also(scope, {hit.document.id for hit in hits}, everything)
    counted = _counted(scope, everything)
    grouped = group(hits, also, _passages_by_document(ranked, everything))
    offered = correction.text if correction else ""
    speaking = set(ranked.documents[ranked.probabilities >= scope.config.relevance.related].tolist())
    return SearchResult(
        text, len(everything), hits, grouped, counted, also, offered, page=page, pages=pages, speaking=len(speaking & set(order))
    )  # fmt: skip


def _without_bare_headings(library: Library, ranked: Ranked, first: int) -> Ranked:
    """The passages without running heads and bare headings among the `first`, unless a document has nothing else."""
    ids = ranked.ids[:first].tolist()
    passages = library.catalogue.passages(ids, HEADING)
    titles = library.catalogue.metadata.titles([*passages])
    bare = {i for i, p in passages.items() if is_bare_heading(p.text, f"{p.heading} {titles.get(p.document_id, '')}")}
    keep = ~np.isin(ranked.ids, list(bare))
    alone = set(ranked.documents.tolist()) - set(ranked.documents[keep].tolist())
    return ranked.only(keep | np.isin(ranked.documents, list(alone)))


def _order(scope: Scope, query: Query, ranked: Ranked, near: int, sort: Sort) -> list[int]:
    """Numbers of all documents found, in the order in which they are shown.

    These are those of the `near` best passages and those with a word of the query; by date or title, those that match well.
    """
    best = list(dict.fromkeys(ranked.documents.tolist()))
    if sort != "relevance":
        return best
    matching = _matching(scope, query, ranked)
    counted = matching | set(ranked.documents[:near].tolist())
    order = [number for number in best if number in counted]
    return [*order, *sorted(matching.difference(order))]


def _on_page(scope: Scope, query: Query, ranked: Ranked, numbers: Sequence[int]) -> Ranked:
    """The best passages of these documents, at most three of each, document by document."""
    ids: list[int] = []
    scores: list[float] = []
    relevance: list[float] = []
    documents: list[int] = []
    for number in numbers:
        at = np.flatnonzero(ranked.documents == number)[:_PER_DOCUMENT]
        found = list(zip(ranked.ids[at].tolist(), ranked.scores[at].tolist(), strict=True))
        judged = ranked.probabilities[at].tolist()
        if not found:  # the document wasn't among the candidates
            within = replace(scope.within(query.required, query.excluded), documents=[number])
            found = [(i, 0.0) for i, _ in scope.lexical.search(query.words, {"body": 1.0}, _PER_DOCUMENT, within)]
            judged = [0.0] * len(found)
        ids += [i for i, _ in found]
        relevance += judged
        scores += [score for _, score in found]
        documents += [number] * len(found)
    return Ranked(np.array(ids, np.int64), np.array(scores), np.array(documents, np.int64), np.array(relevance))


@retry_on_change
def documents_found(
    library: Library, text: str, reader: Reader, filters: Filters | None = None, *, by_meaning: bool = False
) -> list[Document]:
    """Every document with a word of the query, best first; `by_meaning` adds the others that the pages of a search list."""
    asked, query, scope = _parsed(library, text, reader, filters)
    ranked = _ranked(scope, asked, query, filters)
    if by_meaning:
        ranked = _without_bare_headings(library, ranked, _LOOKED_AT)
    order = _order(scope, query, ranked, _NEAR if by_meaning else 0, "relevance")
    documents = scope.documents(order)
    return [documents[number] for number in order]


@retry_on_change
def browse(
    library: Library, reader: Reader, filters: Filters | None = None, sort: Literal["title", "date"] = "title"
) -> tuple[list[Document], dict[str, tuple[Facet, ...]]]:
    """Every allowed document, by title or newest first; and the facets of them all."""
    scope = open_scope(library, reader, filters)
    documents = scope.documents(scope.allowed)
    counted = _counted(scope, documents)
    by_title = sorted(documents.values(), key=lambda document: (document.title.casefold(), document.id))
    return (sorted(by_title, key=lambda d: -(d.year or 0)) if sort == "date" else by_title), counted


def _parsed(library: Library, text: str, reader: Reader, filters: Filters | None) -> tuple[ParsedQuery, Query, Scope]:
    """The query with its operators parsed, its words analysed, and its scope."""
    asked = parse_query(text, filters or Filters())
    scope = open_scope(library, reader, asked.filters, asked.alternatives, asked.without)
    query = narrowed(scope.analyse(asked.text), asked.phrases, asked.excluded, asked.choices)
    return asked, query, scope


def _ranked(scope: Scope, asked: ParsedQuery, query: Query, filters: Filters | None) -> Ranked:
    narrows = asked.alternatives or asked.without or asked.filters != (filters or Filters())
    only_filters = not asked.text.strip() and narrows
    return openings(scope) if only_filters else rank(scope, query)


def _counted(scope: Scope, documents: Mapping[int, Document]) -> dict[str, tuple[Facet, ...]]:
    kept = scope.snapshot.by_documents
    facts = kept.get(_FACTS_OF, None, lambda: _facts(scope.library))
    return facets(documents, facts, kept.get(_BY_VALUE, None, list))


def _facts(library: Library) -> Facts:
    facts = library.catalogue.metadata.values(*_FACTS)
    for number, goals in library.goals().items():
        facts.setdefault(number, []).extend(("goal", found.goal) for found in goals)
    for number, places in library.places().items():
        facts.setdefault(number, []).extend(("place", place) for place in library.lists.places.with_wholes(places))
    return facts


def _matching(scope: Scope, query: Query, ranked: Ranked) -> set[int]:
    """Numbers of all documents with any of the query's words, one edition of each work."""
    if not query.words:
        return set(ranked.documents.tolist())
    found = set(scope.lexical.matching_documents(query.words, scope.within(query.required, query.excluded)))
    if query.phrases or query.choices:  # They were checked in the text of the candidates only.
        found &= set(ranked.documents.tolist())
    editions = scope.snapshot.editions
    doubled = [number for number in found if number in editions]
    if doubled:
        best = ranked.best_of_documents()
        found -= superseded(
            {n: best.get(n, 0.0) for n in doubled},
            scope.documents(doubled),
            editions,
            scope.config.rank.edition,
        )
    return found


def _sorted(scope: Scope, ranked: Ranked, sort: Sort) -> Ranked:
    """The candidates by document date or title, without documents that match much worse than the best."""
    if sort == "relevance" or not len(ranked.ids):
        return ranked
    good = [n for n, best in ranked.best_of_documents().items() if best >= _GOOD * ranked.scores[0]]
    documents = scope.documents(good)
    by_title = sorted(good, key=lambda n: (documents[n].title.casefold(), n))
    order = by_title if sort == "title" else sorted(by_title, key=lambda n: -(documents[n].year or 0))
    place = {number: at for at, number in enumerate(order)}
    kept = ranked.only(np.isin(ranked.documents, good))
    return kept.only(np.lexsort((-kept.scores, np.array([place[n] for n in kept.documents.tolist()]))))


def _passages_by_document(ranked: Ranked, documents: dict[int, Document]) -> dict[str, int]:
    numbers, counts = np.unique(ranked.documents, return_counts=True)
    return {
        documents[n].id: count for n, count in zip(numbers.tolist(), counts.tolist(), strict=True) if n in documents
    }


def _also(scope: Scope, shown: set[str], everything: dict[int, Document]) -> dict[str, tuple[Document, ...]]:
    """The other allowed editions of the documents shown, by document id."""
    editions, allowed = scope.snapshot.editions, scope.allowed
    others = {
        document.id: [n for n in editions[number] if n in allowed]
        for number, document in everything.items()
        if document.id in shown and number in editions
    }
    return {owner: tuple(scope.documents(numbers).values()) for owner, numbers in others.items() if numbers}


def group(
    hits: Sequence[Hit], also: Mapping[str, tuple[Document, ...]], found: Mapping[str, int]
) -> tuple[DocumentHit, ...]:
    """The hits by document, in order of each document's best hit. `found` counts all passages of each document found."""
    by_document: dict[str, list[Hit]] = {}
    for hit in hits:
        by_document.setdefault(hit.document.id, []).append(hit)
    return tuple(
        DocumentHit(
            best[0].document,
            shown := tuple(best[:_PER_DOCUMENT]),
            also.get(owner, ()),
            max(found.get(owner, 0) - len(shown), 0),
            judgement(best)[1],
        )
        for owner, best in by_document.items()
    )


def facets(
    documents: Mapping[int, Document],
    facts: Mapping[int, Sequence[tuple[str, str]]],
    known: list[ByValue] | None = None,
) -> dict[str, tuple[Facet, ...]]:
    """Count the documents with each value of each facet, most frequent first.

    `facts` are department, course of study, place and goal, by document number; `known` keeps which documents have each value
    between calls.
    """
    wanted = Numbers(documents)
    seen, by_value = known[0] if known else (NONE, dict[tuple[str, str], Numbers]())
    if new := wanted - seen:
        added: dict[tuple[str, str], list[int]] = {}
        for number in new:
            for value in _values(documents[number], facts.get(number, ())):
                added.setdefault(value, []).append(number)
        by_value = by_value | {value: by_value.get(value, NONE) | Numbers(numbers) for value, numbers in added.items()}
        if known is not None:
            known[:] = [(seen | new, by_value)]
    counted = {
        value: count for value, numbers in by_value.items() if (count := wanted.intersection_cardinality(numbers))
    }
    found: dict[str, list[Facet]] = {name: [] for name in FACETS}
    for (name, shown), count in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0])):
        found[name].append(Facet(shown, count))
    return {name: tuple(values) for name, values in found.items()}


def _values(document: Document, facts: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(facet, value) of one document, each once."""
    values = [("kind", document.kind), ("language", document.language), ("access", document.access)]
    if document.year:
        values.append(("year", str(document.year)))
    values += [("partner", named.name) for named in document.organisations]
    values += [(_FACTS.get(name, name), value) for name, value in facts]
    return tuple(dict.fromkeys(values))
