"""Fits the score that decides between an answer and a refusal: python -m bench.fit_refusal prints coefficients for kb/answer/answerability.py.

Logistic regression over the questions of both corpora, the same with the documents that answer them taken away, those of
bench/unanswerable.toml, questions of SQuAD-it about other things, and half of SQuAD-it's own with and without the paragraph that
answers. The rates printed are cross-validated: a question and the same without its document are in one fold.
"""

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from bench.quality import SAMPLE, answering, corpus_library, fitted_on, unanswerable, without_documents
from bench.sets import SHARED, load_set, open_set
from kb.answer.answerability import COEFFICIENTS, features
from kb.answer.prepare import prepare_in
from kb.evaluation import load_questions
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import open_scope

NAMES = [name for name in COEFFICIENTS if name != "intercept"]
_FOLDS = 8
_SQUAD = 0.6  # the weight of one of its many questions
_OFF_TOPIC = 0.5


@dataclass(frozen=True)
class Row:
    """A question with what its candidates look like. `about` is the same for a question with and without its document."""

    values: list[float]
    answerable: bool
    weight: float
    about: str
    group: str


def _row(
    library: Library, text: str, group: str, weight: float, *, answerable: bool, without: Collection[str] = ()
) -> Row | None:
    scope = without_documents(open_scope(library, OWNER), without)
    prepared = prepare_in(scope, text)
    if not prepared.candidates:
        return None
    rarities = scope.rarity(prepared.query.words)
    found = features(prepared.query, prepared.candidates, rarities, scope.unknown_rarity())
    return Row([found[name] for name in NAMES], answerable, weight, text, group)


def _both(library: Library, text: str, group: str, weight: float, documents: Collection[str]) -> Iterator[Row | None]:
    yield _row(library, text, group, weight, answerable=True)
    yield _row(library, text, f"{group}, its documents taken away", weight, answerable=False, without=documents)


def rows() -> Iterator[Row]:
    """One row per question that has candidates at all."""
    near = unanswerable()
    judged = load_set("squad_it", "it")
    asked = (
        ("corpus", SHARED / "corpus", SHARED / "corpus" / "questions.jsonl", "shared"),
        ("sample", SAMPLE / "files", SAMPLE / "questions.toml", "sample"),
    )
    for name, folder, questions, key in asked:
        with corpus_library(name, folder) as library:
            for question in load_questions(questions):
                if question.documents:
                    yield from filter(None, _both(library, question.text, name, 1.0, answering(question)))
                else:
                    yield from filter(
                        None, [_row(library, question.text, f"{name}, near misses", 1.0, answerable=False)]
                    )
            for text in near[key]["questions"]:
                yield from filter(None, [_row(library, text, f"{name}, near misses", 1.0, answerable=False)])
            if name == "corpus":
                for text in random.Random(3).sample(list(judged.queries.values()), 60):
                    yield from filter(None, [_row(library, text, "off topic", _OFF_TOPIC, answerable=False)])
    with open_set("squad_it", "it") as library:
        for i in fitted_on(judged):
            yield from filter(None, _both(library, judged.queries[i], "SQuAD-it", _SQUAD, judged.relevant[i]))


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Coefficients, the intercept last, of a ridge-regularised logistic regression, by Newton's method."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    a = np.c_[(x - mean) / spread, np.ones(len(x))]
    ridge = np.r_[np.ones(x.shape[1]), 0.0]
    b = np.zeros(a.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-a @ b))
        slope = a.T @ (weight * (p - y)) + ridge * b
        b -= np.linalg.solve(a.T @ (a * (weight * p * (1 - p))[:, None]) + np.diag(ridge), slope)
    slopes = b[:-1] / spread
    return np.asarray(np.r_[slopes, b[-1] - float(slopes @ mean)])


def main() -> None:
    """Fit, cross-validate, print."""
    found = list(rows())
    x = np.array([row.values for row in found])
    y, weight = np.array([row.answerable for row in found], dtype=float), np.array([row.weight for row in found])
    numbers = {about: number for number, about in enumerate(sorted({row.about for row in found}))}
    lots = np.random.default_rng(0).integers(0, _FOLDS, len(numbers))
    folds = np.array([lots[numbers[row.about]] for row in found])
    chance = np.zeros(len(y))
    for fold in range(_FOLDS):
        b = fit(x[folds != fold], y[folds != fold], weight[folds != fold])
        chance[folds == fold] = 1 / (1 + np.exp(-(np.c_[x, np.ones(len(x))] @ b)[folds == fold]))
    groups = np.array([row.group for row in found])
    for threshold in (0.2, 0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.35, 0.4):
        refused = {
            str(group): round(float((chance[groups == group] < threshold).mean()), 3) for group in np.unique(groups)
        }
        print(f"threshold {threshold}: refused of {refused}")
    print(dict(zip([*NAMES, "intercept"], np.round(fit(x, y, weight), 2).tolist(), strict=True)))


if __name__ == "__main__":
    main()
