"""Reads the answer to a question from one table: a cell by its row and column, or the highest, lowest, sum or mean of several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from kb.answer.records import ReadCell, TableReading
from kb.answer.tables.grid import Row, Table, cell_span, number, tables_in
from kb.index.orders import without_orders
from kb.model import Passage
from kb.questions.grammar import HIGHEST, LOWEST
from kb.questions.ranks import rank_in
from kb.search.hits import RankedHit
from kb.search.query_analysis import Query
from kb.store.catalogue import Catalogue
from kb.text.answer_kinds import asks_name_or_date, is_strict
from kb.text.normalise import fold, fold_word
from kb.text.stopwords import STOPWORDS
from kb.text.terms import met, text_terms, weighted
from kb.text.tokens import words

_PAGES = 8  # best pages that are searched for tables
# By judgement:
_ENOUGH = 0.45  # IDF share of the question's words that row, column and the surroundings of the table hold
_ASKED = 0.5  # share of the words of a row's label that the question has
_AROUND = 0.8  # of a word that only the caption, heading or title holds
_CLEAR = 1.15  # times the next row's share that the row asked for needs
_NEAR = 8  # passages before and after a hit that may contain rows of its page
_QUOTED = 3  # rows
_OPERATIONS = {
    "most": HIGHEST,
    "least": LOWEST,
    "total": re.compile(r"\b(?:total\w*|somma|sum|complessiv\w+|altogether|in\s+tutto|overall)\b", re.I),
    "mean": re.compile(r"\b(?:average|mean|in\s+media|media)\b", re.I),
}  # fmt: skip
# Words of a question that labels needn't have.
_IDLE = re.compile(
    r"numer[oi]|numbers?|valor[ei]|values?|amounts?|quantit\w+|ann[oi]|years?|ebbe\w*|avev\w+|reach\w*|ammont\w+", re.I
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_EMPTY = STOPWORDS["it"] | STOPWORDS["en"]
_SHARE = re.compile(r"%|percent|\b(?:shares?|proportion|fraction|rate|quot[ae]|tass[oi]|frazion[ei])\b", re.I)
_ASKS_VALUE = re.compile(r"\b(?:quant\w+|quale?|quali|how|what|which|chi|who|when|quando)\b", re.I)


@dataclass(frozen=True)
class Reading:
    """A table reading, the spans of its rows in the passage of `hit`, and the share (0..1) of the question in the labels."""

    hit: RankedHit
    spans: tuple[tuple[int, int], ...]
    read: TableReading
    share: float


class _Matched:
    """Match of the labels of one table with the question's words."""

    def __init__(self, query: Query, table: Table, around: str) -> None:
        self.table, self._idf, self._question = table, query.idf, query.folded
        self._is_idle = [_is_idle(form) for form in query.forms]
        self._asked = {term.text for alternatives in query.words for term in alternatives}
        self._around = [_AROUND * share for share in met(query.words, text_terms(around))]
        self._rows = [met(query.words, text_terms(row.label)) for row in table.rows]
        self._columns = [met(query.words, text_terms(head)) for head in table.head]

    def share(self, row: int | None, column: int | None) -> float:
        """The IDF share of the question's words in a row, a column (None for any) and the surroundings."""
        none = [0.0] * len(self._idf)
        held = zip(
            self._rows[row] if row is not None else none,
            self._columns[column] if column is not None else none,
            self._around,
            strict=True,
        )
        shares = [max(found) for found in held]
        idf = [
            0.0 if is_idle and not share else rarity
            for rarity, share, is_idle in zip(self._idf, shares, self._is_idle, strict=True)
        ]
        return weighted(shares, idf)

    def is_asked(self, row: int) -> bool:
        """Whether the question has enough of a row's label."""
        said = [{term for _, term in text_terms(word)} for word in _telling(self.table.rows[row].label)]
        return sum(bool(terms & self._asked) for terms in said) >= _ASKED * len(said)

    def best_row(self) -> int | None:
        """The row that alone holds most of the question; None if none holds any of it, or several the same."""
        lengths = [len(row.label) for row in self.table.rows]
        best = _only_best([self._own(shares) for shares in self._rows], lengths)
        return None if best is None or not self.is_asked(best) or self._is_rivalled(best) else best

    def _is_rivalled(self, best: int) -> bool:
        """Whether another row has a word of the question that the best row, the columns and the surroundings lack."""
        known = [max(shares) for shares in zip(self._rows[best], self._around, *self._columns, strict=True)]
        lacking = [at for at, share in enumerate(known) if not share]
        return any(self.is_asked(row) for row, shares in enumerate(self._rows) if any(shares[at] for at in lacking))

    def best_column(self) -> int | None:
        """The same for columns after the first; a head that the question has word for word comes before all others."""
        said = [at for at, head in enumerate(self.table.head) if at and _is_said(head, self._question)]
        if len(said) == 1:
            return said[0]
        lengths = [len(head) for head in self.table.head]
        return _only_best([0.0, *(self._own(shares) for shares in self._columns[1:])], lengths)

    def _own(self, shares: Sequence[float]) -> float:
        return sum(rarity * share for rarity, share in zip(self._idf, shares, strict=True))


def _is_idle(form: str) -> bool:
    return bool(_IDLE.fullmatch(form)) or any(pattern.search(form) for pattern in _OPERATIONS.values())


def _telling(label: str) -> Sequence[str]:
    """The words of a row's label that a question about it says: not units, what stands in brackets, or words without content."""
    plain = words(_IN_BRACKETS.sub(" ", label))[0]
    telling = [word for word in plain if (folded := fold(word)) not in _EMPTY and not _IDLE.fullmatch(folded)]
    return telling or words(label)[0]


def _is_said(label: str, question: Sequence[str]) -> bool:
    """Whether a label of several words stands word for word in a question, given by its folded words."""
    said = tuple(map(fold_word, words(label)[0]))
    return len(said) > 1 and any(said == question[at : at + len(said)] for at in range(len(question)))


def _only_best(scores: Sequence[float], lengths: Sequence[int]) -> int | None:
    """The index of the largest score, ties broken by the shortest label; None if a tie remains or all are 0."""
    ranked = sorted(range(len(scores)), key=lambda at: (-scores[at], lengths[at]))
    if not ranked or not scores[ranked[0]]:
        return None
    if len(ranked) == 1:
        return ranked[0]
    first, second = ranked[:2]
    is_shorter = scores[first] == scores[second] and lengths[first] < lengths[second]
    return first if is_shorter or scores[first] > _CLEAR * scores[second] else None


def read_tables(query: Query, hits: Sequence[RankedHit], catalogue: Catalogue) -> Reading | None:
    """The best reading of a table on the pages of some hits; None if no table answers."""
    if not query.words or not _ASKS_VALUE.search(query.text):
        return None
    first: dict[tuple[str, int], RankedHit] = {}
    for hit in hits:
        first.setdefault((hit.document.id, hit.passage.page), hit)
    found = [reading for hit in list(first.values())[:_PAGES] for reading in _on_page(query, hit, catalogue)]
    return max(found, key=lambda reading: reading.share, default=None)


def _on_page(query: Query, hit: RankedHit, catalogue: Catalogue) -> Iterator[Reading]:
    text = catalogue.page_of(hit.passage).text
    for table in tables_in(text) if "|" in text else ():
        around = _around(table, hit)
        matched = _Matched(query, table, around)
        found = _read(query, matched, hit.document.language)
        if found is None or found[3] < _ENOUGH or not _holds_names(query, table, found[2], around):
            continue
        operation, value, places, share = found
        rows = [table.rows[row] for row, _ in places]
        if (holding := _holding(hit, rows, catalogue)) is not None:
            spans = tuple(
                (row.start - holding.passage.start, row.end - holding.passage.start) for row in rows[:_QUOTED]
            )
            cells = tuple(_read_cell(text, table, place, holding.passage) for place in places)
            yield Reading(holding, tuple(dict.fromkeys(spans)), TableReading(operation, value, cells), round(share, 3))


def _around(table: Table, hit: RankedHit) -> str:
    """What holds for each row of a table: its caption, heading and work, with the work's people, organisations and year."""
    of = hit.document
    named = " ".join(one.name for one in (*of.people, *of.organisations))
    return f"{table.caption} {hit.passage.heading} {of.title} {named} {of.year or ''}"


def _read_cell(text: str, table: Table, place: tuple[int, int], passage: Passage) -> ReadCell:
    """The cell at a place of a table in a page's text, with its span in a passage of that page."""
    row, column = table.rows[place[0]], place[1]
    start, end = (at - passage.start for at in cell_span(text, row, column))
    is_inside = start >= 0 and end <= len(passage.text)
    return ReadCell(row.label, table.head[column], row.cells[column], (start, end) if is_inside else None)


def _holds_names(query: Query, table: Table, places: Sequence[tuple[int, int]], around: str) -> bool:
    """Whether the labels of the cells and their surroundings have every name and number of the question."""
    labels = " ".join(f"{table.rows[row].label} {table.head[column]}" for row, column in places)
    text = f"{labels} {around}"
    folded, terms = set(map(fold_word, words(text)[0])), text_terms(text)
    matched = dict(zip(map(fold, query.forms), met(query.words, terms), strict=True))
    return all(name in folded or matched.get(name, 0.0) > 0 for name in query.names)


def _holding(hit: RankedHit, rows: Sequence[Row], catalogue: Catalogue) -> RankedHit | None:
    """The hit, or a neighbouring one on its page, whose passage holds all quoted rows."""
    quoted, of_hit = rows[:_QUOTED], hit.passage
    near = catalogue.passages(range(of_hit.id - _NEAR, of_hit.id + _NEAR + 1))
    for passage in without_orders(catalogue, list(near.values())):
        is_there = (passage.document_id, passage.page, passage.part) == (of_hit.document_id, of_hit.page, "body")
        if is_there and all(_is_in(passage, row) for row in quoted):
            return replace(hit, passage=passage)
    return None


def _is_in(passage: Passage, row: Row) -> bool:
    """Whether a passage holds a row that is no order to a language model."""
    start, end = row.start - passage.start, row.end - passage.start
    return start >= 0 and end <= len(passage.text) and not passage.text[start:end].isspace()


_Found = tuple[str, str, list[tuple[int, int]], float]  # operation, value, (row, column) of each cell, share


def _read(query: Query, matched: _Matched, language: str) -> _Found | None:
    table, row, column = matched.table, matched.best_row(), matched.best_column()
    values = len(table.head) - 1
    if column is None:
        column = 1 if values == 1 else _only_suiting(query, table, row)
    if row is not None and column is not None:
        # A column without a head yields only numbers, and only for a row whose label is more than a number.
        is_told = table.head[column] or (
            is_strict(query.expected_answer) and any(map(str.isalpha, table.rows[row].label))
        )
        cell = _cell(table, row, column) if is_told else ""
        is_found = cell and _suits(query, f"{table.rows[row].label} {table.head[column]} {cell}")
        return ("", cell, [(row, column)], matched.share(row, column)) if is_found else None
    operation = _operation(query.text)
    if not operation or (row is None) == (column is None):
        return None
    places = [(row, at) for at in range(1, len(table.head))] if row is not None else []
    places = places or [(at, column) for at in range(len(table.rows)) if column is not None]
    read = [(place, number(_cell(table, *place), language)) for place in places]
    numbers = [
        (place, value)
        for place, (value, is_number) in read
        if is_number and not _is_total(table, place, is_column=column is not None)
    ]
    if len(numbers) < 2:
        return None
    return (*_computed(table, operation, numbers, is_column=column is not None), matched.share(row, column))


def _only_suiting(query: Query, table: Table, row: int | None) -> int | None:
    """The one column whose cell in a row is of the kind asked for, such as a sum; a share only if the question asks for one."""
    if row is None or not is_strict(query.expected_answer):
        return None
    asks_share = bool(_SHARE.search(query.text))
    cells = enumerate(table.rows[row].cells[1:], 1)
    suiting = [at for at, cell in cells if ("%" in cell) == asks_share and _suits(query, cell)]
    return suiting[0] if len(suiting) == 1 else None


def _suits(query: Query, cell: str) -> bool:
    """Whether a cell with its heads is of the kind asked for: a number is no answer to "in which month"."""
    expected = query.expected_answer
    if expected is None or not (is_strict(expected) or asks_name_or_date(expected)):
        return True
    return bool(expected.search(cell))


def _operation(question: str) -> str:
    """The operation on several cells that a question asks for: most, least, total or mean; "" for none."""
    rank = rank_in(question)
    ranked = rank.name if rank and rank.name in ("most", "least") else ""
    return next((name for name, asked in _OPERATIONS.items() if asked.search(question)), ranked)


def _is_total(table: Table, place: tuple[int, int], *, is_column: bool) -> bool:
    """Whether a cell of a column is in a row of totals, or one of a row in a column of totals."""
    row, column = place
    return bool(_OPERATIONS["total"].search(table.rows[row].label if is_column else table.head[column]))


def _computed(
    table: Table, operation: str, numbers: Sequence[tuple[tuple[int, int], float]], *, is_column: bool
) -> tuple[str, str, list[tuple[int, int]]]:
    if operation in ("most", "least"):
        choose = max if operation == "most" else min
        (row, column), _ = choose(numbers, key=lambda one: one[1])
        return operation, table.rows[row].cells[0] if is_column else table.head[column], [(row, column)]
    values = [value for _, value in numbers]
    result = sum(values) if operation == "total" else fmean(values)
    return operation, f"{result:.10g}", [place for place, _ in numbers]


def _cell(table: Table, row: int, column: int) -> str:
    cells = table.rows[row].cells
    return cells[column] if column < len(cells) else ""
