"""The sentences that may answer a question, weighed: by words and meaning, and by the kind of answer asked for."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.library import Library
from kb.model import Hit, Passage
from kb.search.fusion import weights_for
from kb.search.query_analysis import Query
from kb.search.scope import Scope, by_language, query_vectors
from kb.text.answer_kinds import expected_answer, is_strict
from kb.text.normalise import WORD, fold
from kb.text.sentences import sentences
from kb.text.terms import coverage, text_terms

_SENTENCES = 16  # Sentences, the best by words, that are weighed by meaning too; more cost time and gain nothing.
_QUOTE = 380  # Characters of a quote at most, unless one sentence is longer.
_QUOTES = 4
_SHORT = 100  # Characters below which a quote may be a fragment,
_COMPLETED = 240  # and up to which it is completed; a longer one up to _QUOTE.
_WHOLE = re.compile(r"[.!?…»”\")]\s*$")
_NEARLY = 0.6  # A further quote must score this share of the first.


@dataclass(frozen=True)
class Candidate:
    """One or two sentences of a passage, and how well they answer.

    `suits` says that it holds the kind of answer asked for, `tells` that it does so in words which the question hasn't.
    """

    hit: Hit
    start: int
    end: int
    text: str
    suits: bool
    tells: bool
    score: float

    @property
    def around(self) -> str:
        """The text that the sentences stand in: their passage, under its heading and title."""
        return surroundings(self.hit)


def surroundings(hit: Hit) -> str:
    """A passage with what stands over it."""
    return f"{hit.document.title} {hit.passage.heading} {hit.passage.text}"


def weigh(scope: Scope, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
    """The sentences of the hits with their scores, best first."""
    if not query.words:
        return []
    rarities = scope.rarity(query.words)
    found = [candidate for hit in hits for candidate in _weigh_hit(query, rarities, hit)]
    found.sort(key=lambda candidate: -candidate.score)
    return _by_meaning(scope.library, query, found[:_SENTENCES])


def _weigh_hit(query: Query, rarities: Sequence[float], hit: Hit) -> Iterator[Candidate]:
    wanted, asked = expected_answer(query.text), {fold(word) for word in WORD.findall(query.text)}
    around = coverage(query.words, rarities, text_terms(surroundings(hit)))
    for start, end in windows(hit.passage):
        text = hit.passage.text[start:end]
        covered = coverage(query.words, rarities, text_terms(text))
        suits = wanted is None or wanted.search(text) is not None
        tells = wanted is None or any(fold(match.group()) not in asked for match in wanted.finditer(text))
        score = 0.4 * covered + 0.4 * around + 0.7 * hit.score
        score += (0.25 if is_strict(wanted) else 0.15) if suits else 0.0
        # Of two that say the same the shorter is the better quote, but a fragment is none.
        score -= 0.05 * (end - start) / _QUOTE + (0.05 if end - start < 40 else 0.0)
        yield Candidate(hit, start, end, text, suits, tells, score)


def _by_meaning(library: Library, query: Query, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates with the nearness of their meaning counted, as far as the model speaks the languages."""
    if not candidates or not len(library.snapshot().matrix.ids):
        return candidates
    texts = library.embedding_queue.embedder.embed_passages([candidate.text for candidate in candidates])
    languages = [candidate.hit.passage.language for candidate in candidates]
    cosines = by_language(query, languages, [texts @ vector for vector in query_vectors(library, query)])
    trust = weights_for(library.embedding_queue.embedder.identity).of(query.language, languages)
    scored = [
        replace(c, score=c.score + float(cosine * weight))
        for c, cosine, weight in zip(candidates, cosines, trust, strict=True)
    ]
    return sorted(scored, key=lambda candidate: -candidate.score)


def windows(passage: Passage) -> list[tuple[int, int]]:
    """Spans of one sentence, and of two that follow each other, as long as they make a quote."""
    spans = sentences(passage.text)
    pairs = [(a, d) for (a, _), (_, d) in itertools.pairwise(spans) if d - a <= _QUOTE]
    return [*spans, *pairs]


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One to four quotes, best first: none overlaps another, all nearly as good as the first."""
    chosen: list[Candidate] = []
    for candidate in map(complete, candidates):
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


def complete(candidate: Candidate) -> Candidate:
    """The candidate, with the sentences behind it when it is a fragment, such as a heading, or doesn't tell what is asked.

    What a heading or the head of a table announces stands in the lines that follow. A long one goes on to the next full stop.
    """
    if candidate.tells and _WHOLE.search(candidate.text):
        return candidate
    text, end = candidate.hit.passage.text, candidate.end
    is_short = candidate.end - candidate.start < _SHORT
    for start, next_end in sentences(text):
        if start >= candidate.end and next_end - candidate.start <= (_COMPLETED if is_short else _QUOTE):
            end = next_end
            if not is_short and _WHOLE.search(text[start:end]):
                break
    return replace(candidate, end=end, text=text[candidate.start : end])


def _same(a: str, b: str) -> bool:
    first, second = text_terms(a, ("en",)), text_terms(b, ("en",))
    return bool(first) and len(first & second) >= 0.8 * min(len(first), len(second))
