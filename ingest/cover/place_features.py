"""Features of the type and the place of lines, and the lines beside and above one another."""

from collections.abc import Iterator, Sequence
from statistics import median

from ingest.cover.blocks import FrontBlock, FrontPages
from ingest.cover.line_features import bucket
from ingest.readers.records import RawPage
from kb.text.normalise import WORD


def place_features(front: FrontPages) -> list[set[str]]:
    """The features of type and place of each block, relative to its page."""
    found: list[set[str]] = []
    for number, page in enumerate(front.pages):
        on_page = [block for block in front.blocks if block.page == number]
        worded = [block for block in on_page if len(WORD.findall(block.text)) > 1] or on_page
        sizes = sorted({round(block.line.size * 2) / 2 for block in worded}, reverse=True)
        # A cell of a slide's table may have no size, while text outside of tables has one.
        levels = [size for at, size in enumerate(sizes) if size and (not at or sizes[at - 1] - size > 0.04 * size)]
        middle = median(block.line.size for block in on_page) if on_page else 0.0
        slide = "slide" if page.width > page.height > 0 else "sheet" if page.height else "flow"
        common = {
            f"format {front.parsed.format if front.parsed.flowing else 'pages'} {slide}", f"page {number}",
            f"density {bucket(len(on_page), (6, 12, 20, 30))}", f"density {bucket(len(on_page), (6, 12, 20, 30))} page {number}",
        }  # fmt: skip
        for at, block in enumerate(on_page):
            found.append(common | set(_type(block, levels, middle)) | set(_place(block, page, at, len(on_page))))
    return found


def _type(block: FrontBlock, levels: Sequence[float], middle: float) -> Iterator[str]:
    size = block.line.size
    if block.line.bold:
        yield "bold"
    if block.line.style:
        yield f"style {block.line.style}"
    if block.level:
        yield f"heading level {min(block.level, 3)}"
    if not size:
        yield "rank unknown"
        return
    rank = next((at for at, level in enumerate(levels) if size >= level * 0.96), len(levels))
    yield f"rank {min(rank, 4)}"
    if block.line.bold:
        yield f"rank {min(rank, 4)} bold"
    yield f"relative {bucket(size / middle if middle else 1.0, (0.85, 0.97, 1.05, 1.25, 1.5, 1.9, 2.6))}"
    yield f"of largest {bucket(size / levels[0] if levels else 1.0, (0.4, 0.55, 0.7, 0.85, 0.96))}"
    yield f"points {bucket(size, (9, 11, 13, 16, 20, 26))}"


def _place(block: FrontBlock, page: RawPage, at: int, count: int) -> Iterator[str]:
    line = block.line
    yield f"line {bucket(at, (0, 1, 2, 4, 8, 15))}"
    if at == count - 1:
        yield "last line"
    if block.column:
        yield f"cell {min(block.column, 3)}"
    if page.height and page.width and line.right:
        yield f"height {int(10 * min(max(line.top / page.height, 0), 0.99))}"
        centre = (line.left + line.right) / 2 / page.width - 0.5
        yield "centred" if abs(centre) < 0.04 else "to the left" if centre < 0 else "to the right"
        if line.right < 0.52 * page.width:
            yield "left half"
        if line.left > 0.48 * page.width:
            yield "right half"
        yield f"width {bucket((line.right - line.left) / page.width, (0.15, 0.3, 0.5, 0.7))}"


def continuity(first: FrontBlock, second: FrontBlock, word: str) -> Iterator[str]:
    """Yield features that show whether two consecutive blocks are set as one."""
    a, b = first.line, second.line
    if not a.size or not b.size:
        if first.column and second.column:
            yield f"{word} same row"
        return
    same = abs(a.size - b.size) <= 0.06 * max(a.size, b.size) and a.bold == b.bold
    gap = (b.top - a.top) / max(a.size, 1.0)
    yield f"{word} {'same type' if same else 'other type'}"
    yield f"{word} gap {bucket(gap, (0.4, 1.3, 1.7, 2.4, 3.5, 6))}"
    if same and 0.4 < gap <= 1.8:
        yield f"{word} runs on"
    if same and 1.8 < gap <= 2.6:
        yield f"{word} may run on"


def neighbours(blocks: Sequence[FrontBlock], at: int) -> tuple[int | None, int | None]:
    """(the nearest block above in the same column, the nearest one to the left in the same row)."""
    above: int | None = None
    beside: int | None = None
    for near in range(at - 1, max(-1, at - 12), -1):
        if blocks[near].page != blocks[at].page:
            break
        if is_same_row(blocks[near], blocks[at]):
            beside = near if beside is None else beside
        elif above is None and _same_column(blocks[near], blocks[at]):
            above = near
    return above, beside


def is_same_row(a: FrontBlock, b: FrontBlock) -> bool:
    """Whether two blocks of a page are on one line, or in one row of a table."""
    if a.column or b.column or not (a.line.size and b.line.size and a.line.right):
        return a.column > 0 and b.column > 0 and a.line.top == b.line.top  # a number of the line, not a place in points
    return abs(a.line.top + a.line.size - b.line.top - b.line.size) < 0.5 * min(a.line.size, b.line.size)


def _same_column(a: FrontBlock, b: FrontBlock) -> bool:
    if not a.line.right or not b.line.right:
        return a.column == b.column
    return a.line.left < b.line.right and b.line.left < a.line.right
