"""Fitting of the linear ranker (`kb/ranking_config.py`) on the program's own features.

`python -m bench.fit_ranking` prints the weights fitted on all development questions, and measures that are cross-validated by
document: questions about one document are in one fold. With `--write` the weights are written into the program.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bench import weights as weights_file
from bench.quality import CORPUS, CORPUS2, PARAPHRASES, SAMPLE_CORPUS, Corpus
from bench.sets import SHARED, load_set, open_set
from kb.evaluation import Question
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT, RankingConfig
from kb.search.rank import by_fusion, retrieve, shortlist_features
from kb.search.rerank_features import LINEAR
from kb.search.scope import open_scope

_LOT = 600  # of SQuAD-it's questions
_FOLDS = 5
_POSITIVES = 3  # right passages of a question; every other one of the shortlist is wrong
_PENALTY = 0.3  # inverse strength of the ridge; 0.05 to 1 changed page@5 by less than 0.02
_PAIRS = 0.05  # share of the pairs that the penalty is weighed against
# A set counts as much as so many questions, so that SQuAD-it doesn't decide alone. By judgement.
_WORTH = {"squad": 150, "paraphrases": 100, "sample": 50, "cranfield": 60}


@dataclass(frozen=True)
class Case:
    """A question's shortlist: features (n×LINEAR), which passages are right, their places, and the question's origin."""

    columns: np.ndarray
    right: np.ndarray
    places: list[tuple[int, int]]  # (document number, page)
    group: str
    kind: str


def case(library: Library, text: str, right: frozenset[tuple[int, int]], group: str, kind: str) -> Case:
    """The shortlist of one question; `right` are places, with page 0 for any page of a document."""
    scope = open_scope(library, OWNER)
    query = scope.analyse(text, prefixes=False)
    candidates = retrieve(scope, query)
    shortlist = by_fusion(scope, candidates).only(slice(scope.config.rank.shortlist))
    columns = shortlist_features(scope, query, shortlist, candidates).columns()
    places = list(zip(shortlist.documents.tolist(), scope.snapshot.pages_of(shortlist.ids).tolist(), strict=True))
    found = np.array([place in right or (place[0], 0) in right for place in places])
    return Case(columns, found, places, group, kind)


def of_corpus(
    corpus: Corpus, name: str, questions: Sequence[Question], ranking: RankingConfig = DEFAULT
) -> Iterator[Case]:
    """The cases of answerable questions over a corpus; `name` is that of their set."""
    with corpus.library(ranking) as library:
        documents = library.documents(library.catalogue.numbers().tolist())
        numbers = {key: n for n, d in documents.items() for key in (d.source, d.id)}
        for question in questions:
            if question.places:
                right = frozenset((numbers.get(p.document, -1), page) for p in question.places for page in p.pages)
                group = f"{corpus.name} {question.places[0].document}"
                yield case(library, question.text, right, group, f"{name}: {question.type}")


def of_squad() -> Iterator[Case]:
    """Cases of SQuAD-it, grouped by article."""
    judged = load_set("squad_it", "it")
    lines = (SHARED / "retrieval" / "squad_it" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    article = {str(row["_id"]): row["title"] for row in map(json.loads, lines)}
    with open_set("squad_it", "it") as library:
        numbers = {d.source: n for n, d in library.documents(library.catalogue.numbers().tolist()).items()}
        for i in random.Random(1).sample(sorted(judged.queries), _LOT):
            right = frozenset((numbers[name], 0) for name in judged.relevant[i])
            yield case(library, judged.queries[i], right, article[next(iter(judged.relevant[i]))], "squad")


def of_cranfield() -> Iterator[Case]:
    """Cases of Cranfield, each a group of its own."""
    judged = load_set("cranfield", "en")
    with open_set("cranfield", "en") as library:
        numbers = {d.source: n for n, d in library.documents(library.catalogue.numbers().tolist()).items()}
        for i, text in judged.queries.items():
            right = frozenset((numbers[name], 0) for name in judged.relevant[i] if name in numbers)
            yield case(library, text, right, f"cranfield {i}", "cranfield")


def weight_of(cases: Sequence[Case]) -> dict[str, float]:
    """The weight of one question, by the set that it is from."""
    sets = [one.kind.partition(":")[0] for one in cases]
    return {name: _WORTH.get(name, sets.count(name)) / sets.count(name) for name in set(sets)}


def fit(cases: Sequence[Case]) -> np.ndarray:
    """Weights that rank right passages above wrong ones: logistic regression over differences of pairs."""
    differences: list[np.ndarray] = []
    weights: list[float] = []
    worth = weight_of(cases)
    for one in cases:
        right, wrong = np.flatnonzero(one.right)[:_POSITIVES], np.flatnonzero(~one.right)
        for at in right:
            differences.append(one.columns[at] - one.columns[wrong])
            share = worth[one.kind.partition(":")[0]] / max(len(wrong) * len(right), 1)
            weights += [share] * len(wrong)
    x, weight = np.vstack(differences), np.array(weights)
    scale = x.std(axis=0) + 1e-9
    both = np.concatenate([x / scale, -x / scale])
    y = np.repeat([1, 0], len(x))
    balance = np.tile(weight * (_PAIRS * len(x) / weight.sum()), 2)
    model = LogisticRegression(C=_PENALTY, fit_intercept=False, max_iter=2000).fit(both, y, sample_weight=balance)
    found: np.ndarray = model.coef_[0] / scale
    return found


def cross_validated(cases: Sequence[Case]) -> list[np.ndarray]:
    """The scores of each case, by weights fitted without its group."""
    scores: list[Any] = [None] * len(cases)
    groups = [one.group for one in cases]
    for train, test in GroupKFold(_FOLDS, shuffle=True, random_state=0).split(cases, groups=groups):
        weights = fit([cases[at] for at in train])
        for at in test:
            scores[at] = cases[at].columns @ weights
    return scores


def calibrate(cases: Sequence[Case], scores: Sequence[np.ndarray]) -> tuple[float, float, float]:
    """Level, lead and intercept: the probability that a passage is right, from its score and its lead over the median."""
    worth = weight_of(cases)
    x = np.concatenate([np.stack([s, s - np.median(s)], axis=1) for s in scores])
    y = np.concatenate([one.right for one in cases])
    weight = np.concatenate(
        [np.full(len(s), worth[c.kind.partition(":")[0]] / len(s)) for c, s in zip(cases, scores, strict=True)]
    )
    model = LogisticRegression(C=100).fit(x, y, sample_weight=weight)
    return float(model.coef_[0][0]), float(model.coef_[0][1]), float(model.intercept_[0])


def page_rank(one: Case, scores: np.ndarray) -> int:
    """The rank of the first right page, each page counted once; 0 if it isn't on the shortlist."""
    pages: dict[tuple[int, int], bool] = {}
    for at in np.argsort(-scores, kind="stable").tolist():
        pages.setdefault(one.places[at], bool(one.right[at]))
    ranks = [rank for rank, is_right in enumerate(pages.values(), 1) if is_right]
    return ranks[0] if ranks else 0


def measures(cases: Sequence[Case], scores: Sequence[np.ndarray]) -> Iterator[str]:
    """A line for each kind of question."""
    ranks: dict[str, list[int]] = {}
    for one, found in zip(cases, scores, strict=True):
        for kind in (one.kind, "all"):
            ranks.setdefault(kind, []).append(page_rank(one, found))
    for kind, values in sorted(ranks.items()):
        known = np.array(values)
        at = "  ".join(f"page@{k} {((known > 0) & (known <= k)).mean():.3f}" for k in (1, 5, 10))
        mrr = np.where(known > 0, 1 / np.maximum(known, 1), 0).mean()
        yield f"{kind:45} {len(known):4}  {at}  MRR {mrr:.3f}"


def asked() -> Iterator[tuple[Corpus, str, list[Question]]]:
    """The questions over the corpora and the sample: (corpus, name of the set, questions)."""
    for corpus in (CORPUS, CORPUS2, SAMPLE_CORPUS):
        yield corpus, corpus.name, corpus.load_questions()
    yield PARAPHRASES, "paraphrases", PARAPHRASES.load_questions()


def main() -> None:
    """Fit, cross-validate, print."""
    cases = [*(one for each in asked() for one in of_corpus(*each)), *of_squad(), *of_cranfield()]
    scores = cross_validated(cases)
    print("\n".join(measures(cases, scores)))
    level, lead, intercept = calibrate(cases, scores)
    fitted = dict(zip(LINEAR, np.round(fit(cases), 3).tolist(), strict=True))
    fitted |= {"level": round(level, 4), "lead": round(lead, 4), "intercept": round(intercept, 3)}
    weights_file.report("RankerWeights", fitted)


if __name__ == "__main__":
    main()
