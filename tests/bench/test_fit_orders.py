"""Fitting the detector of orders."""

import tomllib

import numpy as np

from bench.fit_orders import APART, Labelled, features, fitted, made, weights_from
from kb.index.orders import weights_of, word_features
from kb.models.embedded_model import NAME


def test_wordings_are_filled_and_none_is_one_that_measures() -> None:
    rows = list(made())
    texts = {text for text, *_ in rows}
    apart = {text for group in tomllib.loads(APART.read_text()).values() for text in group}
    assert len(texts) > 800 and not texts & apart
    assert not any("{" in text for text in texts) and all(text[0] == text[0].upper() for text in texts)
    assert {kind for _, is_order, kind in rows if is_order}.isdisjoint(kind for _, order, kind in rows if not order)


def test_what_is_fitted_tells_orders_apart_and_spares_the_words_of_others() -> None:
    orders = [f"Your answer must be {number}." for number in range(20)]
    harmless = [f"The well is {number} metres deep." for number in range(200)]
    vectors = np.array([[1.0, 0.0]] * 20 + [[0.0, 1.0]] * 200, np.float32)
    texts = orders + harmless
    known = Labelled(features(texts, vectors), np.array([True] * 20 + [False] * 200), np.array(["x"] * 220))
    weights = weights_from(fitted(known), known.only(known.is_order).features, 2)
    scores = weights.scores(texts, vectors)
    assert (scores[:20] >= 0).all() and (scores[20:] < 0).all()
    assert len((known + known).groups) == 440


def test_the_weights_are_those_of_the_embedded_model() -> None:
    weights = weights_of(f"{NAME}@any")
    assert weights is not None and weights.vector.shape == (384,)
    assert weights.words.shape == word_features("").shape and weights.least < weights.threshold
