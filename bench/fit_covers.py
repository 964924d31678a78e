"""Fitting of the reader of front pages and of kinds: `python -m bench.fit_covers [--measure]`.

On generated covers, the measuring corpora and the fitting half of third-party documents (`bench.covers.others`). Models without each half of
the documents are fitted too; `python -m bench covers` measures with them. With `--measure` nothing is fitted: it prints the result of
`measured`, and every wrong field. Fitting takes five minutes of processor time.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import sklearn_crfsuite
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bench.covers import held_out as held_out_models
from bench.covers.held_out import FOLDS, fold_of, work
from bench.covers.measures import Measured, shares
from bench.covers.others import others
from bench.covers.render import samples
from bench.covers.titles import Runs, fit_trees, runs_of
from bench.covers.truth import Known, fixed_parts, known, squash, stated_titles
from bench.sets import SHARED
from ingest.cover.blocks import FrontPages
from ingest.cover.features import features
from ingest.cover.model import CoverModel
from ingest.cover.read import read_cover
from ingest.cover.trees import Trees
from ingest.metadata.find import Models
from ingest.metadata.kinds import Weights, kind_features
from kb.clock import today

_GENERATED, _APART = 2800, 100  # generated documents; as many are made at a time
_OF_KINDS = 1400  # generated documents that kinds are fitted on
_FOR_TREES = 420  # generated documents that the trees are fitted on
_REPEATED = 3  # times that each real document counts among the generated ones
_KIND_WEIGHT = 16.0  # of a real document among the generated ones
_CORPORA = ("corpus", "corpus2")
_IMPOSSIBLE = -1e4
_INGEST = Path(__file__).parent.parent / "ingest"


@dataclass(frozen=True)
class Sample:
    """A document's front pages with the features and the part of each line, and the document's kind."""

    front: FrontPages
    features: list[set[str]]
    parts: list[str]
    kind: str
    title: str


def generated(count: int = _GENERATED) -> list[Sample]:
    """Samples of generated documents, made in two processes."""
    with ProcessPoolExecutor(2) as pool:
        made = pool.map(_generate, [range(start, min(start + _APART, count)) for start in range(0, count, _APART)])
        return [sample for part in made for sample in part]


def _generate(seeds: range) -> list[Sample]:
    return [Sample(front, features(front), parts, of.kind, of.title) for front, parts, of in samples(seeds)]


def of_documents(documents: Sequence[Known], model: CoverModel) -> list[Sample]:
    """Samples of documents with a known title; a model labels the lines that the manifest doesn't."""
    found = []
    for document in documents:
        fixed, front = fixed_parts(document), document.front
        if "title" in fixed:
            known_features = features(front)
            parts = _completed(model, known_features, fixed)
            found.append(Sample(front, known_features, parts, document.row["kind"], ""))
    return found


def _completed(model: CoverModel, of: list[set[str]], fixed: Sequence[str | None]) -> list[str]:
    """The best parts of all lines consistent with the fixed ones; if a title or author is fixed, no other line is one."""
    scores = model.scores(of)
    single = [model.labels.index(part) for part in ("title", "author") if part in fixed]
    for at, part in enumerate(fixed):
        if part is None:
            scores[at, single] = _IMPOSSIBLE
        else:
            own = model.labels.index(part)
            scores[at, [other for other in range(len(model.labels)) if other != own]] = _IMPOSSIBLE
    return model.best(scores)


def fit_lines(made: Sequence[Sample]) -> CoverModel:
    """The conditional random field of these samples (L-BFGS with L1 and L2 penalties)."""
    field = sklearn_crfsuite.CRF(algorithm="lbfgs", c1=0.3, c2=0.02, max_iterations=80, min_freq=3)
    field.fit(
        [[dict.fromkeys(line, 1.0) for line in sample.features] for sample in made], [sample.parts for sample in made]
    )
    labels = tuple(sorted(field.classes_))
    place = {label: at for at, label in enumerate(labels)}
    weights: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(labels)))
    for (name, label), weight in field.state_features_.items():
        weights[name][place[label]] = round(weight, 3)
    steps = np.zeros((len(labels), len(labels)))
    for (before, after), weight in field.transition_features_.items():
        steps[place[before], place[after]] = round(weight, 3)
    return CoverModel(labels, dict(weights), steps)


def fit_titles(made: Sequence[Sample], documents: Sequence[Known], first: CoverModel) -> Trees:
    """The trees that choose titles, each document with a line model that was fitted on the other half of all documents."""
    found: list[Runs | None] = []
    for half in (0, 1):
        seen = [document for document in documents if _half(document) != half]
        model = fit_lines([*made[1 - half :: 2], *of_documents(seen, first) * _REPEATED])
        for document in (document for document in documents if _half(document) == half):
            titles = frozenset(map(squash, stated_titles(document.row)))
            found.append(runs_of(document.front, features(document.front), model, titles))
        for sample in made[half::2][: _FOR_TREES // 2]:
            found.append(runs_of(sample.front, sample.features, model, frozenset(), sample.parts))
    return fit_trees([runs for runs in found if runs])


def _half(document: Known) -> int:
    return crc32(work(document).encode()) % 2


def fit_kinds(made: Sequence[Sample], documents: Sequence[Known], model: CoverModel) -> Weights:
    """Logistic regression of kinds, on generated documents and, with a greater weight each, real ones."""
    rows, kinds = [], []
    for sample in made:
        pages = [(page, "\n".join(line.text for line in page.lines)) for page in sample.front.pages]
        cover = read_cover(sample.front, model)
        found = kind_features(sample.front, cover, pages, cover.title.text)
        # Generated documents end after three pages.
        rows.append({name for name in found if not name.startswith("length")})
        kinds.append(sample.kind)
    for document in documents:
        cover = read_cover(document.front, model)
        name = Path(document.row["path"]).stem
        rows.append(kind_features(document.front, cover, document.pages, cover.title.text, name))
        kinds.append(document.row["kind"].split("|")[0])
    vectors = DictVectorizer()
    table = vectors.fit_transform([dict.fromkeys(row, 1.0) for row in rows])
    of_each = np.array([1.0] * len(made) + [_KIND_WEIGHT] * len(documents))
    fitted = LogisticRegression(C=0.1, max_iter=2000, fit_intercept=False).fit(table, kinds, sample_weight=of_each)
    return {
        kind: {
            name: round(float(weight), 3)
            for name, weight in zip(vectors.feature_names_, row, strict=True)
            if abs(weight) > 0.001
        }
        for kind, row in zip(fitted.classes_, fitted.coef_, strict=True)
    }


def fit(made: Sequence[Sample], documents: Sequence[Known], first: CoverModel) -> Models:
    """All models on generated samples and documents; `first` is fitted on generated ones alone."""
    model = fit_lines([*made, *of_documents(documents, first) * _REPEATED]) if documents else first
    with_kind = [document for document in documents if document.row["kind"]]
    return Models(model, fit_kinds(made[:_OF_KINDS], with_kind, model), fit_titles(made, documents, first))


def held_out(made: Sequence[Sample], documents: Sequence[Known], first: CoverModel) -> list[Models]:
    """For each fold of `bench.covers.held_out` the models fitted without its documents."""
    # Forked processes already have the samples, which take longer to send than to fit.
    with ProcessPoolExecutor(2, get_context("fork"), _hold, (made, documents, first)) as pool:
        return list(pool.map(_fit_without, range(FOLDS)))


_held: list[Any] = []  # of a process that fits a fold: generated samples, documents, the first model


def _hold(*held: Any) -> None:
    _held[:] = held


def _fit_without(apart: int) -> Models:
    made, documents, first = _held
    return fit(made, [document for document in documents if fold_of(document) != apart], first)


def write(models: Models, documents: int) -> None:
    """Write the weights beside the modules that use them."""
    origin = {
        "fitted": today().isoformat(),
        "on": f"{_GENERATED} generated documents and {documents} real ones, by bench.fit_covers",
    }
    rows = {
        name: {label: float(weight) for label, weight in zip(models.cover.labels, row, strict=True) if weight}
        for name, row in sorted(models.cover.weights.items())
    }
    cover = {**origin, "labels": models.cover.labels, "steps": models.cover.steps.tolist(), "weights": rows}
    assert models.titles is not None
    of_trees = {"base": models.titles.base, "names": models.titles.names, "trees": models.titles.trees}
    for path, data, rows_of in (
        (_INGEST / "cover" / "weights.json", cover, "weights"),
        (_INGEST / "cover" / "title_trees.json", {**origin, **of_trees}, "trees"),
        (_INGEST / "metadata" / "kind_weights.json", {**origin, "weights": models.kinds}, "weights"),
    ):
        path.write_text(_by_row(data, rows_of) + "\n", encoding="utf-8")


def _by_row(data: Mapping[str, object], rows_of: str) -> str:
    """JSON with a line for each key, and for each of the values of the key `rows_of`."""
    rows = data[rows_of]
    head = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items() if key != rows_of]
    if isinstance(rows, Mapping):
        lines = [
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row, ensure_ascii=False)}"
            for name, row in rows.items()
        ]
        begin, end = "{", "}"
    else:
        assert isinstance(rows, Sequence)
        lines, begin, end = [json.dumps(row) for row in rows], "[", "]"
    body = ",\n".join(lines)
    return "{\n" + ",\n".join([*head, f'"{rows_of}": {begin}\n{body}\n{end}']) + "\n}"


def measured(*, faults: bool = False) -> dict[str, Any]:
    """Fields of the corpora's documents by models that never saw them, and of third-party documents kept apart by the program's own."""
    with ProcessPoolExecutor(2) as pool:
        *corpora, apart = pool.map(_measure, (*_CORPORA, ""))
    held = [each for part in corpora for each in part]
    if faults:
        print(*(fault for each in held for fault in each.faults), sep="\n", flush=True)
    sections = {
        "both corpora, by models that never saw them": held,
        "documents of others kept apart, by the program's own": apart,
    }
    return {name: shares(each) for name, each in sections.items() if each}


def _measure(corpus: str) -> list[Measured]:
    """The documents of a corpus, each by the models fitted without it; for "" third-party documents kept apart."""
    if not corpus:
        return [Measured.of(document) for document in others("apart")]
    models = held_out_models.load()
    documents = known(SHARED / corpus) if (SHARED / corpus).is_dir() else ()
    return [Measured.of(document, models[fold_of(document)]) for document in documents]


def _documents() -> list[Known]:
    return [document for name in _CORPORA if (SHARED / name).is_dir() for document in known(SHARED / name)]


def main(arguments: list[str]) -> None:
    """Fit and write, or measure."""
    if "--measure" in arguments:
        print(json.dumps(measured(faults=True), indent=1))
        return
    documents, made = [*_documents(), *others("fit")], generated()
    first = fit_lines(made)
    held_out_models.write(held_out(made, documents, first))
    write(fit(made, documents, first), len(documents))


if __name__ == "__main__":
    main(sys.argv[1:])
