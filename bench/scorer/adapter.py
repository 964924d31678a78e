"""The answer scorer in PyTorch: the embedded model with an adapter of low rank, and a linear head."""

import math
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

_RANK, _DROPOUT = 16, 0.15
_HEADS, _LAYERS, _HIDDEN = 12, 12, 384
_MATRICES = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
             "intermediate.dense", "output.dense")  # fmt: skip
_NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Adapted(nn.Module):  # type: ignore[misc]
    """A fixed linear layer with a change of low rank."""

    def __init__(self, weight: Any, bias: Any) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(_RANK, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], _RANK))

    def forward(self, x: Any) -> Any:
        """x: …×inputs; returns …×outputs."""
        fixed = functional.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))
        return fixed + functional.linear(functional.linear(x, self.down.to(x.dtype)), self.up.to(x.dtype))


class Scorer(nn.Module):  # type: ignore[misc]
    """The embedded model with adapters, and a linear head on the state of the first token."""

    def __init__(self, known: dict[str, np.ndarray]) -> None:
        super().__init__()
        weight = {name: torch.tensor(array.astype(np.float32)) for name, array in known.items()}
        for name in ("word", "position", "token_type"):
            self.register_buffer(name, weight[f"embeddings.{name}_embeddings.weight"])
        self.norm = _norm(weight, "embeddings.LayerNorm").requires_grad_(False)
        self.layers = nn.ModuleDict()
        for number in range(_LAYERS):
            for part in _MATRICES:
                name = f"encoder.layer.{number}.{part}"
                self.layers[name.replace(".", "/")] = Adapted(weight[f"{name}.weight"], weight[f"{name}.bias"])
            for part in _NORMS:
                name = f"encoder.layer.{number}.{part}"
                self.layers[name.replace(".", "/")] = _norm(weight, name)
        self.head = nn.Linear(_HIDDEN, 1)
        self.head.weight.data *= 0.2

    def states(self, ids: Any, mask: Any) -> Any:
        """The last states (n×length×384) of n inputs; `mask` is true where there is a token."""
        h = self.norm(self.word[ids] + self.position[: ids.shape[1]] + self.token_type[0])
        h = h.to(torch.bfloat16) if DEVICE == "cuda" else h
        for number in range(_LAYERS):  # without a gradient, autograd keeps nothing of the lower layers
            h = self._layer(number, h, mask[:, None, None, :])
        return h

    def _layer(self, number: int, h: Any, mask: Any) -> Any:
        part = {name: self.layers[f"encoder/layer/{number}/{name.replace('.', '/')}"] for name in (*_MATRICES, *_NORMS)}
        count, length, _ = h.shape
        query, key, value = (
            part[f"attention.self.{name}"](h).view(count, length, _HEADS, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = part["attention.output.dense"](seen.transpose(1, 2).reshape(count, length, _HIDDEN))
        h = self._add(h, seen, part["attention.output.LayerNorm"])
        return self._add(
            h, part["output.dense"](functional.gelu(part["intermediate.dense"](h))), part["output.LayerNorm"]
        )

    def _add(self, h: Any, change: Any, norm: Any) -> Any:
        return norm((h + functional.dropout(change, _DROPOUT, self.training)).float()).to(h.dtype)

    def forward(self, ids: Any, mask: Any) -> Any:
        """One score for each input."""
        return self.head(self.states(ids, mask)[:, 0].float()).squeeze(-1)

    def adapter(self) -> dict[str, np.ndarray]:
        """The trained parameters, under the names that kb/models/answer_scorer.py reads."""
        found = {}
        for parameter, value in self.named_parameters():
            name, array = parameter.removeprefix("layers.").replace("/", "."), value.detach().cpu().numpy()
            if name.endswith((".down", ".up")):
                found[name], found[f"{name}.scale"] = packed(array.T if name.endswith(".up") else array)
            elif not name.startswith("norm."):
                found[name] = array.astype(np.float16)
        return found


def packed(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two numbers of 4 bits in each byte, and each row's scale (rows×1 float16), as `unpacked` in kb/models/answer_scorer.py reads them."""
    scale = (np.abs(rows).max(axis=1, keepdims=True) / 7).astype(np.float16)
    bits = np.clip(np.round(rows / np.maximum(scale.astype(np.float32), 1e-8)), -8, 7).astype(np.int8) + 8
    return (bits[:, ::2] | (bits[:, 1::2] << 4)).astype(np.uint8), scale


def _norm(weight: dict[str, Any], name: str) -> Any:
    norm = nn.LayerNorm(_HIDDEN, eps=1e-12)
    norm.weight.data, norm.bias.data = weight[f"{name}.weight"], weight[f"{name}.bias"]
    return norm
