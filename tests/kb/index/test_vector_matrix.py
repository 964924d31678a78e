"""The matrix of vectors ranks as numpy does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.index.vector_matrix import EMPTY, VectorMatrix


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_the_matrix_ranks_as_numpy_does(seed: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    ids = np.sort(rng.choice(1000, 40, replace=False))
    vectors = rng.normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query = vectors[int(rng.integers(40))]
    allowed = np.sort(rng.choice(1000, 300, replace=False))
    matrix = EMPTY.append(ids[20:], vectors[20:]).append(ids[:20], vectors[:20])
    expected = sorted(((-float(v @ query), int(i)) for i, v in zip(ids, vectors, strict=True) if i in allowed))[:limit]
    assert [i for i, _ in matrix.search(query, limit, allowed)] == [i for _, i in expected]
    assert np.isnan(matrix.scores(query, np.array([5000])))[0]
    assert isinstance(matrix, VectorMatrix)
