"""Fitting of the goals of documents: `python -m bench.fit_goals JUDGED.jsonl LIBRARY …` prints the weights, cross-validated.

Two models are fitted: which goal a text means, on the titles of `bench/goals.toml`, written to
`kb/subjects/data/goals.npy`; and how likely a goal is a document's, on judged documents, by the features of its terms
alone and with the meaning of its beginning.

Each line of the file is {"library": "corpus", "source": "a.pdf", "goals": ["7"], "also": ["13"]}, judged by eye: `also`
are goals that may be shown or not. It is kept outside of the repository, as it names documents. Documents with stated
goals, such as the sample's, are judged by those; passages that name goals by number are left out. The libraries are
embedded.
"""

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from kb.library import Library
from kb.models.embedder import load_embedder
from kb.settings import load_settings
from kb.subjects.goals import BEGINNING, LIKELY, LIKELY_WITH_MEANING, goal_evidence, stated_goals, with_meaning
from kb.text.languages import detect

TITLES = Path(__file__).parent / "goals.toml"
TARGET = Path(__file__).parent.parent / "kb" / "subjects" / "data" / "goals.npy"
_FOLDS = 10
_FIRM = 30.0  # inverse strength of the penalty on the weights of meanings


@dataclass(frozen=True)
class Example:
    """A goal in a document: its features with the meaning, whether the document's, and whether it may be shown by them."""

    document: str
    features: tuple[float, ...]
    right: bool


def titles() -> tuple[list[str], np.ndarray]:
    """The titles, and for each its goal, 0 for none."""
    read = tomllib.loads(TITLES.read_text(encoding="utf-8"))
    pairs = [(text, 0 if goal == "none" else int(goal)) for goal, by in read.items() for text in by["it"] + by["en"]]
    return [text for text, _ in pairs], np.array([goal for _, goal in pairs])


def fitted(vectors: np.ndarray, goals: np.ndarray) -> np.ndarray:
    """The weights (18×(d+1) float32) of a multinomial logistic regression."""
    model = _meaning_model().fit(vectors, goals)
    return np.column_stack([model.coef_, model.intercept_]).astype(np.float32)


def _meaning_model() -> LogisticRegression:
    return LogisticRegression(C=_FIRM, max_iter=3000, class_weight="balanced")


def across_languages(vectors: np.ndarray, goals: np.ndarray, texts: Sequence[str]) -> dict[str, float]:
    """The share of titles of each language whose goal is recognised after fitting on the other language only."""
    languages = np.array([detect(text) == "it" for text in texts])
    found = {}
    for name, apart in (("it", languages), ("en", ~languages)):
        told = _meaning_model().fit(vectors[~apart], goals[~apart]).predict(vectors[apart])
        found[name] = round(float((told == goals[apart]).mean()), 3)
    return found


def examples(
    library: Library, name: str, judged: Mapping[tuple[str, str], tuple[set[str], set[str]]]
) -> Iterator[Example]:
    """The goals with a term in the judged documents of a library."""
    stated = library.catalogue.metadata.stated("sdg")
    for number, document in library.catalogue.documents(library.catalogue.numbers().tolist()).items():
        own = {field.value for field in stated.get(number, [])}
        right, either = judged.get((name, document.source), (own, set()))
        if not own and (name, document.source) not in judged:
            continue
        passages = [p for p in library.catalogue.passages_of(number) if p.part == "body" and not stated_goals(p.text)]
        vectors = library.catalogue.vectors.of([p.id for p in passages[:BEGINNING]])
        evidence = goal_evidence(document.title, document.language, passages, library.lists.goals)
        yield from (
            Example(f"{name}/{document.source}", e.all, g in right)
            for g, e in with_meaning(evidence, vectors).items()
            if g not in either and e.passage is not None
        )


def measured(found: Sequence[Example], wanted: int, *, by_meaning: bool) -> dict[str, object]:
    """Precision and recall at the threshold, cross-validated by document, the calibration, and the weights of all examples."""
    features = np.array([e.features for e in found])
    x, y = features if by_meaning else features[:, :-1], np.array([e.right for e in found])
    folds = GroupKFold(min(_FOLDS, len({e.document for e in found})))
    model = LogisticRegression(C=10.0, max_iter=1000)
    sure = cross_val_predict(model, x, y, groups=[e.document for e in found], cv=folds, method="predict_proba")[:, 1]
    given = sure >= (LIKELY_WITH_MEANING if by_meaning else LIKELY)
    fitted = model.fit(x, y)
    bins = {
        f"{low:.1f}": [int(chosen.sum()), round(float(sure[chosen].mean()), 2), round(float(y[chosen].mean()), 2)]
        for low in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)
        if (chosen := (sure >= low) & (sure < {0.0: 0.1, 0.9: 1.01}.get(low, low + 0.2))).any()
    }
    return {
        "precision": round(float(y[given].mean()), 3) if given.any() else None,
        "recall": round(float(y[given].sum()) / wanted, 3),
        "by threshold": at_thresholds(sure, y, wanted),
        "calibration": bins,
        "weights": [round(float(w), 2) for w in (*fitted.coef_[0], fitted.intercept_[0])],
    }


def at_thresholds(sure: np.ndarray, right: np.ndarray, wanted: int) -> dict[str, tuple[float, float]]:
    """(precision, recall) at thresholds from 0.3 to 0.7."""
    found = {}
    for threshold in (0.3, 0.4, 0.42, 0.44, 0.46, 0.5, 0.55, 0.6, 0.7):
        given = sure >= threshold
        if given.any():
            found[str(threshold)] = (
                round(float(right[given].mean()), 3),
                round(float(right[given].sum()) / wanted, 3),
            )
    return found


def main() -> None:
    """Fit the meanings and write them; print the measures and weights as JSON."""
    texts, of = titles()
    vectors = load_embedder(load_settings({})).embed_passages(texts)
    np.save(TARGET, fitted(vectors, of))
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    judged = {(row["library"], row["source"]): (set(row["goals"]), set(row.get("also", ()))) for row in rows}
    found: list[Example] = []
    wanted = sum(len(right) for right, _ in judged.values())
    for home in map(Path, sys.argv[2:]):
        with Library(replace(load_settings({}), home=home.resolve()), writable=False) as library:
            stated = library.catalogue.metadata.stated("sdg")
            documents = library.catalogue.documents(list(stated))
            wanted += sum(len(stated[n]) for n, d in documents.items() if (home.name, d.source) not in judged)
            found += examples(library, home.name, judged)
    result = {
        "titles told across languages": across_languages(vectors, of, texts),
        "by words": measured(found, wanted, by_meaning=False),
        "by meaning": measured(found, wanted, by_meaning=True),
    }
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
