"""Joining of pieces of a line: PDFium ends one at raised, lowered or spaced letters, as in exponents and formulas."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.raised import raised
from ingest.readers.records import Cell, Line

# By judgement.
_OVERLAP = 0.5  # of the lower piece's height: pieces that share less are on two lines
_NEAR = 0.5  # of the smaller piece's height: further apart they may be two columns or cells
_SPACE = 0.12  # of the larger piece's height: closer letters belong to one word
_INITIAL = 1.8  # times the size of the text beside it: a larger letter is a drop cap
_SMALLER, _RAISED = 0.85, 0.15  # of the other's height: at most so high, with the foot so much above: a raised piece
_LONGEST_MARK = 5  # characters of a raised piece that may be an exponent or the mark of a note


def whole_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a page in the order of the file, each joined with the pieces right beside it."""
    found: list[Line] = []
    for line in lines:
        if found and _goes_on(found[-1], line):
            found[-1] = _joined(found[-1], line)
        else:
            found.append(line)
    return tuple(found)


def _goes_on(line: Line, piece: Line) -> bool:
    """Whether a piece follows a line at most a space away, on the same level."""
    low = min(line.size, piece.size)
    if low <= 0 or (len(line.text.strip()) == 1 and line.size > _INITIAL * piece.size):
        return False
    shared = min(line.top + line.size, piece.top + piece.size) - max(line.top, piece.top)
    return shared >= _OVERLAP * low and -_NEAR * low < piece.left - line.right < _NEAR * low


def _joined(line: Line, piece: Line) -> Line:
    """Both as one line, with the size and height of the larger one."""
    is_apart = piece.left - line.right > _SPACE * max(line.size, piece.size) or _is_raised(piece, line)
    text = _as_written(line, piece)
    before, after = _cells(line), _cells(replace(piece, text=text))
    middle = Cell(_beside(before[-1].text, after[0].text, is_apart), before[-1].left, after[0].right)
    cells = (*before[:-1], middle, *after[1:])
    larger = line if line.size >= piece.size else piece
    return replace(
        larger,
        text=_beside(line.text, text, is_apart),
        left=line.left,
        right=max(line.right, piece.right),
        cells=cells if len(cells) > 1 else (),
    )


def _as_written(line: Line, piece: Line) -> str:
    """The text of a piece; for a raised one that of an exponent, "" for a note mark."""
    is_short = len(piece.text.strip()) <= _LONGEST_MARK and not piece.cells
    return raised(line.text.rstrip(), piece.text.strip()) if is_short and _is_raised(line, piece) else piece.text


def _is_raised(line: Line, piece: Line) -> bool:
    return piece.size < _SMALLER * line.size and piece.top + piece.size < line.top + (1 - _RAISED) * line.size


def _beside(text: str, following: str, is_apart: bool) -> str:
    return f"{text.rstrip()} {following.lstrip()}".rstrip() if is_apart else text.rstrip() + following.lstrip()


def _cells(line: Line) -> tuple[Cell, ...]:
    return line.cells or (Cell(line.text.strip(), line.left, line.right),)
