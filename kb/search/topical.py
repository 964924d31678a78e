"""Passages that prove that a document is about a topic; used by experts, needs and prior work."""

from collections.abc import Sequence

import numpy as np

from kb.model import Hit
from kb.search.query_analysis import Query
from kb.search.rank import Ranked, load_hits, rank
from kb.search.scope import Scope
from kb.text.terms import coverage, text_terms

_PASSAGES = 200
_NEARLY = 0.5  # of the best passage's score, below which a passage proves nothing
_MET = 0.3  # of the topic's words, by their rarity, that a passage must meet with its title and heading
_MEANT = 0.45  # or this cosine of meanings


def proving_hits(scope: Scope, query: Query, limit: int = _PASSAGES) -> list[Hit]:
    """The passages that speak of a topic, best first: near the best, and meeting enough of its words or its meaning."""
    library, snapshot = scope.library, scope.snapshot
    ranked = rank(scope, query)
    if not len(ranked.ids):
        return []
    good = (ranked.scores >= _NEARLY * ranked.scores[0]) & ~snapshot.are_apart(ranked.ids)
    ranked = Ranked(ranked.ids[good][:limit], ranked.scores[good][:limit], ranked.documents[good][:limit])
    hits = load_hits(library, query, ranked, library.documents(ranked.documents.tolist()), limit)
    return _without_covers([hit for hit, proves in zip(hits, _proves(scope, query, hits), strict=True) if proves])


def _without_covers(hits: list[Hit]) -> list[Hit]:
    """The hits without title pages, which name a topic and say nothing of it, unless a document has nothing else."""
    said = {hit.document.id for hit in hits if not _is_cover(hit)}
    return [hit for hit in hits if not _is_cover(hit) or hit.document.id not in said]


def _is_cover(hit: Hit) -> bool:
    return hit.passage.page == 1 and not hit.passage.heading and hit.document.page_count > 1


def met(scope: Scope, query: Query, hits: Sequence[Hit]) -> list[float]:
    """The share (0..1) of a query's words, by their rarity, that each passage meets with its title and heading."""
    rarities = scope.rarity(query.words)
    said = (text_terms(f"{hit.document.title} {hit.passage.heading} {hit.passage.text}") for hit in hits)
    return [coverage(query.words, rarities, terms) for terms in said]


def _proves(scope: Scope, query: Query, hits: Sequence[Hit]) -> list[bool]:
    library, snapshot = scope.library, scope.snapshot
    ids = np.array([hit.passage.id for hit in hits], dtype=np.int64)
    meant = (
        snapshot.matrix.scores(library.embed_query(query.text), ids) if len(snapshot.matrix.ids) else np.zeros(len(ids))
    )
    shares = zip(met(scope, query, hits), np.nan_to_num(meant).tolist(), strict=True)
    return [share >= _MET or cosine >= _MEANT for share, cosine in shares]
