"""Hubs and servers are accessed by their real protocols; unsuitable models are refused with the reason."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.errors import ModelError
from kb.models.embedder import load_embedder
from kb.settings import Settings
from tests.kb.models.tiny_bert import HIDDEN, make_model
from tests.servers import serving


def test_an_unfit_folder_is_refused_with_the_reason(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"has no config\.json"):
        load_embedder(replace(settings, model=str(tmp_path / "empty")))
    folder = make_model(tmp_path / "other")
    (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with pytest.raises(ModelError, match="of type 'llama'; only encoders of the types bert"):
        load_embedder(replace(settings, model=str(folder)))
    unread = make_model(tmp_path / "pieces")
    (unread / "tokenizer.json").rename(unread / "sentencepiece.bpe.model")
    with pytest.raises(ModelError, match=r"has no tokenizer\.json; .* Save a folder of older files again"):
        load_embedder(replace(settings, model=str(unread)))


def test_the_default_model_is_the_embedded_one(settings: Settings) -> None:
    embedder = load_embedder(settings)
    assert embedder.identity.startswith("multilingual-e5-small@") and embedder.dimension == 384
    near = embedder.embed_query("una casa per i migranti") @ embedder.embed_query("housing for immigrant families")
    far = embedder.embed_query("una casa per i migranti") @ embedder.embed_query("the boiling point of nitrogen")
    assert near > far + 0.2


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


@pytest.mark.parametrize("is_own", [True, False])
def test_ollama_embeds(settings: Settings, is_own: bool) -> None:
    def ollama(path: str, body: dict[str, Any]) -> tuple[int, bytes, str]:
        assert path == "/api/embed" and body["model"] == "nomic-embed-text"
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        rows = [[float(len(text)), 3.0, 4.0] for text in texts]
        return 200, json.dumps({"model": body["model"], "embeddings": rows}).encode(), "application/json"

    with serving(ollama) as url:
        embedder = load_embedder(
            replace(
                settings,
                model="ollama:nomic-embed-text",
                model_url=url if is_own else "",
                ollama_url=settings.ollama_url if is_own else url,
            )
        )
        vectors = embedder.embed_passages(["a", "bb"])
    assert embedder.identity == "ollama:nomic-embed-text" and embedder.dimension == 3
    assert vectors.shape == (2, 3) and np.allclose(np.linalg.norm(vectors, axis=1), 1)


@pytest.mark.slow
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
