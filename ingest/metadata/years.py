"""The year of a document: that of its date on the front page, or of its file."""

import re
from collections.abc import Iterator, Sequence

from ingest.cover.read import Cover
from ingest.cover.words import YEAR
from ingest.readers.records import Parsed, RawPage
from kb.clock import today
from kb.model import Field
from kb.text.normalise import fold

_ACADEMIC = re.compile(
    rf"(?:anno\s+acc(?:ademico)?\.?|a\.?\s?a\.?|academic\s+year|session[ei]?|\bay\b)\D{{0,20}}({YEAR})\s*[/\-–—]\s*((?:20)?\d\d)\b",
    re.I,
)
_SPAN = re.compile(rf"\b({YEAR})\s*[/\-–—]\s*((?:20)?\d\d)\b(?![/\-–—]\d)")
_PLAIN_YEAR = re.compile(rf"(?<![\d.,/])({YEAR})(?![\d,]|\.\d)|(?<=[\d][./])({YEAR})(?!\d)")
_ACCOUNTS = re.compile(r"\bbilanci[oa]\b|\baccounts\b|\bfinancial statements?\b")
_SHORT = 80  # characters of a line that states an academic year rather than mentioning one
Span = tuple[int, int]


def find_year(
    parsed: Parsed, pages: Sequence[tuple[RawPage, str]], kind: str, title: str, cover: Cover
) -> Field | None:
    """The year of publication, with its origin; None if nothing states it.

    For a thesis it is the second year of the academic year, for accounts the year in their title. For a course or report
    that names two years, and for a report about a year, the file's date decides: a report on 2023 appears in 2024.
    """
    made = parsed.properties.year
    latest = today().year + 1
    found = next((span for span in _stated(pages, title, cover) if span[1] <= latest), None)
    if found is None:
        return Field("year", str(made), "file", 0.5) if made else None
    first, last = found
    named = _years(title)
    if kind != "thesis" and _ACCOUNTS.search(fold(title)) and named:
        return Field("year", str(named[-1]), "front page", 0.8)
    if kind != "thesis" and made in (first, last):
        return Field("year", str(made), "front page", 0.8)
    if kind == "report" and made == last + 1 and last in named:
        return Field("year", str(made), "file", 0.7)
    return Field("year", str(last), "front page", 0.9)


def _stated(pages: Sequence[tuple[RawPage, str]], title: str, cover: Cover) -> Iterator[Span]:
    """(first, last) year, equal for a single one, most reliable first: dates of the cover, academic years, title, first page."""
    dates = [part.text for part in cover.of("date")]
    front = [text for _, text in pages[:3] if text.strip()]
    for pattern in (_ACADEMIC, _SPAN):
        for text in dates:
            yield from _spans(pattern, text)
    lines = [line for text in front for line in text.split("\n") if len(line) <= _SHORT]
    for text in lines:
        yield from _spans(_ACADEMIC, text)
    for text in dates:
        yield from _single(text)
    for text in front:
        yield from _spans(_ACADEMIC, text)
    yield from _single(title)
    for text in front[:1]:
        yield from _spans(_SPAN, text[:600])
        yield from _single(text[:600])


def _single(text: str) -> Iterator[Span]:
    """The years of a text, the latest first."""
    yield from ((year, year) for year in sorted(_years(text), reverse=True))


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        second = int(match[2]) if len(match[2]) == 4 else int(match[1][:2] + match[2])
        if 0 <= second - int(match[1]) <= 1:
            yield int(match[1]), second


def _years(text: str) -> list[int]:
    return [int(match[1] or match[2]) for match in _PLAIN_YEAR.finditer(text)]
