"""Query coverage of a text, by index terms weighted with inverse document frequency and by character 4-grams. Pure."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from kb.text.normalise import fold
from kb.text.stemming import LANGUAGES, terms
from kb.text.tokens import words

_N = 4  # characters; measured on SQuAD-it, where it replaced the first five letters (docs/decisions.md, kb/search)


@dataclass(frozen=True)
class Term:
    """An index term that a query word may match. `weight` is 1 for the word itself, less for a translation.

    `within` has the words of the expressions whose part it is, if it translates the word in these alone: "school" of "after school".
    """

    text: str
    language: str
    weight: float = 1.0
    within: tuple[tuple[str, ...], ...] = field(default=(), compare=False)


# A query: per word, the alternative terms that may match it, those of the word itself first. The best match counts.
Words = tuple[tuple[Term, ...], ...]


def text_terms(text: str, languages: Sequence[str] = LANGUAGES) -> set[tuple[str, str]]:
    """The index terms of a text in each language, as (language, term)."""
    return {(language, term) for language in languages for term in terms(text, language)}


def met(words: Words, terms: set[tuple[str, str]]) -> list[float]:
    """For each query word, the weight of its best alternative among `terms`: 1 for the word itself, 0 if none matches."""
    return [
        max((a.weight for a in alternatives if (a.language, a.text) in terms), default=0.0) for alternatives in words
    ]


def coverage(words: Words, weights: Sequence[float], terms: set[tuple[str, str]]) -> float:
    """The weighted share (0..1) of the query words that `terms` matches; a translation counts with its own weight."""
    return weighted(met(words, terms), weights)


def weighted(shares: Sequence[float], weights: Sequence[float]) -> float:
    """The weighted mean of `shares`; 0 if the weights sum to 0."""
    total = sum(weights)
    # Each weight by itself: a product of tiny numbers would be 0.
    return sum(share * (weight / total) for share, weight in zip(shares, weights, strict=True)) if total else 0.0


def idf(words: Words, frequency: Callable[[Term], int], total: int) -> list[float]:
    """Inverse document frequency of each word, among `total` passages.

    A word that occurs nowhere as typed takes the frequency of its most frequent alternative.
    """
    found = []
    for alternatives in words:
        counts = [frequency(term) for term in alternatives]
        count = counts[0] or max(counts)
        found.append(_robertson_idf(count, total))
    return found


def unseen_idf(total: int) -> float:
    """IDF of an unseen term, among `total` passages."""
    return _robertson_idf(0, total)


def _robertson_idf(count: int, total: int) -> float:
    # The IDF of BM25 (Robertson and Spärck Jones), with 1 added as in Lucene and tantivy so that it is never negative.
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def spaced(words: Iterable[str]) -> str:
    """The words in order with a space before and after each."""
    return f" {' '.join(words)} "


class TextWords(NamedTuple):
    """The words of a text: the normalised words and compounds, each once, and its folded words in order as `spaced` gives them."""

    normalised: tuple[str, ...]
    folded: str


@lru_cache(maxsize=16_000)  # of 1.6 KB each: enough for most texts read at 20,000 passages
def text_words(text: str) -> TextWords:
    """The words of a text. Cached."""
    parts, joined = words.__wrapped__(text)  # uncached, since `words` has a cache of its own
    return TextWords(tuple(dict.fromkeys(parts + joined)), fold(spaced(parts)))


class WordNgrams:
    """The character 4-grams of some words: they match inflections that the stemmer keeps apart ("gestisce", "gestione").

    A word boundary counts as a character; a shorter word is one n-gram.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [f" {fold(word)} " for word in words]
        self._ngrams = [[word[at : at + _N] for at in range(len(word) - _N + 1)] or [word] for word in self._words]

    def overlaps(self, folded: str) -> list[float]:
        """For each word, the share of its 4-grams that occur in `folded` words, 0..1; these as `spaced` gives them."""
        return [
            1.0 if word in folded else sum(map(folded.__contains__, ngrams)) / len(ngrams)
            for word, ngrams in zip(self._words, self._ngrams, strict=True)
        ]
