"""Rows of tables as lines of text, the same for all formats: each cell, even an empty one, keeps its column."""

import re
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from kb.text.normalise import one_line

_NUMBER = re.compile(r"^[^a-zA-Z]*\d[^a-zA-Z]*$")
_WIDEST = 200  # columns that one cell may span; larger numbers are errors or attacks
_REPEATED = 120  # characters of a merged cell that is repeated in each row; by judgement


class Cell(NamedTuple):
    """A cell with the columns and rows it spans. `continues`: it belongs to the merged cell above it."""

    text: str
    columns: int = 1
    rows: int = 1
    continues: bool = False


class TableRows:
    """Renders the rows of one table in order; a cell merged over rows is repeated in each of them.

    `unseen` are the columns that aren't shown; `hidden` collects their texts.
    """

    def __init__(self, unseen: Set[int] = frozenset()) -> None:
        self._unseen = unseen
        self.hidden: list[str] = []
        self._above: dict[int, tuple[str, int]] = {}  # column → (text, further rows that it spans)
        self._last: dict[int, str] = {}  # column → text in the row above

    def line(self, cells: Iterable[Cell]) -> str:
        """The row as one line; "" if it is empty."""
        texts: list[str] = []
        for cell in cells:
            self._take_spanned(texts)
            text = one_line(cell.text)
            if cell.continues:
                text = self._last.get(len(texts), "")
            columns = max(1, min(cell.columns, _WIDEST))
            if text and all(column in self._unseen for column in range(len(texts), len(texts) + columns)):
                self.hidden.append(text)
                text = ""
            if cell.rows > 1:
                for column in range(len(texts), len(texts) + columns):
                    self._above[column] = (text if column == len(texts) else "", cell.rows - 1)
            texts += [text, *[""] * (columns - 1)]
        self._take_spanned(texts)
        self._last = {column: text for column, text in enumerate(texts) if len(text) <= _REPEATED}
        return row_line(texts)

    def _take_spanned(self, texts: list[str]) -> None:
        """Add the cells of earlier rows that extend into the next columns of this one."""
        while (column := len(texts)) in self._above:
            text, rows = self._above.pop(column)
            if rows > 1:
                self._above[column] = (text, rows - 1)
            texts.append(text if len(text) <= _REPEATED else "")


def row_line(texts: Sequence[str]) -> str:
    """The texts of a row separated by " | ", without empty ones at its end; a single text that isn't a number stands alone."""
    shown = [text.strip() for text in texts]
    if sum(map(bool, shown)) <= 1 and not (shown and not shown[0] and _NUMBER.search("".join(shown))):
        return next(filter(None, shown), "")
    while not shown[-1]:
        shown.pop()
    return one_line(" | ".join(shown))
