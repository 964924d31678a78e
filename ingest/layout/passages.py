"""Pages become passages: pieces that end where sentences end, never cross a page or a heading, and fit a model's window."""

import itertools
from collections.abc import Iterator, Sequence

from ingest.layout.prompt_injection import speaks_to_a_machine
from ingest.layout.structure import Outline, is_contents
from kb.model import Page, Passage
from kb.text.languages import detect
from kb.text.sentences import sentences, trim

# In characters. Measured on the development corpus: 600 finds the right page more often than 400 or 1000, and even
# Italian, which an English tokenizer cuts small, stays within 256 tokens of it nearly always.
TARGET = 600
LIMIT = 900
_SURE = 60  # Fewer letters than this are too few to tell a language by.


def split(text: str, breaks: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Spans of passages in a page's text, in order: every sentence is in exactly one.

    A span holds whole sentences up to TARGET characters; none is longer than LIMIT; `breaks` are offsets that no span
    crosses. Together the spans hold every character but the white space between them.
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
    """Sentences, cut at `breaks` and where they are longer than LIMIT."""
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
    """A last span of a few words joins the one before it, where both fit."""
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
    """The passages of a document, in reading order, ids not yet given. Tables of contents make none."""
    made = []
    for page in pages:
        if not page.has_text or is_contents(page.text):
            continue
        for start, end in split(page.text, outline.starts(page.number)):
            section = outline.at(page.number, start)
            text = page.text[start:end]
            if not any(char.isalnum() for char in text):
                continue
            spoken = detect(text) if sum(map(str.isalpha, text)) >= _SURE else language
            part = "instruction" if speaks_to_a_machine(text) else section.part
            made.append(
                Passage(0, document_id, page.number, page.label, start, end, text, section.heading, spoken, part)
            )
    return made
