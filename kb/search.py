"""Search: words and meaning, fused by language, within what the reader may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.citations import find
from kb.editions import superseded
from kb.fusion import fuse, weights_for
from kb.language import WORD, fold
from kb.library import Library
from kb.model import Document, DocumentHit, Facet, Filters, Hit, Passage, Reader, SearchResult
from kb.operators import take_apart
from kb.query import Query, analyse
from kb.rescore import WEIGHTS, Wanted, evidence
from kb.snippets import snippet
from kb.support import rarity
from kb.view import View

CANDIDATES = 200  # Passages looked at by words, and as many by meaning.
FIELD_WEIGHTS = {"body": 1.0, "heading": 0.3, "title": 0.25, "names": 0.25}
_MOSTLY_ALLOWED = 0.5  # Above this share of allowed passages, over-fetching beats exact scoring.
RESCORED = 40  # Candidates that are looked at more closely.
_APART = 0.7
_PER_DOCUMENT = 3


@dataclass(frozen=True)
class Ranked:
    """Candidates, best first: passage ids with their scores in 0..1, and the document number of each."""

    ids: np.ndarray
    scores: np.ndarray
    documents: np.ndarray


def search(library: Library, text: str, reader: Reader, filters: Filters | None = None, k: int = 10) -> SearchResult:
    """The k best passages for `text` among what this reader may see."""
    asked = take_apart(text, filters or Filters())
    query = replace(analyse(asked.text, library.translate), phrases=asked.phrases, excluded=asked.excluded)
    view = library.view()
    allowed = library.catalogue.allowed(reader, asked.filters)
    if not asked.text.strip() and asked.filters != (filters or Filters()):
        ranked = _openings(view, allowed)
    else:
        ranked = rank(library, view, query, allowed)
    everything = library.documents(ranked.documents.tolist())
    hits = load_hits(library, query, ranked, everything, k)
    also = _also(library, view, {hit.document.id for hit in hits}, everything, set(allowed))
    return SearchResult(text, len(everything), hits, group(hits, also), facets(everything.values()), also)


def _also(
    library: Library, view: View, shown: set[str], everything: dict[int, Document], allowed: set[int]
) -> dict[str, tuple[Document, ...]]:
    """For documents that are shown, by id: their other editions, as far as the reader may see them."""
    others = {
        document.id: [n for n in view.editions[number] if n in allowed]
        for number, document in everything.items()
        if document.id in shown and number in view.editions
    }
    return {owner: tuple(library.documents(numbers).values()) for owner, numbers in others.items() if numbers}


def _openings(view: View, allowed: Sequence[int]) -> Ranked:
    """The first passage of each document: what a query of filters alone asks for."""
    ids = view.passages_of(allowed)
    documents, first = np.unique(view.documents_of(ids), return_index=True)
    return Ranked(ids[first], np.ones(len(first)), documents)


def rank(library: Library, view: View, query: Query, allowed: Sequence[int]) -> Ranked:
    """Score the candidates that words or meaning bring up."""
    total = len(view.passage_ids)
    restricted = view.passages_of(allowed)
    if not len(restricted) or not query.text.strip():
        empty = np.zeros(0)
        return Ranked(empty.astype(np.int64), empty, empty.astype(np.int64))
    everything = len(restricted) == total
    wanted = CANDIDATES if not query.phrases else CANDIDATES * 10
    by_words = library.lexical.search(query.words, FIELD_WEIGHTS, wanted, None if everything else allowed)
    by_meaning, vector = _by_meaning(library, view, query, restricted)
    ids = np.array(sorted({i for i, _ in by_words} | {i for i, _ in by_meaning}), dtype=np.int64)
    documents = view.documents_of(ids)
    keep = np.isin(documents, np.array(allowed))
    ids, documents = ids[keep], documents[keep]
    keep = _meets(library, query, ids)
    ids, documents = ids[keep], documents[keep]
    scored = dict(by_words)
    words = np.array([scored.get(int(i), 0.0) for i in ids])
    meaning = view.matrix.scores(vector, ids) if vector is not None else np.full(len(ids), np.nan)
    weight = weights_for(library.catalogue.fact("model") or "").of(query.language, view.languages_of(ids))
    scores = fuse(words, meaning, weight) * np.where(view.are_apart(ids), _APART, 1.0)
    order = np.lexsort((ids, -scores))
    ids, scores, documents = ids[order], scores[order], documents[order]
    scores = look_closer(library, query, ids, documents, scores)
    order = np.lexsort((ids, -scores))
    return _one_edition(library, view, Ranked(ids[order], scores[order], documents[order]))


def _one_edition(library: Library, view: View, ranked: Ranked) -> Ranked:
    """The candidates without those of documents that another edition of the same work stands for."""
    if not any(number in view.editions for number in ranked.documents.tolist()):
        return ranked
    numbers, first = np.unique(ranked.documents, return_index=True)
    best = dict(zip(numbers.tolist(), ranked.scores[first].tolist(), strict=True))
    dropped = superseded(best, library.documents(best), view.editions)
    keep = ~np.isin(ranked.documents, list(dropped))
    return Ranked(ranked.ids[keep], ranked.scores[keep], ranked.documents[keep])


def _meets(library: Library, query: Query, ids: np.ndarray) -> np.ndarray:
    """Which passages hold every phrase of the query and none of the excluded words."""
    if not query.phrases and not query.excluded:
        return np.ones(len(ids), dtype=bool)
    texts = {i: passage.text for i, passage in library.catalogue.passages(ids.tolist()).items()}
    excluded = {fold(word) for word in query.excluded}

    def meets(text: str) -> bool:
        return all(find(text, phrase) is not None for phrase in query.phrases) and not (
            excluded & set(WORD.findall(fold(text)))
        )

    return np.array([i in texts and meets(texts[i]) for i in ids.tolist()], dtype=bool)


def look_closer(
    library: Library, query: Query, ids: np.ndarray, documents: np.ndarray, scores: np.ndarray
) -> np.ndarray:
    """The scores, best first and in 0..1, with the evidence of the best candidates counted."""
    rarities = rarity(query.words, library.lexical.document_frequency, max(library.lexical.count(), 1))
    wanted = Wanted(query.words, rarities, query.forms)
    passages = library.catalogue.passages(ids[:RESCORED].tolist())
    titles = library.documents(documents[:RESCORED].tolist())
    looked = scores.copy()
    for at, (i, number) in enumerate(zip(ids[:RESCORED].tolist(), documents.tolist(), strict=False)):
        place = f"{titles[number].title} {passages[i].heading}"
        looked[at] += WEIGHTS.total * evidence(wanted, passages[i].text, place)
    return looked / (1 + WEIGHTS.total)


def _by_meaning(
    library: Library, view: View, query: Query, restricted: np.ndarray
) -> tuple[list[tuple[int, float]], np.ndarray | None]:
    """(passage id, cosine) of the nearest allowed passages, and the query's vector; none while there are no vectors."""
    if not len(view.matrix.ids):
        return [], None
    vector = library.embedder.embed_query(query.text)
    share = len(restricted) / len(view.passage_ids)
    if share == 1.0:
        return library.nearest(vector, CANDIDATES, None), vector
    if share > _MOSTLY_ALLOWED:
        found = library.nearest(vector, int(CANDIDATES / share) + 50, None)
        allowed = set(restricted[np.isin(restricted, np.array([i for i, _ in found]))].tolist())
        return [(i, score) for i, score in found if i in allowed][:CANDIDATES], vector
    return library.nearest(vector, CANDIDATES, restricted), vector


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


def group(hits: Sequence[Hit], also: Mapping[str, tuple[Document, ...]]) -> tuple[DocumentHit, ...]:
    """The hits by document, in order of each document's best, with its other editions."""
    by_document: dict[str, list[Hit]] = {}
    for hit in hits:
        by_document.setdefault(hit.document.id, []).append(hit)
    return tuple(
        DocumentHit(found[0].document, tuple(found[:_PER_DOCUMENT]), also.get(owner, ()))
        for owner, found in by_document.items()
    )


def facets(documents: Iterable[Document]) -> dict[str, tuple[Facet, ...]]:
    """How many of the documents are of each kind, language and year, most first."""
    found = list(documents)
    values: dict[str, list[str]] = {
        "kind": [document.kind for document in found],
        "language": [document.language for document in found],
        "year": [str(document.year) for document in found if document.year],
    }
    return {
        name: tuple(Facet(v, n) for v, n in sorted(Counter(listed).items(), key=lambda entry: (-entry[1], entry[0])))
        for name, listed in values.items()
    }
