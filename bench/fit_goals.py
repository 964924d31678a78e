"""Fits the weights of goals: `python -m bench.fit_goals JUDGED.jsonl LIBRARY …` prints them, cross-validated by document.

Each line of the file is {"library": "corpus", "source": "a.pdf", "goals": ["7"], "also": ["13"]}, judged by eye: `also` are goals that may be shown
or not. It lies beside the repository, as it names documents. Documents with stated goals, such as the sample's, are judged by those;
passages that name goals by number are left out.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from kb.library import Library
from kb.settings import load_settings
from kb.subjects.goals import LIKELY, goal_evidence, stated_goals

_FOLDS = 10


@dataclass(frozen=True)
class Example:
    """A goal in a document: its features, and whether it is the document's."""

    document: str
    features: tuple[float, ...]
    right: bool


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
        found = goal_evidence(document.title, document.language, passages, library.lists.goals)
        yield from (
            Example(f"{name}/{document.source}", e.features, g in right) for g, e in found.items() if g not in either
        )


def measured(found: Sequence[Example], wanted: int) -> dict[str, object]:
    """Precision and recall at the threshold, cross-validated by document, the calibration, and the weights of all examples."""
    x, y = np.array([e.features for e in found]), np.array([e.right for e in found])
    folds = GroupKFold(min(_FOLDS, len({e.document for e in found})))
    model = LogisticRegression(C=10.0, max_iter=1000)
    sure = cross_val_predict(model, x, y, groups=[e.document for e in found], cv=folds, method="predict_proba")[:, 1]
    given = sure >= LIKELY
    fitted = model.fit(x, y)
    bins = {
        f"{low:.1f}": [int(chosen.sum()), round(float(sure[chosen].mean()), 2), round(float(y[chosen].mean()), 2)]
        for low in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)
        if (chosen := (sure >= low) & (sure < {0.0: 0.1, 0.9: 1.01}.get(low, low + 0.2))).any()
    }
    return {
        "precision": round(float(y[given].mean()), 3) if given.any() else None,
        "recall": round(float(y[given].sum()) / wanted, 3),
        "calibration": bins,
        "weights": [round(float(w), 2) for w in (*fitted.coef_[0], fitted.intercept_[0])],
    }


def main() -> None:
    """Print the measures and weights as JSON."""
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
    sys.stdout.write(json.dumps(measured(found, wanted), indent=1) + "\n")


if __name__ == "__main__":
    main()
