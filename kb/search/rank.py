"""Ranking: candidates by words and by meaning, fused by language, looked at closely; all within what may be seen."""

from dataclasses import dataclass

import numpy as np

from kb.index.snapshot import Snapshot
from kb.library import Library
from kb.model import Document, Hit, Passage
from kb.search.editions import superseded
from kb.search.fusion import FusionWeights, fuse, weights_for
from kb.search.query_analysis import Query
from kb.search.rerank_features import READ, WEIGHTS, QuestionTerms, evidence
from kb.search.scope import Scope, by_language, query_vectors
from kb.search.snippets import snippet
from kb.text.normalise import WORD
from kb.text.quotes import find_quote
from kb.text.stemming import stem

CANDIDATES = 200  # Passages looked at by words, and as many by meaning.
FIELD_WEIGHTS = {"body": 1.0, "heading": 0.3, "title": 0.25, "names": 0.25}
_MOSTLY_ALLOWED = 0.5  # Above this share of allowed passages, over-fetching beats exact scoring.
RESCORED = 20  # Candidates that are looked at more closely; more find nothing more, as measured.
_APART = 0.7  # of the score, for what stands outside the body
_SAME_PAGE = 0.8  # of the score, for what stands on a page for which a better passage stands already
_WITH_PHRASES = 5000  # Passages with all of a phrase's words whose text is read to find the phrase.


@dataclass(frozen=True)
class Ranked:
    """Candidates, best first: passage ids with their scores in 0..1, and the document number of each."""

    ids: np.ndarray
    scores: np.ndarray
    documents: np.ndarray


def openings(scope: Scope) -> Ranked:
    """The first passage of each document: what a query of filters alone asks for."""
    snapshot = scope.snapshot
    ids = snapshot.passages_of(scope.allowed)
    documents, first = np.unique(snapshot.documents_of(ids), return_index=True)
    return Ranked(ids[first], np.ones(len(first)), documents)


def rank(scope: Scope, query: Query) -> Ranked:
    """Score the candidates that words or meaning bring up, among what the reader may see and asks for."""
    library, snapshot = scope.library, scope.snapshot
    restricted = scope.passages
    if not len(restricted) or not query.text.strip():
        empty = np.zeros(0)
        return Ranked(empty.astype(np.int64), empty, empty.astype(np.int64))
    wanted = CANDIDATES if not query.phrases else _WITH_PHRASES
    by_words = scope.lexical.search(query.words, FIELD_WEIGHTS, wanted, scope.within(query.required, query.excluded))
    vectors = query_vectors(library, query) if len(snapshot.matrix.ids) else ()
    # One look is enough: in the language that the model reads; words bring up the rest.
    weights = weights_for(library.catalogue.fact("model") or "")
    by_meaning = _near(scope, vectors[0 if query.language == weights.reads else -1], restricted) if vectors else []
    ids = np.array(sorted({i for i, _ in by_words} | {i for i, _ in by_meaning}), dtype=np.int64)
    documents = snapshot.documents_of(ids)
    keep = np.isin(documents, np.array(scope.allowed))
    ids, documents = ids[keep], documents[keep]
    keep = _meets(library, query, ids)
    ids, documents = ids[keep], documents[keep]
    scored = dict(by_words)
    words = np.array([scored.get(int(i), 0.0) for i in ids])
    languages = snapshot.languages_of(ids)
    meaning = by_language(query, languages, [snapshot.matrix.scores(vector, ids) for vector in vectors])
    scores = fuse(words, meaning, weights.of(query.language, languages)) * np.where(
        snapshot.are_apart(ids), _APART, 1.0
    )
    order = np.lexsort((ids, -scores))
    ids, scores, documents = ids[order], scores[order], documents[order]
    scores = look_closer(scope, query, Ranked(ids, scores, documents), weights)
    scores = _reranked(library, query, ids, scores)
    return _one_edition(library, snapshot, _pages_apart(snapshot, Ranked(ids, scores, documents)))


def _pages_apart(snapshot: Snapshot, ranked: Ranked) -> Ranked:
    """The candidates, best first. Further ones of a page stand back, so that the first few lead to as many pages."""
    order = np.lexsort((ranked.ids, -ranked.scores))
    ids, scores, documents = ranked.ids[order], ranked.scores[order], ranked.documents[order]
    first = np.unique(documents * 2**32 + snapshot.pages_of(ids), return_index=True)[1]
    scores = np.where(np.isin(np.arange(len(ids)), first), scores, scores * _SAME_PAGE)
    order = np.lexsort((ids, -scores))
    return Ranked(ids[order], scores[order], documents[order])


def _one_edition(library: Library, snapshot: Snapshot, ranked: Ranked) -> Ranked:
    """The candidates without those of documents that another edition of the same work stands for."""
    if not any(number in snapshot.editions for number in ranked.documents.tolist()):
        return ranked
    numbers, first = np.unique(ranked.documents, return_index=True)
    best = dict(zip(numbers.tolist(), ranked.scores[first].tolist(), strict=True))
    dropped = superseded(best, library.documents(best), snapshot.editions)
    keep = ~np.isin(ranked.documents, list(dropped))
    return Ranked(ranked.ids[keep], ranked.scores[keep], ranked.documents[keep])


def _meets(library: Library, query: Query, ids: np.ndarray) -> np.ndarray:
    """Which passages hold every phrase of the query and none of the excluded words."""
    if not query.phrases and not query.excluded:
        return np.ones(len(ids), dtype=bool)
    texts = {i: passage.text for i, passage in library.catalogue.passages(ids.tolist()).items()}
    unwanted = {(term.language, term.text) for alternatives in query.excluded for term in alternatives}

    def meets(text: str) -> bool:
        if any(find_quote(text, phrase) is None for phrase in query.phrases):
            return False
        return not unwanted or not any(
            (language, stem(word, language)) in unwanted for word in WORD.findall(text) for language in ("it", "en")
        )

    return np.array([i in texts and meets(texts[i]) for i in ids.tolist()], dtype=bool)


def look_closer(scope: Scope, query: Query, ranked: Ranked, meaning: FusionWeights) -> np.ndarray:
    """The scores of the candidates, in 0..1, with the evidence of the best counted; `meaning` says what the model reads."""
    library, best = scope.library, ranked.ids[:RESCORED].tolist()
    wanted = QuestionTerms(query.words, scope.rarity(query.words), query.forms, query.text)
    passages = library.catalogue.passages(best)
    titles = library.documents(ranked.documents[:RESCORED].tolist())
    looked = ranked.scores.copy()
    for at, (i, number) in enumerate(zip(best, ranked.documents.tolist(), strict=False)):
        weights = READ if meaning.reads_both(query.language, passages[i].language) else WEIGHTS
        looked[at] += evidence(wanted, passages[i].text, f"{titles[number].title} {passages[i].heading}", weights)
    most = READ if meaning.reads_both(query.language, query.language) else WEIGHTS
    return np.minimum(looked / (1 + most.total), 1.0)


def _reranked(library: Library, query: Query, ids: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The scores, with the best passages in the order of a cross-encoder, where one is named and answers."""
    if library.reranker is None or not len(ids):
        return scores
    best = np.argsort(-scores, kind="stable")[:RESCORED]
    passages = library.catalogue.passages(ids[best].tolist())
    found = library.reranker.scores(query.text, [passages[i].text for i in ids[best].tolist()])
    if found is None:
        return scores
    low, high = float(scores[best].min()), float(scores[best].max())
    changed = scores.copy()
    changed[best] = low + (high - low) * found
    return changed


def _near(scope: Scope, vector: np.ndarray, restricted: np.ndarray) -> list[tuple[int, float]]:
    """(passage id, cosine) of the nearest allowed passages."""
    library = scope.library
    if scope.is_whole:
        return library.nearest(vector, CANDIDATES, None)
    share = len(restricted) / len(scope.snapshot.passage_ids)
    # Fetching more than is wanted and leaving out what isn't would tell, by what is missing, of what is hidden.
    if share > _MOSTLY_ALLOWED and scope.sees_all:
        found = library.nearest(vector, int(CANDIDATES / share) + 50, None)
        allowed = set(restricted[np.isin(restricted, np.array([i for i, _ in found]))].tolist())
        return [(i, score) for i, score in found if i in allowed][:CANDIDATES]
    return library.nearest(vector, CANDIDATES, restricted)


def load_hits(
    library: Library, query: Query, ranked: Ranked, documents: dict[int, Document], k: int
) -> tuple[Hit, ...]:
    """The k best passages with their documents and snippets."""
    ids = ranked.ids[:k].tolist()
    passages: dict[int, Passage] = library.catalogue.passages(ids)
    return tuple(
        Hit(documents[number], passages[i], round(float(score), 4), snippet(passages[i].text, query.words))
        for i, score, number in zip(ids, ranked.scores, ranked.documents.tolist(), strict=False)
        if i in passages
    )
