"""Lexical and vector scores become one."""

import numpy as np

from kb.search.fusion import ENGLISH_MODEL, MULTILINGUAL_MODEL, fuse, weights_for


def test_fusion_judges_by_words_where_there_is_no_vector() -> None:
    words, meaning = np.array([4.0, 2.0, 0.0]), np.array([np.nan] * 3)
    assert fuse(words, meaning, np.full(3, 0.5)).tolist() == [1.0, 0.5, 0.0]
    fused = fuse(words, np.array([0.1, 0.9, 0.8]), np.full(3, 0.5))
    assert fused.argmax() == 1 and ((fused >= 0) & (fused <= 1)).all()
    assert len(fuse(np.zeros(0), np.zeros(0), np.zeros(0))) == 0


def test_an_english_model_hardly_counts_for_italian() -> None:
    assert weights_for("all-MiniLM-L6-v2@abc") is ENGLISH_MODEL
    assert weights_for("intfloat/multilingual-e5-small@abc") is MULTILINGUAL_MODEL
    assert ENGLISH_MODEL.of("it", ["it"])[0] < ENGLISH_MODEL.of("en", ["en"])[0]
