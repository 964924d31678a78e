"""The converted model gives the same vectors as BERT."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.models.bert import BertEncoder, of_equal_length
from kb.models.model_folder import read_folder
from tests.kb.models.tiny_bert import POSITIONS, make_model, reference


def embedded(folder: Path, cache: Path, texts: list[str]) -> np.ndarray:
    """The vectors of the texts; run in a process of its own, as CTranslate2 chooses its library once."""
    return BertEncoder(read_folder(folder, "tiny"), cache).embed_passages(texts)


def test_the_converted_model_gives_what_bert_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With Intel's library, which multiplies int8 exactly; oneDNN, the default on other processors, rounds (0.980)."""
    monkeypatch.setenv("CT2_USE_MKL", "1")
    folder = make_model(tmp_path / "tiny")
    texts = ["casa acqua", "water houses", "scuola energia casa acqua"]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        vectors = pool.submit(embedded, folder, tmp_path / "cache", texts).result()
    encoder = BertEncoder(read_folder(folder, "tiny"), tmp_path / "cache")
    for text, vector in zip(texts, vectors, strict=True):
        (ids,) = encoder.windows(text)
        assert float(vector @ reference(folder, ids)) > 0.99
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    own = encoder.embed_passages(texts)
    assert np.allclose(encoder.embed_query("casa acqua"), own[0], atol=1e-4)


def test_a_text_beyond_the_window_is_read_to_its_end(tmp_path: Path) -> None:
    encoder = BertEncoder(read_folder(make_model(tmp_path / "tiny"), "tiny"), tmp_path / "cache")
    text = "casa " * 25 + "water"
    windows = encoder.windows(text)
    assert len(windows) == 3 and all(len(window) <= POSITIONS for window in windows)
    assert sum(len(window) - 2 for window in windows) == 26
    assert float(encoder.embed_query(text) @ encoder.embed_query("casa " * 25 + "casa")) < 0.9999


def test_of_a_query_no_more_is_embedded_than_three_pages_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = BertEncoder(read_folder(make_model(tmp_path / "tiny"), "tiny"), tmp_path / "cache")
    monkeypatch.setattr("kb.models.bert._LONGEST_QUERY", 12)  # ten words
    begins = encoder.embed_query("casa acqua " * 5)
    assert (encoder.embed_query("casa acqua " * 5 + "water " * 50) == begins).all()
    assert not np.allclose(encoder.embed_query("casa acqua " * 4 + "water water"), begins)
    assert not np.allclose(encoder.embed_passages(["casa acqua " * 5 + "water " * 50])[0], begins), "passages are whole"


def test_the_vector_of_a_text_does_not_depend_on_what_is_embedded_with_it(tmp_path: Path) -> None:
    encoder = BertEncoder(read_folder(make_model(tmp_path / "tiny"), "tiny"), tmp_path / "cache")
    texts = [" ".join(["casa", "acqua", "water", "scuola"][:n] * times) for n in range(1, 5) for times in (1, 2, 3)]
    together = encoder.embed_passages(texts)
    for text, vector in zip(texts, together, strict=True):
        assert (encoder.embed_passages([text])[0] == vector).all(), text


def test_batches_hold_texts_of_one_length_and_more_of_short_ones() -> None:
    windows = [(at, [0] * length) for at, length in enumerate([8] * 70 + [300] * 5)]
    assert [(len(batch), {len(window) for _, window in batch}) for batch in of_equal_length(windows)] == [
        (64, {8}),
        (6, {8}),
        (4, {300}),
        (1, {300}),
    ]
