"""Answerability: the probability that the best sentences answer a question, by boosted trees over named features."""

from collections.abc import Sequence
from statistics import fmean

from kb.answer.candidates import Candidate
from kb.answer.refusal.boosted_trees import load_trees
from kb.ranking_config import AnswerabilityLimits
from kb.search.hits import RankedHit
from kb.search.query_analysis import Query
from kb.text.answer_kinds import is_strict
from kb.text.normalise import fold
from kb.text.terms import met, spaced, weighted

_LOOKED_AT = 5  # candidates, and passages
_READ = 8  # candidates that were read together with the question
_UNSUITED = -0.6  # of a sentence that plainly answers something else, where none holds the kind of answer asked for
_ON_TOPIC = 0.6  # share of the question's words, by rarity, that a passage on its topic has at least; by judgement
_TRANSLATED = 0.65  # weight of a translation that counts like the word itself: of a cognate
# Divisors that bring a feature to about 0..1, by judgement.
_LONG = 20  # words of a question
_MANY = 5  # names
_MUCH = 40  # IDF that one sentence covers


def features(query: Query, candidates: Sequence[Candidate]) -> dict[str, float]:
    """The features of the best candidates (at least one), each in 0..1 or a little above.

    - found: the IDF of the question's words that one sentence matches; only sentences with the kind of answer asked for count.
    - unmet_by_best: the IDF share that the best passage doesn't meet by a word, its translation or its letters.
    - lacking: the IDF of the rarest word, by 4-grams, that every passage lacks, as a share of an unseen word's.
    - rarest, rarity: the largest and the mean IDF of the question's words, as a share of an unseen word's.
    - untranslated: the share of the question's names and numbers that every passage lacks, as written and in translation.
    - lacking_in_language, untranslated_in_language: the same, times the share of passages in the question's language. A passage in the
      other language lacks words because they aren't in the glossary.
    - names: the number of its names, in fives; length: the number of its words, in twenties.
    - noun_rarity: the IDF of the noun asked for ("studenti" of "quanti studenti"), as a share of an unseen word's.
    - cosine: the largest of one sentence with the question.
    - answers: the largest score of one sentence by the answer scorer (kb/models/answer_scorer.py); only sentences with the kind of
      answer asked for count.
    - answers_on_topic: the same among sentences of passages that have most of the question's words.
    - relevance: the probability that the best sentence's passage speaks of the question (kb/search/relevance.py).
    """
    best, unseen = candidates[:_LOOKED_AT], query.unseen_idf
    suited = _suited(query, candidates[:_READ])
    of_passages = {candidate.hit.passage.id: candidate.hit for candidate in candidates}
    return {
        **_of_passages(query, list(of_passages.values())[:_LOOKED_AT]),
        "found": _found(query, best) / _MUCH,
        "rarest": max(query.idf) / unseen,
        "rarity": fmean(query.idf) / unseen,
        "names": min(len(query.names), _MANY) / _MANY,
        "length": min(len(query.folded), _LONG) / _LONG,
        "noun_rarity": max(
            (r for r, f in zip(query.idf, query.forms, strict=True) if fold(f) == fold(query.asked_noun)), default=0.0
        )
        / unseen,
        "cosine": max(candidate.cosine for candidate in best),
        "answers": _answers(suited),
        "answers_on_topic": _answers([one for one in suited if query.coverage(one.hit.terms) >= _ON_TOPIC]),
        "relevance": candidates[0].hit.probability,
    }


def _answers(candidates: Sequence[Candidate]) -> float:
    return max((one.answers for one in candidates), default=_UNSUITED)


def _found(query: Query, best: Sequence[Candidate]) -> float:
    shares = (met(query.words, candidate.terms) for candidate in _suited(query, best))
    return max((_sum(query.idf, found) for found in shares), default=0.0)


def _suited(query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that can answer: a sentence without a number doesn't answer "how many"."""
    is_demanding = is_strict(query.expected_answer)
    return [candidate for candidate in candidates if candidate.suits or not is_demanding]


def _of_passages(query: Query, hits: Sequence[RankedHit]) -> dict[str, float]:
    letters = [query.ngrams.overlaps(spaced(hit.folded)) for hit in hits]
    met_by_best = _met_somehow(met(query.words, hits[0].terms), letters[0])
    lacking = min(_lacking(query.idf, found) for found in letters) / query.unseen_idf
    untranslated = min(_untranslated(query, hit) for hit in hits) / max(len(query.names), 1)
    in_language = fmean(hit.passage.language == query.language for hit in hits)
    return {
        "unmet_by_best": 1 - weighted(met_by_best, query.idf),
        "lacking": lacking,
        "lacking_in_language": lacking * in_language,
        "untranslated": untranslated,
        "untranslated_in_language": untranslated * in_language,
    }


def _met_somehow(matched: Sequence[float], letters: Sequence[float]) -> list[float]:
    """The match of each question word (0..1): by its index terms, a translation's included, or by its letters."""
    return [max(min(share / _TRANSLATED, 1.0), other) for share, other in zip(matched, letters, strict=True)]


def _untranslated(query: Query, hit: RankedHit) -> int:
    """The number of the question's names that a passage has neither as written nor in translation."""
    matched = dict(zip(map(fold, query.forms), met(query.words, hit.terms), strict=True))
    return sum(name not in hit.folded and not matched.get(name) for name in query.names)


def _lacking(idf: Sequence[float], shares: Sequence[float]) -> float:
    return max(rarity * (1 - share) for rarity, share in zip(idf, shares, strict=True))


def _sum(idf: Sequence[float], shares: Sequence[float]) -> float:
    return sum(rarity * share for rarity, share in zip(idf, shares, strict=True))


def confidence(query: Query, candidates: Sequence[Candidate], limits: AnswerabilityLimits) -> float:
    """The probability (0..1) that the best candidates answer the question; 0 if there are none."""
    return load_trees(limits.trees).probability(features(query, candidates)) if candidates else 0.0
