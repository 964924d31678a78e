"""The part of a work that a question asks for (its limits, conclusions, method …): its section by the heading, else sentences in its own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.answer.candidates import QUOTE_LENGTH, Candidate, without_heading
from kb.answer.catalogue.aspects import statements
from kb.answer.section_questions import plain_heading
from kb.answer.tables.works import scope_named
from kb.index.orders import without_orders
from kb.model import Document, Passage
from kb.questions.work_parts import WorkPart
from kb.search.hits import RankedHit
from kb.search.relevance import state_of
from kb.search.scope import Scope
from kb.text.sentences import sentences, trim
from kb.text.terms import text_terms

_QUOTES = 3  # of a section, from its beginning
_SHORTEST = 40  # characters of a sentence that is quoted
_STEP = 0.05  # by which the score of each quote is below that of the one before
# Probability that a section with the heading asked for answers, and that sentences in its words do; by judgement.
_BY_HEADING, _BY_WORDS = 0.9, 0.6
# Kinds of parts that the model of statements knows.
_ASPECTS = {"goals": "aim", "method": "method", "conclusions": "outcome"}


@dataclass(frozen=True)
class FoundPart:
    """Sentences of the part of a work that a question asks for, best first, and the probability (0..1) that they answer it."""

    candidates: tuple[Candidate, ...]
    confidence: float


def work_meant(scope: Scope, part: WorkPart, question: str) -> int | None:
    """The number of the work that the question names, or of the only one of the scope if it names nothing; None for no such work."""
    within = scope_named(scope, part.work, question) if part.work else scope
    numbers = [*scope.library.documents(within.allowed)] if within else []
    return numbers[0] if len(numbers) == 1 else None


def find_part(scope: Scope, part: WorkPart, number: int) -> FoundPart | None:
    """The part in the work of this number; None if it has none."""
    document = scope.library.documents([number])[number]
    read = without_orders(scope.library.catalogue, scope.library.catalogue.passages_of(number))
    passages = [passage for passage in read if passage.part == "body"]
    found = [*_headed(scope, document, _sections(passages, part))][:_QUOTES]
    if found:
        return FoundPart(_in_order(found), _BY_HEADING)
    said = [*_said(scope, document, passages, part), *_stated(scope, document, number, part)][:_QUOTES]
    return FoundPart(_in_order(said), _BY_WORDS) if said else None


def _sections(passages: Sequence[Passage], part: WorkPart) -> list[Passage]:
    """The passages under a heading that announces the part, then those of the sections below it."""
    headings = {passage.heading: [plain_heading(piece) for piece in passage.heading.split("›")] for passage in passages}
    own = [passage for passage in passages if part.is_headed(headings[passage.heading][-1])]
    below = [passage for passage in passages if any(map(part.is_headed, headings[passage.heading][:-1]))]
    return [*own, *(passage for passage in below if passage not in own)]


def _headed(scope: Scope, document: Document, passages: Sequence[Passage]) -> Iterator[Candidate]:
    """The text of a section from its beginning, in quotes of whole sentences, without its heading."""
    for passage in passages:
        start = None
        end = 0
        for span in sentences(passage.text):
            if start is not None and span[1] - start > QUOTE_LENGTH:
                yield from _quoted(scope, document, passage, (start, end))
                start = None
            start, end = (span[0] if start is None else start), span[1]
        if start is not None:
            yield from _quoted(scope, document, passage, (start, end))


def _said(scope: Scope, document: Document, passages: Sequence[Passage], part: WorkPart) -> Iterator[Candidate]:
    """The sentences that name the part in its own words."""
    for passage in passages:
        for start, end in sentences(passage.text):
            if part.is_said(passage.text[start:end]):
                yield from _quoted(scope, document, passage, (start, end))


def _stated(scope: Scope, document: Document, number: int, part: WorkPart) -> Iterator[Candidate]:
    """The sentence that states the part by its meaning, if it is one that the model of statements knows."""
    found = statements(scope.library, number).get(_ASPECTS[part.kind]) if part.kind in _ASPECTS else None
    if found:
        yield from _quoted(scope, document, found.passage, found.span)


def _quoted(scope: Scope, document: Document, passage: Passage, span: tuple[int, int]) -> Iterator[Candidate]:
    start, end = trim(passage.text, *span)
    text = passage.text[start:end]
    hit = RankedHit(document, passage, 1.0, "", 1.0, state_of(1.0, scope.library.ranking.relevance))
    candidate = without_heading(Candidate(hit, start, end, text, True, True, 1.0, text_terms(text)))
    if len(candidate.text.strip()) >= _SHORTEST:
        yield candidate


def _in_order(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates with falling scores."""
    return tuple(replace(one, score=1.0 - _STEP * at) for at, one in enumerate(candidates))
