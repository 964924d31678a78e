"""Models: the conversion gives what BERT gives; hubs and servers are spoken to in their real protocols."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from math import erf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from kb.errors import ModelError
from kb.models.bert import BertEncoder
from kb.models.embedder import load_embedder, verify_embedded
from kb.settings import Settings
from tests.servers import LocalServer

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "casa",
    "acqua",
    "scuola",
    "energia",
    "water",
    "house",
    "##s",
    ":",
    "query",
    "passage",
]
HIDDEN, LAYERS, HEADS, FFN, POSITIONS = 16, 2, 2, 32, 12


def make_model(folder: Path, seed: int = 0) -> Path:
    """A tiny BERT with random weights, as a sentence-transformers folder."""
    rng = np.random.default_rng(seed)
    (folder / "1_Pooling").mkdir(parents=True)
    shapes = {
        "embeddings.word_embeddings.weight": (len(WORDS), HIDDEN),
        "embeddings.position_embeddings.weight": (POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
    }
    weights: dict[str, np.ndarray] = {name: rng.normal(0, 0.5, shape) for name, shape in shapes.items()}

    def norm(name: str) -> None:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = np.ones(HIDDEN), np.zeros(HIDDEN)

    def linear(name: str, out: int, size: int) -> None:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = rng.normal(0, 0.3, (out, size)), rng.normal(0, 0.1, out)

    norm("embeddings.LayerNorm")
    for layer in range(LAYERS):
        p = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            linear(f"{p}.attention.self.{part}", HIDDEN, HIDDEN)
        linear(f"{p}.attention.output.dense", HIDDEN, HIDDEN)
        norm(f"{p}.attention.output.LayerNorm")
        linear(f"{p}.intermediate.dense", FFN, HIDDEN)
        linear(f"{p}.output.dense", HIDDEN, FFN)
        norm(f"{p}.output.LayerNorm")
    save_file({k: v.astype(np.float32) for k, v in weights.items()}, str(folder / "model.safetensors"))
    config = {
        "model_type": "bert", "hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
        "intermediate_size": FFN, "hidden_act": "gelu", "max_position_embeddings": POSITIONS, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_mean_tokens": True}))
    tokenizer = Tokenizer(WordPiece({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(), BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def reference(folder: Path, ids: list[int]) -> np.ndarray:
    """BERT with mean pooling, in plain numpy, for one text."""
    w = {k: v.astype(np.float64) for k, v in load_file(str(folder / "model.safetensors")).items()}
    gelu = np.vectorize(lambda x: x * 0.5 * (1 + erf(x / 2**0.5)))

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        p = f"encoder.layer.{layer}"
        q, k, v = (
            linear(x, f"{p}.attention.self.{n}").reshape(len(ids), HEADS, -1).swapaxes(0, 1)
            for n in ("query", "key", "value")
        )
        scores = q @ k.swapaxes(1, 2) / (HIDDEN / HEADS) ** 0.5
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        attended = (scores / scores.sum(-1, keepdims=True) @ v).swapaxes(0, 1).reshape(len(ids), HIDDEN)
        x = norm(x + linear(attended, f"{p}.attention.output.dense"), f"{p}.attention.output.LayerNorm")
        x = norm(x + linear(gelu(linear(x, f"{p}.intermediate.dense")), f"{p}.output.dense"), f"{p}.output.LayerNorm")
    return x.mean(0) / np.linalg.norm(x.mean(0))


def test_the_converted_model_gives_what_bert_gives(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "tiny")
    encoder = BertEncoder(folder, "tiny", tmp_path / "cache")
    texts = ["casa acqua", "water houses", "scuola energia casa acqua"]
    vectors = encoder.embed_passages(texts)
    for text, vector in zip(texts, vectors, strict=True):
        (ids,) = encoder.windows(text)
        assert float(vector @ reference(folder, ids)) > 0.99
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(encoder.embed_query("casa acqua"), vectors[0], atol=1e-4)


def test_a_text_beyond_the_window_is_read_to_its_end(tmp_path: Path) -> None:
    encoder = BertEncoder(make_model(tmp_path / "tiny"), "tiny", tmp_path / "cache")
    text = "casa " * 25 + "water"
    windows = encoder.windows(text)
    assert len(windows) == 3 and all(len(window) <= POSITIONS for window in windows)
    assert sum(len(window) - 2 for window in windows) == 26
    assert float(encoder.embed_query(text) @ encoder.embed_query("casa " * 25 + "casa")) < 0.9999


def test_e5_models_get_their_prefixes(tmp_path: Path) -> None:
    encoder = BertEncoder(make_model(tmp_path / "m"), "intfloat/multilingual-e5-small", tmp_path / "cache")
    assert (encoder.prompts.query, encoder.prompts.passage) == ("query: ", "passage: ")
    plain = BertEncoder(make_model(tmp_path / "n"), "plain", tmp_path / "cache")
    assert float(encoder.embed_query("casa") @ plain.embed_query("casa")) < 0.999


def test_an_unfit_folder_is_refused_with_the_reason(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"has no config\.json"):
        load_embedder(replace(settings, model=str(tmp_path / "empty")))
    folder = make_model(tmp_path / "other")
    (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with pytest.raises(ModelError, match="only BERT-type"):
        load_embedder(replace(settings, model=str(folder)))


def test_the_embedded_model_is_the_one_it_should_be(settings: Settings) -> None:
    assert (verify_embedded() / "model.safetensors").is_file()
    embedder = load_embedder(settings)
    near = embedder.embed_query("a house for migrants") @ embedder.embed_query("housing for immigrant families")
    far = embedder.embed_query("a house for migrants") @ embedder.embed_query("the boiling point of nitrogen")
    assert near > 0.6 > 0.3 > far


Answer = Callable[[str, dict[str, Any]], tuple[int, bytes, str]]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A real HTTP server that answers (path, body) with (status, bytes, content type)."""

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, data, kind = answer(self.path, json.loads(body) if body else {})
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", f'"{hash(data) & 0xFFFFFFFF:040x}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_POST = do_HEAD = _reply

        def log_message(self, *_: object) -> None:
            pass

    server = LocalServer(Handler)
    try:
        yield server.url
    finally:
        server.close()


def test_a_model_is_fetched_from_a_hub(tmp_path: Path, settings: Settings) -> None:
    folder = make_model(tmp_path / "hub")
    files = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]

    def hub(path: str, _: dict[str, Any]) -> tuple[int, bytes, str]:
        path = path.partition("?")[0]
        if path.startswith("/api/models/poli/tiny-e5-small/tree"):
            rows = [{"type": "file", "path": f, "size": (folder / f).stat().st_size, "oid": "0" * 40} for f in files]
            return 200, json.dumps(rows).encode(), "application/json"
        if path.startswith("/api/models/poli/tiny-e5-small"):
            info = {"id": "poli/tiny-e5-small", "sha": "0" * 40, "siblings": [{"rfilename": f} for f in files]}
            return 200, json.dumps(info).encode(), "application/json"
        wanted = path.partition("/resolve/")[2].partition("/")[2]
        return (
            (200, (folder / wanted).read_bytes(), "application/octet-stream")
            if wanted in files
            else (404, b"", "text/plain")
        )

    with serving(hub) as url:
        embedder = load_embedder(
            replace(settings, model="poli/tiny-e5-small", model_url=url, model_cache=tmp_path / "cache")
        )
    assert embedder.identity.startswith("poli/tiny-e5-small@")
    assert embedder.dimension == HIDDEN


def test_a_model_that_is_nowhere_is_a_clear_error(settings: Settings) -> None:
    with (
        serving(lambda *_: (404, b"{}", "application/json")) as url,
        pytest.raises(ModelError, match="POLIKB_MODEL=poli/none"),
    ):
        load_embedder(replace(settings, model="poli/none", model_url=url))


def test_ollama_embeds(settings: Settings) -> None:
    def ollama(path: str, body: dict[str, Any]) -> tuple[int, bytes, str]:
        assert path == "/api/embed" and body["model"] == "nomic-embed-text"
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        rows = [[float(len(text)), 3.0, 4.0] for text in texts]
        return 200, json.dumps({"model": body["model"], "embeddings": rows}).encode(), "application/json"

    with serving(ollama) as url:
        embedder = load_embedder(replace(settings, model="ollama:nomic-embed-text", model_url=url))
        vectors = embedder.embed_passages(["a", "bb"])
    assert embedder.identity == "ollama:nomic-embed-text" and embedder.dimension == 3
    assert vectors.shape == (2, 3) and np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_openai_compatible_servers_embed_and_their_failure_is_clear(settings: Settings) -> None:
    def openai(path: str, body: dict[str, Any]) -> tuple[int, bytes, str]:
        assert path == "/v1/embeddings"
        rows = [{"object": "embedding", "index": i, "embedding": [1.0, float(i)]} for i, _ in enumerate(body["input"])]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return (
            200,
            json.dumps({"object": "list", "data": rows, "model": "m", "usage": usage}).encode(),
            "application/json",
        )

    with serving(openai) as url:
        embedder = load_embedder(replace(settings, model="openai:bge-m3", model_url=f"{url}/v1", model_key="secret"))
        assert embedder.embed_passages(["a", "b"]).shape == (2, 2)
    with pytest.raises(ModelError, match="didn't answer"):
        embedder.embed_query("gone")
    with pytest.raises(ModelError, match="POLIKB_MODEL_URL"):
        load_embedder(replace(settings, model="openai:bge-m3"))
