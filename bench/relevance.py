"""What is said to be relevant: fits the weights of `kb.search.relevance`, and measures them on needs in plain words.

`python -m bench.relevance` prints weights fitted on all texts; with `--write` they are written into the program. The section "relevance" publishes measures that are cross-validated,
each text in one fold in all libraries: `bench/needs.toml` has needs with the works that are right, and needs that no library has
anything about; the corpora's questions are known items. Needs that are held are judged by weights fitted on all others.
"""

import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from bench.quality import CORPUS, CORPUS2, PARAPHRASES, ROOT, SAMPLE_CORPUS, answering
from bench.weights import report
from kb.explore.needs import topic_of
from kb.library import Library
from kb.model import OWNER
from kb.models.embedded_model import EVERYDAY, everyday
from kb.ranking_config import DEFAULT
from kb.search.rank import background, by_fusion, retrieve, shortlist_features
from kb.search.relevance import NAMES, features, state_of
from kb.search.scope import open_scope

_FOLDS = 8
_BEST = 10  # documents of a text that are judged, and the right ones
_WEIGHT = {
    "need": 1.0,
    "topic": 1.0,
    "idea": 1.0,
    "absent need": 0.5,
    "absent topic": 0.5,
    "question": 0.4,
    "paraphrase": 0.4,
}  # of a text, by judgement
_BINS = 10


@dataclass(frozen=True)
class Judged:
    """A text put to a library: the features of its best documents' best passages (n×len(NAMES)), and which are right."""

    values: np.ndarray
    right: np.ndarray
    kind: str
    text: str
    held: bool = False


def judged(library: Library, text: str, works: Sequence[str], kind: str, *, held: bool = False) -> Judged:
    """The best documents for a text, best first; `works` are the sources or ids of those that are right."""
    scope = open_scope(library, OWNER)
    query = scope.analyse(topic_of(text), prefixes=False)
    candidates = retrieve(scope, query)
    shortlist = by_fusion(scope, candidates).only(slice(scope.config.rank.shortlist))
    found = shortlist_features(scope, query, shortlist, candidates)
    scores = found.scores(scope.config.ranker)
    values = features(scores, found, query.idf, background(scope, query))
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(shortlist.documents[order], return_index=True)
    best = order[np.sort(first)]
    documents = library.documents(set(shortlist.documents.tolist()))
    right = np.array(
        [bool({documents[n].source, documents[n].id} & set(works)) for n in shortlist.documents[best].tolist()]
    )
    kept = np.flatnonzero((np.arange(len(best)) < _BEST) | right)
    return Judged(values[best[kept]], right[kept], kind, text, held)


def needs() -> dict[str, Any]:
    """The contents of bench/needs.toml."""
    return tomllib.loads((ROOT / "bench" / "needs.toml").read_text(encoding="utf-8"))


def texts() -> Iterator[Judged]:
    """All needs and questions, put to their library; needs that none has anything about, to each."""
    listed = needs()
    for corpus in (CORPUS, CORPUS2, SAMPLE_CORPUS):
        with corpus.library() as library:
            for kind in ("need", "topic", "idea"):
                for entry in (entry for entry in listed[kind] if entry["corpus"] == corpus.name):
                    yield judged(library, entry["text"], entry["works"], kind, held=entry.get("held", False))
            for kind, absent in (("absent need", "absent"), ("absent topic", "absent_topics")):
                yield from (judged(library, text, (), kind) for text in listed[absent])
                yield from (judged(library, text, (), kind, held=True) for text in listed[f"held_{absent}"])
            asked = [(question, "question") for question in corpus.load_questions()]
            if corpus is SAMPLE_CORPUS:
                asked += [(question, "paraphrase") for question in PARAPHRASES.load_questions()]
            for question, kind in asked:
                if question.places:
                    yield judged(library, question.text, answering(question), kind)


def fit(rows: Sequence[Judged]) -> Pipeline:
    """A ridge-regularised logistic regression over the documents of these texts."""
    x, y = np.vstack([row.values for row in rows]), np.concatenate([row.right for row in rows])
    weight = np.concatenate([np.full(len(row.right), _WEIGHT[row.kind]) for row in rows])
    model = Pipeline([("scale", StandardScaler()), ("regress", LogisticRegression(max_iter=1000))])
    return model.fit(x, y, regress__sample_weight=weight)


def cross_validated(rows: Sequence[Judged]) -> list[np.ndarray]:
    """For each text the probabilities of its documents, by a model that was fitted without it."""
    found: list[Any] = [None] * len(rows)
    folds = GroupKFold(_FOLDS, shuffle=True, random_state=0).split(rows, groups=[row.text for row in rows])
    for train, test in folds:
        model = fit([rows[at] for at in train])
        for at in test:
            found[at] = model.predict_proba(rows[at].values)[:, 1]
    return found


def measures(rows: Sequence[Judged], found: Sequence[np.ndarray]) -> dict[str, Any]:
    """Shares of texts with right works first, told that there is nothing, and with right works below the line."""
    line = DEFAULT.relevance.related
    shares: dict[str, list[bool]] = {}
    for row, chances in zip(rows, found, strict=True):
        order = np.argsort(-chances, kind="stable")
        if row.kind in ("need", "topic", "idea"):
            shares.setdefault(f"{row.kind}: a right work among the first three", []).append(
                bool(row.right[order[:3]].any())
            )
        shares.setdefault(f"{row.kind}: nothing here speaks of it", []).append(bool(chances.max(initial=0.0) < line))
        if row.kind in ("need", "topic", "question"):
            lost = not (row.right & (chances >= line)).any()
            shares.setdefault(f"{row.kind}: the right work is below the line", []).append(lost)
    return {f"{name} (of {len(values)})": round(float(np.mean(values)), 3) for name, values in shares.items()}


def calibration(rows: Sequence[Judged], found: Sequence[np.ndarray]) -> dict[str, Any]:
    """The share of right documents by tenths of the probability; and the expected calibration error, documents by text's weight."""
    chances, right = np.concatenate(list(found)), np.concatenate([row.right for row in rows])
    weight = np.concatenate([np.full(len(row.right), _WEIGHT[row.kind]) for row in rows])
    tenths = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    table, error = {}, 0.0
    for tenth in sorted(set(tenths.tolist())):
        at = tenths == tenth
        said, true = (float(np.average(values[at], weights=weight[at])) for values in (chances, right))
        table[f"{tenth / _BINS:.1f} to {(tenth + 1) / _BINS:.1f} (of {at.sum()})"] = (
            f"said {said:.2f}, right {true:.2f}"
        )
        error += float(weight[at].sum() / weight.sum()) * abs(said - true)
    return {"expected calibration error": round(error, 4), **table}


def relevance() -> dict[str, Any]:
    """The section of docs/quality.md."""
    return measured(list(texts()))


def measured(rows: Sequence[Judged]) -> dict[str, Any]:
    """Measures of the texts that aren't held, cross-validated, and of those that are."""
    open_rows, held = [row for row in rows if not row.held], [row for row in rows if row.held]
    found, model = cross_validated(open_rows), fit(open_rows)
    apart = [model.predict_proba(row.values)[:, 1] for row in held]
    return {
        "cross-validated": measures(open_rows, found),
        "held apart": measures(held, apart),
        "answers": reliance(open_rows, found),
        "calibration": calibration(open_rows, found),
    }


def reliance(rows: Sequence[Judged], found: Sequence[np.ndarray]) -> dict[str, Any]:
    """How often the best document of a need or topic is right where it is said to answer, to be related, and to be nothing."""
    told: dict[str, list[bool]] = {}
    for row, chances in zip(rows, found, strict=True):
        if row.kind != "question" and len(chances):
            state = state_of(float(chances.max()), DEFAULT.relevance)
            told.setdefault(state, []).append(bool(row.right[np.argmax(chances)]))
    return {
        f"{state}, the best work is right (of {len(told[state])})": round(float(np.mean(told[state])), 3)
        for state in sorted(told)
    }


def _everyday() -> np.ndarray:
    """The mean of the vectors of the needs that no library has anything about, without those held."""
    with SAMPLE_CORPUS.library() as library:
        found = [library.embed_query(topic_of(text)) for text in needs()["absent"]]
    mean: np.ndarray = np.stack(found).mean(axis=0)
    return mean.astype(np.float32)


def coefficients(model: Pipeline) -> dict[str, float]:
    """The weights of the features as they are, and the intercept, rounded."""
    scale, regress = model["scale"], model["regress"]
    slopes = regress.coef_[0] / scale.scale_
    intercept = regress.intercept_[0] - float(slopes @ scale.mean_)
    return dict(zip([*NAMES, "intercept"], np.round([*slopes, intercept], 4).tolist(), strict=True))


def main() -> None:
    """Fit on all texts but those held, and print."""
    if "--write" in sys.argv[1:]:
        np.save(EVERYDAY, _everyday())
        everyday.cache_clear()
    rows = list(texts())
    print(json.dumps(measured(rows), indent=1))
    report("RelevanceWeights", coefficients(fit([row for row in rows if not row.held])))


if __name__ == "__main__":
    main()
