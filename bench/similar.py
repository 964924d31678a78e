"""Similar works: fitting of `SimilarWeights` on judged pairs (`bench/similar.toml`), and measures cross-validated by document.

`python -m bench.similar` prints both.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench.quality import CORPUS, CORPUS2, ROOT, SAMPLE_CORPUS
from bench.reliability import tenths
from bench.weights import report
from kb.explore.similar import similar
from kb.explore.themes import themes
from kb.library import Library
from kb.model import OWNER, VisibleDocument
from kb.ranking_config import DEFAULT, RankingConfig, SimilarWeights
from kb.search.scope import open_document

_FOLDS = 5
_PENALTY = 10  # inverse strength of the ridge, on the features as they are


@dataclass(frozen=True)
class Pair:
    """A pair of documents: their cosine, the number of names they share, and whether they are about the same."""

    of: str
    other: str
    cosine: float
    shared: float
    right: bool


def pairs() -> list[Pair]:
    """All judged pairs of documents in each of the three libraries."""
    listed = tomllib.loads((ROOT / "bench" / "similar.toml").read_text(encoding="utf-8"))
    everything = RankingConfig(similar=SimilarWeights(related=-1.0))  # every document is above the line
    found = []
    for corpus in (SAMPLE_CORPUS, CORPUS, CORPUS2):
        right, either = ({frozenset(pair) for pair in listed[corpus.name][name]} for name in ("similar", "either"))
        with corpus.library(everything) as library:
            for document in library.documents(library.catalogue.numbers().tolist()).values():
                found += [
                    pair for pair in _beside(library, open_document(library, document.id, OWNER), right)
                    if frozenset((pair.of, pair.other)) not in either
                ]  # fmt: skip
    return found


def _beside(library: Library, document: VisibleDocument, right: set[frozenset[str]]) -> list[Pair]:
    centres, own = library.snapshot().centres(), document.document.source
    numbers = {entry.id: n for n, entry in library.documents(library.catalogue.numbers().tolist()).items()}
    return [
        Pair(
            own, entry.document.source, float(centres[document.number] @ centres[numbers[entry.document.id]]),
            min(len({named.name for named in entry.shared}), 2), frozenset((own, entry.document.source)) in right,
        )
        for entry in similar(library, document, OWNER, 10_000)
        if document.number in centres and numbers[entry.document.id] in centres
    ]  # fmt: skip


def _columns(found: Sequence[Pair]) -> np.ndarray:
    return np.array([[pair.cosine, pair.shared] for pair in found])


def fit(found: Sequence[Pair]) -> LogisticRegression:
    """A ridge-regularised logistic regression over pairs."""
    return LogisticRegression(C=_PENALTY).fit(_columns(found), [pair.right for pair in found])


def cross_validated(found: Sequence[Pair]) -> np.ndarray:
    """The probability of each pair, by a model fitted on pairs of other documents."""
    names = sorted({pair.of for pair in found})
    part = dict(zip(names, np.random.default_rng(0).integers(_FOLDS, size=len(names)).tolist(), strict=True))
    chances = np.zeros(len(found))
    for fold in range(_FOLDS):
        train = [pair for pair in found if fold not in (part[pair.of], part[pair.other])]
        test = [at for at, pair in enumerate(found) if part[pair.of] == fold]
        chances[test] = fit(train).predict_proba(_columns([found[at] for at in test]))[:, 1]
    return chances


def measures(found: Sequence[Pair], chances: np.ndarray) -> dict[str, Any]:
    """Recall and precision of the similar works above the line, and the share of documents without any that show none."""
    right, shown = np.array([pair.right for pair in found]), chances >= DEFAULT.similar.related
    having = {pair.of for pair in found if pair.right}
    lonely = {pair.of for pair in found} - having
    showing = {pair.of for pair, is_shown in zip(found, shown, strict=True) if is_shown}
    met = {pair.of for pair, is_shown in zip(found, shown, strict=True) if is_shown and pair.right}
    return {
        f"similar works above the line (of {right.sum()})": round(float(shown[right].mean()), 3),
        f"of what is above it, similar (of {shown.sum()})": round(float(right[shown].mean()), 3),
        f"documents with a similar work that show one (of {len(having)})": round(len(met) / len(having), 3),
        f"documents without, that show nothing (of {len(lonely)})": round(len(lonely - showing) / len(lonely), 3),
        "mean probability said, and share right": f"{chances.mean():.4f}, {right.mean():.4f}",
    }


def similar_works() -> dict[str, Any]:
    """The section of docs/quality.md."""
    found = pairs()
    chances = cross_validated(found)
    return {
        "at the line": measures(found, chances),
        "calibration": calibration(found, chances),
        "topics": together(),
    }


def together() -> dict[str, Any]:
    """How far topics hold similar works together and others apart."""
    listed = tomllib.loads((ROOT / "bench" / "similar.toml").read_text(encoding="utf-8"))
    right = met = shared = 0
    for corpus in (SAMPLE_CORPUS, CORPUS, CORPUS2):
        similar_pairs, either = (
            {frozenset(pair) for pair in listed[corpus.name][name]} for name in ("similar", "either")
        )
        with corpus.library() as library:
            topics = [[document.source for document in topic.documents] for topic in themes(library, OWNER).topics]
        beside = {frozenset(pair) for topic in topics for pair in combinations(topic, 2)} - either
        right, met, shared = right + len(similar_pairs), met + len(beside & similar_pairs), shared + len(beside)
    return {
        f"similar works that share a topic (of {right})": round(met / right, 3),
        f"works that share a topic, similar (of {shared} pairs)": round(met / max(shared, 1), 3),
    }


def calibration(found: Sequence[Pair], chances: np.ndarray) -> dict[str, Any]:
    """The share of similar pairs by tenths of the probability, and the expected calibration error."""
    points, error = tenths(chances, np.array([pair.right for pair in found]), np.ones(len(found)))
    return {"expected calibration error": round(error, 4)} | {
        f"{x:.2f} (of {n})": f"right {y:.2f}" for x, y, n in points
    }


def main() -> None:
    """Fit and print; write with `--write`."""
    found = pairs()
    model = fit(found)
    print(measures(found, cross_validated(found)))
    fitted = [*model.coef_[0], model.intercept_[0]]
    report("SimilarWeights", dict(zip(("cosine", "shared", "intercept"), np.round(fitted, 2).tolist(), strict=True)))


if __name__ == "__main__":
    main()
