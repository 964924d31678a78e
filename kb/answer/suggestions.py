"""Next questions that are known to have an answer here: about other sections of the documents that were just quoted."""

import itertools
import re
from collections.abc import Iterator

from kb.answer.prepare import prepare_in
from kb.answer.records import Answer
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.search.scope import open_scope

_SUGGESTED = 2
_TRIED = 6  # sections at most, about 30 ms each
_DOCUMENTS = 2  # quoted documents whose sections are looked at
_LENGTHS = range(8, 60)  # characters of a heading that reads well in a question
_NUMBER = re.compile(
    r"^(?:(?:cap(?:itolo)?|chapter|section|sezione|parte|part)\b\.?\s*)?(?:(?:\d+(?:\.\d+)*[.)]?|[IVX]+[.)])\s+)?"
)
# Sections that every work has say nothing of what they hold.
_GENERAL = re.compile(
    r"\b(?:introdu\w+|conclu\w+|abstract|sommario|summary|indice|contents|references|bibliograf\w+|bibliography|appendi\w+|allegat\w+|annex"
    r"|ringraziamenti|acknowledge?ments|method\w*|metod\w*|results?|risultati|discussion\w*|table|tabell\w*|figur\w*|part[ei]?|chapter|capitolo)\b", re.I
)  # fmt: skip


def next_questions(library: Library, answer: Answer, reader: Reader, filters: Filters | None = None) -> list[str]:
    """At most two questions about other sections of the quoted documents; each is tried, and has an answer within the same filters."""
    if answer.refused:
        return []
    scope = open_scope(library, reader, filters)
    found: list[str] = []
    for document, heading in itertools.islice(_sections(library, answer), _TRIED):
        question = f"{short_title(document.title)}: {heading}?"
        prepared = prepare_in(scope, question)
        if not prepared.is_refused and prepared.candidates[0].hit.document.id == document.id:
            found.append(question)
        if len(found) == _SUGGESTED:
            break
    return found


def _sections(library: Library, answer: Answer) -> Iterator[tuple[Document, str]]:
    """(document, heading) of sections of the quoted documents that no quote is from, in turn from each document."""
    known = {_plain(citation.passage.heading) for citation in answer.citations}
    documents = list({citation.document.id: citation.document for citation in answer.citations}.values())[:_DOCUMENTS]
    listed = [
        [(document, heading) for heading in _headings(library, document) if heading not in known]
        for document in documents
    ]
    for at in range(max(map(len, listed), default=0)):
        yield from (sections[at] for sections in listed if at < len(sections))


def _headings(library: Library, document: Document) -> list[str]:
    """The headings of a document's body that tell what is below them, without their numbers."""
    found = (_plain(heading) for heading, _, _ in library.catalogue.metadata.headings(document.id))
    title = document.title.casefold()
    kept = (
        heading
        for heading in found
        if heading.casefold() not in title and len(heading) in _LENGTHS and not _GENERAL.search(heading)
    )
    return list(dict.fromkeys(kept))


def _plain(heading: str) -> str:
    text = _NUMBER.sub("", heading.rpartition("›")[2].strip()).strip(" .:;–-")
    return text if text.isupper() else f"{text[:1].lower()}{text[1:]}" if text[1:2].islower() else text


def short_title(title: str) -> str:
    """The title up to its first colon or full stop, at most about sixty characters."""
    first = re.split(r"[:.?!]\s", title, maxsplit=1)[0]
    return first if len(first) < 70 else first[:60].rsplit(" ", 1)[0] + "…"
