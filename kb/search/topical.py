"""Passages that show that a document is about a topic; used by experts, needs and prior work."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from kb.search.hits import RankedHit, hits_without_orders, is_bare_heading, is_cover, load_hits, with_snippets
from kb.search.query_analysis import Query
from kb.search.rank import rank
from kb.search.scope import Scope
from kb.search.snippets import excerpt
from kb.store.vectors import Sentences
from kb.text.normalise import fold
from kb.text.terms import text_terms

_NEAR_BEST = 0.5  # share of the probability of a document's first passage that another needs, by judgement


# Weights of the share of the query's words and of the passage's probability, added to a sentence's cosine; by judgement.
_WORDS, _PROBABLE = 0.25, 0.3
# Least share of letters and spaces in a sentence; below, it is a formula, an address or a row of numbers.
_LETTERS = 0.7
_LABEL = re.compile(r"\b[A-ZÀ-Ý]\w+: ")  # two in a sentence make it a list of facts: "Funders: … Places: …"
_BEGINNING = 20  # characters by which a sentence is told from the document's title, or from a running head with it


def proving_hits(scope: Scope, query: Query, limit: int | None = None) -> list[RankedHit]:
    """The passages about a topic, grouped by document, most relevant document first; within one the best evidence first.

    Snippets begin with the sentence that says most about the topic. Bare headings are left out.
    """
    weights, library = scope.config.relevance, scope.library
    limit = limit or weights.passages_shown
    ranked = rank(scope, query)
    good = (ranked.probabilities >= weights.related) & ~scope.snapshot.outside_body(ranked.ids)
    best = dict(zip(ranked.documents.tolist()[::-1], ranked.probabilities.tolist()[::-1], strict=True))
    near = ranked.probabilities >= _NEAR_BEST * np.array([best[number] for number in ranked.documents.tolist()])
    ranked = ranked.only(np.flatnonzero(good & near)[:limit])
    hits = with_snippets(load_hits(library, ranked, library.documents(ranked.documents.tolist()), limit), query)
    kept = [hit for hit in hits_without_orders(library, hits) if not _is_heading(hit)]
    return _by_proof(scope, query, _without_covers(kept))


def _without_covers(hits: list[RankedHit]) -> list[RankedHit]:
    """The hits without title pages above all headings, unless a document has nothing else."""
    discussed = {hit.document.id for hit in hits if not is_cover(hit)}
    return [hit for hit in hits if hit.passage.heading or not is_cover(hit) or hit.document.id not in discussed]


def _is_heading(hit: RankedHit) -> bool:
    """Whether a passage says no more than its heading or its document's title."""
    headings = f"{hit.passage.heading} {hit.document.title}"
    return is_bare_heading(hit.passage.text.rstrip(" .!?:;\n"), headings)


def _by_proof(scope: Scope, query: Query, hits: Sequence[RankedHit]) -> list[RankedHit]:
    """The hits grouped by document, the best evidence first and title pages last, with their best sentence at the start of the snippet."""
    stored = scope.library.catalogue.vectors.sentences([hit.passage.id for hit in hits])
    proven: dict[str, list[tuple[float, RankedHit]]] = defaultdict(list)
    for hit in hits:
        proven[hit.document.id].append(_proof(hit, query, stored))

    def order(proof: tuple[float, RankedHit]) -> tuple[bool, float]:
        return is_cover(proof[1]), -proof[0]

    return [hit for found in proven.values() for _, hit in sorted(found, key=order)]


def _proof(hit: RankedHit, query: Query, stored: Mapping[int, Sentences]) -> tuple[float, RankedHit]:
    """(score of a passage's best sentence, the hit with it at the start of the snippet); 0 and the hit without vectors."""
    found = stored.get(hit.passage.id)
    if query.vector is None or found is None or not len(found.spans) or not hit.snippet:
        return 0.0, hit
    rated = [*_rated(hit, query, found, query.vector)]
    if not rated:
        return 0.0, hit
    strength, start, end = max(rated)
    return strength + _PROBABLE * hit.probability, replace(hit, snippet=excerpt(hit.passage.text, start, end))


def _rated(hit: RankedHit, query: Query, found: Sentences, vector: np.ndarray) -> Iterator[tuple[float, int, int]]:
    """Yield (how much it says about the query, start, end) of each sentence in words that doesn't begin like the title."""
    text, title = hit.passage.text, fold(hit.document.title)
    for (start, end), nearness in zip(found.spans.tolist(), (found.vectors @ vector).tolist(), strict=True):
        sentence = text[start:end]
        letters = sum(character.isalpha() or character.isspace() for character in sentence)
        is_written = letters >= _LETTERS * len(sentence) and len(_LABEL.findall(sentence)) < 2
        if sentence and is_written and fold(sentence)[:_BEGINNING] not in title:
            yield nearness + _WORDS * query.coverage(text_terms(sentence)), start, end
