"""A BERT of two layers with random weights, and its forward pass in plain numpy."""

import json
from math import erf
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

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


def as_xlm_roberta(folder: Path) -> Path:
    """The same model in the layout of XLM-RoBERTa: two unused positions first, one type of tokens, other names."""
    weights = load_file(str(folder / "model.safetensors"))
    positions, types = "embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight"
    weights[positions] = np.concatenate([np.full((2, HIDDEN), 9, dtype=np.float32), weights[positions]])
    weights[types] = np.ascontiguousarray(weights[types][:1])
    save_file({f"roberta.{name}": value for name, value in weights.items()}, str(folder / "model.safetensors"))
    config = json.loads((folder / "config.json").read_text())
    changed = config | {"model_type": "xlm-roberta", "max_position_embeddings": POSITIONS + 2, "pad_token_id": 1}
    (folder / "config.json").write_text(json.dumps(changed))
    return folder


def reference(folder: Path, ids: list[int]) -> np.ndarray:
    """BERT with mean pooling, in plain numpy, for one text."""
    w = {k: v.astype(np.float64) for k, v in load_file(str(folder / "model.safetensors")).items()}
    gelu = np.vectorize(lambda x: x * 0.5 * (1 + erf(x / 2**0.5)))

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return np.asarray(x * w[f"{name}.weight"] + w[f"{name}.bias"])

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return np.asarray(x @ w[f"{name}.weight"].T + w[f"{name}.bias"])

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
    return np.asarray(x.mean(0) / np.linalg.norm(x.mean(0)))
