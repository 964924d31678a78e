"""Features of the shortlisted passages, and the linear ranker that scores them. Pure functions over arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kb.ranking_config import RankerWeights
from kb.search.query_analysis import Query
from kb.text.normalise import fold_word
from kb.text.stemming import stem
from kb.text.terms import weighted
from kb.text.tokens import forms, words

_START = 2  # letters that a word has in common with every index term it may match

LINEAR = (
    "coverage", "passage_coverage", "trigrams", "cosine", "sentence_cosine", "document_cosine", "document_coverage", "body",
    "same_language", "unmet_sentence_cosine", "unmet_document_cosine",
)  # fmt: skip
Matches = tuple[tuple[int, float], ...]  # (index of a query word, weight of the match)


class QueryMatcher:
    """Matches words of a text with words of a query. Remembers every word that it has seen."""

    def __init__(self, query: Query) -> None:
        """Index the query's terms by language and text."""
        self.query = query
        self.trigrams = set(_trigrams(query.folded))
        self._terms: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for index, alternatives in enumerate(query.words):
            for term in alternatives:
                self._terms.setdefault((term.language, term.text), []).append((index, term.weight))
        self._languages = sorted({language for language, _ in self._terms})
        self._starts = {text[:_START] for _, text in self._terms}
        self._known: dict[str, Matches] = {}

    def shares(self, found: Iterable[str]) -> list[float]:
        """The best match of each query word among these forms of words, 0..1."""
        shares, known, starts = [0.0] * len(self.query.words), self._known, self._starts
        for word in set(found):
            if word not in known:
                start = word[:_START]
                # The first letters alone rule out most words, before they are stemmed.
                known[word] = self._match(word) if start.lower() in starts or not start.isascii() else ()
            for index, weight in known[word]:
                shares[index] = max(shares[index], weight)
        return shares

    def _match(self, word: str) -> Matches:
        return tuple(
            (index, weight)
            for language in self._languages
            for index, weight in self._terms.get((language, stem(word, language)), ())
        )


def _trigrams(words: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)


def match(matcher: QueryMatcher, text: str, above: str) -> tuple[float, float, float]:
    """How much of the query a passage matches, each 0..1; `above` is its document's title and its heading.

    The IDF share of the words in passage and `above`; the same in the passage alone; the share of the query's runs of three words.
    """
    query, (parts, joined) = matcher.query, words(text)
    inside, around = matcher.shares(parts + joined), matcher.shares(forms(above))
    both = [max(pair) for pair in zip(inside, around, strict=True)]
    runs = matcher.trigrams.intersection(_trigrams([fold_word(word) for word in parts])) if matcher.trigrams else ()
    return weighted(both, query.idf), weighted(inside, query.idf), len(runs) / max(len(matcher.trigrams), 1)


@dataclass(frozen=True)
class Features:
    """Features of n passages, each an array of length n.

    `matches` (n×3) are those of `match`; `cosines` (n×2) with the passage's vector and with that of its nearest sentence, NaN
    where there is none; `documents` numbers each passage's document; `best_cosines` are the largest of that document's passages.
    """

    matches: np.ndarray
    cosines: np.ndarray
    best_cosines: np.ndarray
    documents: np.ndarray
    body: np.ndarray
    same_language: np.ndarray

    def columns(self) -> np.ndarray:
        """n×len(LINEAR): the features that the linear ranker weighs, in the order of LINEAR.

        `unmet` is the share of the query that no passage matches: the less the words find, the more its meaning counts.
        """
        coverage, inside, trigrams = self.matches.T
        expected = expected_cosine(coverage)
        cosine, sentence, document = (
            np.where(np.isnan(found), expected, found) for found in (*self.cosines.T, self.best_cosines)
        )
        unmet = 1 - coverage.max(initial=0.0)
        best = _best_of_document(coverage, self.documents)
        return np.stack(
            [
                coverage, inside, trigrams, cosine, sentence, document, best, self.body, self.same_language,
                unmet * sentence, unmet * document,
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
        found: np.ndarray = 1 / (1 + np.exp(-(weights.level * scores + weights.lead * lead + weights.intercept)))
        return found


def expected_cosine(coverage: Any) -> Any:
    """The cosine that a text of this coverage probably has, for what isn't embedded yet.

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
