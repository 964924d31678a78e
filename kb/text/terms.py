"""Index terms of a text, how rare they are, and how much of a question they cover. Pure."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.text.normalise import WORD
from kb.text.stemming import stem


@dataclass(frozen=True)
class Term:
    """One index term a query word may match. `weight` is 1 for the word itself, less for a translation."""

    text: str
    language: str
    weight: float = 1.0


# A query: one entry per word, each a tuple of alternatives of which the best counts.
Words = tuple[tuple[Term, ...], ...]


def text_terms(text: str, languages: Sequence[str] = ("it", "en")) -> set[tuple[str, str]]:
    """The index terms of a text, as (language, term)."""
    words = {match.group() for match in WORD.finditer(text)}
    return {(language, term) for word in words for language in languages if (term := stem(word, language))}


def met(words: Words, terms: set[tuple[str, str]]) -> list[float]:
    """How far `terms` meets each of the words: 1 by its own form, less by a translation, 0 not at all."""
    return [
        max((a.weight for a in alternatives if (a.language, a.text) in terms), default=0.0) for alternatives in words
    ]


def coverage(words: Words, weights: Sequence[float], terms: set[tuple[str, str]]) -> float:
    """The share (0..1) of the words' weights that `terms` meets; a translation counts with its own weight."""
    return weighted(met(words, terms), weights)


def weighted(shares: Sequence[float], weights: Sequence[float]) -> float:
    """The mean of shares by their weights; 0 where nothing weighs anything."""
    total = sum(weights)
    return sum(share * weight for share, weight in zip(shares, weights, strict=True)) / total if total else 0.0


def idf(words: Words, frequency: Callable[[Term], int], total: int) -> list[float]:
    """Inverse document frequency of each word: of its own form, or of its commonest alternative when that stands nowhere."""
    found = []
    for alternatives in words:
        counts = [frequency(term) for term in alternatives]
        count = counts[0] or max(counts)
        found.append(_inverse(count, total))
    return found


def unseen_idf(total: int) -> float:
    """The rarity of a word that stands in none of `total` passages."""
    return _inverse(0, total)


def _inverse(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
