"""Training of the answer scorer's adapter with PyTorch: python -m bench.scorer.train FOLDER STEPS [ADAPTER].

FOLDER is what `bench.scorer.texts` wrote; the adapter is put beside it as answers.npz. With ADAPTER, the upper layers of
that one are trained further, at a lower rate and by fewer groups a step. It needs torch and numpy only. Each step holds
groups of a question with sentences. One or two of them answer it, or none; the others share most with the question, or
are of the same document, paragraph or article, or of any, in all four pairs of languages. The loss is that of the best
within a group, and of each sentence for itself.
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

from bench.scorer.adapter import DEVICE, Scorer
from bench.scorer.groups import Group, Groups, Texts

_RATE, _GROUPS, _SIZE = 8e-4, 32, 16  # and groups a step, sentences in a group
_RATE_FURTHER, _GROUPS_FURTHER, _SIZE_FURTHER = 4e-4, 8, 8
_WARM = 30  # steps
_RIGHT_COUNTS = 4.0  # times a wrong one, in the loss of each for itself
_TOKENS = 4096  # read at once
_CHECKED = 60  # steps between checks
_SAMPLE, _SAMPLED = 120, 12  # questions of a check, and sentences of each
_PAD = 1


def padded(inputs: list[list[int]]) -> tuple[Any, Any]:
    """Ids and mask (n×length) of inputs of different lengths."""
    length = -(-max(map(len, inputs)) // 8) * 8
    ids = torch.tensor([one + [_PAD] * (length - len(one)) for one in inputs])
    mask = torch.arange(length)[None] < torch.tensor([len(one) for one in inputs])[:, None]
    return ids.to(DEVICE), mask.to(DEVICE)


def alike(inputs: list[list[int]]) -> Iterator[list[int]]:
    """Yield the places of inputs that are read at once, which are of like length."""
    order = sorted(range(len(inputs)), key=lambda at: len(inputs[at]))
    while order:
        piece = [at for count, at in enumerate(order, 1) if len(inputs[at]) * count <= _TOKENS]
        yield piece
        order = order[len(piece) :]


def scores_of(model: Scorer, inputs: list[list[int]]) -> Any:
    """The score of each input."""
    pieces = list(alike(inputs))
    scores = torch.cat([model(*padded([inputs[at] for at in piece])) for piece in pieces])
    return scores[torch.tensor(list(itertools.chain(*pieces))).argsort()]


def loss_of(model: Scorer, groups: list[Group]) -> Any:
    """The loss of the right sentences within their group, and of each sentence by itself."""
    scores = scores_of(model, [one for inputs, _, _ in groups for one in inputs])
    weight, best, each = torch.tensor(_RIGHT_COUNTS, device=DEVICE), [], []
    for (_, right, tells), own in zip(groups, scores.split([len(inputs) for inputs, _, _ in groups]), strict=True):
        known = torch.tensor(right, device=DEVICE, dtype=torch.float32)
        if any(right):
            best.append(torch.logsumexp(own, 0) - torch.logsumexp(own[known > 0], 0))
        if tells:
            each.append(functional.binary_cross_entropy_with_logits(own, known, pos_weight=weight))
    return torch.stack(best).mean() + torch.stack(each).mean()


def check(model: Scorer, groups: Groups) -> str:
    """What the model gets right of the written documents kept apart: the best sentence, and answerable questions from others."""
    model.eval()
    chance, first, highest = np.random.default_rng(1), [], {True: list[float](), False: list[float]()}
    for one, at in chance.permutation(groups.apart)[:_SAMPLE]:
        inputs, right, _ = groups.of_written(one, at, chance, _SAMPLED)
        with torch.no_grad():
            scores = scores_of(model, inputs).cpu().numpy()
        highest[any(right)].append(float(scores.max()))
        if any(right):
            first.append(right[int(scores.argmax())])
    above = np.array(highest[True])[:, None] > np.array(highest[False])[None]
    return f"{len(first)} questions, the best sentence answers {np.mean(first):.3f}; above one without an answer {above.mean():.3f}"


def main(folder: Path, steps: int, adapter: Path | None) -> None:
    """Train, write the adapter."""
    torch.manual_seed(0)
    model, rate = Scorer(dict(np.load(folder / "model.npz"))).to(DEVICE), _RATE_FURTHER if adapter else _RATE
    groups = Groups(Texts(folder / "texts.npz"), _SIZE_FURTHER if adapter else _SIZE)
    if adapter:
        model.load(dict(np.load(adapter)))
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer, started = torch.optim.AdamW(trained, rate, weight_decay=0.01, betas=(0.9, 0.98)), time.monotonic()
    for step in range(steps):
        if step % _CHECKED == 0:
            print(f"step {step}, {time.monotonic() - started:.0f} s: {check(model, groups)}", flush=True)
            np.savez_compressed(folder / "answers.npz", **model.adapter())
        model.train()
        for group in optimizer.param_groups:
            warm, part = min(1.0, (step + 1) / _WARM), 0.02 + 0.49 * (1 + math.cos(math.pi * step / steps))
            group["lr"] = rate * warm * part
        loss = loss_of(model, [groups.next() for _ in range(_GROUPS_FURTHER if adapter else _GROUPS)])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
    print(f"step {steps}, {time.monotonic() - started:.0f} s: {check(model, groups)}", flush=True)
    np.savez_compressed(folder / "answers.npz", **model.adapter())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
