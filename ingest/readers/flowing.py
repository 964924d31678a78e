"""Documents without pages: headings and paragraphs become numbered sections, which are cited instead of pages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.text.normalise import one_line

FRONT_PAGES = 5  # pages whose lines keep size, weight and style; as many are searched for a title
_LONGEST_HEADING = 300  # characters; longer text only has a heading's style
_SECTION = 6000  # characters after which a section without headings continues on a new "page"; by judgement


class Block(NamedTuple):
    """A heading (`level` 1–6, 1 the highest) or a paragraph, list item, table row or line of code (`level` 0)."""

    level: int
    text: str


class DrawnBlock(NamedTuple):
    """A block of a format that states the size, weight and style of its type."""

    level: int
    text: str
    size: float = 0.0  # of type in points, 0 if it isn't known
    bold: bool = False
    style: str = ""  # as in `Line`


def flowing(format_: str, blocks: Iterable[Block | DrawnBlock], properties: Properties) -> Parsed:
    """A document of these blocks, with a new "page" at each heading of level 1 or 2 and after 6,000 characters."""
    pages: list[list[DrawnBlock]] = [[]]
    headings: list[Heading] = []
    length = 0  # characters of the last page
    for block in blocks:
        if not block.text:
            continue
        block = block._replace(level=block.level if len(block.text) <= _LONGEST_HEADING else 0)
        if pages[-1] and (1 <= block.level <= 2 or length > _SECTION):
            pages.append([])
            length = 0
        if block.level:
            headings.append(Heading(len(pages), block.text, block.level))
        pages[-1].append(DrawnBlock(*block))
        length += len(block.text)
    return Parsed(
        format_, tuple(map(_page, range(1, len(pages) + 1), pages)), tuple(headings), properties, flowing=True
    )


def split_heading(level: int, text: str) -> list[tuple[int, str]]:
    """(level, text on one line) of a block; of each of its lines if it is too long for a heading.

    The first of these is the heading: a whole bibliography may be in the style of its title.
    """
    lines = [line for written in text.split("\n") if (line := one_line(written))]
    if not level or len(text) <= _LONGEST_HEADING or len(lines) < 2:
        return [(level, one_line(text))] if lines else []
    return [(0 if at else level, line) for at, line in enumerate(lines)]


def _page(number: int, blocks: Sequence[DrawnBlock]) -> RawPage:
    lines = tuple(Line(block.text) for block in blocks)
    return RawPage(number, lines, status="text" if lines else "empty", front=front_lines(number, blocks))


def front_lines(number: int, blocks: Sequence[DrawnBlock]) -> tuple[Line, ...]:
    """The lines of one of the first pages with size and style of type; () for later pages, or if these are unknown."""
    if number > FRONT_PAGES or not any(block.size or block.bold or block.style for block in blocks):
        return ()
    return tuple(Line(block.text, block.size, bold=block.bold, style=block.style) for block in blocks)


def with_hidden(parsed: Parsed, hidden: Sequence[str]) -> Parsed:
    """The document with its invisible text recorded on the first page."""
    if not hidden or not parsed.pages:
        return parsed
    first = replace(parsed.pages[0], hidden=" ".join(hidden))
    return replace(parsed, pages=(first, *parsed.pages[1:]))
