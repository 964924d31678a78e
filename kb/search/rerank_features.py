"""Evidence features of the best candidates: how much of the query a passage matches, in place. Pure functions."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from kb.ranking_config import EvidenceWeights
from kb.search.query_analysis import Query
from kb.text.normalise import WORD, fold_word
from kb.text.stemming import stem
from kb.text.terms import weighted

_START = 2  # letters that a word has in common with every index term it may match
_NEVER = -9  # a position from which no word is near

Matches = tuple[tuple[int, float], ...]  # (index of a query word, weight of the match)


class QueryMatcher:
    """Matches words of a text with words of a query. Remembers every word that it has seen."""

    def __init__(self, query: Query) -> None:
        """Index the query's terms by language and text."""
        self.query = query
        plain = query.folded
        self.bigrams, self.trigrams = set(itertools.pairwise(plain)), set(_trigrams(plain))
        self._terms: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for index, alternatives in enumerate(query.words):
            for term in alternatives:
                self._terms.setdefault((term.language, term.text), []).append((index, term.weight))
        self._languages = sorted({language for language, _ in self._terms})
        self._starts = {text[:_START] for _, text in self._terms}
        self._known: dict[str, Matches] = {}

    def matches(self, words: Sequence[str]) -> list[tuple[int, Matches]]:
        """(position, matches) of those words that match anything."""
        known, starts = self._known, self._starts
        for word in set(words) - known.keys():
            start = word[:_START]
            # The first letters alone rule out most words, before they are stemmed.
            known[word] = self._match(word) if start.lower() in starts or not start.isascii() else ()
        return [(at, found) for at, word in enumerate(words) if (found := known[word])]

    def _match(self, word: str) -> Matches:
        return tuple(
            (index, weight)
            for language in self._languages
            for index, weight in self._terms.get((language, stem(word, language)), ())
        )


def _trigrams(words: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)


def _share(wanted: set[Any], found: Iterable[Any]) -> float:
    return len(wanted.intersection(found)) / len(wanted) if wanted else 0.0


def evidence(matcher: QueryMatcher, text: str, above: str, weights: EvidenceWeights) -> float:
    """The weighted evidence for a passage, 0..`weights.total`; `above` is its document's title and its heading."""
    query, words = matcher.query, WORD.findall(text)
    shares, pairs = _shares(matcher, words, WORD.findall(above))
    plain = [fold_word(word) for word in words]
    found = weights.words * weighted(shares, query.idf)
    if weights.letters:
        found += weights.letters * weighted(query.ngrams.overlaps(plain), query.idf)
    found += weights.pairs * pairs / max(len(query.forms) - 1, 1)
    bigrams = _share(matcher.bigrams, itertools.pairwise(plain))
    found += weights.bigrams * bigrams + weights.names * _share(query.names, plain)
    if bigrams:
        found += weights.trigrams * _share(matcher.trigrams, _trigrams(plain))
    if query.expected_answer is not None and query.expected_answer.search(text):
        found += weights.answer_kind
    return found


def _shares(matcher: QueryMatcher, words: Sequence[str], above: Sequence[str]) -> tuple[list[float], int]:
    """The best match of each query word, 0..1; and how many neighbouring query words are neighbours among `words`.

    One other word between two still leaves them neighbours.
    """
    shares = [0.0] * len(matcher.query.words)
    last: dict[int, int] = {}  # where each query word was matched last
    pairs: set[int] = set()
    for at, matches in matcher.matches(words):
        for index, weight in matches:
            shares[index] = max(shares[index], weight)
            if 0 < at - last.get(index - 1, _NEVER) <= 2:
                pairs.add(index)
            last[index] = at
    for _, matches in matcher.matches(above):
        for index, weight in matches:
            shares[index] = max(shares[index], weight)
    return shares, len(pairs)
