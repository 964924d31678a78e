"""The matrix of vectors ranks as numpy does, and what is packed ranks as what isn't."""

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


def test_many_vectors_are_ranked_as_by_all_their_bits() -> None:
    rng = np.random.default_rng(0)
    ids, vectors = np.arange(0, 90_000, 3), rng.normal(size=(30_000, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    matrix = EMPTY.append(ids[:25_000], vectors[:25_000])
    query = vectors[7]
    assert matrix.search(query, 1) == [(21, 1.0)]
    matrix = matrix.append(ids[25_000:], vectors[25_000:])  # packs what isn't packed yet
    for allowed in (None, np.sort(rng.choice(ids, 24_000, replace=False)), ids[-21_000:]):
        among = np.arange(30_000) if allowed is None else np.searchsorted(ids, allowed)
        exact = vectors[among] @ query
        expected = ids[among][np.lexsort((among, -exact))][:50].tolist()
        assert [i for i, _ in matrix.search(query, 50, allowed)] == expected
    assert [i for i, _ in matrix.only(ids[:22_000]).search(query, 1)] == [21]
