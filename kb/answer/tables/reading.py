"""Reads the answer to a question from one table: a cell by its row and column, or what several cells of a row or column give."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.answer.records import ReadCell, TableReading
from kb.answer.tables.grid import Row, Table, cell_span, tables_in
from kb.answer.tables.labels import MatchedLabels
from kb.answer.tables.operations import cell, cells_of, compute
from kb.index.orders import without_orders
from kb.model import Passage
from kb.questions.quantities import Bounds, bounds_in
from kb.search.hits import RankedHit
from kb.search.query_analysis import Query
from kb.store.catalogue import Catalogue
from kb.text.answer_kinds import asks_name_or_date, is_strict
from kb.text.normalise import fold
from kb.text.terms import met, text_terms
from kb.text.tokens import folded_words

_PAGES = 8  # best pages that are searched for tables
# By judgement:
_ENOUGH = 0.45  # IDF share of the question's words that row, column and the surroundings of the table hold
_NEAR = 8  # passages before and after a hit that may contain rows of its page
_QUOTED = 3  # rows
_SHARE = re.compile(r"%|percent|\b(?:shares?|proportion|fraction|rate|quot[ae]|tass[oi]|frazion[ei])\b", re.I)
# A question for a change, and the heads of cells that hold one.
_ASKS_CHANGE = re.compile(
    r"\b(?:by\s+how\s+much|di\s+quanto)\b.*\b(?:f[ae]ll|drop|decreas|declin|increas|r[io]se|gr[eo]w|reduc|chang|differ|vari"
    r"|aument|diminu|ridu|ridott|cal(?:a|o|ò|er)|scend|sces|cresc|sal(?:e|i|ì|g)|cambi)",
    re.I,
)
_CHANGE = re.compile(
    r"[Δ±]|\b(?:change|difference|decrease|increase|reduction|growth|delta|var|variazion|differenz|aument|riduzion|crescit)",
    re.I,
)
_ASKS_VALUE = re.compile(r"\b(?:quant\w+|quale?|quali|how|what|which|chi|who|when|quando)\b", re.I)


@dataclass(frozen=True)
class Reading:
    """A table reading, the spans of its rows in the passage of `hit`, and the share (0..1) of the question in the labels."""

    hit: RankedHit
    spans: tuple[tuple[int, int], ...]
    read: TableReading
    share: float


def read_tables(query: Query, hits: Sequence[RankedHit], catalogue: Catalogue) -> Reading | None:
    """The best reading of a table on the pages of some hits; None if no table answers."""
    bounds = bounds_in(query.text)
    if not query.words or not (bounds or _ASKS_VALUE.search(query.text)):
        return None
    asked = _without(query, bounds) if bounds else query
    first: dict[tuple[str, int], RankedHit] = {}
    for hit in hits:
        first.setdefault((hit.document.id, hit.passage.page), hit)
    found = [reading for hit in list(first.values())[:_PAGES] for reading in _on_page(asked, bounds, hit, catalogue)]
    return max(found, key=lambda reading: reading.share, default=None)


def _without(query: Query, bounds: Bounds) -> Query:
    """A query without the words that state its bounds, which are in no label."""
    text = bounds.without(query.text)
    kept = set(folded_words(text))
    stating = set(folded_words(query.text)) - kept
    told = [(words, form) for words, form in zip(query.words, query.forms, strict=True) if fold(form) not in stating]
    return replace(query, text=text, words=tuple(words for words, _ in told), forms=tuple(form for _, form in told))


def _on_page(query: Query, bounds: Bounds | None, hit: RankedHit, catalogue: Catalogue) -> Iterator[Reading]:
    text = catalogue.page_of(hit.passage).text
    for table in tables_in(text) if "|" in text else ():
        around = _around(table, hit)
        matched = MatchedLabels(query, table, around)
        found = _read(query, bounds, matched, hit.document.language)
        if found is None or found[3] < _ENOUGH:
            continue
        if not _are_on_cover(_unheld_names(query, table, found[2], around), hit.passage, catalogue):
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


def _unheld_names(query: Query, table: Table, places: Sequence[tuple[int, int]], around: str) -> set[str]:
    """The names and numbers of the question, folded, that neither the labels of the cells nor their surroundings have."""
    labels = " ".join(f"{table.rows[row].label} {table.head[column]}" for row, column in places)
    text = f"{labels} {around}"
    folded, terms = set(folded_words(text)), text_terms(text)
    matched = dict(zip(map(fold, query.forms), met(query.words, terms), strict=True))
    return {name for name in query.names if name not in folded and not matched.get(name)}


def _are_on_cover(names: set[str], passage: Passage, catalogue: Catalogue) -> bool:
    """Whether the first page before a passage's has all of these names: a work's record doesn't hold every organisation on it.

    A number on it says nothing of a table.
    """
    if not names or passage.page == 1 or any(map(str.isdecimal, names)):
        return not names
    cover = catalogue.page_of(replace(passage, page=1)).text
    return names <= set(folded_words(cover))


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


def _read(query: Query, bounds: Bounds | None, matched: MatchedLabels, language: str) -> _Found | None:
    table, row, column = matched.table, matched.best_row(), matched.best_column()
    values = len(table.head) - 1
    if column is None:
        column = 1 if values == 1 else _only_suiting(query, table, row)
    if row is not None and column is not None:
        # A column without a head yields only numbers, and only for a row whose label is more than a number.
        is_told = table.head[column] or (
            is_strict(query.expected_answer) and any(map(str.isalpha, table.rows[row].label))
        )
        text = cell(table, row, column) if is_told else ""
        is_found = text and _suits(query, f"{table.rows[row].label} {table.head[column]} {text}")
        return ("", text, [(row, column)], matched.share(row, column)) if is_found else None
    if (row is None) == (column is None):
        return None
    cells = cells_of(table, row, column, language)
    line = table.head[column] if column is not None else table.rows[row or 0].label
    computed = compute(query.text, bounds, line, cells, query.language) if len(cells) > 1 else None
    if computed is None:
        return None
    operation, value, used = computed
    return operation, value, [one.place for one in used], matched.share(row, column)


def _only_suiting(query: Query, table: Table, row: int | None) -> int | None:
    """The one column whose cell in a row is of the kind asked for, such as a sum; a share only if the question asks for one."""
    if row is None or not is_strict(query.expected_answer):
        return None
    asks_share = bool(_SHARE.search(query.text))
    cells = enumerate(table.rows[row].cells[1:], 1)
    suiting = [at for at, cell in cells if ("%" in cell) == asks_share and _suits(query, cell)]
    return suiting[0] if len(suiting) == 1 else None


def _suits(query: Query, cell: str) -> bool:
    """Whether a cell with its heads is of the kind asked for: a number is no answer to "in which month", nor a sum to how much it fell."""
    if _ASKS_CHANGE.search(query.text) and not _CHANGE.search(cell):
        return False
    expected = query.expected_answer
    if expected is None or not (is_strict(expected) or asks_name_or_date(expected)):
        return True
    return bool(expected.search(cell))
