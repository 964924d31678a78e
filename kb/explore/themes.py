"""Themes of the documents that a reader may see: goals, topics, years, places, and a map of similar documents."""

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kb.explore.topic_names import Described, topic_phrases
from kb.index.derived import Derived
from kb.library import Library
from kb.model import GOALS, KINDS, Document, Kind, Reader
from kb.search.scope import open_scope, retry_on_change
from kb.subjects.gazetteer import Place
from kb.subjects.topics import Profile, cluster_by_meaning, layout, layout_of_vectors


@dataclass(frozen=True)
class GoalCount:
    """Number of documents with a goal, the three most confident ones, and the number by year."""

    goal: str
    count: int
    documents: tuple[Document, ...]
    years: dict[int, int]


@dataclass(frozen=True)
class PlaceCount:
    """Number of documents about a place; `place` is None if the gazetteer doesn't list it."""

    name: str
    place: Place | None
    count: int


@dataclass(frozen=True)
class TopicCount:
    """A topic: its documents, their number by year, the phrases that name it by language, else its concepts."""

    concepts: tuple[str, ...]
    documents: tuple[Document, ...]
    phrases: Mapping[str, tuple[str, ...]]

    @property
    def years(self) -> dict[int, int]:
        """Number of documents by year."""
        return Counter(document.year for document in self.documents if document.year)


@dataclass(frozen=True)
class Point:
    """A document on the map: x and y in −1..1, and the index of its topic, None if it has none."""

    document: Document
    x: float
    y: float
    topic: int | None


@dataclass(frozen=True)
class Themes:
    """`years` has every year from the first to the last with counts by kind; `undated` counts documents without a year.

    `topics` have at least two documents each; `points` has one point per document.
    """

    goals: tuple[GoalCount, ...]
    years: tuple[tuple[int, dict[Kind, int]], ...]
    undated: int
    places: tuple[PlaceCount, ...]
    topics: tuple[TopicCount, ...]
    points: tuple[Point, ...]
    documents: int


_SHOWN = 3
_THEMES: Derived[tuple[int, ...], Themes] = Derived(32)  # by the numbers of the visible documents


@retry_on_change
def themes(library: Library, reader: Reader) -> Themes:
    """The themes of the documents that the reader may see, cached until the library changes."""
    scope = open_scope(library, reader)
    return scope.snapshot.by_documents.get(
        _THEMES, scope.visible, lambda: _counted(library, library.documents(scope.visible))
    )


def _counted(library: Library, documents: dict[int, Document]) -> Themes:
    topics, points = _topics(library, documents)
    return Themes(
        _goals(library, documents), _years(list(documents.values())),
        sum(document.year is None for document in documents.values()), _places(library, documents), topics, points, len(documents),
    )  # fmt: skip


def _goals(library: Library, documents: dict[int, Document]) -> tuple[GoalCount, ...]:
    found: dict[str, list[tuple[float, str, Document]]] = {}
    for number, goals in library.goals().items():
        if number in documents:
            for goal in goals:
                found.setdefault(goal.goal, []).append((-goal.confidence, documents[number].title, documents[number]))
    return tuple(
        GoalCount(
            goal,
            len(found[goal]),
            tuple(d for *_, d in sorted(found[goal], key=lambda e: e[:2])[:_SHOWN]),
            Counter(d.year for *_, d in found[goal] if d.year),
        )
        for goal in GOALS
        if goal in found
    )


def _topics(library: Library, documents: dict[int, Document]) -> tuple[tuple[TopicCount, ...], tuple[Point, ...]]:
    profiles = {n: found for n, found in library.catalogue.labels.concept_counts().items() if n in documents}
    centres = library.snapshot().centres()
    groups = [topic for topic in cluster_by_meaning(profiles, centres) if len(topic.documents) > 1]
    topic_of = {number: at for at, topic in enumerate(groups) for number in topic.documents}
    places = _places_on_map(profiles, centres)
    described = _described(library, documents)
    return (
        tuple(
            TopicCount(
                topic.concepts,
                tuple(documents[n] for n in topic.documents),
                {language: topic_phrases(topic.documents, described, language) for language in ("it", "en")},
            )
            for topic in groups
        ),
        tuple(Point(documents[n], *places[n], topic_of.get(n)) for n in sorted(places)),
    )


def _places_on_map(
    profiles: Mapping[int, Profile], centres: Mapping[int, np.ndarray]
) -> dict[int, tuple[float, float]]:
    """Positions by the documents' mean vectors, which are the same for both languages; by words until all have vectors."""
    if all(number in centres for number in profiles):
        return layout_of_vectors({number: centres[number] for number in profiles})
    return layout(profiles)


def _described(library: Library, documents: Mapping[int, Document]) -> dict[int, Described]:
    keywords = library.catalogue.metadata.values("keywords")
    return {
        number: Described(d.language, d.title, tuple(value for _, value in keywords.get(number, ())), d.abstract)
        for number, d in documents.items()
    }


def _years(documents: list[Document]) -> tuple[tuple[int, dict[Kind, int]], ...]:
    counts = Counter((document.year, document.kind) for document in documents if document.year)
    known = sorted({year for year, _ in counts if year})
    if not known:
        return ()
    # Years without documents are included, so that gaps are visible; at most the last 60 years.
    return tuple(
        (year, {kind: counts[year, kind] for kind in KINDS if counts[year, kind]})
        for year in range(max(known[0], known[-1] - 60), known[-1] + 1)
    )


def _places(library: Library, documents: dict[int, Document]) -> tuple[PlaceCount, ...]:
    labels = [places for number, places in library.places().items() if number in documents]
    named = set(itertools.chain.from_iterable(labels))
    counts = Counter(place for places in labels for place in library.lists.places.with_wholes(places) if place in named)
    return tuple(
        PlaceCount(name, library.lists.places.find(name), count)
        for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    )
