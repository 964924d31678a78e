"""Whether two documents are one work: a thesis as Word and as PDF, a second version. Pure functions.

A document's sketch is the k smallest hashes of its sequences of words (a bottom-k sketch, MinHash with one hash function):
the share of them that two documents have in common estimates the Jaccard index of all their sequences.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from kb.text.normalise import fold

Editions = Mapping[int, Mapping[int, float]]  # document number → numbers that are the same work → likeness

SIZE = 256
ENOUGH = 64  # A document with fewer sequences is too short to tell versions from look-alikes.
ALIKE = 0.5
_WORDS = 5  # in a sequence
_WORD = re.compile(r"[a-z]{2,}")


def sketch(texts: Iterable[str]) -> tuple[int, ...]:
    """The smallest hashes of the word sequences of some texts, ascending; () where there are too few to tell."""
    words = [word.encode() for text in texts for word in _WORD.findall(fold(text))]
    sequences = zip(*(words[at:] for at in range(_WORDS)), strict=False)
    smallest = sorted({crc32(b" ".join(sequence)) for sequence in sequences})[:SIZE]
    return tuple(smallest) if len(smallest) >= ENOUGH else ()


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The estimated Jaccard index, 0..1, of two documents by their sketches; 0 where one has none."""
    if not one or not other:
        return 0.0
    smallest = sorted({*one, *other})[: min(len(one), len(other), SIZE)]
    both = set(one) & set(other)
    return sum(value in both for value in smallest) / len(smallest)
