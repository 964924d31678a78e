"""What one reader may see, and nothing else to rank, count, complete or correct by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np

from kb.clock import today
from kb.errors import NotFound
from kb.index.lexical import LexicalIndex, Within
from kb.index.snapshot import Snapshot
from kb.library import Library
from kb.model import Document, Filters, Reader, VisibleDocument
from kb.search.fusion import weights_for
from kb.search.query_analysis import Query, analyse
from kb.store.visibility import visible_documents
from kb.text.normalise import WORD
from kb.text.terms import Term, Words, idf, unseen_idf

P = ParamSpec("P")
T = TypeVar("T")
_FEWEST = 300  # passages that rarities are told from: a word of ten passages is no commoner for there being so few
_CHANGES = 5  # of the library under one question, after which it is given up


@dataclass(frozen=True)
class Scope:
    """Document numbers that a reader may see (`visible`), those of them that are asked for (`allowed`), and where to look.

    `exact` says that `lexical` holds just what is visible; otherwise every look into it must be narrowed.
    """

    library: Library
    reader: Reader
    snapshot: Snapshot
    visible: tuple[int, ...]
    allowed: tuple[int, ...]
    lexical: LexicalIndex
    exact: bool

    @cached_property
    def passages(self) -> np.ndarray:
        """Ids of the passages that are asked for, ascending."""
        return self.snapshot.passages_of(self.allowed)

    @cached_property
    def _visible_passages(self) -> int:
        return len(self.passages if self.allowed is self.visible else self.snapshot.passages_of(self.visible))

    @property
    def is_whole(self) -> bool:
        """Whether all passages there are may be seen and are asked for."""
        return len(self.passages) == len(self.snapshot.passage_ids)

    @property
    def sees_all(self) -> bool:
        """Whether nothing is hidden from this reader."""
        return self._visible_passages == len(self.snapshot.passage_ids)

    @property
    def has_meaning(self) -> bool:
        """Whether every visible passage has its vector; until then some are found by their words alone."""
        return self.snapshot.has_vectors(self.visible)

    def within(self, required: Words = (), excluded: Words = ()) -> Within:
        """Where to look: in what is asked for."""
        narrowed = not self.exact or len(self.passages) < self._visible_passages
        return Within(self.allowed if narrowed else None, required, excluded)

    def analyse(self, text: str, *, prefixes: bool = True) -> Query:
        """The words of a question, with what each may be met by among what is visible."""
        return analyse(text, self.translate, self.complete if prefixes else None)

    def translate(self, words: list[str], language: str) -> list[list[tuple[str, float]]]:
        """For each word, the other language's words it may stand for, with weights."""
        return self.library.translator.translate(words, language, self.frequency)

    def complete(self, prefix: str, language: str) -> list[str]:
        """Index terms of a language that begin so."""
        found = self.lexical.terms_with_prefix(prefix, language)
        return found if self.exact else [term for term in found if self.frequency(Term(term, language))]

    def frequency(self, term: Term) -> int:
        """In how many visible passages a term stands; where no index holds just these, 1 for any."""
        if self.exact:
            return self.lexical.document_frequency(term)
        return int(self.lexical.holds((term,), Within(self.visible)))

    def rarity(self, words: Words) -> list[float]:
        """Inverse document frequency of each word among what is visible."""
        return idf(words, self.frequency, self._counted)

    def unknown_rarity(self) -> float:
        """The rarity of a word that stands nowhere."""
        return unseen_idf(self._counted)

    @property
    def _counted(self) -> int:
        return max(self.lexical.count() if self.exact else self._visible_passages, _FEWEST)


def open_scope(library: Library, reader: Reader, filters: Filters | None = None) -> Scope:
    """What this reader may see, narrowed by filters."""
    snapshot = library.snapshot()
    memo, key = snapshot.memo, ("visible", reader, today())
    if key not in memo:
        found = visible_documents(library.catalogue, reader)
        memo[key] = tuple(found), frozenset(found), library.catalogue.counts()["documents"]
    visible, members, everything = memo[key]
    lexical, exact = library.lexical_indexes.of(members, everything)
    if filters and filters.place:
        filters = replace(filters, place=library.lists.places.canonical(filters.place))
    allowed = (
        tuple(visible_documents(library.catalogue, reader, filters)) if filters and filters != Filters() else visible
    )
    return Scope(library, reader, snapshot, visible, allowed, lexical, exact)


def open_document(library: Library, document_id: str, reader: Reader) -> VisibleDocument:
    """One document, for a reader who may see it.

    Raises NotFound when it is absent or hidden from the reader, in the same words; Withdrawn when it is gone.
    """
    numbers = visible_documents(library.catalogue, reader, Filters(document=document_id))
    if not numbers:
        library.catalogue.withdrawals.check(document_id, reader)
        raise NotFound(f"document {document_id}")
    return VisibleDocument(numbers[0], library.catalogue.documents(numbers)[numbers[0]])


def all_documents(library: Library, reader: Reader) -> list[Document]:
    """Every document that this reader may see, by title."""
    found = library.documents(open_scope(library, reader).visible)
    return sorted(found.values(), key=lambda document: (document.title.casefold(), document.id))


def retry_on_change(function: Callable[Concatenate[Library, P], T]) -> Callable[Concatenate[Library, P], T]:
    """Ask again where the library changed under a question, so that a document that was seen at its start was gone at its end."""

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


def query_vectors(library: Library, query: Query) -> tuple[np.ndarray, ...]:
    """The question's vector; and where the model reads one language only, that of its words in the other language."""
    own = library.embed_query(query.text)
    reads = weights_for(library.embedding_queue.embedder.identity).reads
    return (own, library.embed_query(query.gloss)) if query.gloss and reads else (own,)


def by_language(query: Query, languages: Sequence[str], cosines: Sequence[np.ndarray]) -> np.ndarray:
    """The cosines of texts with the vector of `vectors_of` that speaks each text's language; NaN where there is no vector."""
    if not cosines:
        return np.full(len(languages), np.nan)
    own, other = cosines[0], cosines[-1]
    return np.where(np.array(languages) == query.language, own, other)


def highlighted(scope: Scope, text: str) -> Words:
    """The words to mark in what is shown for a text."""
    return scope.analyse(text).words if WORD.search(text) else ()
