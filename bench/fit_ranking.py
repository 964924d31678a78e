"""Fits the evidence and fusion weights (`kb/ranking_config.py`) on halves of the development sets, through the program's own ranking.

`python -m bench.fit_ranking` prints the weights in force and the fitted ones, each measured on the half that they were fitted on
and on the other half. SQuAD-it is halved by article, the other sets by question. Copy fitted weights by hand, rounded: they must
not depend on a few questions.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from ir_measures import RR, Measure, nDCG

from bench.quality import CORPUS, CORPUS2
from bench.sets import SHARED, load_set, open_set, ranking_measures
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT, EvidenceWeights, RankingConfig
from kb.search.query_analysis import Query
from kb.search.rank import Candidates, retrieve, score
from kb.search.scope import Scope, open_scope

_LOT = 1000  # of SQuAD-it's questions
_STEPS = (0.4, 0.2, 0.1, 0.05)
_WORTHWHILE = 1e-3  # gain of all measures together that is worth a step
_PAGES = (1, 5, 10)


@dataclass(frozen=True)
class Case:
    """A query with its candidates, which don't depend on the fitted weights.

    `relevant` are ids of documents, or for a question of a corpus (document number, page) of each right page.
    """

    scope: Scope
    query: Query
    candidates: Candidates
    relevant: frozenset[object]

    def documents(self, config: RankingConfig) -> list[str]:
        """Document ids, best first, as ranked with these weights."""
        ranked = score(replace(self.scope, config=config), self.query, self.candidates)
        known = self.scope.library.documents(ranked.documents.tolist())
        return list(dict.fromkeys(known[number].id for number in ranked.documents.tolist()))

    def first_page(self, config: RankingConfig) -> int:
        """The rank of the first passage on a right page, 0 when there is none."""
        ranked = score(replace(self.scope, config=config), self.query, self.candidates)
        pages = self.scope.snapshot.pages_of(ranked.ids).tolist()
        right = [place in self.relevant for place in zip(ranked.documents.tolist(), pages, strict=True)]
        return right.index(True) + 1 if any(right) else 0


@dataclass(frozen=True)
class Half:
    """One half of the development sets."""

    squad: list[Case]
    cranfield: list[Case]
    pages: list[Case]


def made(library: Library, text: str, relevant: frozenset[object]) -> Case:
    """A case with its candidates."""
    scope = open_scope(library, OWNER)
    query = scope.analyse(text, prefixes=False)
    return Case(scope, query, retrieve(scope, query), relevant)


def measured(cases: Sequence[Case], config: RankingConfig, measure: Measure) -> float:
    """The mean of a measure over cases whose documents are judged."""
    found = {str(at): case.documents(config) for at, case in enumerate(cases)}
    relevant = {str(at): [str(name) for name in case.relevant] for at, case in enumerate(cases)}
    return ranking_measures(found, relevant, [measure])[0]


def page_recall(cases: Sequence[Case], config: RankingConfig) -> list[float]:
    """The share of questions with a right page among the first k passages, for each k of _PAGES."""
    ranks = np.array([case.first_page(config) for case in cases])
    return [float(((ranks > 0) & (ranks <= k)).mean()) for k in _PAGES]


def halves(opened: Callable[[Library], Library]) -> tuple[Half, Half]:
    """The development sets, halved: to fit on, and to check. `opened` keeps each library open while they are used."""
    fit, kept = Half([], [], []), Half([], [], [])
    first = _first_articles()
    squad, cranfield = load_set("squad_it", "it"), load_set("cranfield", "en")
    library = opened(open_set("squad_it", "it"))
    for i in random.Random(1).sample(sorted(squad.queries), _LOT):
        half = fit if next(iter(squad.relevant[i])) in first else kept
        half.squad.append(made(library, squad.queries[i], frozenset(squad.relevant[i])))
    library = opened(open_set("cranfield", "en"))
    for at, i in enumerate(sorted(cranfield.queries)):
        half = (fit, kept)[at % 2]
        half.cranfield.append(made(library, cranfield.queries[i], frozenset(cranfield.relevant[i])))
    for corpus in (CORPUS, CORPUS2):
        library = opened(corpus.library())
        numbers = {d.source: n for n, d in library.documents(library.catalogue.numbers().tolist()).items()}
        for at, question in enumerate(q for q in corpus.load_questions() if q.places):
            right = {(numbers.get(place.document), page) for place in question.places for page in place.pages}
            (fit, kept)[at % 2].pages.append(made(library, question.text, frozenset(right)))
    return fit, kept


def _first_articles() -> set[str]:
    """The ids of SQuAD-it's paragraphs of every other article."""
    lines = (SHARED / "retrieval" / "squad_it" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    article = {str(row["_id"]): row["title"] for row in map(json.loads, lines)}
    first = set(sorted(set(article.values()))[::2])
    return {name for name, title in article.items() if title in first}


def worth(half: Half, config: RankingConfig) -> float:
    """All measures together, as the climb weighs them."""
    pages = page_recall(half.pages, config)
    return (
        measured(half.squad, config, RR @ 10)
        + measured(half.cranfield, config, nDCG @ 10)
        + 0.4 * (pages[0] + pages[1])
    )


def neighbours(weights: EvidenceWeights, step: float) -> Iterator[EvidenceWeights]:
    """The weights with one of them a step larger or smaller, none below 0."""
    for name, value in asdict(weights).items():
        for change in (step, -step):
            yield replace(weights, **{name: max(value + change, 0.0)})


def climb(half: Half, config: RankingConfig) -> RankingConfig:
    """The config with evidence weights that no single step improves on a half."""
    best = worth(half, config)
    for step in _STEPS:
        moved = True
        while moved:
            moved = False
            for weights in neighbours(config.evidence, step):
                tried = replace(config, evidence=weights)
                if (value := worth(half, tried)) > best + _WORTHWHILE:
                    best, config, moved = value, tried, True
    return config


def shown(half: Half, config: RankingConfig) -> str:
    """All measures of a half on one line."""
    pages = " ".join(f"{share:.3f}" for share in page_recall(half.pages, config))
    squad, cranfield = measured(half.squad, config, RR @ 10), measured(half.cranfield, config, nDCG @ 10)
    return f"SQuAD-it {squad:.4f}  Cranfield {cranfield:.4f}  page@{','.join(map(str, _PAGES))} {pages}"


def main() -> None:
    """Print the weights in force and the fitted ones, and what other fusion weights give."""
    libraries: list[Library] = []

    def opened(library: Library) -> Library:
        libraries.append(library)
        return library

    fit, kept = halves(opened)
    print("in force", asdict(DEFAULT.evidence), "\n ", shown(fit, DEFAULT), "\n  kept back:", shown(kept, DEFAULT))
    model = DEFAULT.english_model
    for label, tried in (
        *((f"it_it={share}", replace(model, it_it=share)) for share in (0.0, 0.1, 0.2, 0.3, 0.5)),
        *((f"en_en={share}", replace(model, en_en=share)) for share in (0.2, 0.3, 0.45, 0.6)),
    ):
        print(f"fusion weight {label}, kept back:", shown(kept, replace(DEFAULT, english_model=tried)))
    fitted = climb(fit, DEFAULT)
    print("fitted", asdict(fitted.evidence), "\n ", shown(fit, fitted), "\n  kept back:", shown(kept, fitted))
    for library in libraries:
        library.close()


if __name__ == "__main__":
    main()
