"""Fits the answerability weights (`kb/ranking_config.py`): python -m bench.fit_refusal prints coefficients and refusal rates.

Logistic regression over the questions of the corpora and the sample, the same without the documents that answer them, those of
bench/unanswerable.toml, off-topic questions of SQuAD-it, and 500 of SQuAD-it's own with and without the paragraph that answers.
The rates printed are cross-validated: a question with and without its document is in one fold.
"""

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from bench.quality import CORPUS, CORPUS2, PARAPHRASES, SAMPLE_CORPUS, answering, fitted_on, without_documents
from bench.sets import load_set, open_set
from kb.answer.answerability import features
from kb.answer.prepare import prepare_in
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import AnswerabilityWeights
from kb.search.scope import open_scope

NAMES = [field.name for field in fields(AnswerabilityWeights) if field.name not in ("intercept", "threshold")]
_FOLDS = 8
_SQUAD = 0.6  # the weight of one of its many questions
_OFF_TOPIC = 0.5
_THRESHOLDS = (0.2, 0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.35, 0.4)


@dataclass(frozen=True)
class Row:
    """A question with the features of its candidates. `about` is the same for a question with and without its document."""

    values: list[float]
    answerable: bool
    weight: float
    about: str
    group: str


def _row(
    library: Library, text: str, group: str, weight: float, *, answerable: bool, without: Collection[str] = ()
) -> Iterator[Row]:
    prepared = prepare_in(without_documents(open_scope(library, OWNER), without), text)
    if prepared.candidates:
        found = features(prepared.query, prepared.candidates)
        yield Row([found[name] for name in NAMES], answerable, weight, text, group)


def _both(library: Library, text: str, group: str, weight: float, documents: Collection[str]) -> Iterator[Row]:
    yield from _row(library, text, group, weight, answerable=True)
    yield from _row(library, text, f"{group}, its documents taken away", weight, answerable=False, without=documents)


def rows() -> Iterator[Row]:
    """One row per question that has candidates at all."""
    judged = load_set("squad_it", "it")
    for corpus in (CORPUS, CORPUS2, SAMPLE_CORPUS, PARAPHRASES):
        with corpus.library() as library:
            for question in [*corpus.load_questions(), *corpus.load_near_misses()]:
                if question.places:
                    yield from _both(library, question.text, corpus.name, 1.0, answering(question))
                else:
                    yield from _row(library, question.text, f"{corpus.name}, near misses", 1.0, answerable=False)
            if corpus is CORPUS:
                for text in random.Random(3).sample(list(judged.queries.values()), 60):
                    yield from _row(library, text, "off topic", _OFF_TOPIC, answerable=False)
    with open_set("squad_it", "it") as library:
        for i in fitted_on(judged):
            yield from _both(library, judged.queries[i], "SQuAD-it", _SQUAD, judged.relevant[i])


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> Pipeline:
    """A ridge-regularised logistic regression over standardised features."""
    model = Pipeline([("scale", StandardScaler()), ("regress", LogisticRegression())])
    return model.fit(x, y, regress__sample_weight=weight)


def coefficients(model: Pipeline) -> dict[str, float]:
    """The weights of the features as they are, and the intercept, rounded."""
    scale, regress = model["scale"], model["regress"]
    slopes = regress.coef_[0] / scale.scale_
    intercept = regress.intercept_[0] - float(slopes @ scale.mean_)
    return dict(zip([*NAMES, "intercept"], np.round([*slopes, intercept], 2).tolist(), strict=True))


def main() -> None:
    """Fit, cross-validate, print."""
    found = list(rows())
    x = np.array([row.values for row in found])
    y, weight = np.array([row.answerable for row in found]), np.array([row.weight for row in found])
    chance = np.zeros(len(y))
    folds = GroupKFold(_FOLDS, shuffle=True, random_state=0)
    for train, test in folds.split(x, y, [row.about for row in found]):
        chance[test] = fit(x[train], y[train], weight[train]).predict_proba(x[test])[:, 1]
    groups = np.array([row.group for row in found])
    for threshold in _THRESHOLDS:
        refused = {str(group): round(float((chance[groups == group] < threshold).mean()), 3) for group in set(groups)}
        print(f"threshold {threshold}: refused of {refused}")
    print(coefficients(fit(x, y, weight)))


if __name__ == "__main__":
    main()
