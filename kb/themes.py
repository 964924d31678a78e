"""What the library is about, in counts: goals, years, places; over the documents that a reader may see."""

from collections import Counter
from dataclasses import dataclass

from kb.gazetteer import Place
from kb.goals import GOALS
from kb.library import Library
from kb.model import KINDS, Document, Kind, Reader


@dataclass(frozen=True)
class GoalCount:
    """How many documents work towards a goal, and the surest of them."""

    goal: str
    count: int
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class PlaceCount:
    """How many documents are about a place; `place` is None for one whose coordinates aren't listed."""

    name: str
    place: Place | None
    count: int


@dataclass(frozen=True)
class Themes:
    """Counts of documents; `years` has every year from the first to the last, by kind; `undated` have none."""

    goals: tuple[GoalCount, ...]
    years: tuple[tuple[int, dict[Kind, int]], ...]
    undated: int
    places: tuple[PlaceCount, ...]
    documents: int


_SHOWN = 3


def themes(library: Library, reader: Reader) -> Themes:
    """Count what this reader may see."""
    allowed = library.catalogue.allowed(reader)
    documents = library.documents(allowed)
    return Themes(
        _goals(library, documents), _years(list(documents.values())),
        sum(document.year is None for document in documents.values()), _places(library, documents), len(documents),
    )  # fmt: skip


def _goals(library: Library, documents: dict[int, Document]) -> tuple[GoalCount, ...]:
    found: dict[str, list[tuple[float, str, Document]]] = {}
    for number, goals in library.goals().items():
        if number in documents:
            for goal in goals:
                found.setdefault(goal.goal, []).append((-goal.confidence, documents[number].title, documents[number]))
    return tuple(
        GoalCount(goal, len(found[goal]), tuple(d for *_, d in sorted(found[goal], key=lambda e: e[:2])[:_SHOWN]))
        for goal in GOALS
        if goal in found
    )


def _years(documents: list[Document]) -> tuple[tuple[int, dict[Kind, int]], ...]:
    counts = Counter((document.year, document.kind) for document in documents if document.year)
    known = sorted({year for year, _ in counts if year})
    if not known:
        return ()
    # A year without documents is shown too: a gap is something to see.
    return tuple(
        (year, {kind: counts[year, kind] for kind in KINDS if counts[year, kind]})
        for year in range(max(known[0], known[-1] - 60), known[-1] + 1)
    )


def _places(library: Library, documents: dict[int, Document]) -> tuple[PlaceCount, ...]:
    counts = Counter(place for number, places in library.places().items() if number in documents for place in places)
    return tuple(
        PlaceCount(name, library.lists.places.find(name), count)
        for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    )
