"""Packed vectors in memory and in files."""

from pathlib import Path

import numpy as np
import pytest

from kb.index.nearest.packed_vectors import PackedVectors, packed
from tests.kb.index.nearest.test_vector_matrix import unit_vectors


def filled(count: int, room: int = 0) -> tuple[PackedVectors, np.ndarray]:
    vectors = unit_vectors(np.random.default_rng(3), count, 32)
    store = PackedVectors.empty(max(count, room), 32)
    assert store.append(0, np.arange(count), vectors)
    return store, vectors


def test_two_layers_are_as_good_as_the_vectors() -> None:
    _, vectors = filled(500)
    coarse, fine, scales = packed(vectors)
    assert np.abs(coarse * scales[:, :1] - vectors).max() < 0.005
    assert np.abs(coarse * scales[:, :1] + fine * scales[:, 1:] - vectors).max() < 2e-5
    zero = packed(np.zeros((1, 32), np.float32))
    assert not zero[0].any() and np.isfinite(zero[2]).all()


def test_rows_are_appended_once_and_only_where_there_is_room() -> None:
    store, vectors = filled(100)
    assert store.room == 125
    assert not store.append(90, np.arange(5), vectors[:5]), "these rows are another's"
    assert not store.append(100, np.arange(26), vectors[:26])
    assert store.append(100, np.arange(200, 225), vectors[:25]) and store.filled == 125
    chosen = store.chosen(np.array([3, 101]))
    assert chosen.ids[:2].tolist() == [3, 201] and np.array_equal(
        chosen.unpacked(slice(1, 2)), store.unpacked(np.array([1]))
    )


def test_what_is_saved_is_mapped_and_appended_to(tmp_path: Path) -> None:
    store, vectors = filled(100)
    store.save(tmp_path, 100)
    mapped = PackedVectors.mapped(tmp_path, store.room, 32, 100)
    assert np.array_equal(mapped.unpacked(slice(0, 100)), store.unpacked(slice(0, 100)))
    mapped.append(100, np.arange(100, 110), vectors[:10])
    before = PackedVectors.mapped(tmp_path, store.room, 32, 100)
    assert not before.ids[100:110].any(), "it is in memory only"
    mapped.save(tmp_path, 110)
    after = PackedVectors.mapped(tmp_path, store.room, 32, 110)
    assert after.ids[:110].tolist() == list(range(110)) and np.array_equal(
        after.unpacked(slice(100, 110)), after.unpacked(slice(0, 10))
    )


@pytest.mark.parametrize("name", ["ids", "fine"])
def test_a_file_that_is_shorter_or_gone_is_refused(tmp_path: Path, name: str) -> None:
    store, _ = filled(100)
    store.save(tmp_path, 100)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-1])
    with pytest.raises(ValueError, match=name):
        PackedVectors.mapped(tmp_path, store.room, 32, 100)
    (tmp_path / name).unlink()
    with pytest.raises(OSError, match=name):
        PackedVectors.mapped(tmp_path, store.room, 32, 100)
