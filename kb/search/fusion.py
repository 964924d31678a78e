"""Words and meaning become one score. Pure functions over arrays."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class FusionWeights:
    """How much meaning counts against words (0..1), by (language of the query, language of the passage).

    It belongs to the model: an English one says little about Italian text. `other` stands for all pairs not named. `reads`
    is the one language that a model reads, "" for several: then a question is put to passages in the other language by its words there.
    """

    pairs: dict[tuple[str, str], float] = field(default_factory=dict)
    other: float = 0.3
    reads: str = ""

    def of(self, query: str, passages: list[str]) -> np.ndarray:
        """The weight of meaning for each passage's language."""
        return np.array([self.pairs.get((query, passage), self.other) for passage in passages])

    def reads_both(self, query: str, passage: str) -> bool:
        """Whether the model reads both languages."""
        return not self.reads or query == passage == self.reads


# Chosen on the development sets; `make bench` prints what each choice is worth.
ENGLISH_MODEL = FusionWeights(
    {("en", "en"): 0.45, ("it", "it"): 0.2, ("it", "en"): 0.3, ("en", "it"): 0.25}, other=0.2, reads="en"
)
MULTILINGUAL_MODEL = FusionWeights({}, other=0.5)


def weights_for(identity: str) -> FusionWeights:
    """The weights for a model, by its name."""
    name = identity.lower()
    multilingual = any(
        word in name for word in ("multilingual", "bge-m3", "e5", "gte", "paraphrase-multi", "nomic-embed")
    )
    return MULTILINGUAL_MODEL if multilingual else ENGLISH_MODEL


def fuse(words: np.ndarray, meaning: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """One score in 0..1 per passage.

    `words` are BM25 scores (≥ 0, 0 where no word matched), `meaning` cosines (NaN where there is no vector yet), `weight`
    what meaning counts. BM25 is scaled by its best; cosines from their spread, so that both sides tell passages apart.
    A passage without a vector is judged by words alone.
    """
    if not len(words):
        return words
    best = words.max()
    by_words = words / best if best > 0 else words
    known = ~np.isnan(meaning)
    if not known.any():
        return by_words
    low, high = np.nanpercentile(meaning, 10), np.nanmax(meaning)
    by_meaning = np.clip((np.nan_to_num(meaning) - low) / max(high - low, 1e-6), 0.0, 1.0)
    fused = (1 - weight) * by_words + weight * by_meaning
    return np.where(known, fused, by_words)
