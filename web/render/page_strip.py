"""The strip of a document's page pictures: which pages it shows, and where a query was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Hit, Passage

MOST = 60  # pictures in a strip, by judgement: ten to a window, and 15 KB of HTML


@dataclass(frozen=True)
class StripPage:
    """A page (1-based) of the strip. `best` is its best passage, of `found` ones; `after_gap`: pages before it are left out."""

    number: int
    best: Passage | None = None
    found: int = 0
    after_gap: bool = False


def page_strip(pages: int, hits: Sequence[Hit], most: int = MOST) -> list[StripPage]:
    """At most `most` of a document's pages in order: those with hits, best first, then its first ones."""
    best: dict[int, Passage] = {}
    for hit in hits:
        best.setdefault(hit.passage.page, hit.passage)
    found = [hit.passage.page for hit in hits]
    shown = sorted(list(dict.fromkeys([*best, *range(1, pages + 1)]))[:most])
    return [
        StripPage(number, best.get(number), found.count(number), number > before + 1)
        for before, number in zip([0, *shown], shown, strict=False)
    ]
