"""Search scope: the documents a reader may see, and the statistics computed from those alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, reduce, wraps
from operator import and_, or_
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np

from kb.clock import today
from kb.errors import NotFound
from kb.index.derived import Derived
from kb.index.document_bitmaps import NONE, DocumentBitmaps, Numbers, load_bitmaps
from kb.index.lexical import LexicalIndex
from kb.index.lexical_query import Within
from kb.index.snapshot import Snapshot
from kb.library import Library
from kb.model import Document, Filters, Reader, VisibleDocument
from kb.ranking_config import RankingConfig
from kb.search.query_analysis import Query, analyse
from kb.store.visibility import visible_documents
from kb.text.normalise import WORD
from kb.text.terms import Term, Words, idf, unseen_idf

P = ParamSpec("P")
T = TypeVar("T")
_FEWEST = 300  # passages assumed at least for an IDF: in a library of ten, every word would look common
_CHANGES = 5  # attempts at a question while the library keeps changing
_VISIBLE: Derived[tuple[Reader, date], "Visible"] = Derived(256)
_BITMAPS: Derived[None, DocumentBitmaps] = Derived(1)
_KEPT: Derived[tuple[Reader, date, Filters], Numbers] = Derived(256)


@dataclass(frozen=True)
class Visible:
    """Numbers of the documents that a reader may see, ascending, as a set and as a bitmap; `total` counts all documents."""

    numbers: tuple[int, ...]
    members: frozenset[int]
    bitmap: Numbers
    total: int


@dataclass(frozen=True)
class Scope:
    """Document numbers that a reader may see (`visible`) and those of them that the filters keep (`allowed`).

    `exact` is true when the index `lexical` holds just the visible documents; otherwise every search in it must be narrowed.
    `config` holds the weights that a query is ranked by.
    """

    library: Library
    reader: Reader
    snapshot: Snapshot
    visible: tuple[int, ...]
    allowed: Numbers
    lexical: LexicalIndex
    exact: bool
    config: RankingConfig

    @cached_property
    def passages(self) -> np.ndarray:
        """Ids of the allowed passages, ascending."""
        return self.snapshot.passage_ids if self.is_whole else self.snapshot.passage_ids[self._mask]

    @property
    def _mask(self) -> np.ndarray:
        return self.snapshot.mask(self.allowed)

    @cached_property
    def _visible_passages(self) -> int:
        if len(self.allowed) == len(self.visible):
            return len(self.passages)
        return int(np.count_nonzero(self.snapshot.mask(Numbers(self.visible))))

    @property
    def is_whole(self) -> bool:
        """Whether every passage of the library is allowed."""
        return bool(self._mask.all())

    @property
    def sees_all(self) -> bool:
        """Whether nothing is hidden from this reader."""
        return self._visible_passages == len(self.snapshot.passage_ids)

    @property
    def has_meaning(self) -> bool:
        """Whether every visible passage has a vector; until then some are found by words alone."""
        return self.snapshot.has_vectors(self.visible)

    def within(self, required: Words = (), excluded: Words = ()) -> Within:
        """Limits of a lexical search: the allowed documents, the required and the excluded words."""
        narrowed = not self.exact or len(self.allowed) < len(self.visible)
        share = len(self.allowed) / max(len(self.visible), 1) if self.exact else None
        return Within(self.allowed if narrowed else None, required, excluded, share)

    def analyse(self, text: str, *, prefixes: bool = True, language: str = "") -> Query:
        """Analyse a query with translations, completions and statistics from the visible passages alone.

        `language` ("it" or "en") is needed for parts of a text too short to tell theirs.
        """
        completed = self.complete if prefixes else None
        known = analyse(text, self.translate, completed, lambda term: self.frequency(term) > 0, language)
        return replace(known, statistics=self)

    def translate(self, words: list[str], language: str) -> list[list[tuple[str, float]]]:
        """For each word, its possible translations into the other language, with weights."""
        return self.library.translator.translate(words, language, self.config.translation)

    def complete(self, prefix: str, language: str) -> list[str]:
        """Index terms of a language with this prefix."""
        found = self.lexical.terms_with_prefix(prefix, language)
        return found if self.exact else [term for term in found if self.frequency(Term(term, language))]

    def frequency(self, term: Term) -> int:
        """The number of visible passages with a term; only 0 or 1 where no index holds just these."""
        if self.exact:
            return self.lexical.document_frequency(term)
        return int(self.lexical.holds((term,), Within(self.visible)))

    def idf(self, words: Words) -> list[float]:
        """Inverse document frequency of each word among the visible passages."""
        return idf(words, self.frequency, self._counted)

    def unseen_idf(self) -> float:
        """Inverse document frequency of a word that no visible passage has."""
        return unseen_idf(self._counted)

    def embed(self, text: str) -> np.ndarray | None:
        """The unit vector of a query; None while no passage has a vector."""
        return self.library.embed_query(text) if len(self.snapshot.matrix.ids) else None

    def documents(self, numbers: Iterable[int]) -> dict[int, Document]:
        """Documents by number, ascending; unknown numbers are left out."""
        return self.library.documents(numbers, self.snapshot)

    @property
    def _counted(self) -> int:
        return max(self.lexical.count() if self.exact else self._visible_passages, _FEWEST)


def open_scope(
    library: Library,
    reader: Reader,
    filters: Filters | None = None,
    alternatives: Sequence[Sequence[Filters]] = (),
    without: Sequence[Filters] = (),
) -> Scope:
    """The scope of a reader, narrowed by filters, by one of each of the `alternatives`, and by none of the filters `without`."""
    snapshot = library.snapshot()
    visible = snapshot.by_documents.get(_VISIBLE, (reader, today()), lambda: _visible(library, reader))
    lexical, exact = library.lexical_indexes.of(visible.members, visible.total, library.catalogue)
    # Until the index is updated, it counts words of removed documents.
    exact = exact and library.lexical_updates.removals == snapshot.counters.removals
    is_narrowed = filters is not None and filters != Filters()
    allowed = _kept(library, snapshot, reader, filters) if filters and is_narrowed else visible.bitmap
    for several in alternatives:
        allowed &= reduce(or_, (_kept(library, snapshot, reader, one) for one in several), NONE)
    for one in without:
        allowed -= _kept(library, snapshot, reader, one)
    return Scope(library, reader, snapshot, visible.numbers, allowed, lexical, exact, library.ranking)


def _kept(library: Library, snapshot: Snapshot, reader: Reader, filters: Filters) -> Numbers:
    """Numbers of the visible documents that the filters keep."""
    places, parts = library.lists.places, frozenset[str]()
    if filters.place:
        parts = places.parts(filters.place)
        filters = replace(filters, place=places.canonical(filters.place))
    bitmaps = snapshot.by_documents.get(_BITMAPS, None, lambda: load_bitmaps(library.catalogue))
    known, others = bitmaps.kept(filters, parts)
    visible = snapshot.by_documents.get(
        _KEPT, (reader, today(), others), lambda: Numbers(visible_documents(library.catalogue, reader, others))
    )
    return reduce(and_, known, visible)


def _visible(library: Library, reader: Reader) -> Visible:
    found = visible_documents(library.catalogue, reader)
    return Visible(tuple(found), frozenset(found), Numbers(found), library.catalogue.counts("documents")["documents"])


def open_document(library: Library, document_id: str, reader: Reader) -> VisibleDocument:
    """One document, for a reader who may see it.

    Raises NotFound when it is absent or hidden from the reader, in the same words; Withdrawn when it is gone.
    """
    numbers = visible_documents(library.catalogue, reader, Filters(document=document_id))
    if not numbers:
        library.catalogue.withdrawals.check(document_id, reader)
        raise NotFound(f"document {document_id}")
    return VisibleDocument(numbers[0], library.catalogue.documents(numbers)[numbers[0]])


def number_of(library: Library, document_id: str, reader: Reader) -> int | None:
    """The number of a document in the catalogue; None if it is absent or hidden from the reader."""
    return next(iter(visible_documents(library.catalogue, reader, Filters(document=document_id))), None)


def is_visible(library: Library, document_id: str, reader: Reader) -> bool:
    """Whether a document is there and this reader may see it."""
    return number_of(library, document_id, reader) is not None


def all_documents(library: Library, reader: Reader) -> list[Document]:
    """Every document that this reader may see, sorted by title."""
    found = library.documents(open_scope(library, reader).visible)
    return sorted(found.values(), key=lambda document: (document.title.casefold(), document.id))


def retry_on_change(function: Callable[Concatenate[Library, P], T]) -> Callable[Concatenate[Library, P], T]:
    """Decorator: repeat a call if the library changed and a document disappeared between ranking and display."""

    @wraps(function)
    def asked(library: Library, /, *arguments: P.args, **named: P.kwargs) -> T:
        for _ in range(_CHANGES):
            before = library.catalogue.generation
            try:
                return function(library, *arguments, **named)
            except (KeyError, NotFound):
                if library.catalogue.generation == before:
                    raise
        return function(library, *arguments, **named)

    return asked


def highlighted(scope: Scope, text: str) -> Words:
    """The words to highlight in the results for a text."""
    return scope.analyse(text).words if WORD.search(text) else ()
