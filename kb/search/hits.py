"""Ranked passages as hits: with their document, a snippet, and the index terms that later stages match."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from kb.index.hidden_names import without_hidden_names
from kb.index.orders import without_orders
from kb.library import Library
from kb.model import Document, Hit
from kb.search.query_analysis import Query, Terms
from kb.search.relevance import state_of
from kb.search.snippets import snippet
from kb.text.normalise import fold
from kb.text.sentences import sentences
from kb.text.terms import text_terms
from kb.text.tokens import folded_words


@dataclass(frozen=True)
class Ranked:
    """Passage ids, best first, with their scores in 0..1 and the document number of each.

    `relevance` is the probability (0..1) that each speaks of the query; 0 for those that weren't shortlisted, None if not judged.
    """

    ids: np.ndarray
    scores: np.ndarray
    documents: np.ndarray
    relevance: np.ndarray | None = None

    def only(self, keep: np.ndarray | slice) -> "Ranked":
        """The passages that a mask, an array of positions or a slice selects, in its order."""
        judged = None if self.relevance is None else self.relevance[keep]
        return Ranked(self.ids[keep], self.scores[keep], self.documents[keep], judged)

    @property
    def probabilities(self) -> np.ndarray:
        """The relevance of each passage, 0 if not judged."""
        return np.zeros(len(self.ids)) if self.relevance is None else self.relevance

    def by_score(self) -> "Ranked":
        """The passages sorted by score, best first; ties by ascending id."""
        return self.only(np.lexsort((self.ids, -self.scores)))

    def spread(self, k: int, share: float) -> "Ranked":
        """All passages; of the first k at most a share (0..1) from one document, unless there are too few others."""
        by_document = np.argsort(self.documents, kind="stable")
        size = np.unique(self.documents, return_counts=True)[1]
        before = np.empty(len(self.ids), np.int64)  # how many better ones of the same document there are
        before[by_document] = np.arange(len(self.ids)) - np.repeat(np.cumsum(size) - size, size)
        is_beyond = before >= max(round(share * k), 1)
        is_first = np.zeros(len(self.ids), dtype=bool)
        is_first[np.argsort(is_beyond, kind="stable")[:k]] = True
        return self.only(np.argsort(~is_first, kind="stable"))

    def best_of_documents(self) -> dict[int, float]:
        """The score of each document's best passage, by document number."""
        numbers, first = np.unique(self.documents, return_index=True)
        return dict(zip(numbers.tolist(), self.scores[first].tolist(), strict=True))


_AnyHit = TypeVar("_AnyHit", bound=Hit)
_ROMAN = re.compile("[ivxlc]{1,5}")  # a number
NOTHING = Ranked(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))


@dataclass(frozen=True)
class RankedHit(Hit):
    """A hit with the words around it, analysed at first use, and once."""

    @property
    def surroundings(self) -> str:
        """The passage under its document's title and its heading."""
        return f"{self.document.title} {self.passage.heading} {self.passage.text}"

    @cached_property
    def terms(self) -> Terms:
        """The index terms of the surroundings."""
        return text_terms(self.surroundings)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The folded words of the surroundings, in order."""
        return folded_words(self.surroundings)


_SENTENCE = 60  # characters of a sentence at least, by judgement
HEADING = 90  # characters of a bare heading at most, by judgement
_NUMBERED = frozenset(
    "appendice appendix capitolo chapter figure figura part parte section sezione tab tabella table".split()
)


def is_bare_heading(text: str, headings: str) -> bool:
    """Whether a passage consists of its heading or its document's title, or of a chapter number.

    `headings` are both, one after the other. Text that ends like a sentence is no heading.
    """
    if len(text) > HEADING or text.rstrip().endswith((".", "!", "?", ":", ";")):
        return False
    said = {
        word for word in folded_words(text) if word.isalpha() and len(word) > 1 and not _ROMAN.fullmatch(word)
    } - _NUMBERED
    return said <= set(folded_words(headings))


def is_cover(hit: Hit) -> bool:
    """Whether a passage is a title page, which names a topic but doesn't discuss it: the first of several pages, above all headings.

    Under its title as a heading, a page is one if its text is facts rather than sentences.
    """
    passage, document = hit.passage, hit.document
    if passage.page != 1 or document.page_count < 2:
        return False
    return not passage.heading or (fold(passage.heading) == fold(document.title) and not _is_prose(passage.text))


def _is_prose(text: str) -> bool:
    """Whether half of a text or more is sentences."""
    spans = sentences(text)
    written = (
        end - start for start, end in spans if text[start:end].endswith((".", "!", "?")) and end - start >= _SENTENCE
    )
    return sum(written) >= len(text) / 2


def covers_last(hits: Sequence[RankedHit], query: Query) -> tuple[RankedHit, ...]:
    """The hits of one document after another, its title page last if another says as much of the query as it does beside the title."""
    place = {owner: at for at, owner in enumerate(dict.fromkeys(hit.document.id for hit in hits))}
    last = {hit.passage.id for hit in hits if is_cover(hit) and _is_matched(hit, hits, query)}
    return tuple(sorted(hits, key=lambda hit: (place[hit.document.id], hit.passage.id in last)))


def _is_matched(cover: Hit, hits: Sequence[Hit], query: Query) -> bool:
    """Whether another of the hits of its document says as much of the query as a title page does beside the title."""
    own = query.coverage(text_terms(cover.passage.text) - text_terms(cover.document.title))
    others = (hit for hit in hits if hit.document.id == cover.document.id and not is_cover(hit))
    return any(query.coverage(text_terms(hit.passage.text)) >= own for hit in others)


def load_hits(library: Library, ranked: Ranked, documents: Mapping[int, Document], k: int) -> tuple[RankedHit, ...]:
    """The k best passages as hits without snippets; `documents` holds at least theirs, by number."""
    ids = ranked.ids[:k].tolist()
    read = [*library.catalogue.passages(ids).values()]
    passages = {passage.id: passage for passage in without_hidden_names(library.catalogue, read)}
    judged, weights = ranked.probabilities, library.ranking.relevance
    return tuple(
        RankedHit(
            documents[number], passages[i], round(float(score), 4), "", round(float(probability), 3), state_of(probability, weights)
        )
        for i, score, number, probability in zip(ids, ranked.scores, ranked.documents.tolist(), judged, strict=False)
        if i in passages
    )  # fmt: skip


def with_snippets(hits: Sequence[RankedHit], query: Query) -> tuple[RankedHit, ...]:
    """The hits, each with the part of its passage that shows the match."""
    return tuple(replace(hit, snippet=snippet(hit.passage.text, query.words, hit.passage.heading)) for hit in hits)


def hits_without_orders(library: Library, hits: Sequence[_AnyHit]) -> tuple[_AnyHit, ...]:
    """The hits without sentences that are orders to a language model; passages of such sentences alone are left out.

    Used for text that is quoted or sent to a model. A hit that had such a sentence has no snippet.
    """
    kept = [hit for hit in hits if hit.passage.part != "instruction"]
    passages = without_orders(library.catalogue, [hit.passage for hit in kept])
    return tuple(
        hit if passage is hit.passage else replace(hit, passage=passage, snippet="")
        for hit, passage in zip(kept, passages, strict=True)
        if not passage.text.isspace()
    )
