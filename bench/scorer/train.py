"""Training of the answer scorer's adapter with PyTorch: python -m bench.scorer.train FOLDER SECONDS.

FOLDER is what `bench.scorer.texts` wrote; the adapter is put beside it as answers.npz. It needs torch and numpy only, and a
GPU: a step takes 0.2 s on one, and more than a minute on two cores. Each step holds groups of a question with sentences. One or two of them answer
it, or none; the others share most with the question, or are of the same document, paragraph or article, or of any, in all
four pairs of languages. The loss is that of the best within a group, and of each sentence for itself.
"""

import itertools
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from bench.scorer.adapter import DEVICE, Scorer
from bench.scorer.groups import Group, Groups, Texts

_RATE, _GROUPS, _SIZE = 8e-4, 32, 16  # and groups a step, sentences in a group
_WARM = 30  # steps
_RIGHT_COUNTS = 4.0  # times a wrong one, in the loss of each for itself
_TOKENS = 16_384  # read at once
_CHECKED = 60  # seconds between checks
_SAMPLE, _SAMPLED = 400, 12  # questions of a check, and sentences of each
_WORKERS = 5  # processes that make groups
_NEAR, _AT_ONCE = 32, 1024  # windows like a question; questions that are compared at once
_BEGIN, _END, _PAD = 0, 2, 1


@dataclass(frozen=True)
class Step:
    """Groups as they are read: inputs of like length (ids, lengths) at once, their places, and what is right of each group."""

    pieces: list[tuple[np.ndarray, np.ndarray]]
    places: np.ndarray
    right: list[list[int]]
    tells: list[bool]


def padded(inputs: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Ids (n×length) and numbers of tokens (n×1) of inputs of different lengths."""
    length = -(-max(map(len, inputs)) // 8) * 8
    ids = np.array([one + [_PAD] * (length - len(one)) for one in inputs])
    return ids, np.array([[len(one)] for one in inputs])


def alike(inputs: list[list[int]]) -> Iterator[list[int]]:
    """Yield the places of inputs that are read at once, which are of like length."""
    order = sorted(range(len(inputs)), key=lambda at: len(inputs[at]))
    while order:
        piece = [at for count, at in enumerate(order, 1) if len(inputs[at]) * count <= _TOKENS]
        yield piece
        order = order[len(piece) :]


def step_of(groups: list[Group]) -> Step:
    """The groups, made ready to be read."""
    inputs = [one for group, _, _ in groups for one in group]
    pieces = list(alike(inputs))
    return Step(
        [padded([inputs[at] for at in piece]) for piece in pieces],
        np.argsort(list(itertools.chain(*pieces))),
        [right for _, right, _ in groups],
        [tells for _, _, tells in groups],
    )


class Steps(IterableDataset):  # type: ignore[misc]
    """Endless steps; each process makes its own."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    def __iter__(self) -> Iterator[Step]:
        info = get_worker_info()
        self._groups.chance = np.random.default_rng(info.id + 1 if info else 0)
        while True:
            yield step_of([self._groups.next() for _ in range(_GROUPS)])


def pieces_of(step: Step) -> Iterator[tuple[Any, Any]]:
    """Yield ids and mask (n×length), the mask true where there is a token."""
    for ids, lengths in step.pieces:
        places = torch.arange(ids.shape[1], device=DEVICE)
        yield torch.from_numpy(ids).to(DEVICE), places[None] < torch.from_numpy(lengths).to(DEVICE)


def in_order(step: Step, found: list[Any]) -> Any:
    """What was found for the pieces' inputs, in the order of the groups."""
    return torch.cat(found)[torch.from_numpy(step.places).to(DEVICE)]


def scores_of(model: Scorer, step: Step) -> Any:
    """The score of each input."""
    return in_order(step, [model(ids, mask) for ids, mask in pieces_of(step)])


def vectors_of(model: Scorer, inputs: list[list[int]]) -> Any:
    """The mean state of each input, of unit length without what all have in common: n×384."""
    step = step_of([(inputs, [], False)])
    with torch.no_grad():
        states = ((model.states(ids, mask).float(), mask[:, :, None]) for ids, mask in pieces_of(step))
        vectors = in_order(step, [(found * mask).sum(1) / mask.sum(1) for found, mask in states])
    return functional.normalize(vectors - vectors.mean(0), dim=1)


def near(model: Scorer, texts: Texts) -> np.ndarray:
    """For each question to a written document the numbers of windows of others that are most like it: questions×_NEAR.

    The direction in which a text differs from its translation is left out, so that they are in both languages.
    """
    model.eval()
    windows = [(at, one.first + i) for at, one in enumerate(texts.written) for i in range(one.windows)]
    asked = [(at, one.asked + i) for at, one in enumerate(texts.written) for i in range(len(one.holds))]
    both = [texts.window(at, language) for language in (0, 1) for at in range(len(texts.article))]
    places = [*both, *(place for _, place in windows), *(place for _, place in asked)]
    vectors = vectors_of(model, [[_BEGIN, *texts.tokens(place), _END] for place in places])
    apart = functional.normalize(vectors[: len(both) // 2].mean(0) - vectors[len(both) // 2 : len(both)].mean(0), dim=0)
    vectors = functional.normalize(vectors - (vectors @ apart)[:, None] * apart, dim=1)[len(both) :]
    own, found = torch.tensor([at for at, _ in windows], device=DEVICE), []
    for part in range(0, len(asked), _AT_ONCE):
        like = vectors[len(windows) :][part : part + _AT_ONCE] @ vectors[: len(windows)].T
        of = torch.tensor([at for at, _ in asked[part : part + _AT_ONCE]], device=DEVICE)
        like[of[:, None] == own[None]] = -1.0
        found.append(like.topk(_NEAR).indices.cpu().numpy())
    return np.concatenate(found)


def loss_of(model: Scorer, step: Step) -> Any:
    """The loss of the right sentences within their group, and of each sentence by itself."""
    scores = scores_of(model, step)
    weight, best, each = torch.tensor(_RIGHT_COUNTS, device=DEVICE), [], []
    for right, tells, own in zip(step.right, step.tells, scores.split([len(one) for one in step.right]), strict=True):
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
    asked = [groups.of_written(one, at, chance, _SAMPLED) for one, at in chance.permutation(groups.apart)[:_SAMPLE]]
    with torch.no_grad():
        scores = scores_of(model, step_of(asked)).cpu().split([len(right) for _, right, _ in asked])
    for (_, right, _), own in zip(asked, scores, strict=True):
        highest[any(right)].append(float(own.max()))
        if any(right):
            first.append(right[int(own.argmax())])
    above = np.array(highest[True])[:, None] > np.array(highest[False])[None]
    return f"{len(first)} questions, the best sentence answers {np.mean(first):.3f}; above one without an answer {above.mean():.3f}"


def main(folder: Path, seconds: float) -> None:
    """Train, write the adapter."""
    torch.manual_seed(0)
    model, texts = Scorer(dict(np.load(folder / "model.npz"))).to(DEVICE), Texts(folder / "texts.npz")
    groups = Groups(texts, near(model, texts), _SIZE)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, _RATE, weight_decay=0.01, betas=(0.9, 0.98))
    steps, started, checked = DataLoader(Steps(groups), batch_size=None, num_workers=_WORKERS), time.monotonic(), 0.0
    for number, step in enumerate(steps):
        taken = time.monotonic() - started
        if taken >= checked:
            print(f"step {number}, {taken:.0f} s: {check(model, groups)}", flush=True)
            checked += _CHECKED
        if taken >= seconds:
            break
        model.train()
        for group in optimizer.param_groups:
            warm, part = min(1.0, (number + 1) / _WARM), 0.02 + 0.49 * (1 + math.cos(math.pi * taken / seconds))
            group["lr"] = _RATE * warm * part
        optimizer.zero_grad()
        loss_of(model, step).backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
    print(f"{seconds:.0f} s: {check(model, groups)}", flush=True)
    np.savez_compressed(folder / "answers.npz", **model.adapter())


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
