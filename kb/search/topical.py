"""Passages that prove that a document is about a topic; used by experts, needs and prior work."""

from collections.abc import Sequence

import numpy as np

from kb.search.hits import RankedHit, load_hits
from kb.search.query_analysis import Query
from kb.search.rank import rank
from kb.search.scope import Scope


def proving_hits(scope: Scope, query: Query, limit: int | None = None) -> list[RankedHit]:
    """The passages about a topic, best first: near the best score, and matching enough of its words or its meaning."""
    config, library = scope.config.topic, scope.library
    limit = limit or config.passages
    ranked = rank(scope, query)
    if not len(ranked.ids):
        return []
    good = (ranked.scores >= config.near_best * ranked.scores[0]) & ~scope.snapshot.outside_body(ranked.ids)
    ranked = ranked.only(np.flatnonzero(good)[:limit])
    hits = load_hits(library, query, ranked, library.documents(ranked.documents.tolist()), limit)
    proves = _proves(scope, query, hits)
    return _without_covers([hit for hit, proof in zip(hits, proves, strict=True) if proof])


def _without_covers(hits: list[RankedHit]) -> list[RankedHit]:
    """The hits without title pages, which name a topic but don't discuss it, unless a document has nothing else."""
    discussed = {hit.document.id for hit in hits if not _is_cover(hit)}
    return [hit for hit in hits if not _is_cover(hit) or hit.document.id not in discussed]


def _is_cover(hit: RankedHit) -> bool:
    return hit.passage.page == 1 and not hit.passage.heading and hit.document.page_count > 1


def _proves(scope: Scope, query: Query, hits: Sequence[RankedHit]) -> list[bool]:
    """Whether each hit covers enough of the topic's words, or is near enough by its vector."""
    config, matrix = scope.config.topic, scope.snapshot.matrix
    ids = np.array([hit.passage.id for hit in hits], dtype=np.int64)
    cosines = np.zeros(len(ids)) if query.vector is None else np.nan_to_num(matrix.scores(query.vector, ids))
    return [
        query.coverage(hit.terms) >= config.covered or cosine >= config.cosine
        for hit, cosine in zip(hits, cosines.tolist(), strict=True)
    ]
