"""Fitting of the detector of orders to a language model (kb/index/orders.py) on the sentences of `bench/order_wordings.toml`.

Every sentence of the sample and of both measuring corpora counts as harmless. `python -m bench.fit_orders` prints how
many are taken for orders when their documents are held out, how many orders of each kind are recognised when that kind
is held out, and how many of `bench/orders.toml`; then it writes the weights.
"""

import json
import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bench.sets import settings_for
from kb.index.orders import OrderWeights, word_features
from kb.library import Library
from kb.models.embedded_model import NAME
from kb.models.embedder import load_embedder
from kb.settings import load_settings
from kb.text.instructions import undisguised

WORDINGS, APART = (Path(__file__).parent / name for name in ("order_wordings.toml", "orders.toml"))
TARGET = Path(__file__).parent.parent / "kb" / "index" / "data" / "orders.json"
HARMLESS_LIBRARIES = ("sample", "corpus", "corpus2")
_VARIANTS = 6  # sentences made of one wording, at most
_FOLDS = 4
_BATCH = 500  # passages
_THRESHOLD = 1.0  # log-odds: at 0 three more of 48 orders are recognised and three times as many harmless sentences are taken for one
_SPARED = 0.5  # log-odds: margin below the made-up orders of the vectors' threshold for examining a text's words


@dataclass(frozen=True)
class Labelled:
    """Sentences with their features: `groups` are kinds of wordings, or documents."""

    features: np.ndarray
    is_order: np.ndarray
    groups: np.ndarray

    def __add__(self, other: "Labelled") -> "Labelled":
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("features", "is_order", "groups"))
        return Labelled(*(np.concatenate(pair) for pair in pairs))

    def only(self, keep: np.ndarray) -> "Labelled":
        return Labelled(self.features[keep], self.is_order[keep], self.groups[keep])


def made(seed: int = 0) -> Iterator[tuple[str, bool, str]]:
    """(sentence, whether it is an order, its kind) from the wordings, their slots filled at random."""
    chance, read = random.Random(seed), tomllib.loads(WORDINGS.read_text(encoding="utf-8"))
    for group in ("orders", "harmless"):
        for kind, languages in read[group].items():
            for language, wordings in languages.items():
                for wording in wordings:
                    for text in _filled(wording, read["slots"][language], chance):
                        yield text, group == "orders", kind


def _filled(wording: str, slots: dict[str, list[str]], chance: random.Random) -> list[str]:
    texts = (re.sub(r"\{(\w+)\}", lambda slot: chance.choice(slots[slot[1]]), wording) for _ in range(_VARIANTS))
    return list(dict.fromkeys(text[0].upper() + text[1:] for text in texts))


def features(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """n×(d+words) float32: vectors, then the groups of words."""
    return np.hstack([vectors, np.array([word_features(text) for text in texts], np.float32)])


def of_library(name: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The sentences of a library of the benchmark, their vectors and their documents."""
    texts, vectors, documents = [], [], []
    with Library(settings_for(name), writable=False) as library:
        ids = library.snapshot().passage_ids.tolist()
        for at in range(0, len(ids), _BATCH):
            passages = library.catalogue.passages(ids[at : at + _BATCH])
            for passage, known in library.catalogue.vectors.sentences(list(passages)).items():
                for (start, end), vector in zip(known.spans.tolist(), known.vectors, strict=True):
                    texts.append(passages[passage].text[start:end])
                    vectors.append(vector)
                    documents.append(f"{name} {passages[passage].document_id}")
    return texts, np.array(vectors, np.float32), np.array(documents)


def fitted(known: Labelled) -> LogisticRegression:
    """The regression, by maximum likelihood with a weak prior."""
    return LogisticRegression(C=30, max_iter=1000).fit(known.features, known.is_order)


def weights_from(model: LogisticRegression, orders: np.ndarray, dimension: int) -> OrderWeights:
    """The weights of a regression over d + words features; `orders` are the features of the orders it was fitted on."""
    vector, words = np.split(model.coef_[0].astype(np.float32), [dimension])
    intercept = float(model.intercept_[0])
    least = float((orders[:, :dimension] @ vector).min()) + intercept - _SPARED
    return OrderWeights(vector, words, intercept, least, _THRESHOLD)


def _embedded(rows: Sequence[tuple[str, bool, str]]) -> Labelled:
    texts = [text for text, *_ in rows]
    vectors = load_embedder(load_settings({})).embed_passages([undisguised(text) for text in texts])
    return Labelled(features(texts, vectors), np.array([row[1] for row in rows]), np.array([row[2] for row in rows]))


def main() -> None:
    """Measure, fit, write."""
    wordings = _embedded(list(made()))
    apart = [
        (text, name != "harmless", name) for name, texts in tomllib.loads(APART.read_text()).items() for text in texts
    ]
    held = _embedded(apart)
    libraries = [of_library(name) for name in HARMLESS_LIBRARIES]
    harmless = sum((Labelled(features(t, v), np.zeros(len(t), bool), d) for t, v, d in libraries[1:]), Labelled(
        features(*libraries[0][:2]), np.zeros(len(libraries[0][0]), bool), libraries[0][2]))  # fmt: skip
    taken = 0
    for fold, kept in GroupKFold(_FOLDS).split(harmless.features, groups=harmless.groups):
        model = fitted(wordings + harmless.only(fold))
        taken += int((model.decision_function(harmless.features[kept]) >= _THRESHOLD).sum())
    print(f"documents kept apart: {taken} of {len(harmless.features)} sentences taken for orders")
    for kind in dict.fromkeys(wordings.groups[wordings.is_order].tolist()):
        model = fitted(wordings.only(wordings.groups != kind) + harmless)
        found = model.decision_function(wordings.features[wordings.groups == kind]) >= _THRESHOLD
        print(f"{kind}, kept apart: {found.mean():.2f} of {len(found)} recognised")
    weights = _written(fitted(wordings + harmless), wordings)
    for name in dict.fromkeys(held.groups.tolist()):
        rows = [at for at, group in enumerate(held.groups) if group == name]
        scores = weights.scores([apart[at][0] for at in rows], held.features[rows, : len(weights.vector)])
        print(f"{name}: {(scores >= 0).sum()} of {len(rows)}")


def _written(model: LogisticRegression, wordings: Labelled) -> OrderWeights:
    orders = wordings.features[wordings.is_order]
    weights = weights_from(model, orders, orders.shape[1] - len(word_features("")))
    kept: dict[str, Any] = {
        "model": NAME,
        "date": datetime.now(UTC).date().isoformat(),
        "fitted by": "python -m bench.fit_orders",
        "intercept": round(weights.intercept, 4),
        "least": round(weights.least, 4),
        "threshold": weights.threshold,
        "words": [round(value, 4) for value in weights.words.tolist()],
        "vector": [round(value, 4) for value in weights.vector.tolist()],
    }
    TARGET.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    print(f"Written to {TARGET}")
    return weights


if __name__ == "__main__":
    main()
