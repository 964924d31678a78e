"""A closer look at the best candidates: how much of the question a passage, in its place, really meets. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.language import WORD, fold
from kb.lexical import Words, stem

_FAMILY = 5  # Letters by which words are taken to be of one family: "inizio" and "iniziata".
_SPAN = 32  # Words: about a sentence.
_START = 2  # Letters that a word shares with any term it may meet.


@dataclass(frozen=True)
class Weights:
    """What each kind of evidence adds to a score that is in 0..1. Chosen on the development sets."""

    place: float = 0.6  # the question's words in passage, heading and title together
    span: float = 0.2  # within a sentence's length
    family: float = 0.3  # by the beginnings of words, which a stemmer takes apart
    pairs: float = 0.15  # two words of the question side by side

    @property
    def total(self) -> float:
        """The most that can be added."""
        return self.place + self.span + self.family + self.pairs


WEIGHTS = Weights()

Met = tuple[tuple[int, float, bool], ...]  # (which word of the question, its share, whether by its own form)


@dataclass
class Wanted:
    """A question as the closer look needs it. It remembers what each word it has seen is worth."""

    words: Words
    rarities: Sequence[float]
    forms: Sequence[str]
    _met: dict[str, Met] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.total = sum(self.rarities) or 1.0
        self._terms: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for index, alternatives in enumerate(self.words):
            for term in alternatives:
                self._terms.setdefault((term.language, term.text), []).append((index, term.weight))
        self._languages = sorted({language for language, _ in self._terms})
        self._families: dict[str, list[int]] = {}
        for index, form in enumerate(self.forms):
            self._families.setdefault(fold(form)[:_FAMILY], []).append(index)
        self._starts = {start[:_START] for start in (*self._families, *(text for _, text in self._terms))}

    def met_by(self, words: Sequence[str]) -> list[tuple[int, Met]]:
        """(position, what of the question it meets) for those of the words that meet anything."""
        known = self._met
        for word in set(words) - known.keys():
            known[word] = self._meets(word)
        return [(at, met) for at, word in enumerate(words) if (met := known[word])]

    def _meets(self, word: str) -> Met:
        start = word[:_START]
        if start.lower() not in self._starts and start.isascii():
            return ()
        shares = (
            (index, weight, False)
            for language in self._languages
            for index, weight in self._terms.get((language, stem(word, language)), ())
        )
        kin = self._families.get(fold(word)[:_FAMILY], ()) if len(word) > 3 else ()
        return (*shares, *((index, 1.0, True) for index in kin))


def evidence(wanted: Wanted, text: str, place: str, weights: Weights = WEIGHTS) -> float:
    """0..1: how much of the question `text` meets; `place` is what stands over it, its heading and title."""
    shares = [0.0] * len(wanted.forms)
    families: set[int] = set()
    seen: list[tuple[int, int, float]] = []  # (position in the text, word of the question, share)
    pairs: set[int] = set()
    before: dict[int, int] = {}  # where each word of the question was met last
    for at, met in wanted.met_by(WORD.findall(text)):
        for index, share, kin in met:
            if kin:
                families.add(index)
                continue
            shares[index] = max(shares[index], share)
            seen.append((at, index, share))
            # One short word between two words of the question doesn't part them.
            if 0 < at - before.get(index - 1, -9) <= 2:
                pairs.add(index)
            before[index] = at
    for _, met in wanted.met_by(WORD.findall(place)):
        for index, share, kin in met:
            if not kin:
                shares[index] = max(shares[index], share)
    found = weights.place * _sum(wanted, dict(enumerate(shares)))
    found += weights.span * _densest(wanted, seen)
    found += weights.family * _sum(wanted, dict.fromkeys(families, 1.0))
    found += weights.pairs * len(pairs) / max(len(wanted.forms) - 1, 1)
    return found / weights.total


def _sum(wanted: Wanted, shares: dict[int, float]) -> float:
    return sum(wanted.rarities[index] * share for index, share in shares.items()) / wanted.total


def _densest(wanted: Wanted, seen: Sequence[tuple[int, int, float]]) -> float:
    """The most of the question that stands within _SPAN words."""
    best = 0.0
    for at, (start, _, _) in enumerate(seen):
        shares: dict[int, float] = {}
        for place, index, share in seen[at:]:
            if place - start > _SPAN:
                break
            shares[index] = max(shares.get(index, 0.0), share)
        best = max(best, _sum(wanted, shares))
    return best
