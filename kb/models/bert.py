"""Sentence encoders of the BERT and XLM-RoBERTa types, converted once and run by CTranslate2 in int8. No torch.

A model comes as a folder (`kb.models.model_folder`) or packed (`kb.models.embedded_model`).
"""

import itertools
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec

from kb.errors import ModelError
from kb.models.tokenization import load_tokenizer
from kb.process import return_freed_memory

CONVERTER = 4
_BATCH, _TOKENS = 4, 512  # texts at least, and tokens: the fastest measured on a CPU (docs/decisions.md, kb/models)
_LONGEST_QUERY = 3000  # tokens of a query that are embedded: three pages of prose
# Characters of a token in prose at least, on average; senseless names have half, and their beginning is embedded.
_PROSE = 3.5
_SHORT_QUERY = 128  # tokens of a query that are embedded, whatever it is
_ACTIVATIONS = {"gelu": common_spec.Activation.GELU, "relu": common_spec.Activation.RELU}
_CONVERTING = threading.Lock()  # a server's first question may come while its start converts
Progress = Callable[[int], None]
Batch = list[tuple[int, list[int]]]  # (index of a text, token ids of one of its windows)
_NICENESS = 10  # of the threads that embed passages; by judgement


@dataclass(frozen=True)
class Prompts:
    """The prefixes that a model expects before a query and before a passage."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True)
class BertModel:
    """A published model: the data to convert and run it. Its weights are read when it is converted.

    `write_tokenizer` keeps its tokenizer in a folder. `identity` names the model and its weights; `window` is the longest
    input in tokens; `first_token` pools by the first token's vector instead of the mean. `common` (2×dimension float32) are the
    mean of its vectors and the unit vector of the direction in which texts differ by their language: both are removed from
    every vector.
    """

    identity: str
    config: Mapping[str, Any]
    write_tokenizer: Callable[[Path], None]
    weights: Callable[[], dict[str, np.ndarray]]
    prompts: Prompts
    window: int
    first_token: bool = False
    common: np.ndarray | None = None

    def converted(self, cache: Path) -> Path:
        """The model's folder in CTranslate2's format, in `cache`; converted at first use. Raises ModelError."""
        target = cache / f"{self.identity.replace('/', '--')}-v{CONVERTER}"
        with _CONVERTING:
            if not (target / "model.bin").is_file():
                _convert(self, target)
        return target


class BertEncoder:
    """A BERT sentence encoder. Vectors are float32 and of unit length.

    A text longer than the model's window is split into windows, and their vectors are averaged by number of tokens.
    """

    def __init__(self, model: BertModel, cache: Path, threads: int = 2) -> None:
        """Load `model`, converting it into `cache` the first time. Raises ModelError."""
        self.identity, self.prompts, self.window = model.identity, model.prompts, model.window
        self.dimension = int(model.config["hidden_size"])
        self._first_token, self._threads, self._common = model.first_token, threads, model.common
        folder = model.converted(cache)
        self._folder, self._tokenize = str(folder), load_tokenizer(folder)

    @cached_property
    def _for_queries(self) -> ctranslate2.Encoder:
        return self._load(1)

    def load_for_passages(self) -> ctranslate2.Encoder:
        """A second, low-priority encoder, so that indexing never delays queries. The caller drops it after use."""
        # The encoder's threads inherit the priority of the thread that creates them.
        with ThreadPoolExecutor(1, initializer=_lower_priority) as pool:
            return pool.submit(self._load, self._threads).result()

    def _load(self, threads: int) -> ctranslate2.Encoder:
        return _encoder(self._folder, threads)

    def embed_query(self, text: str) -> np.ndarray:
        """The unit vector of a query, of its beginning if it has too many tokens or too many for prose; float32 of length `dimension`."""
        (ids,) = self._tokenize([self.prompts.query + text])
        most = min(_LONGEST_QUERY, max(_SHORT_QUERY, int(len(text) / _PROSE)))
        if len(ids) > most:
            ids = [*ids[: most - 1], ids[-1]]
        vector: np.ndarray = self._embed(self._for_queries, [ids])[0]
        return vector

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Unit vectors, float32 n×`dimension`, one row per text in order.

        `progress` is called with the number of windows done since the last call.
        """
        model = self.load_for_passages()
        try:
            return self._embed(model, self._tokenize([self.prompts.passage + text for text in texts]), progress)
        finally:
            del model  # some 90 MiB, which most processes need only briefly
            return_freed_memory()

    def windows(self, text: str) -> list[list[int]]:
        """Token ids of `text`, split into windows that fit the model, each with its special tokens."""
        return self._cut(self._tokenize([text])[0])

    def _cut(self, ids: list[int]) -> list[list[int]]:
        if len(ids) <= self.window:
            return [ids]
        first, last, body = ids[0], ids[-1], ids[1:-1]
        size = self.window - 2
        # Windows of equal length: a short last one would have too much weight.
        count = -(-len(body) // size)
        size = -(-len(body) // count)
        return [[first, *body[i : i + size], last] for i in range(0, len(body), size)]

    def _embed(
        self, model: ctranslate2.Encoder, texts: Sequence[list[int]], progress: Progress | None = None
    ) -> np.ndarray:
        windows = [(i, window) for i, ids in enumerate(texts) for window in self._cut(ids)]
        windows.sort(key=lambda pair: len(pair[1]))
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        batches = of_equal_length(windows)
        for batch, pooled in self._run(model, batches):
            for (i, window), vector in zip(batch, pooled, strict=True):
                sums[i] += vector * len(window)
            if progress:
                progress(len(batch))
        vectors = _unit(sums)
        return vectors if self._common is None else _unit(without_common(vectors, self._common))

    def _run(self, model: ctranslate2.Encoder, batches: list[Batch]) -> Iterator[tuple[Batch, np.ndarray]]:
        forward = partial(self._forward, model)
        if len(batches) == 1:
            yield batches[0], forward(batches[0])
            return
        with ThreadPoolExecutor(self._threads) as pool:
            yield from zip(batches, pool.map(forward, batches), strict=True)

    def _forward(self, model: ctranslate2.Encoder, batch: Batch) -> np.ndarray:
        tokens = [window for _, window in batch]
        hidden = np.asarray(model.forward_batch(tokens).last_hidden_state)
        if self._first_token:
            return hidden[:, 0]
        return np.stack([hidden[i, : len(window)].mean(axis=0) for i, window in enumerate(tokens)])


def _encoder(folder: str, threads: int) -> ctranslate2.Encoder:
    return ctranslate2.Encoder(folder, device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1)


def open_encoder(model: BertModel, cache: Path, threads: int) -> ctranslate2.Encoder:
    """An encoder that runs the model as it is, converted into `cache` the first time. Raises ModelError."""
    return _encoder(str(model.converted(cache)), threads)


def first_states(model: ctranslate2.Encoder, inputs: Sequence[list[int]]) -> np.ndarray:
    """The last state of the first token of each input of token ids, all of one length: n×dimension float32."""
    states: np.ndarray = np.asarray(model.forward_batch(list(inputs)).last_hidden_state)[:, 0]
    return states


def of_equal_length(windows: Batch) -> list[Batch]:
    """Batches of windows of one length each, so that nothing is padded.

    With padding, a text's vector would depend on the texts it is embedded with, and scores would reveal that something is
    hidden. `windows` are sorted by length.
    """
    batches = []
    for length, group in itertools.groupby(windows, key=lambda window: len(window[1])):
        same, size = list(group), max(_BATCH, _TOKENS // length)
        batches += [same[at : at + size] for at in range(0, len(same), size)]
    return batches


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def without_common(vectors: np.ndarray, common: np.ndarray) -> np.ndarray:
    """Unit vectors (n×d) without the common mean, `common[0]`, and the direction of the language, `common[1]`.

    "All but the top" (Mu and Viswanath, 2018) with one component: in a multilingual model the first tells the language.
    A vector comes out the same, bit by bit, whatever others it stands among.
    """
    mean, direction = common
    centred = vectors - mean
    # Row by row: a matrix product's last digit depends on the number of rows.
    along = (centred * direction).sum(axis=1, keepdims=True)
    found: np.ndarray = centred - along * direction
    return found


def _lower_priority() -> None:
    """Lower the priority of the current thread only; Linux alone has per-thread priorities."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _convert(model: BertModel, target: Path) -> None:
    """Convert the model to CTranslate2's format. Written to a temporary folder and renamed, so a crash leaves no partial model."""
    activation = _ACTIVATIONS.get(model.config.get("hidden_act", "gelu"))
    if activation is None:
        raise ModelError(f"{model.identity} uses the activation {model.config['hidden_act']!r}, which isn't supported.")
    weights = model.weights()
    try:
        spec = _spec(model, activation, weights)
    except KeyError as error:
        raise ModelError(
            f"{model.identity} has no weights named {error}, so it can't be converted. Download it again, or use another."
        ) from error
    # CTranslate2 gets ids and needs no names of tokens: the true ones would take 25 MiB.
    spec.register_vocabulary([""] * len(weights["embeddings.word_embeddings.weight"]))
    spec.validate()
    spec.optimize(quantization="int8")
    aside = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    spec.save(str(aside))
    (aside / "vocabulary.json").write_text(json.dumps([spec.config.unk_token]))
    model.write_tokenizer(aside)
    if (target / "model.bin").is_file():  # another process was quicker, and may be reading it
        shutil.rmtree(aside)
        return
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)


def _spec(model: BertModel, activation: Any, weights: dict[str, np.ndarray]) -> Any:
    config = model.config
    encoder = transformer_spec.TransformerEncoderSpec(
        config["num_hidden_layers"], config["num_attention_heads"], pre_norm=False, activation=activation,
        layernorm_embedding=True, num_source_embeddings=2, embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )  # fmt: skip

    def linear(target: Any, *names: str) -> None:
        target.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
        target.bias = np.concatenate([weights[f"{name}.bias"] for name in names])

    def norm(target: Any, name: str) -> None:
        target.gamma, target.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]

    # CTranslate2 scales embeddings by the square root of their dimension by default; BERT doesn't.
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    norm(encoder.layernorm_embedding, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        p = f"encoder.layer.{number}"
        attention = f"{p}.attention.self"
        linear(layer.self_attention.linear[0], f"{attention}.query", f"{attention}.key", f"{attention}.value")
        linear(layer.self_attention.linear[1], f"{p}.attention.output.dense")
        norm(layer.self_attention.layer_norm, f"{p}.attention.output.LayerNorm")
        linear(layer.ffn.linear_0, f"{p}.intermediate.dense")
        linear(layer.ffn.linear_1, f"{p}.output.dense")
        norm(layer.ffn.layer_norm, f"{p}.output.LayerNorm")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = config.get("layer_norm_eps", 1e-12)
    return spec
