"""Estimation of the common part of the embedded model's vectors: their mean, and the direction in which languages differ.

`python -m bench.fit_common FILE.npy` writes both (2×384 float32) from the passages of both measuring corpora, which are in Italian
and English; the result is kept in kb/models/data.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.quality import CORPUS, CORPUS2
from kb.index.embedding_queue import embedded_text
from kb.library import Library
from kb.models.bert import BertEncoder
from kb.models.embedded_model import load_embedded
from kb.settings import load_settings

_SAMPLE = 6000  # vectors for the principal component; the mean is of all


def common(vectors: np.ndarray) -> np.ndarray:
    """2×d float32: the mean of unit vectors (n×d), and the first principal component, of length one."""
    mean = vectors.mean(axis=0)
    chosen = np.random.default_rng(0).permutation(len(vectors))[:_SAMPLE]
    _, _, components = np.linalg.svd(vectors[chosen] - mean, full_matrices=False)
    return np.stack([mean, components[0]]).astype(np.float32)


def _texts(library: Library) -> list[str]:
    ids = library.snapshot().passage_ids.tolist()
    titles = library.catalogue.metadata.titles(ids)
    passages = library.catalogue.passages(ids).values()
    return [embedded_text(titles[passage.document_id], passage) for passage in passages]


def main(target: Path) -> None:
    """Embed the passages with nothing removed, estimate, write."""
    settings = load_settings({})
    model = replace(load_embedded(settings.model_cache), common=None)
    encoder = BertEncoder(model, settings.model_cache, settings.workers)
    texts: list[str] = []
    for corpus in (CORPUS, CORPUS2):
        with corpus.library() as library:
            texts += _texts(library)
    np.save(target, common(encoder.embed_passages(texts)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
