"""The vector index in Chroma: trusted only if it was closed properly."""

import json
from pathlib import Path

import numpy as np
import pytest

from kb.errors import VectorIndexError
from kb.index.nearest.chroma import ChromaIndex

IDENTITY = {"library": "0123456789abcdef", "model": "hashing@1"}


def unit_vectors(count: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def built(folder: Path, count: int = 30) -> ChromaIndex:
    index = ChromaIndex(folder, IDENTITY)
    index.rebuild([(np.arange(1, count + 1), unit_vectors(count))], generation=7)
    return index


def test_nearest_are_those_of_numpy(tmp_path: Path) -> None:
    index, vectors = built(tmp_path / "chroma"), unit_vectors(30)
    query = unit_vectors(1, seed=5)[0]
    expected = sorted(((float(v @ query), at) for at, v in enumerate(vectors, 1)), reverse=True)[:5]
    found = index.search(query, 5)
    assert [number for number, _ in found] == [number for _, number in expected]
    assert np.allclose([score for _, score in found], [score for score, _ in expected], atol=1e-5)
    assert index.count() == 30 and index.ids().tolist() == list(range(1, 31))
    assert len(index.search(query, 100)) == 30
    index.close()


def test_one_that_was_closed_in_order_is_opened_again(tmp_path: Path) -> None:
    built(tmp_path / "chroma").close()
    again = ChromaIndex(tmp_path / "chroma", IDENTITY)
    assert (again.stale, again.generation, again.count()) == (False, 7, 30)
    again.begin()
    again.upsert(np.array([31]), unit_vectors(1, seed=9))
    again.end(8)
    assert again.count() == 31 and again.search(unit_vectors(1, seed=9)[0], 1)[0][0] == 31
    again.close()
    third = ChromaIndex(tmp_path / "chroma", IDENTITY)
    assert (third.stale, third.generation) == (False, 8)
    third.close()


@pytest.mark.parametrize("change", ["model", "dirty", "garbage"])
def test_one_that_may_be_wrong_is_stale(tmp_path: Path, change: str) -> None:
    index = built(tmp_path / "chroma")
    if change == "dirty":
        index.begin()
    index.close()
    if change == "garbage":
        (tmp_path / "chroma" / "stamp.json").write_text(json.dumps(["no stamp"]))
    identity = {**IDENTITY, "model": "hashing@2"} if change == "model" else IDENTITY
    assert ChromaIndex(tmp_path / "chroma", identity).stale


def test_an_empty_one_finds_nothing(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path / "chroma", IDENTITY)
    index.rebuild([], generation=1)
    assert index.search(unit_vectors(1)[0], 5) == [] and index.ids().tolist() == []
    index.close()


def test_errors_of_chroma_have_one_name(tmp_path: Path) -> None:
    index = built(tmp_path / "chroma")
    with pytest.raises(VectorIndexError, match="dimension"):
        index.search(np.ones(3, np.float32), 5)
    index.close()
