"""Judgement of relevance: fits the weights of `kb.search.relevance`, and measures them on needs in plain words.

`python -m bench.relevance` prints weights fitted on all texts; with `--write` they are written into the program. The section "relevance"
publishes measures that are cross-validated, each text in one fold in all libraries: `bench/needs.toml` has needs with the works that are
right, and needs that no library has anything about, nor about questions of SQuAD-it and Cranfield; the corpora's questions are known items.
Needs that are held are judged by weights fitted on all others. A need of several parts is fitted as a whole, and judged as it is matched.
"""

import json
import random
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from bench.quality import CORPUS, CORPUS2, PARAPHRASES, ROOT, SAMPLE_CORPUS, answering
from bench.reliability import Point, picture, tenths
from bench.sets import load_set
from bench.weights import report
from kb.explore.needs import contextual_probability, parts_of, topic_of
from kb.library import Library
from kb.model import OWNER
from kb.models.embedded_model import ELSEWHERE, EVERYDAY, elsewhere, everyday
from kb.ranking_config import DEFAULT
from kb.search.rank import background, by_fusion, retrieve, shortlist_features
from kb.search.relevance import NAMES, features, state_of
from kb.search.scope import Scope, open_scope

_FOLDS = 8
_BEST = 10  # best documents of a text that are judged, besides the right ones
# The weight of a text of each kind, by judgement.
_WEIGHT = {
    "need": 1.0,
    "topic": 1.0,
    "idea": 1.0,
    "absent need": 0.5,
    "absent topic": 0.5,
    "question": 0.4,
    "paraphrase": 0.4,
    "foreign": 0.25,
}
# Questions of each judged set that are put to the libraries.
_FOREIGN = {("squad_it", "it"): 80, ("cranfield", "en"): 16}
USES = {
    "needs": ("need", "absent need"),
    "topics: search and experts": ("topic", "absent topic", "foreign"),
    "ideas: prior work": ("idea", "absent need"),
    "questions": ("question", "paraphrase"),
}
PICTURE = ROOT / "docs" / "relevance.svg"


@dataclass(frozen=True)
class Judged:
    """A text put to a library: the features of its best documents' best passages (n×len(NAMES)), and which are right.

    `documents` are their numbers, `parts` the same of a need's parts, if it has several.
    """

    values: np.ndarray
    right: np.ndarray
    kind: str
    text: str
    held: bool = False
    documents: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    parts: tuple["Judged", ...] = ()

    def merged(self, chances: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """(probabilities, which are right) of the documents of the whole and of its parts, given those of each, as `kb.explore.needs` has it."""
        if not self.parts:
            return chances[0], self.right
        line = DEFAULT.relevance.related
        whole = dict(zip(self.documents.tolist(), chances[0].tolist(), strict=True))
        best, right = dict(whole), set(self.documents[self.right].tolist())
        for row, found in zip(self.parts, chances[1:], strict=True):
            right |= set(row.documents[row.right].tolist())
            for number, chance in zip(row.documents.tolist(), found.tolist(), strict=True):
                told = whole.get(number, 0.0)
                best[number] = max(
                    best.get(number, 0.0), contextual_probability(chance, told if told >= line else 0.0, line)
                )
        return np.array([*best.values()]), np.array([number in right for number in best])


class _WithoutMeaning(Scope):
    """The scope of a library without vectors."""

    def embed(self, text: str) -> None:
        """No vector."""


def scope_of(library: Library, *, by_words: bool) -> Scope:
    """The scope of a whole library; `by_words`: as if nothing were embedded."""
    scope = open_scope(library, OWNER)
    return _WithoutMeaning(*(getattr(scope, one.name) for one in fields(scope))) if by_words else scope


def judged(scope: Scope, text: str, works: Sequence[str], kind: str, *, held: bool = False) -> Judged:
    """The best documents for a text, best first; `works` are the sources or ids of those that are right."""
    whole, (parts, _) = _judged(scope, text, works, kind), parts_of(text)
    several = len(parts) > 1 and kind in ("need", "absent need")
    listed = tuple(_judged(scope, part, works, kind) for part in parts) if several else ()
    return replace(whole, held=held, parts=listed)


def _judged(scope: Scope, text: str, works: Sequence[str], kind: str) -> Judged:
    query = scope.analyse(topic_of(text), prefixes=False)
    candidates = retrieve(scope, query)
    shortlist = by_fusion(scope, candidates).only(slice(scope.config.rank.shortlist))
    found = shortlist_features(scope, query, shortlist, candidates)
    scores = found.scores(scope.config.ranker)
    values = features(scores, found, query.idf, background(scope, query))
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(shortlist.documents[order], return_index=True)
    best = order[np.sort(first)]
    documents = scope.library.documents(set(shortlist.documents.tolist()))
    told = [bool({documents[n].source, documents[n].id} & set(works)) for n in shortlist.documents[best].tolist()]
    right = np.array(told, dtype=bool)
    kept = np.flatnonzero((np.arange(len(best)) < _BEST) | right)
    return Judged(values[best[kept]], right[kept], kind, text, documents=shortlist.documents[best[kept]])


def needs() -> dict[str, Any]:
    """The contents of bench/needs.toml."""
    return tomllib.loads((ROOT / "bench" / "needs.toml").read_text(encoding="utf-8"))


def texts(*, by_words: bool = False) -> Iterator[Judged]:
    """All needs and questions over their library; needs that no library covers, over each. `by_words`: as if there were no vectors."""
    listed = needs()
    for corpus in (CORPUS, CORPUS2, SAMPLE_CORPUS):
        with corpus.library() as library:
            scope = scope_of(library, by_words=by_words)
            for kind in ("need", "topic", "idea"):
                for entry in (entry for entry in listed[kind] if entry["corpus"] == corpus.name):
                    yield judged(scope, entry["text"], entry["works"], kind, held=entry.get("held", False))
            for kind, absent in (
                ("absent need", "absent"),
                ("absent topic", "absent_topics"),
                ("absent question", "absent_questions"),
            ):
                yield from (judged(scope, text, (), kind) for text in listed.get(absent, ()))
                yield from (judged(scope, text, (), kind, held=True) for text in listed[f"held_{absent}"])
            if not by_words:  # words alone were fitted without
                yield from (judged(scope, text, (), "foreign") for text in foreign())
            asked = [(question, "question") for question in corpus.load_questions()]
            if corpus is SAMPLE_CORPUS:
                asked += [(question, "paraphrase") for question in PARAPHRASES.load_questions()]
            for question, kind in asked:
                if question.places:
                    yield judged(scope, question.text, answering(question), kind)


def foreign() -> list[str]:
    """Third-party questions about other documents."""
    asked = {name: sorted(load_set(*name).queries.values()) for name in _FOREIGN}
    return [text for name, count in _FOREIGN.items() for text in random.Random(5).sample(asked[name], count)]


def fit(rows: Sequence[Judged]) -> Pipeline:
    """A ridge-regularised logistic regression over the documents of these texts."""
    x, y = np.vstack([row.values for row in rows]), np.concatenate([row.right for row in rows])
    weight = np.concatenate([np.full(len(row.right), _WEIGHT[row.kind]) for row in rows])
    model = Pipeline([("scale", StandardScaler()), ("regress", LogisticRegression(max_iter=1000))])
    return model.fit(x, y, regress__sample_weight=weight)


Chances = tuple[np.ndarray, np.ndarray]  # probabilities of the documents of a text, and which are right


def said(model: Pipeline, row: Judged) -> Chances:
    """The probabilities that a model gives to a text's documents."""
    views = (row, *row.parts)
    return row.merged([model.predict_proba(v.values)[:, 1] if len(v.values) else np.zeros(0) for v in views])


def cross_validated(rows: Sequence[Judged]) -> list[Chances]:
    """For each text the probabilities of a model fitted without it."""
    found: list[Any] = [None] * len(rows)
    folds = GroupKFold(_FOLDS, shuffle=True, random_state=0).split(rows, groups=[row.text for row in rows])
    for train, test in folds:
        model = fit([rows[at] for at in train])
        for at in test:
            found[at] = said(model, rows[at])
    return found


def measures(rows: Sequence[Judged], found: Sequence[Chances]) -> dict[str, Any]:
    """Shares of texts with right works first, with the state "nothing", and with right works below the line."""
    line = DEFAULT.relevance.related
    shares: dict[str, list[bool]] = {}
    for row, (chances, right) in zip(rows, found, strict=True):
        order = np.argsort(-chances, kind="stable")
        if row.kind in ("need", "topic", "idea"):
            shares.setdefault(f"{row.kind}: a right work among the first three", []).append(
                bool(right[order[:3]].any())
            )
        shares.setdefault(f"{row.kind}: nothing here speaks of it", []).append(bool(chances.max(initial=0.0) < line))
        if row.kind in ("need", "topic", "question"):
            lost = not (right & (chances >= line)).any()
            shares.setdefault(f"{row.kind}: the right work is below the line", []).append(lost)
    return {f"{name} (of {len(values)})": round(float(np.mean(values)), 3) for name, values in shares.items()}


def calibration(rows: Sequence[Judged], found: Sequence[Chances]) -> dict[str, Any]:
    """For each use: the share of right documents by tenths of the probability, and the weighted expected calibration error."""
    told: dict[str, Any] = {}
    for use, kinds in {"all": tuple(_WEIGHT), **USES}.items():
        chosen = [(row, one) for row, one in zip(rows, found, strict=True) if row.kind in kinds]
        if chosen:
            points, error = _tenths(chosen)
            told[use] = {"expected calibration error": round(error, 4)} | {
                f"{x:.2f} (of {count})": f"right {y:.2f}" for x, y, count in points
            }
    return told


def _tenths(chosen: Sequence[tuple[Judged, Chances]]) -> tuple[list[Point], float]:
    chances, right = (np.concatenate([one[of] for _, one in chosen]) for of in (0, 1))
    return tenths(chances, right, np.concatenate([np.full(len(one[0]), _WEIGHT[row.kind]) for row, one in chosen]))


def drawn(rows: Sequence[Judged], found: Sequence[Chances]) -> str:
    """Probability against truth, a panel for each use, as SVG."""
    both = list(zip(rows, found, strict=True))
    by_use = {use: [one for one in both if one[0].kind in kinds] for use, kinds in USES.items()}
    panels = {use: _tenths(chosen)[0] for use, chosen in by_use.items() if chosen}
    return picture(panels, DEFAULT.relevance.related, "probability", "share that speaks of it")


def relevance() -> dict[str, Any]:
    """The section of docs/quality.md."""
    by_words, rows = measured(list(texts(by_words=True))), list(texts())
    open_rows = [row for row in rows if not row.held]
    PICTURE.write_text(drawn(open_rows, cross_validated(open_rows)), encoding="utf-8")
    return measured(rows) | {"by words alone": by_words["cross-validated"]}


def measured(rows: Sequence[Judged]) -> dict[str, Any]:
    """Measures of the texts that aren't held out, cross-validated, and of those that are."""
    open_rows, held = [row for row in rows if not row.held], [row for row in rows if row.held]
    found, model = cross_validated(open_rows), fit(open_rows)
    apart = [said(model, row) for row in held]
    return {
        "cross-validated": measures(open_rows, found),
        "held apart": measures(held, apart),
        "answers": reliance(open_rows, found),
        "calibration": calibration(open_rows, found),
    }


def reliance(rows: Sequence[Judged], found: Sequence[Chances]) -> dict[str, Any]:
    """The share of needs and topics whose best document is right, by what is said of it: answers, related, nothing."""
    told: dict[str, list[bool]] = {}
    for row, (chances, right) in zip(rows, found, strict=True):
        if row.kind not in ("question", "foreign") and len(chances):
            state = state_of(float(chances.max()), DEFAULT.relevance)
            told.setdefault(state, []).append(bool(right[np.argmax(chances)]))
    return {
        f"{state}, the best work is right (of {len(told[state])})": round(float(np.mean(told[state])), 3)
        for state in sorted(told)
    }


def _vectors(name: str) -> np.ndarray:
    """The query vectors of the texts of a list in bench/needs.toml."""
    with SAMPLE_CORPUS.library() as library:
        return np.stack([library.embed_query(topic_of(text)) for text in needs()[name]])


def coefficients(model: Pipeline) -> dict[str, float]:
    """The weights of the features as they are, and the intercept, rounded."""
    scale, regress = model["scale"], model["regress"]
    slopes = regress.coef_[0] / scale.scale_
    intercept = regress.intercept_[0] - float(slopes @ scale.mean_)
    return dict(zip([*NAMES, "intercept"], np.round([*slopes, intercept], 4).tolist(), strict=True))


def main() -> None:
    """Fit on all texts except held-out ones, and print."""
    if "--write" in sys.argv[1:]:
        # The needs that no library has anything about, without held-out ones.
        np.save(EVERYDAY, _vectors("absent").mean(axis=0).astype(np.float32))
        np.save(ELSEWHERE, _vectors("elsewhere").astype(np.float16))
        everyday.cache_clear()
        elsewhere.cache_clear()
    for record, by_words in (("RelevanceWeights", False), ("WordRelevanceWeights", True)):
        rows = list(texts(by_words=by_words))
        print(json.dumps(measured(rows), indent=1))
        report(record, coefficients(fit([row for row in rows if not row.held])))


if __name__ == "__main__":
    main()
