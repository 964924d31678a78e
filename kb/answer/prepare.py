"""Retrieve and score candidate sentences for a question, within what the reader may see."""

from dataclasses import dataclass, replace

from kb.answer.answerability import THRESHOLD, confidence
from kb.answer.candidates import Candidate, weigh
from kb.answer.records import Searched
from kb.library import Library
from kb.model import Filters, Hit, Reader
from kb.search.query_analysis import Query, Translate
from kb.search.rank import load_hits, rank
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.text.questions import parts

_PASSAGES = 20  # Passages whose sentences are weighed.
_MAX_QUESTION = 2000


@dataclass(frozen=True)
class PreparedAnswer:
    """A question with what was found for it: the sentences that may answer, best first, and whether they do (0..1)."""

    question: str
    query: Query
    searched: Searched
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    confidence: float
    translate: Translate
    parts: tuple["PreparedAnswer", ...] = ()  # of a question that asks several things

    @property
    def is_refused(self) -> bool:
        """Whether the documents hold no answer, as far as can be told."""
        return self.confidence < THRESHOLD

    def of_parts(self) -> list[Candidate]:
        """The best sentence for each part of the question, then those for the whole of it."""
        first = [part.candidates[0] for part in self.parts if not part.is_refused]
        return [*first, *self.candidates]


@retry_on_change
def prepare(library: Library, question: str, reader: Reader, filters: Filters | None = None) -> PreparedAnswer:
    """Look for what may answer a question, among what this reader may see."""
    return prepare_in(open_scope(library, reader, filters), question)


def prepare_in(scope: Scope, question: str) -> PreparedAnswer:
    """Look for what may answer a question, and each of its parts, among what is seen."""
    question = " ".join(question.split())[:_MAX_QUESTION]
    prepared, pieces = _prepare(scope, question), parts(question)
    if len(pieces) == 1 or prepared.is_refused:
        return prepared
    return replace(prepared, parts=tuple(_prepare(scope, piece) for piece in pieces))


def _prepare(scope: Scope, question: str) -> PreparedAnswer:
    library = scope.library
    documents = library.documents(scope.allowed)
    searched = Searched(
        len(documents),
        len(scope.passages),
        tuple(sorted({document.language for document in documents.values()})),
    )
    query = scope.analyse(question, prefixes=False)
    ranked = rank(scope, query)
    hits = [hit for hit in load_hits(library, query, ranked, documents, _PASSAGES) if hit.passage.part == "body"]
    candidates = weigh(scope, query, hits)
    sure = confidence(query, candidates, scope.rarity(query.words), scope.unknown_rarity())
    return PreparedAnswer(question, query, searched, tuple(hits), tuple(candidates), round(sure, 3), scope.translate)
