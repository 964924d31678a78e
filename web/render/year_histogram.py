"""Bars of documents by year, for the filter of a list: drawn by narrowing.html, dragged over by static/results.js."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Facet, Filters

WIDTH, HEIGHT = 240.0, 48.0  # of the drawing, in its own units
_MOST_BARS = 40  # by judgement: six units each


@dataclass(frozen=True)
class Bar:
    """Documents of the years `first` to `last`, as a rectangle on the lower edge. `chosen`: within the filter."""

    first: int
    last: int
    count: int
    x: float
    width: float
    height: float
    chosen: bool

    @property
    def name(self) -> str:
        """The years as text: "2019" or "2015–2019"."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class Histogram:
    """The bars from the year `first` to `last`; none for years without documents."""

    first: int
    last: int
    bars: tuple[Bar, ...]


def year_histogram(years: Sequence[Facet], filters: Filters) -> Histogram | None:
    """The histogram of these years, those within the filters marked; None for fewer than two years."""
    counts = {int(facet.value): facet.count for facet in years if facet.value.isdecimal()}
    if len(counts) < 2:
        return None
    first, last = min(counts), max(counts)
    step = -(-(last - first + 1) // _MOST_BARS)
    spans = [(year, min(year + step - 1, last)) for year in range(first, last + 1, step)]
    heights = [sum(counts.get(year, 0) for year in range(start, end + 1)) for start, end in spans]
    unit = WIDTH / (last - first + 1)
    bars = [
        Bar(
            start, end, count, round((start - first) * unit, 2), round((end - start + 1) * unit, 2),
            round(max(HEIGHT * count / max(heights), 2), 2), _within(start, end, filters),
        )
        for (start, end), count in zip(spans, heights, strict=True)
        if count
    ]  # fmt: skip
    return Histogram(first, last, tuple(bars))


def _within(start: int, end: int, filters: Filters) -> bool:
    return (filters.year_from or start) <= end and start <= (filters.year_to or end)
