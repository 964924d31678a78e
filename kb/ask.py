"""Answers made of quotes: the sentences that answer, each located on its page; or a refusal that says what was searched."""

import itertools
from dataclasses import dataclass, replace

from kb.answer import Answer, Citation, EvidenceRow, EvidenceTable, Searched
from kb.candidates import Candidate, choose, weigh, windows
from kb.citations import find
from kb.library import Library
from kb.model import Filters, Hit, Reader
from kb.pageview import PageViewer
from kb.places import rectangles
from kb.query import Query, Translate
from kb.questions import parts
from kb.rank import load_hits, rank
from kb.refusal import THRESHOLD, confidence
from kb.sight import Sight, look, steady
from kb.support import text_terms

MODEL = "extractive"
_PASSAGES = 20  # Passages whose sentences are weighed.
_NEAR = 3
_MAX_QUESTION = 2000
_ROWS = 6  # documents in a table
_CELL = 0.8  # of the best score for a part of a question, for a document to be shown as saying something to it


@dataclass(frozen=True)
class Prepared:
    """A question with what was found for it: the sentences that may answer, best first, and whether they do (0..1)."""

    question: str
    query: Query
    searched: Searched
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    confidence: float
    translate: Translate
    parts: tuple["Prepared", ...] = ()  # of a question that asks several things

    @property
    def is_refused(self) -> bool:
        """Whether the documents hold no answer, as far as can be told."""
        return self.confidence < THRESHOLD

    def of_parts(self) -> list[Candidate]:
        """The best sentence for each part of the question, then those for the whole of it."""
        first = [part.candidates[0] for part in self.parts if not part.is_refused]
        return [*first, *self.candidates]


@steady
def ask(library: Library, viewer: PageViewer, question: str, reader: Reader, filters: Filters | None = None) -> Answer:
    """Answer from what this reader may see. A quote whose words can't be found on its page is marked as not located."""
    return answer_with_quotes(library, viewer, prepare_in(look(library, reader, filters), question))


@steady
def prepare(library: Library, question: str, reader: Reader, filters: Filters | None = None) -> Prepared:
    """Look for what may answer a question, among what this reader may see."""
    return prepare_in(look(library, reader, filters), question)


def prepare_in(sight: Sight, question: str) -> Prepared:
    """Look for what may answer a question, and each of its parts, among what is seen."""
    question = " ".join(question.split())[:_MAX_QUESTION]
    prepared, pieces = _prepare(sight, question), parts(question)
    if len(pieces) == 1 or prepared.is_refused:
        return prepared
    return replace(prepared, parts=tuple(_prepare(sight, piece) for piece in pieces))


def _prepare(sight: Sight, question: str) -> Prepared:
    library = sight.library
    documents = library.documents(sight.allowed)
    searched = Searched(
        len(documents),
        len(sight.passages),
        tuple(sorted({document.language for document in documents.values()})),
    )
    query = sight.analyse(question, prefixes=False)
    ranked = rank(sight, query)
    hits = [hit for hit in load_hits(library, query, ranked, documents, _PASSAGES) if hit.passage.part == "body"]
    candidates = weigh(sight, query, hits)
    sure = confidence(query, candidates, sight.rarity(query.words), sight.unknown_rarity())
    return Prepared(question, query, searched, tuple(hits), tuple(candidates), round(sure, 3), sight.translate)


def answer_with_quotes(library: Library, viewer: PageViewer, prepared: Prepared) -> Answer:
    """The best sentences as located quotes, or a refusal."""
    question, searched, sure = prepared.question, prepared.searched, prepared.confidence
    if prepared.is_refused:
        near = prepared.hits[:_NEAR]
        return Answer(question, _refusal(prepared.query, searched), True, (), near, searched, MODEL, sure)
    chosen = choose(prepared.candidates)
    citations = tuple(locate(library, viewer, candidate, number) for number, candidate in enumerate(chosen, 1))
    text = "\n".join(f"«{citation.quote}» [{citation.number}]" for citation in citations)
    table = evidence_table(library, viewer, prepared, len(citations) + 1)
    return Answer(question, text, False, citations, (), searched, MODEL, sure, table=table)


def evidence_table(library: Library, viewer: PageViewer, prepared: Prepared, number: int) -> EvidenceTable | None:
    """What each document says to each part of a question, as located quotes numbered from `number`; None for one part."""
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


def _best_by_document(part: Prepared) -> dict[str, Candidate]:
    """The best sentence of each document that comes near the best of all; none where the part has no answer."""
    found: dict[str, Candidate] = {}
    for candidate in () if part.is_refused else part.candidates:
        if candidate.score >= _CELL * part.candidates[0].score:
            found.setdefault(candidate.hit.document.id, candidate)
    return found


def quote_for(prepared: Prepared, hit: Hit, claim: str) -> Candidate:
    """The sentence of a passage that says most of a claim."""
    wanted = text_terms(claim)
    spans = windows(hit.passage)

    def said(span: tuple[int, int]) -> tuple[int, int]:
        text = hit.passage.text[span[0] : span[1]]
        return len(wanted & text_terms(text)), -len(text)

    start, end = max(spans, key=said)
    known = next(candidate for candidate in prepared.of_parts() if candidate.hit.passage.id == hit.passage.id)
    return replace(known, start=start, end=end, text=hit.passage.text[start:end])


def locate(library: Library, viewer: PageViewer, candidate: Candidate, number: int) -> Citation:
    """The citation of a quote, with rectangles where the page is a PDF's."""
    hit, passage = candidate.hit, candidate.hit.passage
    page = library.catalogue.page(passage.document_id, passage.page)
    citation = Citation(number, hit.document, passage.page, passage.page_label, candidate.text, passage.id)
    near = (passage.start + candidate.start) / max(len(page.text), 1)
    if hit.document.format != "pdf":
        return replace(citation, located=find(page.text, candidate.text, near) is not None)
    found = rectangles(library, viewer, hit.document, page, candidate.text, near)
    return replace(citation, located=bool(found), rectangles=found)


def _refusal(query: Query, searched: Searched) -> str:
    languages = ", ".join(searched.languages)
    if query.language == "it":
        return (
            f"Non ho trovato una risposta. Ho cercato in {searched.documents} documenti ({searched.passages} passaggi, lingue:"
            f" {languages or 'nessuna'}) e nessun passaggio sostiene una risposta."
        )
    return (
        f"I found no answer. I searched {searched.documents} documents ({searched.passages} passages, languages:"
        f" {languages or 'none'}) and no passage supports one."
    )
