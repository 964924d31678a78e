"""Splitting of pages into passages: whole sentences within a page and a section that fit an embedding model's window."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from ingest.layout.structure import Outline, is_contents
from kb.model import Page, Passage
from kb.text.instructions import instruction_spans
from kb.text.languages import detect_within
from kb.text.sentences import sentences, trim

# Characters. On the sample corpus, 600 found the right page more often than 400 or 1000; Italian text of that length nearly
# always fits 256 tokens, although an English tokenizer splits it into small pieces.
TARGET = 600
LIMIT = 900
_ENOUGH_LETTERS = 60  # for language identification; a shorter passage has its document's language


def split(text: str, breaks: Sequence[int] = ()) -> list[tuple[int, int]]:
    """(start, end) of the passages of a page's text, in order; each sentence is in exactly one.

    A passage has whole sentences up to TARGET characters, and never more than LIMIT; it crosses no offset in `breaks`.
    Together they contain every character except the white space between them.
    """
    spans: list[tuple[int, int]] = []
    stops = set(breaks)
    begin = end = -1
    for start, stop in _pieces(text, sorted(stops)):
        if begin >= 0 and (stop - begin > TARGET or any(end <= b <= start for b in stops)):
            spans.append((begin, end))
            begin = -1
        if begin < 0:
            begin = start
        end = stop
    if begin >= 0:
        spans.append((begin, end))
    return _merge_stubs(spans, stops)


def _pieces(text: str, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Sentences, cut at `breaks` and at LIMIT."""
    edges = [0, *(b for b in breaks if 0 < b < len(text)), len(text)]
    for left, right in itertools.pairwise(edges):
        for start, stop in sentences(text[left:right]):
            yield from _cut(text, left + start, left + stop)


def _cut(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while stop - start > LIMIT:
        at = text.rfind(" ", start + LIMIT // 2, start + LIMIT)
        at = at if at > start else start + LIMIT
        left = trim(text, start, at)
        if left[0] < left[1]:
            yield left
        start = trim(text, at, stop)[0]
    if start < stop:
        yield start, stop


def _merge_stubs(spans: list[tuple[int, int]], stops: set[int]) -> list[tuple[int, int]]:
    """Join a short passage (below a fifth of TARGET) to the one before it, if both fit LIMIT and no break is between them."""
    merged: list[tuple[int, int]] = []
    for start, stop in spans:
        if merged and stop - start < TARGET // 5 and stop - merged[-1][0] <= LIMIT:
            before = merged[-1]
            if not any(before[1] <= b <= start for b in stops):
                merged[-1] = (before[0], stop)
                continue
        merged.append((start, stop))
    return merged


def make_passages(document_id: str, pages: Sequence[Page], outline: Outline, language: str) -> list[Passage]:
    """The passages of a document in reading order, with id 0. Tables of contents are left out."""
    made = []
    for page in pages:
        if not page.has_text or is_contents(page.text):
            continue
        for start, end, is_instruction in _apart(page.text, split(page.text, outline.starts(page.number))):
            section = outline.at(page.number, start)
            text = page.text[start:end]
            if not any(char.isalnum() for char in text):
                continue
            spoken = detect_within(text, language) if sum(map(str.isalpha, text)) >= _ENOUGH_LETTERS else language
            part = "instruction" if is_instruction else section.part
            made.append(
                Passage(0, document_id, page.number, page.label, start, end, text, section.heading, spoken, part)
            )
    return made


def _apart(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it instructs a language model) of passages: such sentences are passages of their own.

    The text beside an order still answers questions.
    """
    for start, end in spans:
        at = start
        for first, last in instruction_spans(text[start:end]):
            before = trim(text, at, start + first)
            if before[0] < before[1]:
                yield *before, False
            yield start + first, start + last, True
            at = start + last
        rest = trim(text, at, end)
        if rest[0] < rest[1]:
            yield *rest, False
