"""Features of the shortlisted passages, and the linear ranker that scores them. Pure functions over arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kb.ranking_config import RankerWeights
from kb.search.query_analysis import Query
from kb.search.snippets import START
from kb.text.stemming import stem
from kb.text.terms import spaced, text_words, weighted

_SHARED = 0.15  # part of a cosine that is due to the document as a whole; the median of the measuring corpora

LINEAR = (
    "coverage", "local_coverage", "trigrams", "letters", "cosine", "sentence_cosine", "own_cosine", "document_cosine", "nearby_cosine",
    "document_coverage", "body", "same_language", "unmet_sentence_cosine",
)  # fmt: skip
Matches = tuple[tuple[int, float], ...]  # (index of a query word, weight of the match)


class QueryMatcher:
    """Matches words of texts with words of a query. Caches the result for every text and every word."""

    def __init__(self, query: Query) -> None:
        """Index the query's terms by language and text."""
        self.query = query
        self.trigrams = {spaced(words) for words in zip(query.folded, query.folded[1:], query.folded[2:], strict=False)}
        self._terms: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for index, alternatives in enumerate(query.words):
            for term in alternatives:
                self._terms.setdefault((term.language, term.text), []).append((index, term.weight))
        self._languages = sorted({language for language, _ in self._terms})
        self._starts = {text[:START] for _, text in self._terms}
        self._seen: set[str] = set()
        self._met: dict[str, Matches] = {}  # words that match
        self._shares: dict[str, list[float]] = {}  # by text

    def shares(self, text: str) -> list[float]:
        """The best match of each query word among the words of a text, 0..1."""
        if text not in self._shares:
            found = text_words(text).normalised
            self._learn(set(found) - self._seen)
            shares = self._shares[text] = [0.0] * len(self.query.words)
            for word in self._met.keys() & found:
                for index, weight in self._met[word]:
                    shares[index] = max(shares[index], weight)
        return self._shares[text]

    def _learn(self, new: set[str]) -> None:
        self._seen |= new
        starts = self._starts  # The first letters alone rule out most words, before they are stemmed.
        for word in [word for word in new if word[:START] in starts or not word.isascii()]:
            if met := self._match(word):
                self._met[word] = met

    def _match(self, word: str) -> Matches:
        return tuple(
            (index, weight)
            for language in self._languages
            for index, weight in self._terms.get((language, stem(word, language)), ())
        )


@dataclass(frozen=True)
class Match:
    """Match of one passage with the w words of a query, each 0..1.

    `inside`, `heading` and `title` are the best match of each word in the passage, its heading and its document's title;
    `trigrams` is the share of the query's runs of three words, `letters` the IDF share of its words by character 4-grams.
    """

    inside: list[float]
    heading: list[float]
    title: list[float]
    trigrams: float
    letters: float


def match(matcher: QueryMatcher, text: str, heading: str, title: str) -> Match:
    """Match a passage, its heading and its document's title with a query."""
    query, folded = matcher.query, text_words(text).folded
    runs = sum(map(folded.__contains__, matcher.trigrams))
    letters = query.ngrams.overlaps(folded + text_words(f"{title} {heading}").folded)
    return Match(
        matcher.shares(text), matcher.shares(heading), matcher.shares(title), runs / max(len(matcher.trigrams), 1),
        weighted(letters, query.idf),
    )  # fmt: skip


@dataclass(frozen=True)
class WordFeatures:
    """Features by words of n passages, each an array of length n, 0..1.

    - coverage: the IDF share of the query's words in the passage, its heading and its document's title.
    - local: the same in the passage alone, for words that the title and most of the document's other candidates lack: what
      this passage says of the question beyond what its document says anyway.
    - trigrams, letters: as in `Match`.
    """

    coverage: np.ndarray
    local: np.ndarray
    trigrams: np.ndarray
    letters: np.ndarray


def word_features(matches: Sequence[Match], idf: Sequence[float], documents: np.ndarray) -> WordFeatures:
    """The features by words; `documents` numbers the document of each match."""
    rarity = np.array(idf, dtype=np.float64)
    inside, heading, title = (
        np.array([getattr(one, name) for one in matches], dtype=np.float64).reshape(len(matches), len(rarity))
        for name in ("inside", "heading", "title")
    )
    total = max(float(rarity.sum()), 1e-9)
    coverage = np.maximum(np.maximum(inside, heading), title) @ rarity / total
    local = np.zeros(len(matches))
    for number in set(documents.tolist()):
        own = np.flatnonzero(documents == number)
        common = (inside[own] > 0).mean(axis=0) if len(own) > 1 else 0.5
        local[own] = inside[own] @ (rarity * (1 - title[own[0]]) * (1 - common)) / total
    found = (np.array([getattr(one, name) for one in matches], dtype=np.float64) for name in ("trigrams", "letters"))
    return WordFeatures(coverage, local, *found)


@dataclass(frozen=True)
class Cosines:
    """Cosines of a query with n passages, each an array of length n; NaN where there is no vector.

    - passage, sentence: of the passage and of its nearest sentence.
    - own: of the nearest sentence, both without the mean of the document's passages.
    - document: the largest of the document's candidates.
    - nearby: the mean of the passages before and after it in its document.
    """

    passage: np.ndarray
    sentence: np.ndarray
    own: np.ndarray
    document: np.ndarray
    nearby: np.ndarray


@dataclass(frozen=True)
class Features:
    """Features of n passages; `documents` numbers each passage's document."""

    words: WordFeatures
    cosines: Cosines
    documents: np.ndarray
    body: np.ndarray
    same_language: np.ndarray

    def columns(self) -> np.ndarray:
        """n×len(LINEAR): the features that the linear ranker weighs, in the order of LINEAR.

        `unmet` is the share of the query that no passage matches: the less the words find, the more its meaning counts.
        """
        words, known = self.words, self.cosines
        expected = expected_cosine(words.coverage)
        cosine, sentence, document, nearby = (
            np.where(np.isnan(found), expected, found)
            for found in (known.passage, known.sentence, known.document, known.nearby)
        )
        own = np.where(np.isnan(known.own), expected - _SHARED, known.own)
        unmet = 1 - words.coverage.max(initial=0.0)
        best = _best_of_document(words.coverage, self.documents)
        return np.stack(
            [
                words.coverage, words.local, words.trigrams, words.letters, cosine, sentence, own, document, nearby, best, self.body,
                self.same_language, unmet * sentence,
            ],
            axis=1,
        )  # fmt: skip

    def scores(self, weights: RankerWeights) -> np.ndarray:
        """The linear ranker's score of each passage."""
        found: np.ndarray = self.columns() @ np.array([getattr(weights, name) for name in LINEAR])
        return found

    def probabilities(self, weights: RankerWeights) -> np.ndarray:
        """The probability (0..1) that each passage answers the query."""
        scores = self.scores(weights)
        lead = scores - np.median(scores) if len(scores) else scores
        found: np.ndarray = logistic(weights.level * scores + weights.lead * lead + weights.intercept)
        return found


def logistic(total: Any) -> Any:
    """1 / (1 + exp(-total)), without overflow."""
    return (1 + np.tanh(total / 2)) / 2


def expected_cosine(coverage: Any) -> Any:
    """The probable cosine of a text with this coverage, used while it isn't embedded.

    Right passages of the measuring corpora that match all words have 0.48 to 0.53, wrong ones 0.34 to 0.37.
    """
    return 0.3 + 0.2 * coverage


def _best_of_document(values: np.ndarray, documents: np.ndarray) -> np.ndarray:
    """For each passage the largest value among those of its document."""
    _, place = np.unique(documents, return_inverse=True)
    best = np.full(place.max(initial=-1) + 1, -np.inf)
    np.maximum.at(best, place, values)
    found: np.ndarray = best[place]
    return found
