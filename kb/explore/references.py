"""Citations among the library's documents, found by matching bibliography entries with titles."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from kb.index.derived import Derived
from kb.library import Library
from kb.model import Document, Passage, Reader
from kb.search.scope import open_scope
from kb.text.normalise import WORD, fold

# Words of a title that identify a document, by judgement (sample corpus: 9 of 9 citations found, none wrong):
_ENOUGH = 2  # with an author and the exact year; the title may lack its subtitle
_TELLING = 3  # with an author and a year at most one off
_ALONE = 5  # without an author; the whole title
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SUBTITLE = re.compile(r"[.:?!–—]\s")
Title = tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A document cited or citing, and the passage of the bibliography with the citation."""

    document: Document
    passage: Passage


@dataclass(frozen=True)
class References:
    """For each document number, the documents it cites and those that cite it."""

    cites: dict[int, list[Reference]] = field(default_factory=dict)
    cited_by: dict[int, list[Reference]] = field(default_factory=dict)


_REFERENCES: Derived[tuple[int, ...], References] = Derived(32)  # by the numbers of the visible documents


def references(library: Library, reader: Reader) -> References:
    """The citations among the documents that the reader may see, cached until the library changes."""
    scope = open_scope(library, reader)
    listed = scope.snapshot.passage_parts == "references"
    return scope.snapshot.by_documents.get(_REFERENCES, scope.visible, lambda: _found(library, scope.visible, listed))


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
    """Matches bibliography entries with the titles of documents."""

    def __init__(self, documents: Mapping[int, Document]) -> None:
        self._documents = documents
        # By its first words: (title, number, whether it is whole).
        self._by_start: dict[Title, list[tuple[Title, int, bool]]] = {}
        for number, document in documents.items():
            whole = _words(document.title)
            main = _words(_SUBTITLE.split(document.title)[0])
            for title, is_whole in {whole: True, main: len(main) == len(whole)}.items():
                if len(title) >= _ENOUGH:
                    self._by_start.setdefault(title[:_ENOUGH], []).append((title, number, is_whole))

    def find(self, entry: str) -> int | None:
        """Number of the document that an entry cites, by the longest matching title; None if there is none."""
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
    """Indexes of the words that punctuation or the end of the text follows: a title may end there."""
    found = list(WORD.finditer(text))
    ends = [text[a.end() : b.start()] for a, b in itertools.pairwise(found)]
    return frozenset({at for at, between in enumerate(ends) if between.strip()} | {len(found) - 1})


def _words(text: str) -> Title:
    return tuple(WORD.findall(fold(text)))
