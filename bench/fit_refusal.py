"""Fitting of the trees that decide between an answer and a refusal: python -m bench.fit_refusal prints refusal rates; with
`--write` the trees are written into the program (`kb/answer/refusal/data`).

Gradient-boosted trees over the questions of the corpora and the sample, these in the other language, everyday questions,
the same without the documents that answer them, those of one corpus asked in another, those of bench/unanswerable.toml,
off-topic questions of SQuAD-it, and 500 of SQuAD-it's own with and without the paragraph that answers: its article
stays, so that these are near misses. The rates printed are cross-validated: a question with and without its document, and in
the other language, is in one fold.
"""

import json
import math
import random
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from bench.everyday import EVERYDAY
from bench.outcomes import FOLDS, fold_of, trees_without
from bench.quality import CORPUS, CORPUS2, PARAPHRASES, SAMPLE_CORPUS, answering, fitted_on, without_documents
from bench.sets import load_set, open_set
from bench.translations import originals, translated, translated_near_misses
from kb.answer.prepare import prepare_in
from kb.answer.refusal.answerability import features
from kb.answer.refusal.boosted_trees import BoostedTrees, Tree
from kb.evaluation import Question
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT
from kb.search.scope import open_scope

# A feature may raise the probability (1), lower it (-1), or either (0). Trees without them find reasons in chance.
DIRECTIONS = {
    "found": 1, "unmet_by_best": -1, "lacking": -1, "lacking_in_language": -1, "rarest": 0, "rarity": 0, "untranslated": -1,
    "untranslated_in_language": -1, "names": 0, "length": 0, "noun_rarity": 0, "cosine": 1, "answers": 1,
    "answers_on_topic": 1, "relevance": 1,
}  # fmt: skip
NAMES = list(DIRECTIONS)
# Of 150 to 300 trees of three to five levels, others are as good within 0.002 of the area under the curve.
_SHAPE = {"max_depth": 4, "max_iter": 150, "learning_rate": 0.05, "min_samples_leaf": 40, "l2_regularization": 5}
_DIGITS = 4  # of the log-odds of a leaf
_FINE = 1e6  # steps of a limit
_SQUAD = 0.3  # the weight of one of its many questions
_OFF_TOPIC = 0.25
_SENSELESS_WEIGHT = 1.0  # with 0.25, one in eight is answered
_TRANSLATED = 0.5  # beside the same question as it was written
_PARAPHRASE = 0.15  # no word matches, and half of them aren't found: they teach little
_SETS = ("corpus", "corpus2", "sample", "corpus translated", "corpus2 translated", "everyday", "SQuAD-it")
_THRESHOLDS = (0.2, 0.25, 0.3, 0.33, 0.36, 0.4, 0.45, 0.5)
_SENSELESS = 40  # questions put to each of two libraries
_OPENINGS = ("", "Quanti ", "What is the ", "Chi è ", "How many ", "Perché ")
_ELSEWHERE = {"corpus": CORPUS2, "corpus2": CORPUS, "sample": CORPUS}  # whose questions are asked in a corpus, too


@dataclass(frozen=True)
class Row:
    """A question with the features of its candidates. `about` is the same for a question with and without its document, and in
    both languages."""

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
        yield Row([found[name] for name in NAMES], answerable, weight, originals().get(text, text), group)


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
                    yield from _row(library, text, "senseless", _SENSELESS_WEIGHT, answerable=False)
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


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> BoostedTrees:
    """Boosted trees whose probability moves with each feature in its direction of `DIRECTIONS` alone."""
    model = HistGradientBoostingClassifier(monotonic_cst=[*DIRECTIONS.values()], **_SHAPE).fit(x, y, weight)
    nodes = [predictor.nodes for (predictor,) in model._predictors]
    return BoostedTrees(
        tuple(NAMES), float(model._baseline_prediction[0, 0]), tuple(_nested(tree, 0) for tree in nodes)
    )


def _nested(nodes: np.ndarray, at: int) -> Tree:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), _DIGITS)
    limit = math.ceil(float(node["num_threshold"]) * _FINE) / _FINE  # rounded up, as it may be a value that occurs
    return [int(node["feature_idx"]), limit, _nested(nodes, node["left"]), _nested(nodes, node["right"])]


def chances(x: np.ndarray, trees: BoostedTrees) -> np.ndarray:
    """The probability of each row of features."""
    return np.array([trees.probability(dict(zip(NAMES, row.tolist(), strict=True))) for row in x])


def cross_validated(found: list[Row]) -> tuple[np.ndarray, list[BoostedTrees], BoostedTrees]:
    """The probability of each row by trees that haven't seen its question, the trees without each fold, and those of all."""
    x = np.array([row.values for row in found])
    y, weight = np.array([row.answerable for row in found]), np.array([row.weight for row in found])
    folds = np.array([fold_of(row.about) for row in found])
    chance, without = np.zeros(len(y)), []
    for fold in range(FOLDS):
        apart = folds == fold
        without.append(fit(x[~apart], y[~apart], weight[~apart]))
        chance[apart] = chances(x[apart], without[-1])
    return chance, without, fit(x, y, weight)


def _areas(chance: np.ndarray, groups: np.ndarray, names: Collection[str]) -> dict[str, float]:
    """The area under the curve of each set of questions against each set that has no answer in the same library."""
    found = {}
    for name in names:
        for other in (group for group in set(groups.tolist()) if group.startswith(f"{name},")):
            pair = (groups == name) | (groups == other)
            found[other] = round(float(roc_auc_score(groups[pair] == name, chance[pair])), 3)
    return found


def write(trees: BoostedTrees, path: Path) -> None:
    """Write the trees as `load_trees` reads them, one on a line."""
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees.trees)
    text = f'{{"names": {json.dumps(trees.names)},\n"start": {trees.start:.{_DIGITS}f},\n"trees": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Fit, cross-validate, print, write."""
    found = list(rows())
    chance, without, trees = cross_validated(found)
    groups = np.array([row.group for row in found])
    for threshold in _THRESHOLDS:
        refused = {str(group): round(float((chance[groups == group] < threshold).mean()), 3) for group in set(groups)}
        print(f"threshold {threshold}: refused of {refused}")
    print("area under the curve", _areas(chance, groups, _SETS))
    if "--write" in sys.argv[1:]:
        for fold, other in enumerate(without):
            write(other, trees_without(fold))
        write(trees, DEFAULT.answerability.trees)
        print(f"written to {DEFAULT.answerability.trees}")


if __name__ == "__main__":
    main()
