"""Rendered pages ("sheets") of slides and Word documents, and their mapping to the document's pages or sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.model import Page
from kb.text.quotes import squash

_MOST = 4  # sheets shown of one section; by judgement: a section has at most 6,000 characters, two or three sheets
_STARTS = (60, 30, 15)  # letters by which the beginning of a text is found; by judgement
_TOP = 80  # letters above a text that begins a sheet: the running head


@dataclass(frozen=True)
class Sheet:
    """A page of a PDF: its number (1-based), its size in points, its folded letters and digits."""

    number: int
    width: float
    height: float
    letters: str = ""


@dataclass(frozen=True)
class Sheets:
    """Sheets of a document in the PDF at `path`; `spans` has the first and last sheet of each of the document's pages."""

    path: Path
    all: tuple[Sheet, ...]
    spans: tuple[tuple[int, int], ...]

    def of_page(self, number: int, text: str = "") -> tuple[Sheet, ...]:
        """The sheets of a page of the document, from the one on which `text` begins; () for a hidden slide."""
        last = self.spans[number - 1][1] if number <= len(self.spans) else 0
        return self.all[self.of_text(number, text) - 1 : last][:_MOST] if last else ()

    def of_text(self, number: int, text: str) -> int:
        """The number of the sheet on which a text of a page of the document begins; the page's first if it isn't found."""
        first, last = self.spans[number - 1] if number <= len(self.spans) else (0, 0)
        shown = self.all[first - 1 : last]
        at = _find("".join(sheet.letters for sheet in shown), squash(text)[0], 0)
        for sheet in shown if at >= 0 else ():
            if at < len(sheet.letters):
                return sheet.number
            at -= len(sheet.letters)
        return first

    def near(self, sheet: Sheet, text: str) -> float:
        """The start of a text on a sheet as a share of its letters, 0..1; 0 if it begins elsewhere."""
        return max(_find(sheet.letters, squash(text)[0], 0), 0) / max(len(sheet.letters), 1)

    def page_on(self, sheet: int) -> int:
        """The first page of the document that a sheet shows."""
        return next((number for number, (first, last) in enumerate(self.spans, 1) if first <= sheet <= last), 1)


def slides(pages: Sequence[Page], sheets: Sequence[Sheet]) -> list[tuple[int, int]]:
    """(first, last) sheet of each slide; (0, 0) for hidden slides, which have none, and for all if the counts differ."""
    shown = [page.number for page in pages if page.note != "a hidden slide"]
    if len(shown) != len(sheets):
        return []
    places = dict(zip(shown, sheets, strict=True))
    return [(places[p.number].number,) * 2 if p.number in places else (0, 0) for p in pages]


def sections(pages: Sequence[Page], sheets: Sequence[Sheet]) -> list[tuple[int, int]]:
    """The (first, last) sheet of each section of a flowing document, found by the beginning of its text."""
    letters = "".join(sheet.letters for sheet in sheets)
    starts, at = [], 0
    for page in pages:
        found = _find(letters, squash(page.text[:200])[0], at)
        at = max(found, at)
        starts.append(at)
    ends = [*starts[1:], len(letters)]
    return [
        (_sheet_at(sheets, start), max(_sheet_at(sheets, start), _sheet_before(sheets, end)))
        for start, end in zip(starts, ends, strict=True)
    ]


def _find(letters: str, text: str, start: int) -> int:
    """The start of a text in `letters`, by as many of its first letters as are found; -1 if it isn't there."""
    for length in _STARTS:
        if (at := letters.find(text[:length], start)) >= 0 and text:
            return at
    return -1


def _sheet_at(sheets: Sequence[Sheet], at: int) -> int:
    for sheet in sheets:
        if at < len(sheet.letters):
            return sheet.number
        at -= len(sheet.letters)
    return len(sheets)


def _sheet_before(sheets: Sequence[Sheet], end: int) -> int:
    """The last sheet with text before `end`; a sheet with only its running head before it doesn't count."""
    number = _sheet_at(sheets, end)
    above = end - sum(len(sheet.letters) for sheet in sheets[: number - 1])
    return number - 1 if above < _TOP and number > 1 else number
