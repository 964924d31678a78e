"""Answerability: the probability that the best sentences answer a question, by logistic regression. Pure functions."""

import math
from collections.abc import Mapping, Sequence

from kb.answer.candidates import Candidate
from kb.ranking_config import AnswerabilityWeights
from kb.search.query_analysis import Query
from kb.text.answer_kinds import is_strict
from kb.text.normalise import fold_word
from kb.text.terms import WordNgrams, met
from kb.text.tokens import words

_LOOKED_AT = 5  # candidates
# Divisors that bring a feature to about 0..1, by judgement.
_LONG = 20  # words of a question
_MUCH = 40  # IDF that one sentence covers


def features(query: Query, candidates: Sequence[Candidate]) -> dict[str, float]:
    """The features of the best candidates (at least one), each in 0..1 or a little above.

    - score: of the best candidate.
    - found: the IDF of the question's words that one sentence matches; only sentences with the kind of answer asked for count.
    - own: the largest share of the words that one sentence matches untranslated.
    - lacking: the IDF of the rarest word, by 4-grams, that every passage lacks, as a share of an unseen word's.
    - rarest: the IDF of the question's rarest word, as a share of an unseen word's.
    - strange: the share of the question's names and numbers that every passage lacks.
    - unsought: how little any word of the sentences resembles the noun asked for ("studenti" of "quanti studenti").
    - unsuited: 1 if no sentence holds the kind of answer asked for.
    - length: of the question, in words.
    - cosine: the largest of one sentence with the question.
    - retrieval: the largest probability of a passage.
    """
    best, unseen = candidates[:_LOOKED_AT], query.unseen_idf
    matched = [met(query.words, candidate.terms) for candidate in best]
    # A sentence without a number doesn't answer "how many", however much else it says.
    is_demanding = is_strict(query.expected_answer)
    suited = [shares for shares, candidate in zip(matched, best, strict=True) if candidate.suits or not is_demanding]
    passages = [candidate.hit.folded for candidate in best]
    return {
        "score": best[0].score,
        "found": max((_sum(query.idf, shares) for shares in suited), default=0.0) / _MUCH,
        "own": max(sum(share >= 1 for share in shares) / len(shares) for shares in matched),
        "lacking": min(_lacking(query.idf, query.ngrams.overlaps(words)) for words in passages) / unseen,
        "rarest": max(query.idf) / unseen,
        "strange": min(len(query.names.difference(words)) for words in passages) / max(len(query.names), 1),
        "unsought": _unsought(query.asked_noun, best),
        "unsuited": float(not suited),
        "length": min(len(query.folded), _LONG) / _LONG,
        "cosine": max(candidate.cosine for candidate in best),
        "retrieval": max(candidate.hit.score for candidate in candidates),
    }


def _unsought(noun: str, best: Sequence[Candidate]) -> float:
    ngrams = WordNgrams([noun])
    told = {fold_word(found) for candidate in best for found in words(candidate.text)[0]}
    return 1 - max((ngrams.overlaps([found])[0] for found in told), default=0.0) if noun else 0.0


def _lacking(idf: Sequence[float], shares: Sequence[float]) -> float:
    return max(rarity * (1 - share) for rarity, share in zip(idf, shares, strict=True))


def _sum(idf: Sequence[float], shares: Sequence[float]) -> float:
    return sum(rarity * share for rarity, share in zip(idf, shares, strict=True))


def confidence(query: Query, candidates: Sequence[Candidate], weights: AnswerabilityWeights) -> float:
    """The probability (0..1) that the best candidates answer the question; 0 if there are none."""
    return probability(features(query, candidates), weights) if candidates else 0.0


def probability(values: Mapping[str, float], weights: AnswerabilityWeights) -> float:
    """The probability of a logistic model: 1 / (1 + exp(-(intercept + Σ weight · value)))."""
    total = weights.intercept + sum(getattr(weights, name) * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))
