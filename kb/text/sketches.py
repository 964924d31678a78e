"""Near-duplicate detection: whether two documents are editions of one work (Word and PDF, an older version). Pure.

A document's sketch is the k smallest hashes of its word 5-grams (bottom-k sketch: MinHash with one hash function; Broder 1997,
Cohen and Kaplan 2007). The share of the smallest hashes that two documents have in common estimates their Jaccard index.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from kb.text.normalise import fold

Editions = Mapping[int, Mapping[int, float]]  # document number → numbers of its other editions → Jaccard index

# By judgement.
SIZE = 256  # hashes in a sketch
ENOUGH = 64  # 5-grams below which a document is too short to compare
ALIKE = 0.5  # Jaccard index from which two documents are editions of one work
_WORDS = 5  # words in an n-gram
_WORD = re.compile(r"[a-z]{2,}")


def sketch(texts: Iterable[str]) -> tuple[int, ...]:
    """The sketch of a document's texts: at most 256 hashes, ascending; () for a document that is too short."""
    words = [word.encode() for text in texts for word in _WORD.findall(fold(text))]
    sequences = zip(*(words[at:] for at in range(_WORDS)), strict=False)
    smallest = sorted({crc32(b" ".join(sequence)) for sequence in sequences})[:SIZE]
    return tuple(smallest) if len(smallest) >= ENOUGH else ()


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimated Jaccard index (0..1) of two documents' word 5-grams; 0 if either sketch is empty."""
    if not one or not other:
        return 0.0
    smallest = sorted({*one, *other})[: min(len(one), len(other), SIZE)]
    both = set(one) & set(other)
    return sum(value in both for value in smallest) / len(smallest)
