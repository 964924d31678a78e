"""Lines of the first pages in reading order, each cell or column on its own, with their place on the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

from ingest.cover.words import role_of
from ingest.layout.structure import LEADERS, is_contents, is_contents_heading
from ingest.readers.records import Line, Parsed, RawPage
from kb.text.normalise import fold

_PAGES = 3  # first pages with text
_LINES = 45  # of a page; a cover has fewer, and later lines are text
_AT_THE_FOOT, _FOOT = ("author", "supervisor", "co-supervisor"), 4  # roles in lines below these, and how many
_CELL = " | "  # separates the cells of a table row in formats without page layout


@dataclass(frozen=True)
class FrontBlock:
    """A line of a front page. `page` counts the front pages from 0; `column` is its cell in a table row, 0 outside tables.

    Positions are those of `line` where the format has pages; else `line.top` counts lines.
    """

    line: Line
    page: int
    column: int = 0
    level: int = 0

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.line.text


@dataclass(frozen=True)
class FrontPages:
    """The blocks of a document's front pages, and these pages."""

    blocks: tuple[FrontBlock, ...]
    pages: tuple[RawPage, ...]
    parsed: Parsed


def front_pages(parsed: Parsed, pages: Sequence[tuple[RawPage, str]]) -> FrontPages:
    """The front pages among the first five: those with text, without tables of contents but with the lines above one."""
    listed = ((page, text, is_contents(text) and (page.number > 1 or not parsed.flowing)) for page, text in pages[:5])
    found = (_above_contents(page) if is_list else page for page, _, is_list in listed)
    chosen = [page for page in found if page.lines][:_PAGES]
    levels = {(heading.page, heading.title): heading.level for heading in parsed.headings[:200]}
    blocks = [block for number, page in enumerate(chosen) for block in _blocks(page, number, levels)]
    return FrontPages(tuple(blocks), tuple(chosen), parsed)


def _above_contents(page: RawPage) -> RawPage:
    """The page up to its table of contents, which begins with a heading or, on the first page, an entry; else without lines."""
    lines = [tuple(takewhile(partial(_is_above, page.number), listed)) for listed in (page.lines, page.front)]
    cut = len(lines[0]) < len(page.lines)
    return replace(page, lines=lines[0] if cut else (), front=lines[1] if cut else ())


def _is_above(page: int, line: Line) -> bool:
    """Whether a line of a page with a table of contents is neither its heading nor, on the first page, an entry."""
    return not (is_contents_heading(line.text) or (page == 1 and LEADERS.search(line.text)))


def _blocks(page: RawPage, number: int, levels: dict[tuple[int, str], int]) -> list[FrontBlock]:
    found = []
    lines = page.front or page.lines
    # A poster's people are at its foot, below much text.
    people = [line for line in lines[_LINES:] if number == 0 and role_of(fold(line.text))[0] in _AT_THE_FOOT]
    for at, line in enumerate((*lines[:_LINES], *people[:_FOOT])):
        level = levels.get((page.number, line.text), 0)
        cells = line.text.split(_CELL) if not line.right else [line.text]
        if len(cells) == 1:
            placed = line if line.right else replace(line, top=float(at))
            found.append(FrontBlock(placed, number, 0, level))
            continue
        width = 500.0 / len(cells)
        found += [
            FrontBlock(
                Line(cell, line.size, float(at), width * column, width * (column + 1), bold=line.bold),
                number,
                column + 1,
            )
            for column, cell in enumerate(cells)
            if cell.strip()
        ]
    return found
