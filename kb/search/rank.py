"""Ranking: retrieve candidates by words and by vector, fuse both scores, and score the best by a linear ranker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.library import Library
from kb.search.editions import superseded
from kb.search.fusion import fuse
from kb.search.hits import NOTHING, Ranked
from kb.search.query_analysis import Query
from kb.search.rerank_features import Features, QueryMatcher, match
from kb.search.scope import Scope
from kb.text.quotes import find_quote
from kb.text.stemming import LANGUAGES, stem
from kb.text.terms import text_terms
from kb.text.tokens import forms


@dataclass(frozen=True)
class Candidates:
    """Retrieved passages, by ascending id: document number, BM25 (0: no word matched), cosine (NaN: no vector)."""

    ids: np.ndarray
    documents: np.ndarray
    bm25: np.ndarray
    cosines: np.ndarray


def openings(scope: Scope) -> Ranked:
    """The first passage of each allowed document: the result of a query that holds filters only."""
    ids = scope.snapshot.passages_of(scope.allowed)
    documents, first = np.unique(scope.snapshot.documents_of(ids), return_index=True)
    return Ranked(ids[first], np.ones(len(first)), documents)


def rank(scope: Scope, query: Query) -> Ranked:
    """The candidates for a query among the allowed passages, best first."""
    if not len(scope.passages) or not query.text.strip():
        return NOTHING
    return score(scope, query, retrieve(scope, query))


def retrieve(scope: Scope, query: Query) -> Candidates:
    """The candidates by words and by vector that hold all phrases of the query and no excluded word."""
    snapshot, limits = scope.snapshot, scope.config.rank
    wanted = limits.phrase_candidates if query.phrases or query.choices else limits.candidates
    by_words = dict(
        scope.lexical.search(
            query.words, vars(scope.config.fields), wanted, scope.within(query.required, query.excluded)
        )
    )
    by_vector = [] if query.vector is None else _nearest(scope, query.vector)
    ids = np.array(sorted(by_words.keys() | {i for i, _ in by_vector}), dtype=np.int64)
    ids = ids[np.isin(snapshot.documents_of(ids), np.array(scope.allowed))]
    ids = ids[_holds_phrases(scope.library, query, ids)]
    cosines = np.full(len(ids), np.nan) if query.vector is None else snapshot.matrix.scores(query.vector, ids)
    bm25 = np.array([by_words.get(i, 0.0) for i in ids.tolist()])
    return Candidates(ids, snapshot.documents_of(ids), bm25, cosines)


def score(scope: Scope, query: Query, candidates: Candidates) -> Ranked:
    """The candidates scored by the scope's `config`, best first, one edition of each work."""
    limits = scope.config.rank
    ranked = by_fusion(scope, candidates)
    features = shortlist_features(scope, query, ranked.only(slice(limits.shortlist)), candidates)
    probabilities = features.probabilities(scope.config.ranker)
    # What isn't on the shortlist follows it, in the order of its fused scores.
    rest = ranked.scores[limits.shortlist :] * probabilities.min(initial=1.0)
    ranked = replace(ranked, scores=np.concatenate([probabilities, rest]))
    ranked = replace(ranked, scores=_reranked(scope, query, ranked))
    return _one_edition(scope, _pages_apart(scope, ranked.by_score()))


def by_fusion(scope: Scope, candidates: Candidates) -> Ranked:
    """The candidates by their fused scores, best first; the first of them are the shortlist."""
    fused = fuse(candidates.bm25, candidates.cosines, scope.config.rank.fused_cosine)
    return Ranked(candidates.ids, fused, candidates.documents).by_score()


def shortlist_features(scope: Scope, query: Query, shortlist: Ranked, candidates: Candidates) -> Features:
    """The features of the shortlisted passages."""
    library, snapshot, ids = scope.library, scope.snapshot, shortlist.ids.tolist()
    passages, documents = library.catalogue.passages(ids), library.documents(shortlist.documents.tolist())
    matcher = QueryMatcher(query)
    matches = [
        match(matcher, passages[i].text, f"{documents[number].title} {passages[i].heading}")
        for i, number in zip(ids, shortlist.documents.tolist(), strict=True)
    ]
    at = np.searchsorted(candidates.ids, shortlist.ids)
    best = dict(zip(candidates.documents.tolist(), candidates.cosines.tolist(), strict=True))
    for number, cosine in zip(candidates.documents.tolist(), candidates.cosines.tolist(), strict=True):
        best[number] = np.fmax(best[number], cosine)
    return Features(
        matches=np.array(matches).reshape(-1, 3),
        cosines=np.stack([candidates.cosines[at], _sentence_cosines(scope, query, ids)], axis=1),
        best_cosines=np.array([best[number] for number in shortlist.documents.tolist()]),
        documents=shortlist.documents,
        body=~snapshot.in_bibliography(shortlist.ids),
        same_language=np.array([language == query.language for language in snapshot.languages_of(shortlist.ids)]),
    )


def _sentence_cosines(scope: Scope, query: Query, ids: Sequence[int]) -> np.ndarray:
    """For each passage the cosine of its nearest sentence; of the passage where it has none, NaN without vectors."""
    if query.vector is None:
        return np.full(len(ids), np.nan)
    known = scope.library.catalogue.vectors.sentences(ids)
    whole = scope.snapshot.matrix.scores(query.vector, np.array(ids, np.int64))
    return np.array(
        [
            float((known[i].vectors @ query.vector).max()) if i in known and len(known[i].spans) else cosine
            for i, cosine in zip(ids, whole.tolist(), strict=True)
        ]
    )


def _pages_apart(scope: Scope, ranked: Ranked) -> Ranked:
    """The candidates with later passages of the same page down-weighted."""
    pages = ranked.documents * 2**32 + scope.snapshot.pages_of(ranked.ids)
    first = np.unique(pages, return_index=True)[1]
    is_first = np.isin(np.arange(len(pages)), first)
    scores = np.where(is_first, ranked.scores, ranked.scores * scope.config.rank.same_page)
    return replace(ranked, scores=scores).by_score()


def _one_edition(scope: Scope, ranked: Ranked) -> Ranked:
    """The candidates without documents that another edition of the same work replaces."""
    editions = scope.snapshot.editions
    if not any(number in editions for number in ranked.documents.tolist()):
        return ranked
    best = ranked.best_of_documents()
    dropped = superseded(best, scope.library.documents(best), editions, scope.config.rank.edition)
    return ranked.only(~np.isin(ranked.documents, list(dropped)))


def _holds_phrases(library: Library, query: Query, ids: np.ndarray) -> np.ndarray:
    """A mask of the passages that hold every phrase of the query, one of each of its choices and none of the excluded words."""
    if not query.phrases and not query.choices and not query.excluded:
        return np.ones(len(ids), dtype=bool)
    texts = {i: passage.text for i, passage in library.catalogue.passages(ids.tolist()).items()}
    unwanted = {(term.language, term.text) for alternatives in query.excluded for term in alternatives}

    def holds(text: str) -> bool:
        if any(find_quote(text, phrase) is None for phrase in query.phrases):
            return False
        if not all(any(_holds_text(text, choice) for choice in choices) for choices in query.choices):
            return False
        return not unwanted or not any(
            (language, stem(form, language)) in unwanted for form in forms(text) for language in LANGUAGES
        )

    return np.array([i in texts and holds(texts[i]) for i in ids.tolist()], dtype=bool)


def _holds_text(text: str, wanted: str) -> bool:
    """Whether a text holds a phrase, or a form of a single word."""
    return find_quote(text, wanted) is not None if " " in wanted else bool(text_terms(wanted) & text_terms(text))


def _reranked(scope: Scope, query: Query, ranked: Ranked) -> np.ndarray:
    """The scores, the best rearranged by a cross-encoder if one is configured and answers."""
    reranker, scores = scope.library.reranker, ranked.scores
    if reranker is None or not len(scores):
        return scores
    best = np.argsort(-scores, kind="stable")[: scope.config.rank.reranked]
    ids = ranked.ids[best].tolist()
    passages = scope.library.catalogue.passages(ids)
    found = reranker.scores(query.text, [passages[i].text for i in ids])
    if found is None:
        return scores
    low, high = float(scores[best].min()), float(scores[best].max())
    changed = scores.copy()
    changed[best] = low + (high - low) * found
    return changed


def _nearest(scope: Scope, vector: np.ndarray) -> list[tuple[int, float]]:
    """(passage id, cosine) of the nearest allowed passages, best first."""
    library, wanted = scope.library, scope.config.rank.candidates
    if scope.is_whole:
        return library.nearest(vector, wanted, None)
    share = len(scope.passages) / len(scope.snapshot.passage_ids)
    # Fetching more and dropping what is hidden would reveal, by what is missing, how much is hidden.
    if share > scope.config.rank.mostly_allowed and scope.sees_all:
        found = library.nearest(vector, int(wanted / share) + 50, None)
        allowed = set(scope.passages[np.isin(scope.passages, np.array([i for i, _ in found]))].tolist())
        return [(i, cosine) for i, cosine in found if i in allowed][:wanted]
    return library.nearest(vector, wanted, scope.passages)
