"""Fits the score that decides between an answer and a refusal: python -m bench.fit_refusal prints coefficients for kb/ask.py.

Logistic regression over the questions of both corpora and those of bench/unanswerable.toml, with off-topic questions of
SQuAD-it at half weight; the rates printed are cross-validated over eight folds.
"""

import random
import tomllib
from collections.abc import Iterator

import numpy as np

from bench.quality import ROOT, SAMPLE, corpus_library
from bench.sets import SHARED, load_set
from kb.ask import _PASSAGES, COEFFICIENTS, features, weigh
from kb.library import Library
from kb.model import OWNER
from kb.quality import load_questions
from kb.rank import load_hits, rank
from kb.sight import look

NAMES = [name for name in COEFFICIENTS if name != "intercept"]
Row = tuple[list[float], bool, float]  # (features, answerable, weight)


def _row(library: Library, text: str, answerable: bool, weight: float) -> Row | None:
    sight = look(library, OWNER)
    query = sight.analyse(text, prefixes=False)
    ranked = rank(sight, query)
    hits = load_hits(library, query, ranked, library.documents(sight.allowed), _PASSAGES)
    candidates = weigh(sight, query, [hit for hit in hits if hit.passage.part == "body"])
    if not candidates:
        return None
    found = features(query, candidates)
    return [found[name] for name in NAMES], answerable, weight


def rows() -> Iterator[Row]:
    """One row per question that has candidates at all."""
    near = tomllib.loads((ROOT / "bench" / "unanswerable.toml").read_text(encoding="utf-8"))
    off_topic = list(load_set("squad_it", "it").queries.values())
    asked = (
        ("corpus", SHARED / "corpus", SHARED / "corpus" / "questions.jsonl", "shared"),
        ("sample", SAMPLE / "files", SAMPLE / "questions.toml", "sample"),
    )
    for name, folder, questions, key in asked:
        plan = [(q.text, bool(q.documents), 1.0) for q in load_questions(questions)]
        plan += [(text, False, 1.0) for text in near[key]["questions"]]
        if name == "corpus":
            plan += [(text, False, 0.5) for text in random.Random(3).sample(off_topic, 60)]
        with corpus_library(name, folder) as library:
            yield from filter(None, (_row(library, *entry) for entry in plan))


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Coefficients, the intercept last, of a ridge-regularised logistic regression."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    a = np.c_[(x - mean) / spread, np.ones(len(x))]
    b = np.zeros(a.shape[1])
    for _ in range(6000):
        b -= 0.005 * (a.T @ (weight * (1 / (1 + np.exp(-a @ b)) - y)) + np.r_[b[:-1], 0])
    slopes = b[:-1] / spread
    return np.r_[slopes, b[-1] - float(slopes @ mean)]


def main() -> None:
    """Fit, cross-validate, print."""
    x, y, weight = (np.array(column, dtype=float) for column in zip(*rows(), strict=True))
    folds = np.random.default_rng(0).integers(0, 8, len(y))
    chance = np.zeros(len(y))
    for fold in range(8):
        b = fit(x[folds != fold], y[folds != fold], weight[folds != fold])
        chance[folds == fold] = 1 / (1 + np.exp(-(np.c_[x, np.ones(len(x))] @ b)[folds == fold]))
    near = (y == 0) & (weight == 1)
    for threshold in (0.35, 0.4, 0.45, 0.5, 0.55):
        wrongly, rightly = float((chance[y == 1] < threshold).mean()), float((chance[near] < threshold).mean())
        print(f"threshold {threshold}: answerable refused {wrongly:.3f}, unanswerable refused {rightly:.3f}")
    print(dict(zip([*NAMES, "intercept"], np.round(fit(x, y, weight), 2).tolist(), strict=True)))


if __name__ == "__main__":
    main()
