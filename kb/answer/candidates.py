"""Candidate sentences for an answer, scored by words, meaning and the kind of answer asked for."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from kb.model import Passage
from kb.models.answer_scorer import load_answer_scorer
from kb.questions.work_nouns import KINDS
from kb.ranking_config import SentenceWeights
from kb.search.hits import RankedHit, is_cover
from kb.search.query_analysis import Query, Terms
from kb.search.rerank_features import expected_cosine
from kb.search.scope import Scope
from kb.text.answer_kinds import asks_name_or_date, is_strict
from kb.text.normalise import fold
from kb.text.sentences import TextList, lists, sentences, slide_list, trim
from kb.text.terms import text_terms

QUOTE_LENGTH = 380  # characters of a quote at most, unless a single sentence is longer
_QUOTES = 6  # one leads, the others are folded under it
_FRAGMENT = 40  # characters below which a sentence is no quote
_SHORT = 100  # characters below which a quote may be a heading or the head of a table,
_COMPLETED = 240  # and is completed up to this length; a longer one that breaks off, up to QUOTE_LENGTH
_LIST_LENGTH = 700  # characters of a quoted list at most, with the sentence that introduces it
_BLANK = 20  # characters between two sentences from which something was left out: they aren't quoted as one
_WHOLE = re.compile(r"[.!?…»”\")]\s*$")
SpanCosines = dict[tuple[int, int, int], float]  # by passage id, start and end
_NAMING = 2  # least terms of a title for a sentence with all of them to be taken for the title
_SAME = 0.8  # share of the shorter quote's terms with which two quotes say the same


@dataclass(frozen=True)
class Candidate:
    """One or two sentences of a passage, their index terms, and their score as an answer; comparable within one question.

    `suits` is true when they hold the kind of answer asked for, `tells` when they do so in words that the question lacks.
    """

    hit: RankedHit
    start: int
    end: int
    text: str
    suits: bool
    tells: bool
    score: float
    terms: Terms = field(repr=False, compare=False)
    cosine: float = 0.0  # with the question; 0 where there is no vector
    answers: float = 0.0  # score by the answer scorer; 0 is average, and for what it didn't read

    def spanning(self, start: int, end: int) -> "Candidate":
        """A copy with other bounds in its passage."""
        text = self.hit.passage.text[start:end]
        return replace(self, start=start, end=end, text=text, terms=text_terms(text))


def score_sentences(scope: Scope, query: Query, hits: Sequence[RankedHit]) -> list[Candidate]:
    """The sentences of the hits, best first, scored by words and vectors, and the best of them by the answer scorer."""
    if not query.words:
        return []
    weights = scope.config.sentences
    cosines = _cosines(scope, query, [hit.passage for hit in hits])
    unmet = 1 - max((query.coverage(hit.terms) for hit in hits), default=0.0)
    meaning = weights.cosine + weights.unmet_cosine * unmet
    found = [candidate for hit in hits for candidate in _score_hit(query, hit, weights, cosines, meaning)]
    return _read(scope, query, sorted(found, key=lambda candidate: -candidate.score))


def without_title_pages(query: Query, candidates: Sequence[Candidate], weights: SentenceWeights) -> list[Candidate]:
    """The candidates without titles and title pages, which are no answer unless a name or date is asked for.

    One that repeats its work's title among other words is only moved down. All still count for whether the question is answered:
    that a work is named as asked tells much.
    """
    if asks_name_or_date(query.expected_answer):
        return [*candidates]
    titles = {one.hit.document.title for one in candidates}
    terms = {title: text_terms(title) for title in titles}
    hits = {one.hit.passage.id: one.hit for one in candidates}
    covers = {i for i, hit in hits.items() if is_cover(hit)}

    def says_something(one: Candidate) -> bool:
        """Whether it has words beside those of its work's title; on a title page, words of the question, but no kind of work."""
        beside = one.terms - terms[one.hit.document.title]
        return bool(beside) and (one.hit.passage.id not in covers or query.coverage(beside - _kinds()) > 0)

    kept = [one for one in candidates if says_something(one)] or candidates
    scored = [
        replace(one, score=one.score - weights.title) if _has_title(one, terms[one.hit.document.title]) else one
        for one in kept
    ]
    return sorted(scored, key=lambda one: -one.score)


@cache
def _kinds() -> Terms:
    return text_terms(" ".join(KINDS))


def _has_title(candidate: Candidate, terms: Terms) -> bool:
    title = {term for term in terms if term[0] == candidate.hit.passage.language}
    return len(title) > _NAMING and title <= candidate.terms


def _read(scope: Scope, query: Query, found: list[Candidate]) -> list[Candidate]:
    """The candidates with the answer scorer's scores added, best first; unread ones get the lowest of these scores."""
    weights, scorer = scope.config.sentences, load_answer_scorer(scope.library.settings)
    best = found[: weights.read]
    if not best or not scorer:
        return found
    answers = scorer.scores(query.text, [(one.hit.document.title, _under_heading(one)) for one in best])
    read = [
        replace(one, answers=far, score=one.score + weights.answers * far)
        for one, far in zip(best, answers, strict=True)
    ]
    others = [replace(one, score=one.score + weights.answers * min(answers)) for one in found[weights.read :]]
    return sorted([*read, *others], key=lambda candidate: -candidate.score)


def _under_heading(candidate: Candidate) -> str:
    """The candidate's text with the heading of its section, without which a slide's line or a table's row says little."""
    heading = candidate.hit.passage.heading
    return candidate.text if not heading or heading in candidate.text else f"{heading}: {candidate.text}"


def _cosines(scope: Scope, query: Query, passages: Sequence[Passage]) -> SpanCosines:
    """The cosine of each window of the passages that has vectors, by passage id and span."""
    if query.vector is None:
        return {}
    found: SpanCosines = {}
    for i, known in scope.library.catalogue.vectors.sentences([passage.id for passage in passages]).items():
        spans, vectors = known.spans.tolist(), known.vectors
        singles = (vectors @ query.vector).tolist() if spans else []
        found |= {(i, start, end): cosine for (start, end), cosine in zip(spans, singles, strict=True)}
        for (one, other), ((start, _), (_, end)) in zip(
            itertools.pairwise(vectors), itertools.pairwise(spans), strict=True
        ):
            both = one + other
            found[i, start, end] = float(both @ query.vector) / max(float(np.linalg.norm(both)), 1e-9)
    return found | _cosines_of_lists(scope, query.vector, passages)


def _cosines_of_lists(scope: Scope, vector: np.ndarray, passages: Sequence[Passage]) -> SpanCosines:
    """The cosines of slides that are lists; their lines are too short for vectors of their own."""
    slides = {passage.id: found for passage in passages if (found := _slide(passage))}
    vectors = scope.library.catalogue.vectors.of([*slides])
    return {
        (i, found.start, found.end): cosine
        for (i, found), cosine in zip(slides.items(), (vectors @ vector).tolist() if len(vectors) else (), strict=False)
    }


def _slide(passage: Passage) -> TextList | None:
    return slide_list(passage.text, passage.heading, QUOTE_LENGTH)


def _score_hit(
    query: Query, hit: RankedHit, weights: SentenceWeights, cosines: SpanCosines, meaning: float
) -> Iterator[Candidate]:
    around = query.coverage(hit.terms)
    for (start, end), terms in _windows_with_terms(hit.passage):
        text = hit.passage.text[start:end]
        suits, tells = _holds_answer(query, text)
        covered = query.coverage(terms)
        score = weights.sentence * covered + weights.passage * around + weights.retrieval * hit.score
        unknown = 0.0 if cosines else expected_cosine(covered)
        cosine = cosines.get((hit.passage.id, start, end), unknown)
        score += meaning * cosine
        score += (weights.strict_kind if is_strict(query.expected_answer) else weights.likely_kind) if suits else 0.0
        # Of two that say the same the shorter is the better quote, unless it is a fragment.
        score -= weights.length * (end - start) / QUOTE_LENGTH + (weights.fragment if end - start < _FRAGMENT else 0.0)
        yield Candidate(hit, start, end, text, suits, tells, score, terms, cosine)


def _holds_answer(query: Query, text: str) -> tuple[bool, bool]:
    """Whether a text holds the kind of answer asked for; and whether in words that the question lacks."""
    expected = query.expected_answer
    if expected is None:
        return True, True
    found = [match.group() for match in expected.finditer(text)]
    return bool(found), any(fold(answer) not in query.folded for answer in found)


def windows(passage: Passage) -> list[tuple[int, int]]:
    """Spans of single sentences, of two consecutive ones that are short enough for a quote, and of a slide that is a list."""
    return [span for span, _ in _windows_with_terms(passage)]


def _windows_with_terms(passage: Passage) -> list[tuple[tuple[int, int], Terms]]:
    found = [(span, text_terms(passage.text[slice(*span)])) for span in sentences(passage.text)]
    pairs = [
        ((start, end), first | second)
        for ((start, before), first), ((after, end), second) in itertools.pairwise(found)
        if end - start <= QUOTE_LENGTH and after - before < _BLANK
    ]
    slide = _slide(passage)
    whole = [((slide.start, slide.end), text_terms(passage.text))] if slide else []
    return [*found, *pairs, *whole]


def choose(
    candidates: Sequence[Candidate],
    further_quote: float,
    parts: int = 0,
    *,
    as_they_are: int = 0,
    several: bool = False,
) -> list[Candidate]:
    """One to six quotes, best first: none overlaps another, and each scores at least `further_quote` times the first.

    The first `parts` candidates are the best for each part of a question, and chosen whatever they score; the first `as_they_are`
    of them are rows of tables, of which nothing is left out and to which nothing is added. If the question asks for `several`
    things, an item is quoted with its whole list.
    """
    chosen: list[Candidate] = []
    for at, found in enumerate(candidates):
        is_row = at < as_they_are  # rows of a table are alike
        candidate = found if is_row else without_heading(complete(found, several))
        if any(_overlaps(candidate, other) or (not is_row and _says_the_same(candidate, other)) for other in chosen):
            continue
        if chosen and at >= parts and candidate.score < further_quote * chosen[0].score:
            break
        chosen.append(candidate)
        if len(chosen) == _QUOTES:
            break
    return chosen


def _overlaps(one: Candidate, other: Candidate) -> bool:
    return one.hit.passage.id == other.hit.passage.id and one.start < other.end and other.start < one.end


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    # By its own language, whose stems join the forms of a word.
    language = "it" if one.hit.passage.language == "it" else "en"
    first, second = ({term for term in candidate.terms if term[0] == language} for candidate in (one, other))
    return bool(first) and len(first & second) >= _SAME * min(len(first), len(second))


def without_heading(candidate: Candidate) -> Candidate:
    """The candidate without the heading of its section, or a part of it, at its start."""
    line, _, rest = candidate.text.partition("\n")
    heading = fold(candidate.hit.passage.heading)
    if not rest.strip() or _WHOLE.search(line) or fold(line).strip() not in heading:
        return candidate
    return candidate.spanning(*trim(candidate.hit.passage.text, candidate.start + len(line) + 1, candidate.end))


def complete(candidate: Candidate, several: bool = False) -> Candidate:
    """The candidate extended by the sentences after it, if it is a fragment or doesn't contain the answer.

    A heading or the head of a table has its answer in the lines that follow. A long one is extended to the next full
    stop. Evidence in the quotes rose from 0.71 to 0.74 of the known-item questions; completing every quote gave no more.
    What introduces a list is followed by its items, and an item by the others if the question asks for `several` things.
    """
    is_enough = candidate.tells and bool(_WHOLE.search(candidate.text))
    if (several or not is_enough) and (listed := _in_list(candidate, several)):
        return listed
    if is_enough:
        return candidate
    text, end = candidate.hit.passage.text, candidate.end
    is_short = candidate.end - candidate.start < _SHORT
    for start, next_end in sentences(text):
        if start - end >= _BLANK:
            break
        if start >= candidate.end and next_end - candidate.start <= (_COMPLETED if is_short else QUOTE_LENGTH):
            end = next_end
            if not is_short and _WHOLE.search(text[start:end]):
                break
    return candidate.spanning(candidate.start, end)


def _in_list(candidate: Candidate, several: bool) -> Candidate | None:
    """The candidate with the rest of the list that it introduces, or that it is an item of if `several` things are asked for."""
    passage = candidate.hit.passage
    slide = slide_list(passage.text, passage.heading, _LIST_LENGTH) if several else None
    for found in [slide] if slide else lists(passage.text, _LIST_LENGTH):
        is_introduction = candidate.start < found.items and found.start < candidate.end < found.end
        is_item = several and found.items <= candidate.start and candidate.end <= found.end
        if is_introduction or is_item:
            return candidate.spanning(min(candidate.start, found.start), found.end)
    return None
