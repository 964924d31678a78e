"""Evidence in a work for what the catalogue says of it: the lines of its first pages with the names or the year."""

from collections.abc import Iterator, Sequence

from kb.answer.candidates import QUOTE_LENGTH, Candidate
from kb.answer.records import CatalogueAnswer
from kb.index.orders import without_orders
from kb.library import Library
from kb.model import Document, Passage, Reader
from kb.search.hits import RankedHit
from kb.search.scope import number_of
from kb.text.quotes import find_words
from kb.text.terms import text_terms

_STATED = ("supervisor", "author", "teacher", "partner", "year", "department", "course")  # what front pages state
_PAGES = 4  # first pages of a work, which state people and year
_WORKS = 3  # searched for quotes


def stated_by_works(library: Library, found: CatalogueAnswer, reader: Reader) -> list[Candidate]:
    """One quote for each work of the catalogue's answer, from the page that states it; none where no page does."""
    if found.spans:
        works = {work.id: work for work in found.works}
        return [_quote(works[passage.document_id], passage, *span) for passage, span in found.spans]
    if found.intent not in _STATED:
        return []
    wanted = [needle for value in str(found.value).split("; ") for needle in value.split(", ")]
    quotes = []
    for work in found.works[:_WORKS]:
        number = number_of(library, work.id, reader)
        passages = without_orders(library.catalogue, library.catalogue.passages_of(number)) if number else []
        spans = list(_stating([passage for passage in passages if passage.page <= _PAGES], wanted))
        if spans:  # the one with most of the wanted names or years; the first of several
            _, passage, start, end = max(spans, key=lambda span: span[0])
            quotes.append(_quote(work, passage, start, end))
    return quotes


def _stating(passages: Sequence[Passage], wanted: Sequence[str]) -> Iterator[tuple[int, Passage, int, int]]:
    """Yield (number of wanted names or years near each other, passage, start, end of their lines) per passage with any."""
    for passage in passages:
        spans = sorted(span for needle in wanted if (span := find_words(passage.text, needle)))
        near = [span for span in spans if span[1] - spans[0][0] <= QUOTE_LENGTH]
        if near:
            start = passage.text.rfind("\n", 0, near[0][0]) + 1
            line_end = passage.text.find("\n", near[-1][1])
            end = line_end if line_end >= 0 else len(passage.text)
            is_short = end - start <= QUOTE_LENGTH
            yield len(near), passage, *((start, end) if is_short else (near[0][0], near[-1][1]))


def _quote(work: Document, passage: Passage, start: int, end: int) -> Candidate:
    text = passage.text[start:end]
    return Candidate(RankedHit(work, passage, 1.0, text), start, end, text, True, True, 1.0, text_terms(text))
