"""A closer look at the best candidates: how much of the question a passage, in its place, really meets. Pure functions."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kb.text.answer_kinds import expected_answer, names
from kb.text.letters import WordNgrams
from kb.text.normalise import WORD, fold, fold_word
from kb.text.stemming import stem
from kb.text.terms import Words

_START = 2  # Letters that a word shares with any term it may meet.


@dataclass(frozen=True)
class EvidenceWeights:
    """What each kind of evidence adds to a score that is in 0..1. Chosen on halves of the development sets."""

    place: float = 1.0  # the question's words in passage, heading and title together
    letters: float = 0.6  # its words by their runs of four letters, where the model can't read both sides
    pairs: float = 0.1  # two words of the question side by side
    twos: float = 0.3  # two words as typed, small ones too, one behind the other
    threes: float = 0.5  # and three
    names: float = 0.1  # capitals and numbers, as typed
    suits: float = 0.1  # what such a question asks for: a date, a sum, a name

    @property
    def total(self) -> float:
        """The most that can be added."""
        return float(sum(vars(self).values()))


WEIGHTS = EvidenceWeights()
# Where the model reads question and passage, nearness of meaning says more than letters.
READ = replace(WEIGHTS, letters=0.0)

Met = tuple[tuple[int, float], ...]  # (which word of the question, its share)


@dataclass
class QuestionTerms:
    """A question as the closer look needs it. It remembers what each word it has seen is worth."""

    words: Words
    rarities: Sequence[float]
    forms: Sequence[str]
    text: str
    _met: dict[str, Met] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.total = sum(self.rarities) or 1.0
        plain = WORD.findall(fold(self.text))
        self.twos, self.threes = set(itertools.pairwise(plain)), set(zip(plain, plain[1:], plain[2:], strict=False))
        self.names = names(self.text)
        self.answer = expected_answer(self.text)
        self._terms: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for index, alternatives in enumerate(self.words):
            for term in alternatives:
                self._terms.setdefault((term.language, term.text), []).append((index, term.weight))
        self._languages = sorted({language for language, _ in self._terms})
        self._starts = {text[:_START] for _, text in self._terms}
        self.letters = WordNgrams(self.forms)

    def met_by(self, words: Sequence[str]) -> list[tuple[int, Met]]:
        """(position, what of the question it meets) for those of the words that meet anything."""
        known, starts = self._met, self._starts
        for word in set(words) - known.keys():
            start = word[:_START]
            # Most words can be told to meet nothing by their first letters.
            known[word] = self._meets(word) if start.lower() in starts or not start.isascii() else ()
        return [(at, met) for at, word in enumerate(words) if (met := known[word])]

    def _meets(self, word: str) -> Met:
        return tuple(
            (index, weight)
            for language in self._languages
            for index, weight in self._terms.get((language, stem(word, language)), ())
        )


def _share(wanted: set[Any], found: Iterable[Any]) -> float:
    return len(wanted.intersection(found)) / len(wanted) if wanted else 0.0


def evidence(wanted: QuestionTerms, text: str, place: str, weights: EvidenceWeights = WEIGHTS) -> float:
    """0..`weights.total`: how much of the question `text` meets; `place` is what stands over it, its heading and title."""
    shares = [0.0] * len(wanted.forms)
    pairs: set[int] = set()
    before: dict[int, int] = {}  # where each word of the question was met last
    words = WORD.findall(text)
    for at, met in wanted.met_by(words):
        for index, share in met:
            shares[index] = max(shares[index], share)
            # One short word between two words of the question doesn't part them.
            if 0 < at - before.get(index - 1, -9) <= 2:
                pairs.add(index)
            before[index] = at
    for _, met in wanted.met_by(WORD.findall(place)):
        for index, share in met:
            shares[index] = max(shares[index], share)
    plain = [fold_word(word) for word in words]
    found = weights.place * _sum(wanted, shares)
    if weights.letters:
        found += weights.letters * _sum(wanted, wanted.letters.overlaps(plain))
    found += weights.pairs * len(pairs) / max(len(wanted.forms) - 1, 1)
    twos = _share(wanted.twos, itertools.pairwise(plain))
    found += weights.twos * twos + weights.names * _share(wanted.names, plain)
    if twos:
        found += weights.threes * _share(wanted.threes, zip(plain, plain[1:], plain[2:], strict=False))
    if wanted.answer is not None and wanted.answer.search(text):
        found += weights.suits
    return found


def _sum(wanted: QuestionTerms, shares: Sequence[float]) -> float:
    return sum(rarity * share for rarity, share in zip(wanted.rarities, shares, strict=True)) / wanted.total
