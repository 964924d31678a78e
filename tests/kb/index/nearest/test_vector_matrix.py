"""The matrix of vectors ranks like numpy, and finds the best by one layer as by both."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.index.nearest.vector_matrix import EMPTY, VectorMatrix, best


def unit_vectors(rng: np.random.Generator, count: int, dimension: int) -> np.ndarray:
    vectors = rng.normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_the_matrix_ranks_as_numpy_does(seed: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    ids = np.sort(rng.choice(1000, 40, replace=False))
    vectors = unit_vectors(rng, 40, 8)
    matrix = EMPTY.append(ids[20:], vectors[20:]).append(ids[:20], vectors[:20])
    kept = matrix.vectors  # as they are packed
    assert np.abs(kept - vectors).max() < 1e-4 and matrix.ids.tolist() == ids.tolist()
    query = kept[int(rng.integers(40))]
    allowed = rng.random(40) < 0.3
    expected = sorted((-float(kept[i] @ query), int(ids[i])) for i in np.flatnonzero(allowed))[:limit]
    found = matrix.search(query, limit, allowed)
    assert np.allclose([score for _, score in found], [-score for score, _ in expected], atol=1e-6)
    assert {i for i, _ in found} <= set(ids[allowed].tolist())
    assert np.isnan(matrix.scores(query, np.array([5000])))[0]
    assert isinstance(matrix, VectorMatrix)


@pytest.mark.parametrize("share", [1.0, 0.9, 0.33, 0.1, 0.02])
def test_the_best_of_many_are_those_by_all_bits(share: float) -> None:
    rng = np.random.default_rng(0)
    ids, vectors = np.arange(0, 90_000, 3), unit_vectors(rng, 30_000, 64)
    matrix = EMPTY.append(ids[:25_000], vectors[:25_000]).append(ids[25_000:], vectors[25_000:])
    query, allowed = unit_vectors(rng, 1, 64)[0], None if share == 1 else rng.random(30_000) < share
    among = np.arange(30_000) if allowed is None else np.flatnonzero(allowed)
    exact = vectors[among] @ query
    expected = ids[among][np.argsort(-exact)[:50]].tolist()
    found = matrix.search(query, 50, allowed)
    assert len(set(expected) & {i for i, _ in found}) >= 49
    assert np.allclose([score for _, score in found], np.sort(exact)[::-1][:50], atol=1e-4)


def test_a_matrix_can_be_narrowed_and_keeps_its_rows() -> None:
    rng = np.random.default_rng(1)
    ids, vectors = np.arange(100), unit_vectors(rng, 100, 16)
    matrix = EMPTY.append(ids, vectors)
    assert matrix.only(ids) is matrix
    half = matrix.only(ids[::2])
    assert half.ids.tolist() == ids[::2].tolist() and np.array_equal(half.vectors, matrix.vectors[::2])
    assert half.rows_of(np.array([1, 2, 98, 500])).tolist() == [-1, 1, 49, -1]
    again = half.append(np.array([4]), vectors[5:6])  # known: replaced
    assert again.rows == 50 and np.abs(again.vector(2) - vectors[5]).max() < 1e-4
    assert EMPTY.search(vectors[0], 3) == [] and EMPTY.rows_of(ids[:2]).tolist() == [-1, -1]


def test_runs_are_summed() -> None:
    rng = np.random.default_rng(2)
    vectors, counts = unit_vectors(rng, 900, 8), np.tile([1, 2], 300)
    matrix, starts = EMPTY.append(np.arange(900), vectors), np.cumsum(counts) - counts
    expected = np.add.reduceat(vectors, starts, axis=0)
    assert np.allclose(matrix.sums(starts, counts), expected, atol=1e-3)
    assert np.allclose(matrix.sums(starts[7:9], counts[7:9]), expected[7:9], atol=1e-3)


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 5000))
def test_the_best_are_the_largest(seed: int, count: int, length: int) -> None:
    scores = np.random.default_rng(seed).normal(size=length).astype(np.float32)
    scores[: length // 2] = -np.inf
    chosen = best(scores, count)
    assert sorted(scores[chosen].tolist()) == sorted(scores.tolist())[-min(count, length) :]
