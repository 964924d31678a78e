"""Ablation of the ranking: the ranker fitted anew without each part, cross-validated by document."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np

from bench.fit_ranking import Case, asked, cross_validated, of_corpus, page_rank
from kb.ranking_config import DEFAULT, FieldWeights, RankingConfig
from kb.search.rerank_features import LINEAR

GROUPS = {
    "coverage of the question's words": ("coverage", "local_coverage", "document_coverage"),
    "runs of words and letters": ("trigrams", "letters"),
    "cosine of the passage and those around it": ("cosine", "nearby_cosine"),
    "cosines of sentences": ("sentence_cosine", "own_cosine", "unmet_sentence_cosine"),
    "the document's best cosine": ("document_cosine",),
    "language and part of the text": ("same_language", "body"),
}
_RANKS = dict[str, list[float]]  # reciprocal ranks of the right page, by kind of question


def without(cases: Sequence[Case], names: Sequence[str]) -> list[Case]:
    """The cases without some of the features."""
    keep = [at for at, name in enumerate(LINEAR) if name not in names]
    return [replace(one, columns=one.columns[:, keep]) for one in cases]


def _cases(ranking: RankingConfig = DEFAULT) -> list[Case]:
    return [one for each in asked() for one in of_corpus(*each, ranking)]


def _unspelt() -> AbstractContextManager[object]:
    return patch("kb.search.query_analysis._spellings", lambda word, _: [word])


def variants(make: Callable[[RankingConfig], list[Case]]) -> Iterator[tuple[str, list[Case]]]:
    """(what is off, the cases without it); `make` computes the cases with given weights."""
    everything = make(DEFAULT)
    yield "everything on", everything
    yield from ((f"without {label}", without(everything, names)) for label, names in GROUPS.items())
    glossary = replace(DEFAULT, translation=replace(DEFAULT.translation, glossary=0.0))
    fields = replace(DEFAULT, fields=FieldWeights(heading=0.0, title=0.0, names=0.0))
    for label, ranking, context in (
        ("the glossary", glossary, nullcontext()),
        ("British, American and unaccented spellings", DEFAULT, _unspelt()),
        ("title, heading and names in BM25", fields, nullcontext()),
    ):
        with context:
            yield f"without {label}", make(ranking)


def _kind(one: Case) -> str:
    name, _, kind = one.kind.partition(": ")
    within = "across languages" if kind.endswith(("crosslingual", "across languages")) else ""
    return f"{'corpora' if name.startswith('corpus') else name}{', ' if within else ''}{within}"


def ablation() -> dict[str, Any]:
    """Page@5 and MRR of each kind of question with each part off in turn, and the interval of the MRR's change over all of them."""
    found: dict[str, Any] = {}
    before: list[float] = []
    for label, cases in variants(_cases):
        ranks = [page_rank(one, scores) for one, scores in zip(cases, cross_validated(cases), strict=True)]
        reciprocal = [1 / rank if rank else 0.0 for rank in ranks]
        before = before or reciprocal
        kinds = np.array([_kind(one) for one in cases])
        found[label] = {
            f"{kind} (of {(kinds == kind).sum()})": f"{np.mean([0 < r <= 5 for r in np.array(ranks)[kinds == kind]]):.3f}, "
            f"{np.array(reciprocal)[kinds == kind].mean():.3f}"
            for kind in sorted(set(kinds.tolist()))
        } | {"95 % interval of the MRR's change": interval(before, reciprocal)}
    return found


def interval(before: Sequence[float], after: Sequence[float]) -> str:
    """The 95 % interval of the mean change, by a paired bootstrap over questions."""
    rng = np.random.default_rng(0)
    change = np.array(after) - np.array(before)
    means = change[rng.integers(0, len(change), (2000, len(change)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{low:+.3f} … {high:+.3f}" + ("" if low > 0 or high < 0 else " (noise)")
