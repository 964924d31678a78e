"""Completions of a query: works, people, organisations, topics, goals and places of the documents that the reader may see."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.index.derived import Derived
from kb.library import Library
from kb.model import Document, Reader
from kb.search.editions import superseded
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.text.normalise import WORD, fold
from kb.text.sketches import Editions
from kb.translations import LANGUAGES


@dataclass(frozen=True)
class Suggestion:
    """A completion. Its kind is title, person, organisation, topic, goal or place; `document` is a title's id, else "".

    `query` finds what a topic, goal or place stands for; "" for the other kinds.
    """

    text: str
    kind: str
    document: str = ""
    query: str = ""


# By the numbers of the visible documents: (" folded words", suggestion), most frequent first.
_SUGGESTIONS: Derived[tuple[int, ...], list[tuple[str, Suggestion]]] = Derived(32)


@retry_on_change
def suggest(library: Library, text: str, reader: Reader, k: int = 8) -> list[Suggestion]:
    """The k best completions in which a word starts with `text`; those that start with it as a whole come first."""
    typed = " ".join(WORD.findall(fold(text)))
    if len(typed) < 2:
        return []
    wanted = f" {typed}"
    found = [
        (not known.startswith(wanted), rank, entry)
        for rank, (known, entry) in enumerate(_known(library, reader))
        if wanted in known
    ]
    return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])[:k]]


def _known(library: Library, reader: Reader) -> list[tuple[str, Suggestion]]:
    scope = open_scope(library, reader)
    return scope.snapshot.by_documents.get(_SUGGESTIONS, scope.visible, lambda: _listed(library, scope))


def _listed(library: Library, scope: Scope) -> list[tuple[str, Suggestion]]:
    visible = scope.visible
    documents = library.documents(visible)
    counts = Counter(Suggestion(d.title, "title", d.id) for d in _titled(documents, scope.snapshot.editions))
    for document in documents.values():
        counts.update(Suggestion(name, "person") for name in {person.name for person in document.people})
        counts.update(Suggestion(name, "organisation") for name in {named.name for named in document.organisations})
    counts.update(_subjects(library, frozenset(visible)))
    ordered = sorted(counts, key=lambda entry: (-counts[entry], entry.text))
    return [(f" {' '.join(WORD.findall(fold(entry.text)))}", entry) for entry in ordered]


def _titled(documents: Mapping[int, Document], editions: Editions) -> Iterator[Document]:
    """The documents without the editions that would be listed under the same title as a better one."""
    dropped = superseded(dict.fromkeys(documents, 1.0), documents, editions, 1.0)
    titles = {fold(document.title) for number, document in documents.items() if number not in dropped}
    for number, document in documents.items():
        if number not in dropped or fold(document.title) not in titles:
            yield document


def _subjects(library: Library, visible: frozenset[int]) -> Iterator[Suggestion]:
    """The keywords, goals (in each language) and places of the visible documents, once for each document."""
    for number, keywords in library.catalogue.metadata.values("keywords").items():
        if number in visible:
            yield from {Suggestion(value, "topic", query=value) for _, value in keywords}
    for number, goals in library.goals().items():
        if number in visible:
            for found in goals:
                names = {library.lists.goals.name(found.goal, language) for language in LANGUAGES}
                yield from (Suggestion(name, "goal", query=f"sdg:{found.goal}") for name in names)
    for number, places in library.places().items():
        if number in visible:
            yield from (Suggestion(place, "place", query=f'place:"{place}"') for place in places)
