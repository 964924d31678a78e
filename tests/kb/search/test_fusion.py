"""Fusion of lexical and vector scores."""

import numpy as np

from kb.search.fusion import fuse


def test_without_vectors_words_decide() -> None:
    assert fuse(np.array([4.0, 2.0, 0.0]), np.full(3, np.nan), 0.5).tolist() == [1.0, 0.5, 0.0]


def test_both_scores_are_scaled_and_weighted() -> None:
    fused = fuse(np.array([4.0, 2.0, 0.0]), np.array([0.1, 0.9, 0.8]), 0.5)
    assert fused.argmax() == 1 and ((fused >= 0) & (fused <= 1)).all()
    assert fuse(np.array([4.0, 2.0]), np.array([0.1, 0.9]), 0.0).tolist() == [1.0, 0.5]
    assert fuse(np.array([4.0, 2.0]), np.array([0.1, 0.9]), 1.0).tolist() == [0.0, 1.0]


def test_a_passage_without_a_vector_keeps_its_score_by_words() -> None:
    fused = fuse(np.array([4.0, 2.0, 1.0]), np.array([0.2, np.nan, 0.8]), 0.9)
    assert fused[1] == 0.5


def test_no_word_matched() -> None:
    assert fuse(np.zeros(2), np.array([0.1, 0.2]), 0.3).tolist() == [0.0, 0.3]


def test_nothing_is_fused_to_nothing() -> None:
    assert len(fuse(np.zeros(0), np.zeros(0), 0.5)) == 0
