"""Retrieve and score candidate sentences for a question, within the reader's scope."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.answer.candidates import Candidate, score_sentences, without_title_pages
from kb.answer.catalogue.work_sections import find_part, work_meant
from kb.answer.records import Searched
from kb.answer.refusal.answerability import confidence
from kb.answer.refusal.constraint_filter import Alternative, filter_by_constraints, works_naming
from kb.answer.tables.reading import Reading, read_tables
from kb.answer.tables.works import Compared, Source, compare, named_source
from kb.clock import today
from kb.index.derived import Derived
from kb.index.document_bitmaps import Numbers
from kb.library import Library
from kb.model import Filters, Reader
from kb.questions.conversation.asides import aside
from kb.questions.named.compared import compared
from kb.questions.named.sources import is_document
from kb.questions.parts import parts
from kb.questions.proper_names import names_in, without_names
from kb.questions.work_parts import compared_by, work_part
from kb.ranking_config import AnswerabilityLimits
from kb.search.hits import RankedHit, hits_without_orders, load_hits
from kb.search.query_analysis import Query
from kb.search.rank import rank
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.text.instructions import find_instruction

_MAX_QUESTION = 2000  # characters
# Characters of a question that is put in parts, each to each work: four parts to four works take thirty searches, each as long as its text.
# By judgement: the longest of the 1,688 questions that this project wrote has 358.
_COMPOUND = 800
_WORKS = 12  # of a person or organisation that a question names, at most
# Share of the answer threshold from which a sentence is an alternative: the name it lacks lowers its confidence, too. On questions of
# both kinds, sentences on the subject have 0.06 to 0.47, others 0.04 and less, where the threshold was 0.36.
_ABOUT = 0.2


@dataclass(frozen=True)
class PreparedAnswer:
    """A question with the sentences that may answer it, best first, and the probability (0..1) that they do."""

    question: str
    scope: Scope
    query: Query
    searched: Searched
    hits: tuple[RankedHit, ...]
    candidates: tuple[Candidate, ...]
    confidence: float
    parts: tuple["PreparedAnswer", ...] = ()  # of a compound question
    alternatives: tuple[Alternative, ...] = ()  # about other years, places or names, if nothing fits
    works: tuple[Compared["PreparedAnswer"], ...] = ()  # that the question compares
    asked: tuple[str, ...] = ()  # of each of these works
    reading: Reading | None = None  # the answer from a table's cells
    missing: str = ""  # the work that the question names as its source, if no document is meant

    @property
    def is_refused(self) -> bool:
        """Whether the documents probably hold no answer to the question, nor to any part of it."""
        if self.reading:
            return False
        if self.missing:
            return True
        if self.works:
            return not any(part.says_something for work in self.works for part in work.prepared)
        is_unsure = self.confidence < self.scope.config.answerability.threshold
        return is_unsure and all(part.is_refused for part in self.parts)

    @property
    def says_something(self) -> bool:
        """Whether a work named in the question probably says something about what is asked."""
        limits = self.scope.config.answerability
        return self.confidence >= limits.named_work * limits.threshold

    @property
    def best_of_parts(self) -> list[Candidate]:
        """The best sentence for each part of the question that isn't refused, or of each work that it compares."""
        found = [part for part in self.parts if not part.is_refused]
        found += [part for work in self.works for part in work.prepared if part.says_something]
        return [part.candidates[0] for part in found if part.candidates]

    def of_parts(self) -> list[Candidate]:
        """The best sentence for each part of the question, then those for the whole question."""
        return [*self.best_of_parts, *self.candidates]


# Preparations by question, reader, filters and day: a page of quotes keeps its own for the written answer that follows.
_PREPARED: Derived[tuple[str, Reader, Filters | None, date], PreparedAnswer] = Derived(64)


@retry_on_change
def prepare(library: Library, question: str, reader: Reader, filters: Filters | None = None) -> PreparedAnswer:
    """Retrieve candidate sentences for a question among the documents that this reader may see."""
    prepared = prepare_in(open_scope(library, reader, filters), question)
    prepared.scope.snapshot.by_generation.put(_PREPARED, (prepared.question, reader, filters, today()), prepared)
    return prepared


def take_prepared(library: Library, question: str, reader: Reader, filters: Filters | None = None) -> PreparedAnswer:
    """Take the last result of `prepare` for this question and reader out of the cache; prepare anew after any change."""
    kept = library.snapshot().by_generation.take(_PREPARED, (_normal(question), reader, filters, today()))
    return kept or prepare(library, question, reader, filters)


def prepare_in(scope: Scope, question: str) -> PreparedAnswer:
    """Retrieve candidate sentences for a question, for each of its parts and for each work that it compares, within a scope."""
    question = _normal(question)
    prepared = _prepare(scope, question)
    if len(question) > _COMPOUND:
        return prepared
    pieces = parts(question)
    comparison = compared(pieces[0])
    if comparison and comparison.is_open and len(pieces) == 1:
        asked = compared_by("it" if prepared.query.language == "it" else "en")
        if works := compare(scope, comparison, _prepare_work, asked):
            by_parts = tuple(replace(work, prepared=work.prepared[1:]) for work in works)
            return replace(prepared, works=by_parts, asked=tuple(asked))
    if comparison and (works := compare(scope, comparison, _prepare_work, pieces[1:])):
        # "The two pilots" may as well be those of one work.
        saying = sum(any(part.says_something for part in work.prepared) for work in works)
        if not comparison.count or saying > 1:
            return replace(prepared, works=works, asked=tuple(pieces))
    if comparison and len(pieces) == 1:
        pieces = [*comparison.questions]
    if len(pieces) == 1:
        return _prepare_source(prepared) or _with_reading(_prepare_named(prepared) or prepared)
    return replace(prepared, parts=tuple(_prepare_part(scope, piece) for piece in pieces))


def _with_reading(prepared: PreparedAnswer) -> PreparedAnswer:
    """A preparation with the answer read from a table on its pages, if there is one."""
    return replace(prepared, reading=read_tables(prepared.query, prepared.hits, prepared.scope.library.catalogue))


def _prepare_source(prepared: PreparedAnswer) -> PreparedAnswer | None:
    """A question prepared within the work that it names as its source; None if it names none, or that doesn't answer it.

    Other works don't answer a question about a document that the library lacks. A work that isn't called as the question says may be
    another one, so it makes no answer of a question that is refused.
    """
    scope, question = prepared.scope, prepared.question
    named = named_source(scope, question)
    if named and not named.scope and is_document(named.name):
        return replace(prepared, missing=named.name)
    within = _within(named, question)
    if within is None or named is None or within.is_refused or (prepared.is_refused and not named.bears_name):
        return None
    return replace(within, question=question, scope=scope, searched=prepared.searched)


def _within(named: Source | None, question: str) -> PreparedAnswer | None:
    """A question prepared within its source: without the name, and if that is refused in both wordings; None if it isn't found."""
    if named is None or named.scope is None:
        return None
    found = _prepare_work(named.scope, [named.asked])
    return _with_reading(_prepare_work(named.scope, [named.asked, question]) if found.is_refused else found)


def _prepare_named(prepared: PreparedAnswer) -> PreparedAnswer | None:
    """A refused question prepared within the works of the people and organisations it names; None if they don't answer it."""
    scope, question = prepared.scope, prepared.question
    names = (
        names_in(question, lambda name: bool(scope.library.lists.places.named_in(name))) if prepared.is_refused else ()
    )
    documents = scope.library.documents(scope.allowed) if names else {}
    works = {number for name in names for number in works_naming(name, documents)}
    if not 0 < len(works) <= _WORKS:
        return None
    alone = without_names(question, names)
    within = _prepare_work(replace(scope, allowed=Numbers(sorted(works))), [alone, question])
    return (
        None
        if within.is_refused
        else replace(within, question=question, query=prepared.query, scope=scope, searched=prepared.searched)
    )


def _prepare_part(scope: Scope, question: str) -> PreparedAnswer:
    """The preparation of a part of a question: within the work it names as its source, if that says something of it."""
    prepared, within = _prepare(scope, question), _within(named_source(scope, question), question)
    return replace(within, question=question) if within and within.says_something else prepared


def _prepare_work(scope: Scope, asked: Sequence[str]) -> PreparedAnswer:
    """The preparation of the most probable of some wordings; the best candidate of each comes first."""
    found = sorted((_prepare(scope, text) for text in dict.fromkeys(asked)), key=lambda one: -one.confidence)
    best = [one.candidates[0] for one in found if one.candidates]
    return replace(found[0], candidates=(*best, *found[0].candidates))


def _normal(question: str) -> str:
    question = " ".join(question.split())[:_MAX_QUESTION]
    # In capitals every word would look like a name.
    return question.capitalize() if question.isupper() and len(question.split()) > 2 else question


def _prepare(scope: Scope, question: str) -> PreparedAnswer:
    documents = scope.library.documents(scope.allowed)
    languages = sorted({document.language for document in documents.values()})
    searched = Searched(len(documents), len(scope.passages), tuple(languages))
    query = scope.analyse(question, prefixes=False)
    found = load_hits(scope.library, rank(scope, query), documents, scope.config.sentences.passages)
    hits = hits_without_orders(scope.library, [hit for hit in found if hit.passage.part == "body"])
    part = work_part(question)
    work = work_meant(scope, part, question) if part else None
    if part and work is not None and (found_part := find_part(scope, part, work)):
        return PreparedAnswer(question, scope, query, searched, hits, found_part.candidates, found_part.confidence)
    scored = score_sentences(scope, query, hits)
    if part and (work is not None or not part.work):  # not for the limit of something else, such as speed
        scored = [one for one in scored if part.may_be(one.text)]
    filtered = filter_by_constraints(scope, query, scored, documents)
    is_none = find_instruction(question) or aside(question)
    # Candidates that were set aside make no answer more probable.
    both = (confidence(query, candidates, scope.config.answerability) for candidates in (scored, filtered.candidates))
    sure = 0.0 if filtered.is_unmet or is_none else round(min(both), 3)
    alternatives = tuple(
        other for other in filtered.alternatives if _is_about(query, other, scope.config.answerability)
    )
    best = tuple(without_title_pages(query, filtered.candidates, scope.config.sentences))
    return PreparedAnswer(question, scope, query, searched, hits, best, sure, alternatives=alternatives)


def _is_about(query: Query, other: Alternative, limits: AnswerabilityLimits) -> bool:
    """Whether a sentence would answer the question if it weren't for the year, place or name that it lacks."""
    return confidence(query, [other.candidate], limits) >= _ABOUT * limits.threshold
