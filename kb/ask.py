"""Answers made of quotes: the sentences that answer, each located on its page; or a refusal that says what was searched."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.citations import find
from kb.fusion import weights_for
from kb.language import sentences
from kb.library import Library
from kb.model import Answer, Citation, Filters, Hit, Passage, Reader, Searched
from kb.pageview import PageViewer
from kb.places import rectangles
from kb.query import Query, Translate
from kb.rank import load_hits, rank
from kb.sight import Sight, look
from kb.support import confidence, coverage, is_strict, text_terms, wanted_answer

MODEL = "extractive"
_PASSAGES = 20  # Passages whose sentences are weighed.
_SENTENCES = 32  # Sentences, the best by words, that are weighed by meaning too.
_QUOTE = 380  # Characters of a quote at most, unless one sentence is longer.
_QUOTES = 4
_NEARLY = 0.7  # A further quote must score this share of the first.
_NEAR = 3
_LOOKED_AT = 5
_MAX_QUESTION = 2000

# Fitted on the development questions by `bench/fit_refusal.py`; what they reach is in docs/quality.md.
COEFFICIENTS = {
    "around": 0.52, "meaning": 6.19, "unsuited": -4.74, "rarest_missing": -3.36, "missing_share": -4.54, "short": -3.16,
    "intercept": 4.03,
}  # fmt: skip
THRESHOLD = 0.42


@dataclass(frozen=True)
class Candidate:
    """One or two sentences of a passage, and how well they answer.

    `around` is the share of the question met by passage, heading and title; `missing` tells what they don't meet.
    """

    hit: Hit
    start: int
    end: int
    text: str
    around: float
    missing: "Missing"
    suits: bool
    meaning: float
    score: float


@dataclass(frozen=True)
class Missing:
    """What of a question a passage doesn't meet: its rarest word, as a share of the rarest of all; the share of words."""

    rarest: float
    share: float


@dataclass(frozen=True)
class Prepared:
    """A question with what was found for it: the sentences that may answer, best first, and whether they do (0..1)."""

    question: str
    query: Query
    searched: Searched
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    confidence: float
    translate: Translate

    @property
    def is_refused(self) -> bool:
        """Whether the documents hold no answer, as far as can be told."""
        return self.confidence < THRESHOLD


def ask(library: Library, viewer: PageViewer, question: str, reader: Reader, filters: Filters | None = None) -> Answer:
    """Answer from what this reader may see. A quote whose words can't be found on its page is marked as not located."""
    return answer_with_quotes(library, viewer, prepare(library, question, reader, filters))


def prepare(library: Library, question: str, reader: Reader, filters: Filters | None = None) -> Prepared:
    """Look for what may answer a question, among what this reader may see."""
    question = " ".join(question.split())[:_MAX_QUESTION]
    sight = look(library, reader, filters)
    documents = library.documents(sight.allowed)
    searched = Searched(
        len(documents),
        len(sight.passages),
        tuple(sorted({document.language for document in documents.values()})),
    )
    query = sight.analyse(question, prefixes=False)
    ranked = rank(sight, query)
    hits = [hit for hit in load_hits(library, query, ranked, documents, _PASSAGES) if hit.passage.part == "body"]
    candidates = weigh(sight, query, hits)
    sure = confidence(features(query, candidates), COEFFICIENTS) if candidates else 0.0
    return Prepared(question, query, searched, tuple(hits), tuple(candidates), round(sure, 3), sight.translate)


def answer_with_quotes(library: Library, viewer: PageViewer, prepared: Prepared) -> Answer:
    """The best sentences as located quotes, or a refusal."""
    question, searched, sure = prepared.question, prepared.searched, prepared.confidence
    if prepared.is_refused:
        near = prepared.hits[:_NEAR]
        return Answer(question, _refusal(prepared.query, searched), True, (), near, searched, MODEL, sure)
    chosen = choose(prepared.candidates)
    citations = tuple(locate(library, viewer, candidate, number) for number, candidate in enumerate(chosen, 1))
    text = "\n".join(f"«{citation.quote}» [{citation.number}]" for citation in citations)
    return Answer(question, text, False, citations, (), searched, MODEL, sure)


def quote_for(prepared: Prepared, hit: Hit, claim: str) -> Candidate:
    """The sentence of a passage that says most of a claim."""
    wanted = text_terms(claim)
    spans = windows(hit.passage)

    def said(span: tuple[int, int]) -> tuple[int, int]:
        text = hit.passage.text[span[0] : span[1]]
        return len(wanted & text_terms(text)), -len(text)

    start, end = max(spans, key=said)
    known = next(candidate for candidate in prepared.candidates if candidate.hit.passage.id == hit.passage.id)
    return replace(known, start=start, end=end, text=hit.passage.text[start:end])


def weigh(sight: Sight, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
    """The sentences of the hits with their scores, best first."""
    if not query.words:
        return []
    rarities = sight.rarity(query.words)
    found = [candidate for hit in hits for candidate in _weigh_hit(query, rarities, hit)]
    found.sort(key=lambda candidate: -candidate.score)
    return _by_meaning(sight.library, query, found[:_SENTENCES])


def _weigh_hit(query: Query, rarities: Sequence[float], hit: Hit) -> Iterator[Candidate]:
    wanted = wanted_answer(query.text)
    context = text_terms(f"{hit.document.title} {hit.passage.heading} {hit.passage.text}")
    around, missing = coverage(query.words, rarities, context), _missing(query, rarities, context)
    for start, end in windows(hit.passage):
        text = hit.passage.text[start:end]
        suits = wanted is None or wanted.search(text) is not None
        score = 0.4 * coverage(query.words, rarities, text_terms(text)) + 0.4 * around + 0.7 * hit.score
        score += (0.25 if is_strict(wanted) else 0.15) if suits else 0.0
        # Of two that say the same the shorter is the better quote, but a fragment is none.
        score -= 0.05 * (end - start) / _QUOTE + (0.05 if end - start < 40 else 0.0)
        yield Candidate(hit, start, end, text, around, missing, suits, 0.0, score)


def _missing(query: Query, rarities: Sequence[float], terms: set[tuple[str, str]]) -> Missing:
    unmet = [
        rare
        for alternatives, rare in zip(query.words, rarities, strict=True)
        if not any((term.language, term.text) in terms for term in alternatives)
    ]
    return Missing(max(unmet, default=0.0) / max(max(rarities), 1e-9), len(unmet) / len(rarities))


def _by_meaning(library: Library, query: Query, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates with the nearness of their meaning counted, as far as the model speaks the languages."""
    if not candidates or not len(library.view().matrix.ids):
        return candidates
    vectors = library.embedder.embed_passages([candidate.text for candidate in candidates])
    cosines = vectors @ library.embed_query(query.text)
    languages = [candidate.hit.passage.language for candidate in candidates]
    trust = weights_for(library.embedder.identity).of(query.language, languages)
    scored = [
        replace(c, meaning=float(cosine * weight), score=c.score + float(cosine * weight))
        for c, cosine, weight in zip(candidates, cosines, trust, strict=True)
    ]
    return sorted(scored, key=lambda candidate: -candidate.score)


def windows(passage: Passage) -> list[tuple[int, int]]:
    """Spans of one sentence, and of two that follow each other, as long as they make a quote."""
    spans = sentences(passage.text)
    pairs = [(a, d) for (a, _), (_, d) in itertools.pairwise(spans) if d - a <= _QUOTE]
    return [*spans, *pairs]


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One to three quotes, best first: none overlaps another, all nearly as good as the first."""
    chosen: list[Candidate] = []
    for candidate in candidates:
        overlaps = any(
            candidate.hit.passage.id == other.hit.passage.id
            and candidate.start < other.end
            and other.start < candidate.end
            for other in chosen
        )
        if overlaps or any(_same(candidate.text, other.text) for other in chosen):
            continue
        if chosen and candidate.score < _NEARLY * chosen[0].score:
            break
        chosen.append(candidate)
        if len(chosen) == _QUOTES:
            break
    return chosen


def _same(a: str, b: str) -> bool:
    first, second = text_terms(a, ("en",)), text_terms(b, ("en",))
    return bool(first) and len(first & second) >= 0.8 * min(len(first), len(second))


def features(query: Query, candidates: Sequence[Candidate]) -> dict[str, float]:
    """What tells an answer from a near miss, over the best candidates; each in 0..1."""
    best = candidates[:_LOOKED_AT]
    return {
        "around": max(c.around for c in best),
        "meaning": max(c.meaning for c in best),
        "unsuited": float(is_strict(wanted_answer(query.text)) and not any(c.suits for c in best)),
        "rarest_missing": best[0].missing.rarest,
        "missing_share": min(c.missing.share for c in best),
        "short": float(len(query.words) <= 2),
    }


def locate(library: Library, viewer: PageViewer, candidate: Candidate, number: int) -> Citation:
    """The citation of a quote, with rectangles where the page is a PDF's."""
    hit, passage = candidate.hit, candidate.hit.passage
    page = library.catalogue.page(passage.document_id, passage.page)
    citation = Citation(number, hit.document, passage.page, passage.page_label, candidate.text, passage.id)
    near = (passage.start + candidate.start) / max(len(page.text), 1)
    if hit.document.format != "pdf":
        return replace(citation, located=find(page.text, candidate.text, near) is not None)
    found = rectangles(library, viewer, hit.document, page, candidate.text, near)
    return replace(citation, located=bool(found), rectangles=found)


def _refusal(query: Query, searched: Searched) -> str:
    languages = ", ".join(searched.languages)
    if query.language == "it":
        return (
            f"Non ho trovato una risposta. Ho cercato in {searched.documents} documenti ({searched.passages} passaggi, lingue:"
            f" {languages or 'nessuna'}) e nessun passaggio sostiene una risposta."
        )
    return (
        f"I found no answer. I searched {searched.documents} documents ({searched.passages} passages, languages:"
        f" {languages or 'none'}) and no passage supports one."
    )
