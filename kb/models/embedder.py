"""Loads the configured embedding model: the bundled one, a folder, a model hub's, or a server's through llama-index."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kb.errors import ModelError
from kb.models.bert import BertEncoder, Progress
from kb.models.embedded_model import load_embedded
from kb.models.model_folder import read_folder
from kb.settings import Settings

_SERVER_BATCH = 64


class Embedder(Protocol):
    """An embedding model. `identity` names the model and its weights; vectors of different identities aren't comparable."""

    identity: str
    dimension: int

    def embed_query(self, text: str) -> np.ndarray:
        """The unit vector of a query, float32 of length `dimension`. Raises ModelError."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Unit vectors, float32 n×`dimension`, one row per text in order. Raises ModelError."""


class ServerEmbedder:
    """A llama-index embedding model, such as one on Ollama or an OpenAI-compatible server."""

    def __init__(self, model: Any, identity: str) -> None:
        self._model, self.identity = model, identity
        self.dimension = len(self._ask(lambda: model.get_query_embedding("polisocial")))

    def _ask(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as error:  # each client library raises its own exceptions
            raise ModelError(
                f"The embedding server for {self.identity} didn't answer: {error}. Check that it runs and that POLIKB_MODEL_URL is right."
            ) from error

    def embed_query(self, text: str) -> np.ndarray:
        """The unit vector of a query."""
        row = self._ask(partial(self._model.get_query_embedding, text))
        vector: np.ndarray = _unit(np.array([row], dtype=np.float32))[0]
        return vector

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Unit vectors, one row per text in order. `progress` is called with the number of texts done since the last call."""
        rows: list[list[float]] = []
        for start in range(0, len(texts), _SERVER_BATCH):
            batch = list(texts[start : start + _SERVER_BATCH])
            rows += self._ask(partial(self._model.get_text_embedding_batch, batch))
            if progress:
                progress(len(batch))
        return _unit(np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension))


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def load_embedder(settings: Settings) -> Embedder:
    """The embedding model that POLIKB_MODEL names. Raises ModelError, saying what to do."""
    scheme, _, name = settings.model.partition(":")
    if name and scheme in _SERVERS:
        return _SERVERS[scheme](name, settings)
    if settings.model == "embedded":
        return _embedded(settings.model_cache, settings.workers)
    if (folder := Path(settings.model).expanduser()).is_dir():
        model = read_folder(folder, folder.name)
    else:
        model = read_folder(_download(settings.model, settings), settings.model)
    return BertEncoder(model, settings.model_cache, settings.workers)


@lru_cache(maxsize=1)
def _embedded(cache: Path, threads: int) -> BertEncoder:
    """The embedded model; all libraries of a process share it (370 MB)."""
    return BertEncoder(load_embedded(cache), cache, threads)


def _download(name: str, settings: Settings) -> Path:
    from huggingface_hub import snapshot_download

    wanted = ["*.json", "1_Pooling/*.json", "model.safetensors"]
    try:
        return Path(
            snapshot_download(
                name,
                allow_patterns=wanted,
                cache_dir=settings.model_cache / "hub",
                endpoint=settings.model_url or None,
                token=settings.model_key or None,
            )
        )
    except Exception as error:  # the hub's client raises a dozen different exceptions
        raise ModelError(
            f"POLIKB_MODEL={name} is neither 'embedded', a folder on this machine, 'ollama:NAME', 'openai:NAME' nor a model "
            f"that could be downloaded: {error}"
        ) from error


def _ollama(name: str, settings: Settings) -> Embedder:
    from llama_index.embeddings.ollama import OllamaEmbedding

    url = settings.model_url or settings.ollama_url
    return ServerEmbedder(OllamaEmbedding(model_name=name, base_url=url), f"ollama:{name}")


def _openai(name: str, settings: Settings) -> Embedder:
    from llama_index.embeddings.openai_like import OpenAILikeEmbedding

    if not settings.model_url:
        raise ModelError("POLIKB_MODEL=openai:… needs POLIKB_MODEL_URL, such as http://127.0.0.1:8080/v1.")
    model = OpenAILikeEmbedding(
        model_name=name, api_base=settings.model_url, api_key=settings.model_key or "none", max_retries=2, timeout=60
    )
    return ServerEmbedder(model, f"openai:{name}")


_SERVERS: dict[str, Callable[[str, Settings], Embedder]] = {"ollama": _ollama, "openai": _openai}
