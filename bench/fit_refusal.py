"""Fitting of the answerability weights (`kb/ranking_config.py`): python -m bench.fit_refusal prints coefficients and refusal rates;
with `--write` the coefficients are written into the program.

Logistic regression over the questions of the corpora and the sample, these in the other language, everyday questions,
the same without the documents that answer them, those of one corpus asked in another, those of bench/unanswerable.toml,
off-topic questions of SQuAD-it, and 500 of SQuAD-it's own with and without the paragraph that answers: its article
stays, so that these are near misses. The rates printed are cross-validated: a question with and without its document is
in one fold.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from bench.everyday import EVERYDAY, translated, translated_near_misses
from bench.quality import CORPUS, CORPUS2, PARAPHRASES, SAMPLE_CORPUS, answering, fitted_on, without_documents
from bench.sets import load_set, open_set
from bench.weights import report
from kb.answer.prepare import prepare_in
from kb.answer.refusal.answerability import features, probability
from kb.evaluation import Question
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import AnswerabilityWeights
from kb.search.scope import open_scope

# Signs of the weights: a feature may raise the probability (1), lower it (-1), or either (0). A regression without them finds reasons
# in chance, and answers senseless questions.
DIRECTIONS = {
    "found": 1, "unmet_by_best": -1, "lacking": -1, "lacking_in_language": -1, "rarest": 0, "rarity": 0, "untranslated": -1,
    "untranslated_in_language": -1, "names": 0, "length": 0, "noun_rarity": 0, "cosine": 1, "answers": 1,
}  # fmt: skip
NAMES = list(DIRECTIONS)
_FOLDS = 8
_SQUAD = 0.3  # the weight of one of its many questions
_OFF_TOPIC = 0.25
_TRANSLATED = 0.5  # beside the same question as it was written
_PARAPHRASE = 0.15  # no word matches, and half of them aren't found: they teach little
_SETS = ("corpus", "corpus2", "sample", "corpus translated", "corpus2 translated", "everyday", "SQuAD-it")
_THRESHOLDS = (0.2, 0.25, 0.3, 0.33, 0.36, 0.4, 0.45, 0.5)
_SENSELESS = 40  # questions put to each of two libraries
_OPENINGS = ("", "Quanti ", "What is the ", "Chi è ", "How many ", "Perché ")
_ELSEWHERE = {"corpus": CORPUS2, "corpus2": CORPUS, "sample": CORPUS}  # whose questions are asked in a corpus, too


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


def _questions(library: Library, asked: Sequence[Question], name: str, weight: float) -> Iterator[Row]:
    for question in asked:
        if question.places:
            yield from _both(library, question.text, name, weight, answering(question))
        else:
            yield from _row(library, question.text, f"{name}, near misses", weight, answerable=False)


def rows() -> Iterator[Row]:
    """Yield one row per question that has candidates."""
    judged = load_set("squad_it", "it")
    for corpus in (CORPUS, CORPUS2, SAMPLE_CORPUS, PARAPHRASES):
        with corpus.library() as library:
            asked = [*corpus.load_questions(), *corpus.load_near_misses()]
            if corpus is PARAPHRASES:
                yield from _questions(library, asked, "paraphrases", _PARAPHRASE)
                continue
            yield from _questions(library, asked, corpus.name, 1.0)
            other = [*translated(corpus), *translated_near_misses(corpus)]
            yield from _questions(library, other, f"{corpus.name} translated", _TRANSLATED)
            for question in _ELSEWHERE[corpus.name].load_questions():
                yield from _row(library, question.text, f"{corpus.name}, elsewhere", _OFF_TOPIC, answerable=False)
            if corpus in (CORPUS, SAMPLE_CORPUS):
                for text in senseless():
                    yield from _row(library, text, "senseless", _OFF_TOPIC, answerable=False)
            if corpus is CORPUS:
                for text in random.Random(3).sample(list(judged.queries.values()), 60):
                    yield from _row(library, text, "off topic", _OFF_TOPIC, answerable=False)
    for corpus in EVERYDAY:
        with corpus.library() as library:
            yield from _questions(library, corpus.load_questions(), "everyday", 1.0)
    with open_set("squad_it", "it") as library:
        for i in fitted_on(judged):
            yield from _both(library, judged.queries[i], "SQuAD-it", _SQUAD, judged.relevant[i])


def senseless() -> list[str]:
    """Questions of made-up words."""
    chance = random.Random(7)

    def word() -> str:
        return "".join(chance.choice("bcdfglmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))

    return [
        chance.choice(_OPENINGS) + " ".join(word() for _ in range(chance.randint(1, 5))) + chance.choice(("", "?"))
        for _ in range(_SENSELESS)
    ]


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> AnswerabilityWeights:
    """Ridge-regularised logistic regression over standardised features, whose weights have the signs of `DIRECTIONS`."""
    mean, deviation, sign = x.mean(axis=0), x.std(axis=0) + 1e-9, np.where(y, 1.0, -1.0)
    standard = (x - mean) / deviation

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        margin = (standard @ b[:-1] + b[-1]) * sign
        pull = -weight * sign / (1 + np.exp(margin))
        value = float((weight * np.logaddexp(0, -margin)).sum() + (b[:-1] ** 2).sum() / 2)
        return value, np.append(standard.T @ pull + b[:-1], pull.sum())

    bounds = [(None if direction <= 0 else 0, None if direction >= 0 else 0) for direction in DIRECTIONS.values()]
    best = minimize(loss, np.zeros(len(NAMES) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    slopes = best[:-1] / deviation
    found = dict(zip([*NAMES, "intercept"], np.round([*slopes, best[-1] - slopes @ mean], 2).tolist(), strict=True))
    return AnswerabilityWeights(**found)


def chances(x: np.ndarray, weights: AnswerabilityWeights) -> np.ndarray:
    """The probability of each row of features."""
    return np.array([probability(dict(zip(NAMES, row.tolist(), strict=True)), weights) for row in x])


def cross_validated(found: list[Row]) -> tuple[np.ndarray, AnswerabilityWeights]:
    """The probability of each row by weights that haven't seen its question, and the weights of all."""
    x = np.array([row.values for row in found])
    y, weight = np.array([row.answerable for row in found]), np.array([row.weight for row in found])
    chance = np.zeros(len(y))
    folds = GroupKFold(_FOLDS, shuffle=True, random_state=0)
    for train, test in folds.split(x, y, [row.about for row in found]):
        chance[test] = chances(x[test], fit(x[train], y[train], weight[train]))
    return chance, fit(x, y, weight)


def _areas(chance: np.ndarray, groups: np.ndarray, names: Collection[str]) -> dict[str, float]:
    """The area under the curve of each set of questions against each set that has no answer in the same library."""
    found = {}
    for name in names:
        for other in (group for group in set(groups.tolist()) if group.startswith(f"{name},")):
            pair = (groups == name) | (groups == other)
            found[other] = round(float(roc_auc_score(groups[pair] == name, chance[pair])), 3)
    return found


def main() -> None:
    """Fit, cross-validate, print."""
    found = list(rows())
    chance, weights = cross_validated(found)
    groups = np.array([row.group for row in found])
    for threshold in _THRESHOLDS:
        refused = {str(group): round(float((chance[groups == group] < threshold).mean()), 3) for group in set(groups)}
        print(f"threshold {threshold}: refused of {refused}")
    print("area under the curve", _areas(chance, groups, _SETS))
    report("AnswerabilityWeights", {name: getattr(weights, name) for name in (*NAMES, "intercept")})


if __name__ == "__main__":
    main()
