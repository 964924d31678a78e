"""Tables of located quotes: documents by the parts of a question, and works side by side."""

import itertools
from collections.abc import Iterator

from kb.answer.candidates import Candidate, choose
from kb.answer.locate import locate
from kb.answer.pdf_pages import PageViewer
from kb.answer.prepare import PreparedAnswer
from kb.answer.records import Citation, EvidenceRow, EvidenceTable, ReadCell, TableReading
from kb.answer.tables.reading import Reading
from kb.library import Library
from kb.text.answer_kinds import asks_several
from kb.text.terms import text_terms
from kb.translations import translator

_ROWS = 6  # documents in an evidence table
_QUOTES_OF_A_WORK = 2  # for a question of one part; the first of them is in the table


def evidence_table(library: Library, viewer: PageViewer, prepared: PreparedAnswer, number: int) -> EvidenceTable | None:
    """Located quotes of each document for each part of a question, numbered from `number`; None for a question of one part."""
    if prepared.works:
        return side_by_side(library, viewer, prepared, number)[0]
    if not prepared.parts:
        return None
    best = [_best_by_document(part) for part in prepared.parts]
    scores: dict[str, list[float]] = {}
    for found in best:
        for name, candidate in found.items():
            scores.setdefault(name, []).append(candidate.score)
    numbers = itertools.count(number)
    rows = []
    for name in sorted(scores, key=lambda name: (-len(scores[name]), -max(scores[name])))[:_ROWS]:
        cells = [locate(library, viewer, found[name], next(numbers)) if name in found else None for found in best]
        rows.append(EvidenceRow(next(cell.document for cell in cells if cell), tuple(cells)))
    return EvidenceTable(tuple(part.question for part in prepared.parts), tuple(rows))


def side_by_side(
    library: Library, viewer: PageViewer, prepared: PreparedAnswer, number: int = 1
) -> tuple[EvidenceTable, tuple[Citation, ...]]:
    """The compared works by the parts of the question, in each cell a located quote or none; and all quotes, numbered from `number`."""
    numbers = itertools.count(number)
    rows: list[EvidenceRow] = []
    citations: list[Citation] = []
    for work in prepared.works:
        limit = _QUOTES_OF_A_WORK if len(work.prepared) == 1 else 1
        chosen = ([*_quotes(part)][:limit] for part in work.prepared)
        quotes = [[locate(library, viewer, candidate, next(numbers)) for candidate in found] for found in chosen]
        rows.append(EvidenceRow(work.document, tuple(found[0] if found else None for found in quotes), work.named))
        citations += itertools.chain.from_iterable(quotes)
    return EvidenceTable(prepared.asked or (prepared.question,), tuple(rows)), tuple(citations)


def _quotes(prepared: PreparedAnswer) -> Iterator[Candidate]:
    """The best sentences of one work; none if it says nothing about what is asked."""
    if prepared.says_something:
        further, several = prepared.scope.config.sentences.further_quote, asks_several(prepared.question)
        yield from choose(prepared.candidates, further, several=several)


def _best_by_document(part: PreparedAnswer) -> dict[str, Candidate]:
    """The best sentence of each document, by its id, if it scores near the best of all; none if the part is refused."""
    found: dict[str, Candidate] = {}
    needed = part.scope.config.sentences.table_cell
    for candidate in () if part.is_refused else part.candidates:
        if candidate.score >= needed * part.candidates[0].score:
            found.setdefault(candidate.hit.document.id, candidate)
    return found


def row_quotes(reading: Reading) -> list[Candidate]:
    """The rows that a table's answer was read from, as quotes."""
    texts = [(start, end, reading.hit.passage.text[start:end]) for start, end in reading.spans]
    return [
        Candidate(reading.hit, start, end, text, True, True, reading.share, text_terms(text))
        for start, end, text in texts
    ]


def told(read: TableReading, language: str) -> str:
    """A table reading in one line: the labels of row and column with the cell, or how the value was computed."""
    _ = translator(language)
    first = read.cells[0]
    label = _label(first)
    if read.operation in ("most", "least"):
        return f"{read.value} ({label}: {first.text})"
    if read.operation == "within":
        listed = "; ".join(f"{_differing_label(read, cell)}: {cell.text}" for cell in read.cells)
        return f"{_('Matching cells: {count}', count=len(read.cells))} ({listed})"
    if read.operation == "total":
        return _("Sum of {count} cells: {value}", count=len(read.cells), value=read.value)
    if read.operation == "mean":
        return _("Mean of {count} cells: {value}", count=len(read.cells), value=read.value)
    return f"{label}: {read.value}"


def _differing_label(read: TableReading, cell: ReadCell) -> str:
    """The label of a cell that the others of its reading don't have; both of a cell alone."""
    if len(read.cells) == 1:
        return _label(cell)
    return cell.row if read.cells[0].column == read.cells[1].column else cell.column


def _label(cell: ReadCell) -> str:
    return " · ".join(filter(None, (cell.row, cell.column)))
