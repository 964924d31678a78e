"""Bitmaps of document numbers by kind, language, year, access level, goal and place: filters as intersections, in microseconds.

Made once for each state of the documents. Access isn't decided here: `kb.search.scope` intersects both.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TypeVar

from pyroaring import BitMap, FrozenBitMap

from kb.model import Filters
from kb.store.catalogue import Catalogue
from kb.text.normalise import fold

Numbers = FrozenBitMap  # of documents; iterates in ascending order
NONE = Numbers()
K = TypeVar("K")
_KEPT_HERE = ("kind", "language", "access", "goal")


@dataclass(frozen=True)
class DocumentBitmaps:
    """Document numbers by the value of each of the fields `kind`, `language`, `access`, `goal`; by year; and by place, folded."""

    values: dict[tuple[str, str], Numbers]
    years: dict[int, Numbers]
    places: dict[str, Numbers]

    def kept(self, filters: Filters, parts: Collection[str] = ()) -> tuple[list[Numbers], Filters]:
        """The bitmaps of the numbers that each known filter keeps, and the filters that aren't known here.

        `parts` are the names of the places within the one that is filtered by.
        """
        wanted = [(name, value) for name in _KEPT_HERE if (value := getattr(filters, name)) is not None]
        found = [self.values.get((name, value), NONE) for name, value in wanted]
        first, last = filters.year_from, filters.year_to
        if first is not None or last is not None:
            found.append(_union(numbers for year, numbers in self.years.items() if _is_within(year, first, last)))
        if filters.place is not None:
            name, within = fold(filters.place), set(map(fold, parts))
            kept = (numbers for place, numbers in self.places.items() if name in place or place in within)
            found.append(_union(kept))
        return found, replace(
            filters, kind=None, language=None, access=None, goal=None, year_from=None, year_to=None, place=None
        )


def _is_within(year: int, first: int | None, last: int | None) -> bool:
    return (first is None or year >= first) and (last is None or year <= last)


def _union(several: Iterable[Numbers]) -> Numbers:
    return reduce(or_, several, NONE)


def load_bitmaps(catalogue: Catalogue) -> DocumentBitmaps:
    """The bitmaps of the documents as they are now."""
    values: dict[tuple[str, str], BitMap] = {}
    years: dict[int, BitMap] = {}
    places: dict[str, BitMap] = {}
    goals, places_of = catalogue.labels.filtered_by()
    for number, year, *told in catalogue.metadata.filtered_by():
        for name, value in zip(("kind", "language", "access"), told, strict=True):
            values.setdefault((name, value), BitMap()).add(number)
        if year is not None:
            years.setdefault(year, BitMap()).add(number)
    for number, goal in goals:
        values.setdefault(("goal", goal), BitMap()).add(number)
    for number, place in places_of:
        places.setdefault(place, BitMap()).add(number)
    return DocumentBitmaps(_frozen(values), _frozen(years), _frozen(places))


def _frozen(by: Mapping[K, BitMap]) -> dict[K, Numbers]:
    return {key: Numbers(numbers) for key, numbers in by.items()}
