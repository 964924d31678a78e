"""Whether the best sentences answer a question, or only come near: a fitted score. Pure functions."""

import math
from collections.abc import Mapping, Sequence

from kb.answer.candidates import Candidate
from kb.search.query_analysis import Query
from kb.text.answer_kinds import asked_noun, expected_answer, is_strict, names
from kb.text.letters import WordNgrams
from kb.text.normalise import WORD, fold_word
from kb.text.terms import met, text_terms

_LOOKED_AT = 5  # candidates
_LONG = 20  # words of a question
_MUCH = 40  # that one sentence meets, in inverse document frequencies

# Fitted on the development questions by `bench/fit_refusal.py`; what they reach is in docs/quality.md.
COEFFICIENTS = {
    "score": 4.75, "found": 5.87, "own": -2.14, "lacking": -1.94, "rarest": 3.29, "strange": -1.29, "unsought": -0.69,
    "unsuited": -0.58, "length": 0.21, "intercept": -7.38,
}  # fmt: skip
THRESHOLD = 0.302


def features(
    query: Query, candidates: Sequence[Candidate], rarities: Sequence[float], unknown: float
) -> dict[str, float]:
    """What tells an answer from a near miss, over the best candidates (at least one); each in 0..1 or little above.

    `rarities` are of the question's words, `unknown` is that of a word which stands nowhere. What one sentence meets of the
    question: how much in all (`found`, of sentences that hold the kind of answer asked for; `unsuited`: none does), and which
    share by the words' own forms (`own`). What a passage in its place hasn't: the rarest word, by its letters (`lacking`), and
    names and numbers (`strange`). `unsought`: how much of the word for what is asked ("studenti" of "quanti studenti") no
    word of these sentences has.
    """
    best = candidates[:_LOOKED_AT]
    letters, named, wanted = WordNgrams(query.forms), names(query.text), expected_answer(query.text)
    here = [met(query.words, text_terms(candidate.text)) for candidate in best]
    # "How many" is not answered by a sentence without a number, however much else it says.
    suited = [shares for shares, candidate in zip(here, best, strict=True) if candidate.suits or not is_strict(wanted)]
    around = [[fold_word(word) for word in WORD.findall(candidate.around)] for candidate in best]
    return {
        "score": best[0].score,
        "found": max((_sum(rarities, shares) for shares in suited), default=0.0) / _MUCH,
        "own": max(sum(share >= 1 for share in shares) / len(shares) for shares in here),
        "lacking": min(_lacking(rarities, letters.overlaps(words)) for words in around) / unknown,
        "rarest": max(rarities) / unknown,
        "strange": min(len(named.difference(words)) for words in around) / max(len(named), 1),
        "unsought": _unsought(asked_noun(query.text), best),
        "unsuited": float(not suited),
        "length": min(len(WORD.findall(query.text)), _LONG) / _LONG,
    }


def _unsought(word: str, best: Sequence[Candidate]) -> float:
    letters = WordNgrams([word])
    words = {fold_word(found) for candidate in best for found in WORD.findall(candidate.text)}
    return 1 - max((letters.overlaps([found])[0] for found in words), default=0.0) if word else 0.0


def _lacking(rarities: Sequence[float], shares: Sequence[float]) -> float:
    return max(rarity * (1 - share) for rarity, share in zip(rarities, shares, strict=True))


def _sum(rarities: Sequence[float], shares: Sequence[float]) -> float:
    return sum(rarity * share for rarity, share in zip(rarities, shares, strict=True))


def confidence(query: Query, candidates: Sequence[Candidate], rarities: Sequence[float], unknown: float) -> float:
    """The probability (0..1) that the best candidates answer the question; 0 where there are none."""
    if not candidates:
        return 0.0
    return logistic(features(query, candidates, rarities, unknown), COEFFICIENTS)


def logistic(values: Mapping[str, float], coefficients: Mapping[str, float]) -> float:
    """A logistic model's probability."""
    score = coefficients["intercept"] + sum(coefficients[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-score))
