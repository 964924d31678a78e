"""The strip of a document's page pictures: the pages shown, with the passages found by a query."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Document, Hit, Passage
from web.render.sheets import Sheets

MOST = 60  # pictures in a strip, by judgement: ten to a window, and 15 KB of HTML


@dataclass(frozen=True)
class StripPage:
    """A picture (1-based) of the strip, and the document's page that it shows, which differ for Word documents.

    `best` is its best passage, of `found` ones; `after_gap`: pictures before it are left out.
    """

    number: int
    page: int
    best: Passage | None = None
    found: int = 0
    after_gap: bool = False


def page_strip(document: Document, hits: Sequence[Hit], sheets: Sheets | None, most: int = MOST) -> list[StripPage]:
    """At most `most` of a document's pictures in order: those with hits, best first, then its first ones; [] without pictures."""
    count = document.page_count if document.format == "pdf" else len(sheets.all) if sheets else 0
    if sheets and not sheets.spans:
        return []
    found = [sheets.of_text(hit.passage.page, hit.passage.text) if sheets else hit.passage.page for hit in hits]
    best: dict[int, Passage] = {}
    for number, hit in zip(found, hits, strict=True):
        best.setdefault(number, hit.passage)
    shown = sorted(list(dict.fromkeys([*best, *range(1, count + 1)]))[:most]) if count else []
    return [
        StripPage(
            number,
            sheets.page_on(number) if sheets else number,
            best.get(number),
            found.count(number),
            number > before + 1,
        )
        for before, number in zip([0, *shown], shown, strict=False)
    ]
