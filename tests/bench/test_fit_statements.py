"""The sentences on aim, method and outcome of works that the fit uses."""

from collections import Counter

import numpy as np

from bench.fit_statements import TARGET, fitted, labelled
from kb.answer.catalogue.aspects import KINDS
from kb.text.languages import detect


def test_every_kind_has_sentences_in_both_languages_and_none_twice() -> None:
    texts, kinds = labelled()
    assert len(set(texts)) == len(texts) == len(kinds)
    counts = Counter((KINDS[kind], detect(text)) for text, kind in zip(texts, kinds, strict=True))
    assert all(counts[kind, language] >= 15 for kind in KINDS for language in ("it", "en"))


def test_what_is_fitted_tells_separable_vectors_apart() -> None:
    kinds = np.repeat(np.arange(4), 6)
    vectors = np.eye(4)[kinds] + np.random.default_rng(0).normal(scale=0.05, size=(24, 4))
    weights = fitted(vectors, kinds)
    assert weights.shape == (4, 5) and weights.dtype == np.float32
    assert (np.argmax(vectors @ weights[:, :-1].T + weights[:, -1], axis=1) == kinds).all()


def test_the_weights_are_those_of_the_embedded_model() -> None:
    assert np.load(TARGET).shape == (len(KINDS), 385)
