"""Completions of a query: titles, people and organisations that the reader may see."""

from collections import Counter
from dataclasses import dataclass

from kb.index.derived import Derived
from kb.library import Library
from kb.model import Reader
from kb.search.scope import open_scope, retry_on_change
from kb.text.normalise import WORD, fold


@dataclass(frozen=True)
class Suggestion:
    """A completion: its kind is title, person or organisation; `document` is the id behind a title, "" otherwise."""

    text: str
    kind: str
    document: str = ""


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
    return scope.snapshot.by_documents.get(_SUGGESTIONS, scope.visible, lambda: _listed(library, scope.visible))


def _listed(library: Library, visible: tuple[int, ...]) -> list[tuple[str, Suggestion]]:
    counts: Counter[Suggestion] = Counter()
    for document in library.documents(visible).values():
        counts[Suggestion(document.title, "title", document.id)] += 1
        counts.update(Suggestion(name, "person") for name in {person.name for person in document.people})
        counts.update(Suggestion(name, "organisation") for name in {named.name for named in document.organisations})
    ordered = sorted(counts, key=lambda entry: (-counts[entry], entry.text))
    return [(f" {' '.join(WORD.findall(fold(entry.text)))}", entry) for entry in ordered]
