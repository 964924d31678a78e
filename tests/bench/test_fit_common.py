"""The common part of vectors: their mean and the direction in which they differ most."""

import numpy as np

from bench.fit_common import common
from kb.models.bert import without_common


def test_the_direction_that_parts_two_languages_is_found_and_taken_away() -> None:
    rng = np.random.default_rng(1)
    language = np.repeat([1.0, -1.0], 200)[:, None] * np.eye(16)[3]
    vectors = (0.1 * rng.normal(size=(400, 16)) + language + 0.5).astype(np.float32)
    mean, direction = common(vectors)
    assert np.allclose(mean, vectors.mean(axis=0), atol=1e-5)
    assert abs(float(direction[3])) > 0.99
    left = without_common(vectors, np.stack([mean, direction]))
    assert np.abs(left[:200].mean(axis=0) - left[200:].mean(axis=0)).max() < 0.05
