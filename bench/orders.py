"""Recognition of orders to a language model in phrasings unseen by rules and detector, and false alarms."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from bench.fit_orders import HARMLESS_LIBRARIES, of_library
from bench.sets import WORK
from kb.index.orders import OrderWeights, weights_of
from kb.models.embedder import load_embedder
from kb.settings import load_settings
from kb.text.instructions import find_instruction, undisguised

_SENTENCES = Path(__file__).parent / "orders.toml"
_JUDGED = ("squad_it", "cranfield")  # texts unseen by rules and detector


def orders() -> dict[str, Any]:
    """The share of sentences of each group taken for an order; for sentences of documents the number."""
    groups: dict[str, list[str]] = tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))
    embedder = load_embedder(load_settings({}))
    weights = weights_of(embedder.identity)
    found: dict[str, Any] = {}
    for name, texts in groups.items():
        taken = _taken(texts, embedder.embed_passages([undisguised(text) for text in texts]), weights)
        found[name] = {"sentences": len(texts), "by rules": round(sum(map(_by_rule, texts)) / len(texts), 2),
                       "taken for an order": round(float(taken.mean()), 2)}  # fmt: skip
    for name in (*HARMLESS_LIBRARIES, *_JUDGED):
        if (WORK / name / "catalogue.sqlite").is_file():
            texts, vectors, _ = of_library(name)
            found[f"sentences of {name}"] = {
                "sentences": len(texts), "by rules": sum(map(_by_rule, texts)), "taken for an order": int(_taken(texts, vectors, weights).sum())
            }  # fmt: skip
    return found


def _by_rule(text: str) -> bool:
    return bool(find_instruction(text))


def _taken(texts: list[str], vectors: np.ndarray, weights: OrderWeights | None) -> np.ndarray:
    """Whether each is taken for an order, by rule or by meaning."""
    by_rule = np.array([_by_rule(text) for text in texts])
    return by_rule if weights is None else by_rule | (weights.scores(texts, vectors) >= 0)
