"""Training of the answer scorer's adapter with PyTorch: python bench/scorer/train.py FOLDER STEPS.

FOLDER is what `bench.scorer.texts` wrote; the adapter is put beside it as answers.npz. It needs torch and numpy only,
and a GPU to be quick: 1,300 steps took four minutes on one. Each step holds groups of a question with sentences in all
four pairs of languages. One or two of them answer it, and the others are the nearest by the model's own vectors, of the
same paragraph, of the same article or of any; the loss is that of the best within a group, and of each sentence for
itself.
"""

import itertools
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

_RANK, _RATE, _DROPOUT = 16, 8e-4, 0.15
_GROUPS, _SIZE = 32, 16  # groups a step, sentences in a group
_DOCUMENTATION, _ALTERED, _TITLED = 0.4, 0.45, 0.75  # shares of groups
_LANGUAGES = [(0, 0)] * 34 + [(1, 1)] * 26 + [(0, 1)] * 20 + [(1, 0)] * 20  # of question and sentence
_NEAREST = 60  # sentences that are hard to tell from an answer
_RIGHT_COUNTS = 4.0  # times a wrong one, in the loss of each for itself
_HEADS, _LAYERS, _HIDDEN = 12, 12, 384
_QUESTION, _TITLE, _SENTENCE = 48, 20, 110  # tokens, as in kb/models/answer_scorer.py
_MATRICES = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
             "intermediate.dense", "output.dense")  # fmt: skip
_NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
_BEGIN, _PAD, _END = 0, 1, 2
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
        for number in range(_LAYERS):
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
            elif value.requires_grad:
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


class Texts:
    """The texts by their places: titles, windows, questions and altered questions in both languages, then documentation."""

    def __init__(self, path: Path) -> None:
        found = dict(np.load(path))
        self._ids, self._bounds = found.pop("ids"), found.pop("bounds")
        titles, windows, asked, altered, self.sections = map(int, found.pop("counts"))
        starts = [0, *itertools.accumulate((titles, windows, asked, altered))]
        self._title, self._window, self._asked, self._altered, self._half = starts
        self.paragraph, self.article, self.asked_of = found["paragraph"], found["article"], found["asked_of"]
        self.holds = [found["holds"][found["holds_of"] == at] for at in range(asked)]
        self.altered_of: dict[int, list[int]] = {}
        for number, at in enumerate(found["altered_from"].tolist()):
            self.altered_of.setdefault(at, []).append(number)
        self.colon = self.tokens(len(self._bounds) - 2)

    def tokens(self, at: int) -> list[int]:
        """Token ids without the special ones."""
        ids: list[int] = self._ids[self._bounds[at] + 1 : self._bounds[at + 1] - 1].tolist()
        return ids

    def title(self, at: int, language: int) -> int:
        """The place of an article's title."""
        return self._half * language + self._title + at

    def window(self, at: int, language: int) -> int:
        """The place of a window."""
        return self._half * language + self._window + at

    def asked(self, at: int, language: int, *, altered: bool = False) -> int:
        """The place of a question, or of an altered one."""
        return self._half * language + (self._altered if altered else self._asked) + at

    def section(self, at: int, language: int, *, heading: bool) -> int:
        """The place of a section's heading or text."""
        return 2 * self._half + 4 * at + 2 * language + (0 if heading else 1)

    def pair(self, question: int, title: int | None, sentence: int) -> list[int]:
        """The token ids of a question with a sentence."""
        head = [] if title is None else [*self.tokens(title)[:_TITLE], *self.colon]
        return [_BEGIN, *self.tokens(question)[:_QUESTION], _END, _END, *head, *self.tokens(sentence)[:_SENTENCE], _END]


def padded(inputs: list[list[int]]) -> tuple[Any, Any]:
    """Ids and mask (n×length) of inputs of different lengths."""
    length = -(-max(map(len, inputs)) // 8) * 8
    ids = torch.tensor([one + [_PAD] * (length - len(one)) for one in inputs])
    mask = torch.arange(length)[None] < torch.tensor([len(one) for one in inputs])[:, None]
    return ids.to(DEVICE), mask.to(DEVICE)


class Groups:
    """Questions with sentences that answer them and others that don't."""

    def __init__(self, texts: Texts, model: Scorer, seed: int = 0) -> None:
        """Find the nearest wrong sentences of each question by the model's own vectors."""
        self.texts, self.chance, self._order = texts, np.random.default_rng(seed), list[int]()
        windows = self._vectors(model, [texts.window(i, 0) for i in range(len(texts.article))])
        asked = self._vectors(model, [texts.asked(i, 0) for i in range(len(texts.holds))])
        self._near = []
        for at, holds in enumerate(texts.holds):
            own = np.setdiff1d(np.flatnonzero(texts.article == texts.asked_of[at]), holds)
            self._near.append(own[np.argsort(-(windows[own] @ asked[at]))][:_NEAREST])

    def _vectors(self, model: Scorer, places: list[int]) -> np.ndarray:
        model.eval()
        found = []
        for start in range(0, len(places), 256):
            inputs = [[_BEGIN, *self.texts.tokens(at), _END] for at in places[start : start + 256]]
            ids, mask = padded(inputs)
            with torch.no_grad():
                mean = (model.states(ids, mask).float() * mask[..., None]).sum(1)
            found.append(functional.normalize(mean, dim=-1).cpu().numpy())
        return np.concatenate(found)

    def next(self) -> tuple[list[list[int]], list[int], bool]:
        """(inputs, which of them are right, whether those of other groups can serve as wrong answers)."""
        if self.chance.random() < _DOCUMENTATION:
            return self._of_documentation()
        if not self._order:
            self._order = self.chance.permutation(len(self.texts.holds)).tolist()
        return self._of_article(self._order.pop())

    def _of_article(self, at: int) -> tuple[list[list[int]], list[int], bool]:
        asks, says = _LANGUAGES[self.chance.integers(len(_LANGUAGES))]
        texts, chance, holds = self.texts, self.chance, self.texts.holds[at]
        right = chance.choice(holds, min(len(holds), 2), replace=False).tolist()
        number, is_answered = at, True
        if at in texts.altered_of and chance.random() < _ALTERED:
            number, is_answered = int(chance.choice(texts.altered_of[at])), False
        near = self._near[at][: 25 if chance.random() < 0.7 else _NEAREST]
        same = np.setdiff1d(np.flatnonzero(texts.paragraph == texts.paragraph[holds[0]]), holds)
        own = np.setdiff1d(np.flatnonzero(texts.article == texts.asked_of[at]), holds)
        wrong = [
            self._some(near, 7),
            self._some(same, 3),
            self._some(own, 2),
            self._some(np.arange(len(texts.article)), _SIZE),
        ]
        chosen = [*right, *np.concatenate(wrong).tolist()][:_SIZE]
        title = texts.title(int(texts.asked_of[at]), says) if chance.random() < _TITLED else None
        question = texts.asked(number, asks, altered=not is_answered)
        inputs = [texts.pair(question, title, texts.window(int(one), says)) for one in chosen]
        return inputs, [int(is_answered)] * len(right) + [0] * (_SIZE - len(right)), True

    def _some(self, of: np.ndarray, count: int) -> np.ndarray:
        return self.chance.choice(of, min(len(of), count), replace=False)

    def _of_documentation(self) -> tuple[list[list[int]], list[int], bool]:
        asks, says = _LANGUAGES[self.chance.integers(len(_LANGUAGES))]
        at = int(self.chance.integers(self.texts.sections))
        around = np.arange(max(0, at - 15), min(self.texts.sections, at + 15))
        wrong = np.concatenate([self._some(around, 10), self._some(np.arange(self.texts.sections), _SIZE)])
        chosen = [at, *wrong[wrong != at].tolist()][:_SIZE]
        question = self.texts.section(at, asks, heading=True)
        inputs = [self.texts.pair(question, None, self.texts.section(int(i), says, heading=False)) for i in chosen]
        return inputs, [1] + [0] * (_SIZE - 1), False


def batches(groups: Groups, steps: int) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Yield for each step: ids, mask, which are right (groups×sentences), and which groups serve as wrong answers."""
    for _ in range(steps):
        inputs, right, tells = zip(*(groups.next() for _ in range(_GROUPS)), strict=True)
        ids, mask = padded([one for group in inputs for one in group])
        yield ids, mask, torch.tensor(right, device=DEVICE), torch.tensor(tells, device=DEVICE)


def loss_of(scores: Any, right: Any, tells: Any) -> Any:
    """The loss of the right sentences within their group, and of each sentence by itself."""
    is_answered = right.sum(1) > 0
    best = torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(right == 0, -1e4), 1)
    weight = torch.tensor(_RIGHT_COUNTS, device=scores.device)
    each = functional.binary_cross_entropy_with_logits(scores, right.float(), pos_weight=weight, reduction="none").mean(
        1
    )
    return (best * is_answered).sum() / is_answered.sum().clamp(min=1) + (each * tells).sum() / tells.sum().clamp(min=1)


def main(folder: Path, steps: int) -> None:
    """Train, write the adapter."""
    torch.manual_seed(0)
    model = Scorer(dict(np.load(folder / "model.npz"))).to(DEVICE)
    groups, trained = Groups(Texts(folder / "texts.npz"), model), [p for p in model.parameters() if p.requires_grad]
    optimizer, started = torch.optim.AdamW(trained, _RATE, weight_decay=0.01, betas=(0.9, 0.98)), time.monotonic()
    for step, (ids, mask, right, tells) in enumerate(batches(groups, steps)):
        model.train()
        for group in optimizer.param_groups:
            warm, part = min(1.0, (step + 1) / 50), 0.02 + 0.49 * (1 + math.cos(math.pi * step / steps))
            group["lr"] = _RATE * warm * part
        loss = loss_of(model(ids, mask).view(right.shape), right, tells)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        if step % 100 == 0:
            print(f"step {step}: loss {loss.item():.3f}, {time.monotonic() - started:.0f} s", flush=True)
    np.savez_compressed(folder / "answers.npz", **model.adapter())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
