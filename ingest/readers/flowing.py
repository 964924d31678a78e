"""Documents without pages: their headings and paragraphs become numbered sections, which are cited instead of pages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage

_SECTION = 6000  # characters after which a section without headings continues on a new "page"; by judgement


class Block(NamedTuple):
    """A heading (`level` 1–6, 1 the highest) or a paragraph, list item, table row or line of code (`level` 0)."""

    level: int
    text: str


def flowing(format_: str, blocks: Iterable[Block], properties: Properties) -> Parsed:
    """A document of these blocks, with a new "page" at each heading of level 1 or 2 and after 6,000 characters."""
    pages: list[list[Line]] = [[]]
    headings: list[Heading] = []
    length = 0  # characters of the last page
    for level, text in blocks:
        if not text:
            continue
        if pages[-1] and (1 <= level <= 2 or length > _SECTION):
            pages.append([])
            length = 0
        if level:
            headings.append(Heading(len(pages), text, level))
        pages[-1].append(Line(text))
        length += len(text)
    raw = tuple(RawPage(n, tuple(lines), status="text" if lines else "empty") for n, lines in enumerate(pages, 1))
    return Parsed(format_, raw, tuple(headings), properties, flowing=True)


def with_hidden(parsed: Parsed, hidden: Sequence[str]) -> Parsed:
    """The document with its invisible text noted on the first page."""
    if not hidden or not parsed.pages:
        return parsed
    first = replace(parsed.pages[0], hidden=" ".join(hidden))
    return replace(parsed, pages=(first, *parsed.pages[1:]))
