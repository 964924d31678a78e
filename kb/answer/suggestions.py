"""Suggested next questions that have an answer here, about other sections of the quoted documents."""

import itertools
from collections.abc import Iterator

from kb.answer.prepare import prepare_in
from kb.answer.records import Answer
from kb.answer.section_questions import plain_heading, section_question
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.search.hits import RankedHit, load_hits
from kb.search.rank import rank
from kb.search.scope import Scope, open_scope
from kb.text.languages import detect_query

Section = tuple[str, str]  # a document's id and a plain heading

_SUGGESTED = 2
_RANKED, _TRIED = 8, 3  # sections at most whose question is ranked, and of these answered
_FIRST = 5  # passages read to find the first that is text
_DOCUMENTS = 2  # quoted documents whose sections are used


def next_questions(library: Library, answer: Answer, reader: Reader, filters: Filters | None = None) -> list[str]:
    """At most two questions that a person would type, in the language of the question, about other sections of the quoted documents.

    Each was tried: within the same filters a sentence of the section it was made from answers it.
    """
    if answer.refused:
        return []
    scope = open_scope(library, reader, filters)
    asked = itertools.islice(_questions(library, answer, detect_query(answer.question)), _RANKED)
    # Ranking costs a fifth of answering, and nearly every section that answers a question is also ranked first.
    likely = ((section, question) for section, question in asked if _ranked_first(scope, question) == section)
    tried = itertools.islice(likely, _TRIED)
    return [
        *itertools.islice(
            (question for section, question in tried if _answering(scope, question) == section), _SUGGESTED
        )
    ]


def _ranked_first(scope: Scope, question: str) -> Section | None:
    """The section of the first passage for a question."""
    documents = scope.library.documents(scope.allowed)
    hits = load_hits(scope.library, rank(scope, scope.analyse(question, prefixes=False)), documents, _FIRST)
    return next((_section(hit) for hit in hits if hit.passage.part == "body"), None)


def _answering(scope: Scope, question: str) -> Section | None:
    """The section that has the best sentence for a question; None if it is refused."""
    prepared = prepare_in(scope, question)
    return _section(prepared.candidates[0].hit) if prepared.candidates and not prepared.is_refused else None


def _section(hit: RankedHit) -> Section:
    return hit.document.id, plain_heading(hit.passage.heading)


def _questions(library: Library, answer: Answer, language: str) -> Iterator[tuple[Section, str]]:
    """(section, question) of sections of the quoted documents that no quote is from, in turn from each document."""
    known = {plain_heading(citation.passage.heading) for citation in answer.citations}
    documents = list({citation.document.id: citation.document for citation in answer.citations}.values())[:_DOCUMENTS]
    listed = [[*_of_document(library, document, known, language)] for document in documents]
    for at in range(max(map(len, listed), default=0)):
        yield from (sections[at] for sections in listed if at < len(sections))


def _of_document(library: Library, document: Document, known: set[str], language: str) -> Iterator[tuple[Section, str]]:
    """The questions of one document's sections, each once."""
    asked: set[str] = set()
    for heading, _, _ in library.catalogue.metadata.headings(document.id):
        is_new = (
            plain_heading(heading) not in known and plain_heading(heading).casefold() not in document.title.casefold()
        )
        question = section_question(document.title, heading, document.language, language) if is_new else ""
        if question and question not in asked:
            asked.add(question)
            yield (document.id, plain_heading(heading)), question
