"""Passages that show that a document is about a topic; used by experts, needs and prior work."""

import numpy as np

from kb.search.hits import RankedHit, load_hits, unordered, with_snippets
from kb.search.query_analysis import Query
from kb.search.rank import rank
from kb.search.scope import Scope

_NEAR_BEST = 0.5  # share of the probability of a document's first passage that another needs, by judgement


def proving_hits(scope: Scope, query: Query, limit: int | None = None) -> list[RankedHit]:
    """The passages that speak of a topic, most probable first."""
    weights, library = scope.config.relevance, scope.library
    limit = limit or weights.passages_shown
    ranked = rank(scope, query)
    good = (ranked.probabilities >= weights.related) & ~scope.snapshot.outside_body(ranked.ids)
    best = dict(zip(ranked.documents.tolist()[::-1], ranked.probabilities.tolist()[::-1], strict=True))
    near = ranked.probabilities >= _NEAR_BEST * np.array([best[number] for number in ranked.documents.tolist()])
    ranked = ranked.only(np.flatnonzero(good & near)[:limit])
    hits = with_snippets(load_hits(library, ranked, library.documents(ranked.documents.tolist()), limit), query)
    return _without_covers([*unordered(library, hits)])


def _without_covers(hits: list[RankedHit]) -> list[RankedHit]:
    """The hits without title pages, which name a topic but don't discuss it, unless a document has nothing else."""
    discussed = {hit.document.id for hit in hits if not _is_cover(hit)}
    return [hit for hit in hits if not _is_cover(hit) or hit.document.id not in discussed]


def _is_cover(hit: RankedHit) -> bool:
    return hit.passage.page == 1 and not hit.passage.heading and hit.document.page_count > 1
