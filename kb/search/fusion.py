"""Fusion of BM25 and cosine similarity into one score. Pure functions over arrays."""

import numpy as np


def fuse(bm25: np.ndarray, cosines: np.ndarray, weight: float) -> np.ndarray:
    """One score in 0..1 per passage: `(1 - weight) · scaled BM25 + weight · scaled cosine`.

    `bm25` is ≥ 0, and 0 where no word matched; it is divided by its maximum. `cosines` are NaN for passages without a vector,
    which keep their scaled BM25; the others are scaled from their 10th percentile (0) to their maximum (1), since cosines of one
    query differ little. `weight` is the weight of the cosine, 0..1.
    """
    if not len(bm25):
        return bm25
    best = bm25.max()
    by_words = bm25 / best if best > 0 else bm25
    known = ~np.isnan(cosines)
    if not known.any():
        return by_words
    low, high = np.nanpercentile(cosines, 10), np.nanmax(cosines)
    by_vector = np.clip((np.nan_to_num(cosines) - low) / max(high - low, 1e-6), 0.0, 1.0)
    return np.where(known, (1 - weight) * by_words + weight * by_vector, by_words)
