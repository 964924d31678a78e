"""Examples for the home page, from the documents that the reader may see: two searches and a question that has an answer."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kb.answer.prepare import prepare_in
from kb.answer.section_questions import short_title
from kb.index.derived import Derived
from kb.library import Library
from kb.model import Document, Reader
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.store.metadata import CERTAIN
from kb.translations import translator

_SEARCHES = 2
_TRIED = 6  # works whose question is tried, about 30 ms each, once for each generation of the library
_LONGEST = 60  # characters of an example


@dataclass(frozen=True)
class Examples:
    """(name, query) of searches with results, and a question with an answer; "" where none was found."""

    searches: tuple[tuple[str, str], ...]
    question: str


_EXAMPLES: Derived[tuple[tuple[int, ...], str], Examples] = Derived(32)  # by the visible documents and the language


@retry_on_change
def examples(library: Library, reader: Reader, language: str) -> Examples:
    """Examples in a language, cached for all readers who see the same documents."""
    scope = open_scope(library, reader)
    key = (scope.visible, language)
    return scope.snapshot.by_generation.get(_EXAMPLES, key, lambda: _made(library, scope, language))


def _made(library: Library, scope: Scope, language: str) -> Examples:
    documents = library.documents(scope.visible)
    searches = itertools.islice(dict.fromkeys(_searches(library, documents, language)), _SEARCHES)
    question = next(itertools.islice(_answered(scope, documents, language), 1), "")
    return Examples(tuple(searches), question)


def _searches(library: Library, documents: dict[int, Document], language: str) -> Iterator[tuple[str, str]]:
    """Yield (name, query): keywords of documents in this language, then names of goals, each most frequent first."""
    stated = library.catalogue.metadata.values("keywords")
    keywords = Counter(
        value
        for number, values in stated.items()
        if number in documents and documents[number].language == language
        for _, value in values
        if len(value) <= _LONGEST
    )
    yield from ((word, word) for word, count in keywords.most_common(_SEARCHES) if count > 1)
    goals = Counter(found.goal for number, of in library.goals().items() if number in documents for found in of)
    yield from ((library.lists.goals.name(goal, language), f"sdg:{goal}") for goal, _ in goals.most_common())
    yield from ((word, word) for word, _ in keywords.most_common())


def _answered(scope: Scope, documents: dict[int, Document], language: str) -> Iterator[str]:
    """Questions for the results of theses and reports in this language, newest first, that their documents answer.

    None is for a work with an uncertain title, which may be a file's name.
    """
    doubtful = {number for number, _ in scope.library.catalogue.metadata.doubtful(["title"], CERTAIN)}
    works = [
        document
        for number, document in documents.items()
        if document.kind in ("thesis", "report") and document.language == language and number not in doubtful
    ]
    for work in sorted(works, key=lambda d: (-(d.year or 0), d.id))[:_TRIED]:
        question = translator(language)("What are the results of “{title}”?", title=short_title(work.title))
        prepared = prepare_in(scope, question)
        if not prepared.is_refused and prepared.candidates[0].hit.document.id == work.id:
            yield question
