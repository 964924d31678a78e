"""Suggested next questions that have an answer here, about other sections of the quoted documents."""

import itertools
from collections.abc import Iterator

from kb.answer.prepare import prepare_in
from kb.answer.records import Answer
from kb.answer.section_questions import plain_heading, section_question
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.search.scope import open_scope

_SUGGESTED = 2
_TRIED = 6  # sections at most
_DOCUMENTS = 2  # quoted documents whose sections are used


def next_questions(library: Library, answer: Answer, reader: Reader, filters: Filters | None = None) -> list[str]:
    """At most two questions that a person would type, about other sections of the quoted documents.

    Each was tried: within the same filters a sentence of the section it was made from answers it.
    """
    if answer.refused:
        return []
    scope = open_scope(library, reader, filters)
    found: list[str] = []
    for document, heading, question in itertools.islice(_questions(library, answer), _TRIED):
        prepared = prepare_in(scope, question)
        best = prepared.candidates[0].hit if prepared.candidates and not prepared.is_refused else None
        if best and best.document.id == document.id and plain_heading(best.passage.heading) == plain_heading(heading):
            found.append(question)
        if len(found) == _SUGGESTED:
            break
    return found


def _questions(library: Library, answer: Answer) -> Iterator[tuple[Document, str, str]]:
    """(document, heading, question) of sections of the quoted documents that no quote is from, in turn from each document."""
    known = {plain_heading(citation.passage.heading) for citation in answer.citations}
    documents = list({citation.document.id: citation.document for citation in answer.citations}.values())[:_DOCUMENTS]
    listed = [[*_of_document(library, document, known)] for document in documents]
    for at in range(max(map(len, listed), default=0)):
        yield from (sections[at] for sections in listed if at < len(sections))


def _of_document(library: Library, document: Document, known: set[str]) -> Iterator[tuple[Document, str, str]]:
    """The questions of one document's sections, each once."""
    asked: set[str] = set()
    for heading, _, _ in library.catalogue.metadata.headings(document.id):
        is_new = (
            plain_heading(heading) not in known and plain_heading(heading).casefold() not in document.title.casefold()
        )
        question = section_question(document.title, heading, document.language) if is_new else ""
        if question and question not in asked:
            asked.add(question)
            yield document, heading, question
