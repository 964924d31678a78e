"""Fitting of the probability that a read name is one: of people on front pages, of organisations anywhere.

`python -m bench.fit_names --read FILE …` prints each name with its features as a line of JSON, to be judged by eye:
`"right"` becomes true where it is a person's or an organisation's whole name. `python -m bench.fit_names JUDGED.jsonl`
then prints, from a model that never saw the document, how many names would be shown above each line and how many of
those are right, and the same for the half of the documents that the other half was fitted without; `--write` writes the
weights of all. The names are kept outside of the repository.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from ingest.build import texts
from ingest.cover.blocks import front_pages
from ingest.cover.read import read_cover
from ingest.metadata.find import find_metadata
from ingest.metadata.name_confidence import part_of
from ingest.metadata.name_features import Surroundings, organisation_features, person_features
from ingest.metadata.people import find_people
from ingest.readers.registry import read
from kb.errors import PolikbError
from kb.identifiers import SURE_NAME

TARGET = Path(__file__).parent.parent / "ingest" / "metadata" / "name_weights.json"
KINDS = ("person", "organisation")
_FOLDS = 10
_FIRM = 0.3  # inverse strength of the penalty on the weights
_LINES = tuple(sorted({0.3, 0.5, 0.7, 0.9, *SURE_NAME.values()}))


@dataclass(frozen=True)
class Judged:
    """A name in a document (its file's name), its features, and whether it is right."""

    document: str
    kind: str
    name: str
    features: tuple[str, ...]
    right: bool


def names_in(file: Path) -> Iterator[dict[str, Any]]:
    """The names that are read in a file, with their features."""
    parsed = read(file)
    raw = texts(parsed)
    found = find_metadata(parsed, raw, file.stem)
    around = Surroundings([text for _, text in raw], found.title, parsed.properties.author)
    front = front_pages(parsed, raw)
    cover = read_cover(front)
    for each in find_people(cover, front.pages, parsed.properties):
        features = sorted(person_features(each.value, part_of(each, cover), around))
        yield {"kind": "person", "role": each.name, "name": each.value, "features": features}
    for named in found.organisations:
        features = sorted(organisation_features(named, around))
        yield {"kind": "organisation", "role": named.role, "name": named.name, "features": features}


def judged_names(lines: Sequence[str]) -> list[Judged]:
    """The judged names of JSON lines."""
    rows = (json.loads(line) for line in lines)
    return [Judged(r["document"], r["kind"], r["name"], tuple(r["features"]), bool(r["right"])) for r in rows]


def likelihoods(names: Sequence[Judged], firm: float = _FIRM) -> np.ndarray:
    """The probability of each name by a model fitted without its document."""
    groups = [name.document for name in names]
    folds = GroupKFold(min(_FOLDS, len(set(groups))))
    told = cross_val_predict(_model(firm), _rows(names), _right(names), groups=groups, cv=folds, method="predict_proba")
    return np.asarray(told)[:, 1]


def by_halves(names: Sequence[Judged], firm: float = _FIRM) -> tuple[list[Judged], np.ndarray]:
    """The names of one half of the documents, and their probability by a model fitted on the other half."""
    seen = [name for name in names if not _is_apart(name.document)]
    apart = [name for name in names if _is_apart(name.document)]
    model = _model(firm).fit(_rows(seen), _right(seen))
    return apart, np.asarray(model.predict_proba(_rows(apart)))[:, 1]


def shown_above(names: Sequence[Judged], told: np.ndarray) -> dict[str, dict[str, float]]:
    """For each line: the share of the right names that are above it, and of those above it that are right."""
    right = np.array(_right(names))
    return {
        f"{line:.2f}": {
            "shown": int((told >= line).sum()),
            "precision": round(float(right[told >= line].mean()), 3) if (told >= line).any() else 0.0,
            "recall": round(float((told >= line)[right].mean()), 3),
        }
        for line in _LINES
    }


def weights(names: Sequence[Judged], firm: float = _FIRM) -> dict[str, float]:
    """The weight of each feature, fitted on all names."""
    model = _model(firm).fit(_rows(names), _right(names))
    columns = model[0].get_feature_names_out()
    found = dict(zip(columns, model[-1].coef_[0], strict=True))
    found["always"] = found.get("always", 0.0) + float(model[-1].intercept_[0])
    return {str(name): round(float(weight), 3) for name, weight in sorted(found.items()) if abs(weight) >= 0.001}


def _model(firm: float) -> Any:
    return make_pipeline(DictVectorizer(), LogisticRegression(C=firm, max_iter=3000))


def _rows(names: Sequence[Judged]) -> list[dict[str, int]]:
    return [dict.fromkeys(name.features, 1) for name in names]


def _right(names: Sequence[Judged]) -> list[bool]:
    return [name.right for name in names]


def _is_apart(document: str) -> bool:
    return hashlib.sha256(document.encode()).digest()[0] % 2 == 1


def main(arguments: list[str]) -> None:
    """Print names to judge, or fit on judged ones."""
    if arguments[0] == "--read":
        for file in map(Path, arguments[1:]):
            try:
                for found in names_in(file):
                    print(json.dumps({"document": file.name, **found}, ensure_ascii=False), flush=True)
            except PolikbError as error:
                print(f"{file.name}: {error}", file=sys.stderr)
        return
    judged = judged_names(Path(arguments[0]).read_text(encoding="utf-8").splitlines())
    fitted = {}
    for kind in KINDS:
        names = [name for name in judged if name.kind == kind]
        print(kind, len(names), "of", len({name.document for name in names}), "documents")
        print(" by document", json.dumps(shown_above(names, likelihoods(names))))
        print(" by halves  ", json.dumps(shown_above(*by_halves(names))))
        fitted[kind] = weights(names)
    if "--write" in arguments:
        TARGET.write_text(json.dumps({"weights": fitted}, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
