"""Removal of line numbers in the margin of a text, as in drafts and laws."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.readers.records import Line

# All by judgement.
_FEWEST = 8  # numbered lines
_IN_ORDER = 0.8  # of them follow the one before by one or by five
_GOES_ON = 0.3  # of the texts begin with a small letter: lines of a list or table don't
_EDGE = 4.0  # points between the right edges of numbers in one margin
_LONGEST = 4  # digits


def without_line_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a page without line numbers before or after them."""
    found = list(lines)
    sizes = sorted(line.size for line in lines if not (line.cells and _is_number(line.cells[0].text)))
    for end in (0, -1):
        for margin in _margins(found, end):
            if _are_counted([found[at] for at in margin], end):
                for at in margin:
                    found[at] = _without(found[at], end, sizes[len(sizes) // 2] if sizes else 0.0)
    return tuple(found)


def _margins(lines: Sequence[Line], end: int) -> Iterator[list[int]]:
    """Yield the indexes of lines with a number in the first (0) or last (-1) cell, by the place of the number."""
    numbered = [at for at, line in enumerate(lines) if len(line.cells) > 1 and _is_number(line.cells[end].text)]
    numbered.sort(key=lambda at: lines[at].cells[end].right)
    margin: list[int] = []
    for at in numbered:
        if margin and lines[at].cells[end].right - lines[margin[-1]].cells[end].right > _EDGE:
            yield sorted(margin)
            margin = []
        margin.append(at)
    yield sorted(margin)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= _LONGEST


def _are_counted(lines: Sequence[Line], end: int) -> bool:
    if len(lines) < _FEWEST:
        return False
    steps = [int(b.cells[end].text) - int(a.cells[end].text) for a, b in pairwise(lines)]
    goes_on = sum(line.cells[1 if end == 0 else 0].text[:1].islower() for line in lines)
    return sum(step in (1, 5) for step in steps) >= _IN_ORDER * len(steps) and goes_on >= _GOES_ON * len(lines)


def _without(line: Line, end: int, size: float) -> Line:
    """The rest of a line; its size was that of the number, if it stood before."""
    cells = line.cells[1:] if end == 0 else line.cells[:-1]
    return replace(
        line,
        text=" ".join(cell.text for cell in cells),
        left=cells[0].left,
        right=cells[-1].right,
        size=max(line.size, size) if end == 0 else line.size,
        cells=cells if len(cells) > 1 else (),
    )
