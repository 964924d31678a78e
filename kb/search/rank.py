"""Ranking: retrieve candidates by words and by vector, fuse both scores, and re-rank the best by evidence."""

from dataclasses import dataclass, replace

import numpy as np

from kb.library import Library
from kb.search.editions import superseded
from kb.search.fusion import fuse
from kb.search.hits import NOTHING, Ranked
from kb.search.query_analysis import Query
from kb.search.rerank_features import QueryMatcher, evidence
from kb.search.scope import Scope
from kb.text.normalise import WORD
from kb.text.quotes import find_quote
from kb.text.stemming import stem


@dataclass(frozen=True)
class Candidates:
    """Retrieved passages, by ascending id: document number, language, BM25 (0: no word matched), cosine (NaN: no vector)."""

    ids: np.ndarray
    documents: np.ndarray
    languages: list[str]
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
    wanted = limits.phrase_candidates if query.phrases else limits.candidates
    by_words = dict(
        scope.lexical.search(
            query.words, vars(scope.config.fields), wanted, scope.within(query.required, query.excluded)
        )
    )
    # One search by vector is enough, in the language that the model reads: words bring up the rest.
    reads = query.language == scope.fusion.reads
    by_vector = _nearest(scope, query.vectors[0 if reads else -1]) if query.vectors else []
    ids = np.array(sorted(by_words.keys() | {i for i, _ in by_vector}), dtype=np.int64)
    ids = ids[np.isin(snapshot.documents_of(ids), np.array(scope.allowed))]
    ids = ids[_holds_phrases(scope.library, query, ids)]
    languages = snapshot.languages_of(ids)
    return Candidates(
        ids,
        snapshot.documents_of(ids),
        languages,
        np.array([by_words.get(i, 0.0) for i in ids.tolist()]),
        query.cosines(languages, lambda vector: snapshot.matrix.scores(vector, ids)),
    )


def score(scope: Scope, query: Query, candidates: Candidates) -> Ranked:
    """The candidates scored by the scope's `config`, best first, one edition of each work."""
    snapshot, limits = scope.snapshot, scope.config.rank
    weight = np.array([scope.fusion.of(query.language, language) for language in candidates.languages])
    factor = np.where(snapshot.outside_body(candidates.ids), limits.outside_body, 1.0)
    fused = fuse(candidates.bm25, candidates.cosines, weight) * factor
    ranked = Ranked(candidates.ids, fused, candidates.documents).by_score()
    ranked = replace(ranked, scores=_with_evidence(scope, query, ranked))
    ranked = replace(ranked, scores=_reranked(scope, query, ranked))
    return _one_edition(scope, _pages_apart(scope, ranked.by_score()))


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
    """A mask of the passages that hold every phrase of the query and none of the excluded words."""
    if not query.phrases and not query.excluded:
        return np.ones(len(ids), dtype=bool)
    texts = {i: passage.text for i, passage in library.catalogue.passages(ids.tolist()).items()}
    unwanted = {(term.language, term.text) for alternatives in query.excluded for term in alternatives}

    def holds(text: str) -> bool:
        if any(find_quote(text, phrase) is None for phrase in query.phrases):
            return False
        return not unwanted or not any(
            (language, stem(word, language)) in unwanted for word in WORD.findall(text) for language in ("it", "en")
        )

    return np.array([i in texts and holds(texts[i]) for i in ids.tolist()], dtype=bool)


def _with_evidence(scope: Scope, query: Query, ranked: Ranked) -> np.ndarray:
    """The scores with the evidence of the best candidates added, scaled back to 0..1."""
    library, limit, fusion = scope.library, scope.config.rank.reranked, scope.fusion
    everything = scope.config.evidence
    # Where the model reads both languages, cosines say more than 4-grams: with them Cranfield lost 0.02.
    by_vector = replace(everything, letters=0.0)
    best, matcher = ranked.ids[:limit].tolist(), QueryMatcher(query)
    passages = library.catalogue.passages(best)
    documents = library.documents(ranked.documents[:limit].tolist())
    scores = ranked.scores.copy()
    for at, (i, number) in enumerate(zip(best, ranked.documents.tolist(), strict=False)):
        weights = by_vector if fusion.reads_both(query.language, passages[i].language) else everything
        scores[at] += evidence(matcher, passages[i].text, f"{documents[number].title} {passages[i].heading}", weights)
    most = by_vector if fusion.reads_both(query.language, query.language) else everything
    return np.minimum(scores / (1 + most.total), 1.0)


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
