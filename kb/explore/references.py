"""Which works cite which: entries of bibliographies matched to the titles that are held."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from kb.library import Library
from kb.model import Document, Passage, Reader
from kb.search.scope import open_scope
from kb.text.normalise import WORD, fold

_ENOUGH = 2  # words of a title before its subtitle, that tell it together with an author and the very year
_TELLING = 3  # words that tell it together with an author, in a year next to it too
_ALONE = 5  # words of a whole title, that tell it without one
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SUBTITLE = re.compile(r"[.:?!–—]\s")
Title = tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A document that another cites, and the passage of the bibliography where it does."""

    document: Document
    passage: Passage


@dataclass(frozen=True)
class References:
    """By document number: what each cites, and by what each is cited."""

    cites: dict[int, list[Reference]] = field(default_factory=dict)
    cited_by: dict[int, list[Reference]] = field(default_factory=dict)


def references(library: Library, reader: Reader) -> References:
    """The citations among the documents that this reader may see; remembered until the library changes."""
    scope = open_scope(library, reader)
    listed = scope.snapshot.passage_parts == "references"
    return scope.snapshot.remembered(("references", scope.visible), lambda: _found(library, scope.visible, listed))


def _found(library: Library, visible: tuple[int, ...], listed: np.ndarray) -> References:
    snapshot, documents = library.snapshot(), library.documents(visible)
    index = Titles(documents)
    ids = np.intersect1d(snapshot.passage_ids[listed], snapshot.passages_of(visible))
    found = References()
    for passage in library.catalogue.passages(ids.tolist()).values():
        owner = snapshot.document_of(passage.id)
        for entry in passage.text.split("\n"):
            number = index.find(entry)
            known = {one.document.id for one in found.cites.get(owner, ())}
            if number is not None and number != owner and documents[number].id not in known:
                found.cites.setdefault(owner, []).append(Reference(documents[number], passage))
                found.cited_by.setdefault(number, []).append(Reference(documents[owner], passage))
    return found


class Titles:
    """The titles of documents, found in entries of bibliographies."""

    def __init__(self, documents: Mapping[int, Document]) -> None:
        self._documents = documents
        self._by_start: dict[
            Title, list[tuple[Title, int, bool]]
        ] = {}  # first words → (title, number, whether it is whole)
        for number, document in documents.items():
            whole = _words(document.title)
            main = _words(_SUBTITLE.split(document.title)[0])
            for title, is_whole in {whole: True, main: len(main) == len(whole)}.items():
                if len(title) >= _ENOUGH:
                    self._by_start.setdefault(title[:_ENOUGH], []).append((title, number, is_whole))

    def find(self, entry: str) -> int | None:
        """The number of the document that an entry cites: the longest title that stands in it, with an author or alone."""
        words, closed = _words(entry), _closed(entry)
        years = {int(year) for year in _YEAR.findall(entry)}
        found = [
            (len(title), -number)
            for title, number, is_whole in self._starting(words, closed)
            if self._fits(self._documents[number], set(words), years, len(title), is_whole=is_whole)
        ]
        return -max(found)[1] if found else None

    def _starting(self, words: Title, closed: frozenset[int]) -> Iterator[tuple[Title, int, bool]]:
        for at in range(len(words)):
            for title, number, is_whole in self._by_start.get(words[at : at + _ENOUGH], ()):
                end = at + len(title)
                if words[at:end] == title and end - 1 in closed:
                    yield title, number, is_whole

    @staticmethod
    def _fits(document: Document, words: set[str], years: Iterable[int], size: int, *, is_whole: bool) -> bool:
        years = list(years)
        near = 0 if size < _TELLING else 1
        if document.year and years and all(abs(year - document.year) > near for year in years):
            return False
        surnames = [_words(person.name)[-1] for person in document.people if _words(person.name)]
        return any(name in words for name in surnames) or (is_whole and size >= _ALONE)


def _closed(text: str) -> frozenset[int]:
    """Places of the words that a sign or the end follows: there a title may end."""
    found = list(WORD.finditer(text))
    ends = [text[a.end() : b.start()] for a, b in itertools.pairwise(found)]
    return frozenset({at for at, between in enumerate(ends) if between.strip()} | {len(found) - 1})


def _words(text: str) -> Title:
    return tuple(WORD.findall(fold(text)))
