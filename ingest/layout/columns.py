"""Reading order of the lines of a page: columns side by side, people on covers, drop caps."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.readers.records import Cell, Line, RawPage

# All by judgement; lengths are in points.
_GUTTER = 6.0  # least width of the space between two columns
_WIDE = 0.62  # of the width of a page's text: a wider line crosses columns
_FULL = 0.6  # of a column's width: the median line of running text is longer
_FEWEST = 4  # lines of each column
_LETTERS = 15  # least mean length of a column's lines: those of a table are shorter
_APART = 4.0  # heights of a line between most lines of a column, at most
_COVERS = 2  # the pages that may be a cover
_DROP_CAP = 1.8  # times the size of the text beside it
_CAP = re.compile(r"[«“\"‘'(]?[^\W\d_a-z]['’]?")
# The text after a drop cap; after a large sign of a formula there is none.
_PROSE = re.compile(r"\s*[^\W\d_]+(?:[,;:]? [^\W\d_]+){2}")
_ROLE = re.compile(r"^\W*(?:co-?)?(?:relat|correlat|supervis|advis|candidat|student|laureand|autor|author|tutor|docent|teacher|professor[ei]?:|"
                   r"present|submitted|a cura|by\b|written|author)", re.I)  # fmt: skip


def in_reading_order(page: RawPage) -> tuple[Line, ...]:
    """The lines of a page, column by column where the file has them row by row."""
    lines = _with_drop_caps(page.lines)
    if len(lines) < 2 or not all(line.size for line in lines):
        return lines
    if page.number <= _COVERS and any(line.cells for line in lines):
        lines = _cover_columns(lines)
    return _prose_columns(lines)


def _with_drop_caps(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with each drop cap joined to the line that it begins."""
    caps = [at for at, line in enumerate(lines) if _CAP.fullmatch(line.text.strip())]
    found = list(lines)
    for at in reversed(caps):
        cap = found[at]
        begun = [near for near in range(max(at - 3, 0), min(at + 4, len(found))) if _is_begun_by(found[near], cap)]
        if begun:
            near = min(begun, key=lambda near: found[near].top)
            line = found[near]
            found[near] = replace(line, text=cap.text.strip() + line.text.lstrip(), left=cap.left)
            del found[at]
    return tuple(found)


def _is_begun_by(line: Line, cap: Line) -> bool:
    """Whether a line begins beside the upper part of a drop cap."""
    is_beside = -1 < line.left - cap.right < cap.size * 0.6 and line.top < cap.top + cap.size * 0.4
    is_level = line.top + line.size > cap.top and cap.size > line.size * _DROP_CAP
    return is_beside and is_level and _PROSE.match(line.text) is not None


def cell_lines(line: Line) -> list[Line]:
    """A line's cells as lines, or the line itself."""
    return [Line(c.text, line.size, line.top, c.left, c.right, (), line.bold, line.style) for c in line.cells] or [line]


def _cover_columns(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines of a cover with two columns of people, the left column first, if both columns name roles."""
    done: list[Line] = []
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and (
            _shares_a_row(lines, stop) or (stop > at and _is_beside_gap(lines[at:stop], lines[stop]))
        ):
            stop += 1
        block = lines[at:stop]
        columns = _split(block) if block else []
        if len(columns) > 1 and sum(any(_ROLE.match(line.text) for line in column) for column in columns) > 1:
            done += [line for column in columns for line in column]
        else:
            done += block
        if stop == at:
            done.append(lines[at])
            stop += 1
        at = stop
    return tuple(done)


def _shares_a_row(lines: Sequence[Line], at: int) -> bool:
    """Whether a line has cells, or the one before or after it is beside it."""
    line = lines[at]
    return bool(line.cells) or any(
        abs(line.top - other.top) < line.size / 2 and (line.right < other.left or other.right < line.left)
        for other in (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])
    )


def _is_beside_gap(block: Sequence[Line], line: Line) -> bool:
    """Whether a line below a block continues one of its columns: it is close, and crosses no gap."""
    last = block[-1]
    gaps = strips([part for above in block for part in cell_lines(above)])
    return (
        0 < line.top - last.top < 3 * last.size
        and bool(gaps)
        and all(line.right <= b or line.left >= a for a, b in gaps)
    )


def _split(block: Sequence[Line]) -> list[list[Line]]:
    """The parts of a block's lines by column, from left to right."""
    parts = [part for line in block for part in cell_lines(line)]
    edges = [(a + b) / 2 for a, b in strips(parts)]
    columns: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
    for part in parts:
        columns[sum((part.left + part.right) / 2 > edge for edge in edges)].append(part)
    return columns


def strips(parts: Sequence[Line | Cell], crossing: int = 0) -> list[tuple[float, float]]:
    """The vertical strips (left, right) between the outermost parts that no more than `crossing` of them cross."""
    found: list[tuple[float, float]] = []
    edges = sorted([*((part.left, 1) for part in parts), *((part.right, -1) for part in parts)])
    over = passed = 0
    for (at, step), (following, _) in pairwise(edges):
        over += step
        passed += step > 0
        if over <= crossing < passed and following - at >= _GUTTER and passed - over < len(parts):
            found.append((at, following))
    return found


def _prose_columns(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines column by column, if running text is in columns and the file mixes them."""
    parts = [part for line in lines for part in cell_lines(line)]
    left, right = min(part.left for part in parts), max(part.right for part in parts)
    narrow = [part for part in parts if part.right - part.left < _WIDE * (right - left)]
    if len(narrow) < 2 * _FEWEST:
        return lines
    gutters = [gutter for gutter in strips(narrow, len(narrow) // 20) if _are_columns(narrow, gutter)]
    if not gutters or not _are_mixed(lines, gutters):
        return lines
    ordered: list[Line] = []
    band: list[Line] = []
    for part in sorted((p for line in lines for p in _kept_whole(line, gutters)), key=lambda p: p.top):
        if any(part.left < a and part.right > b for a, b in gutters):
            ordered += [*_by_column(band, gutters), part]
            band = []
        else:
            band.append(part)
    return (*ordered, *_by_column(band, gutters))


def _are_columns(narrow: Sequence[Line], gutter: tuple[float, float]) -> bool:
    """Whether running text is on both sides of a gutter: many lines, most of them long and as wide as their column."""
    for side in ([p for p in narrow if p.right <= gutter[0]], [p for p in narrow if p.left >= gutter[1]]):
        if len(side) < _FEWEST or sum(len(p.text) for p in side) < _LETTERS * len(side):
            return False
        if _is_sparse(side):
            return False
        widths = sorted(p.right - p.left for p in side)
        near = [p for p in side if p.right - p.left >= widths[len(widths) // 2] * 0.9]
        if widths[len(widths) // 2] < _FULL * (max(p.right for p in near) - min(p.left for p in near)):
            return False
    return True


def _is_sparse(lines: Sequence[Line]) -> bool:
    """Whether most lines are far below the one before, like headings in a margin."""
    tops = sorted(line.top for line in lines)
    steps = sorted(b - a for a, b in pairwise(tops))
    return steps[len(steps) // 2] > _APART * max(line.size for line in lines)


def _are_mixed(lines: Sequence[Line], gutters: Sequence[tuple[float, float]]) -> bool:
    """Whether lines of the file cross a gutter, or change columns more often than there are columns to read."""
    crossing = sum(len(_kept_whole(line, gutters)) > 1 for line in lines)
    sides = [_column(line, gutters) for line in lines if not any(line.left < a and line.right > b for a, b in gutters)]
    changes = sum(one != other for one, other in pairwise(sides))
    return crossing >= 3 or changes > max(len(sides) // 3, 3)


def _kept_whole(line: Line, gutters: Sequence[tuple[float, float]]) -> list[Line]:
    """The parts of a line between gutters; cells within a column stay together."""
    if not any(line.left < a and line.right > b for a, b in gutters) or not line.cells:
        return [line]
    groups: dict[int, list[Line]] = {}
    for part in cell_lines(line):
        if any(part.left < a and part.right > b for a, b in gutters):
            return [line]
        groups.setdefault(_column(part, gutters), []).append(part)
    return [replace(g[0], text=" ".join(p.text for p in g), right=g[-1].right) for g in groups.values()]


def _column(line: Line, gutters: Sequence[tuple[float, float]]) -> int:
    return sum((line.left + line.right) / 2 > (a + b) / 2 for a, b in gutters)


def _by_column(band: Sequence[Line], gutters: Sequence[tuple[float, float]]) -> list[Line]:
    return sorted(band, key=lambda line: _column(line, gutters))
