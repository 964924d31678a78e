"""Ranking: retrieve candidates by words and by vector, fuse both scores, and score the best by a linear ranker."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np

from kb.clock import today
from kb.index.derived import Derived
from kb.index.document_bitmaps import Numbers
from kb.index.snapshot import Snapshot
from kb.library import Library
from kb.model import Reader
from kb.models.embedded_model import elsewhere, everyday
from kb.ranking_config import FITTED_WITH
from kb.search import relevance
from kb.search.editions import superseded
from kb.search.fusion import fuse
from kb.search.hits import NOTHING, Ranked
from kb.search.query_analysis import Query
from kb.search.relevance import Background
from kb.search.rerank_features import Cosines, Features, QueryMatcher, match, word_features
from kb.search.scope import Scope
from kb.text.quotes import find_words
from kb.text.stemming import LANGUAGES, stem
from kb.text.tokens import words_and_compounds

_EVERYDAY: Derived[None, dict[int, float]] = Derived(1)
_MODEL: Derived[None, str] = Derived(1)  # identity of the model that made the vectors
_SAMPLED: Derived[Numbers, np.ndarray] = Derived(1)  # vectors of passages, by the documents they are of; 3 MB
_COVERED: Derived[tuple[int, Reader, date], bool] = Derived(2000)  # by topic elsewhere and reader
_SPOKEN_OF = 0.45  # cosine of a topic elsewhere with its nearest passage from which the library may speak of it
_SAMPLE = 2000  # passages that a query's cosines are compared with


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
    return Ranked(ids[first], np.ones(len(first)), documents, np.ones(len(first)))


def rank(scope: Scope, query: Query) -> Ranked:
    """The candidates for a query among the allowed passages, best first."""
    if not len(scope.passages) or not query.text.strip():
        return NOTHING
    return score(scope, query, retrieve(scope, query))


def retrieve(scope: Scope, query: Query) -> Candidates:
    """The candidates by words and by vector that hold all phrases of the query and no excluded word."""
    snapshot, limits = scope.snapshot, scope.config.rank
    wanted = limits.phrase_candidates if query.phrases or query.choices else limits.candidates
    within = scope.within(query.required, query.excluded)
    found = scope.lexical.search(query.words, vars(scope.config.fields), wanted + 1, within)
    by_words = dict(without_tied_end(found, wanted))
    by_vector = [] if query.vector is None else _nearest(scope, query.vector)
    ids = np.array(sorted(by_words.keys() | {i for i, _ in by_vector}), dtype=np.int64)
    numbers = snapshot.documents_of(ids).tolist()  # -1 for passages deleted meanwhile
    ids = ids[np.array([number >= 0 and number in scope.allowed for number in numbers], dtype=bool)]
    ids = ids[_holds_phrases(scope.library, query, ids)]
    cosines = np.full(len(ids), np.nan) if query.vector is None else snapshot.matrix.scores(query.vector, ids)
    bm25 = np.array([by_words.get(i, 0.0) for i in ids.tolist()])
    return Candidates(ids, snapshot.documents_of(ids), bm25, cosines)


def without_tied_end(found: list[tuple[int, float]], most: int) -> list[tuple[int, float]]:
    """The `most` best of (passage id, score), best first, without those whose score the first one left out has, too.

    Which of them the index gives first depends on the order in which documents came in, and another library with the same
    documents would find others. If all have one score the first are kept.
    """
    kept = found[:most]
    if len(found) > most:
        kept = [(i, score) for i, score in kept if score > found[most][1]]
    return kept or found[:most]


def score(scope: Scope, query: Query, candidates: Candidates) -> Ranked:
    """The candidates scored by the scope's `config`, best first, one edition of each work."""
    limits = scope.config.rank
    ranked = by_fusion(scope, candidates)
    features = shortlist_features(scope, query, ranked.only(slice(limits.shortlist)), candidates)
    probabilities = features.probabilities(scope.config.ranker)
    # Passages outside the shortlist follow it, in the order of their fused scores.
    rest = ranked.scores[limits.shortlist :]
    judged = np.concatenate([_relevance(scope, query, features), np.zeros(len(rest))])
    ranked = replace(
        ranked, scores=np.concatenate([probabilities, rest * probabilities.min(initial=1.0)]), relevance=judged
    )
    ranked = replace(ranked, scores=_reranked(scope, query, ranked))
    return _one_edition(scope, _pages_apart(scope, ranked.by_score()))


def by_fusion(scope: Scope, candidates: Candidates) -> Ranked:
    """The candidates by their fused scores, best first; the first of them are the shortlist."""
    fused = fuse(candidates.bm25, candidates.cosines, scope.config.rank.fused_cosine)
    return Ranked(candidates.ids, fused, candidates.documents).by_score()


def shortlist_features(scope: Scope, query: Query, shortlist: Ranked, candidates: Candidates) -> Features:
    """The features of the shortlisted passages."""
    library, snapshot, ids = scope.library, scope.snapshot, shortlist.ids.tolist()
    passages, documents = library.catalogue.passages(ids), scope.documents(shortlist.documents.tolist())
    matcher = QueryMatcher(query)
    matches = [
        match(matcher, passages[i].text, passages[i].heading, documents[number].title)
        for i, number in zip(ids, shortlist.documents.tolist(), strict=True)
    ]
    return Features(
        words=word_features(matches, query.idf, shortlist.documents),
        cosines=_cosines(scope, query, shortlist, candidates),
        documents=shortlist.documents,
        body=~snapshot.in_bibliography(shortlist.ids),
        same_language=np.array([language == query.language for language in snapshot.languages_of(shortlist.ids)]),
    )


def _relevance(scope: Scope, query: Query, found: Features) -> np.ndarray:
    """The probability that each shortlisted passage speaks of the query."""
    values = relevance.features(found.scores(scope.config.ranker), found, query.idf, background(scope, query))
    weights = scope.config.word_relevance if query.vector is None else scope.config.relevance
    return relevance.probabilities(values, weights)


def background(scope: Scope, query: Query) -> Background:
    """Mean and deviation of the query's cosine with visible passages, from at most _SAMPLE taken at even distances."""
    if query.vector is None or not len(scope.passages):
        return Background(0.0, 1.0)
    sample = scope.snapshot.by_generation.get(_SAMPLED, scope.allowed, partial(_sampled, scope))
    if not len(sample):
        return Background(0.0, 1.0)
    cosines = sample @ query.vector
    model = scope.snapshot.by_generation.get(_MODEL, None, lambda: scope.library.catalogue.fact("model") or "")
    if model.partition("@")[0] != FITTED_WITH:
        return Background(float(cosines.mean()), float(cosines.std()))
    found = relevance.background_of(cosines)
    return replace(found, everyday=_everyday(scope.snapshot), elsewhere=_elsewhere(scope, query.vector))


def _sampled(scope: Scope) -> np.ndarray:
    sampled, matrix = scope.passages[:: -(-len(scope.passages) // _SAMPLE)], scope.snapshot.matrix
    rows = matrix.rows_of(sampled)
    return matrix.store.unpacked(rows[rows >= 0])


def _everyday(snapshot: Snapshot) -> dict[int, float]:
    """The similarity of each document's nearest passage to everyday texts, by document number; cached."""
    return snapshot.by_generation.get(_EVERYDAY, None, lambda: snapshot.nearest(everyday()))


def _elsewhere(scope: Scope, vector: np.ndarray) -> float:
    """The vector's cosine with the nearest topic that no visible document is about."""
    kept, cosines = scope.snapshot.by_generation, elsewhere() @ vector
    for topic in np.argsort(-cosines).tolist():
        if not kept.get(_COVERED, (topic, scope.reader, today()), partial(_covers, scope, elsewhere()[topic])):
            return float(cosines[topic])
    return 0.0


def _covers(scope: Scope, topic: np.ndarray) -> bool:
    seen = None if scope.sees_all else scope.snapshot.row_mask(Numbers(scope.visible))
    found = scope.snapshot.matrix.search(topic, 1, seen)
    return bool(found) and found[0][1] >= _SPOKEN_OF


def _cosines(scope: Scope, query: Query, shortlist: Ranked, candidates: Candidates) -> Cosines:
    if query.vector is None:
        return Cosines(*[np.full(len(shortlist.ids), np.nan)] * 5)
    best: dict[int, float] = {}
    for number, cosine in zip(candidates.documents.tolist(), candidates.cosines.tolist(), strict=True):
        best[number] = float(np.fmax(best.get(number, np.nan), cosine))
    return Cosines(
        candidates.cosines[np.searchsorted(candidates.ids, shortlist.ids)],
        *_sentence_cosines(scope, query.vector, shortlist),
        np.array([best[number] for number in shortlist.documents.tolist()]),
        _nearby_cosines(scope, query.vector, shortlist),
    )


def _sentence_cosines(scope: Scope, vector: np.ndarray, shortlist: Ranked) -> tuple[np.ndarray, np.ndarray]:
    """For each passage the cosine of its nearest sentence, and the same without the document's mean; NaN without a vector.

    A passage without sentences counts as one.
    """
    sentences, matrix = scope.library.catalogue.vectors.sentences(shortlist.ids.tolist()), scope.snapshot.matrix
    centres, rows = scope.snapshot.centres(), matrix.rows_of(shortlist.ids).tolist()
    nearest, beyond = np.full((2, len(rows)), np.nan)
    for at, (i, number, row) in enumerate(zip(shortlist.ids.tolist(), shortlist.documents.tolist(), rows, strict=True)):
        if row >= 0:
            told = sentences[i].vectors if i in sentences and len(sentences[i].spans) else matrix.vector(row)[None]
            found, centre = told @ vector, centres[number]
            # The dot product of both vectors without their components along the document's mean.
            nearest[at], beyond[at] = found.max(), (found - (told @ centre) * float(centre @ vector)).max()
    return nearest, beyond


def _nearby_cosines(scope: Scope, vector: np.ndarray, shortlist: Ranked) -> np.ndarray:
    """For each passage the mean cosine of its neighbours; at the ends of a document its own stands for the missing one."""
    snapshot = scope.snapshot
    at = np.searchsorted(snapshot.passage_ids, shortlist.ids)
    around = np.clip(np.stack([at - 1, at + 1]), 0, len(snapshot.passage_ids) - 1)
    around = np.where(snapshot.passage_documents[around] == shortlist.documents, around, at)
    found: np.ndarray = snapshot.matrix.scores(vector, snapshot.passage_ids[around].ravel()).reshape(2, -1).mean(axis=0)
    return found


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
    dropped = superseded(best, scope.documents(best), editions, scope.config.rank.edition)
    return ranked.only(~np.isin(ranked.documents, list(dropped)))


def _holds_phrases(library: Library, query: Query, ids: np.ndarray) -> np.ndarray:
    """A mask of the passages that hold every phrase of the query, one of each of its choices and none of the excluded words."""
    if not query.phrases and not query.choices and not query.excluded:
        return np.ones(len(ids), dtype=bool)
    texts = {i: passage.text for i, passage in library.catalogue.passages(ids.tolist()).items()}
    unwanted = {(term.language, term.text) for alternatives in query.excluded for term in alternatives}

    def holds(text: str) -> bool:
        if any(find_words(text, phrase) is None for phrase in query.phrases):
            return False
        if not all(choice.is_met(text) for choice in query.choices):
            return False
        return not unwanted or not any(
            (language, stem(word, language)) in unwanted for word in words_and_compounds(text) for language in LANGUAGES
        )

    return np.array([i in texts and holds(texts[i]) for i in ids.tolist()], dtype=bool)


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
    allowed = None if scope.is_whole else scope.allowed
    return scope.library.vector_search.nearest(scope.snapshot, vector, scope.config.rank.candidates, allowed)
