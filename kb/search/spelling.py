"""Spelling correction of a query, by a dictionary of both languages and by the words of visible passages."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.search.query_analysis import Query
from kb.search.scope import Scope
from kb.text.normalise import fold_word
from kb.text.stemming import LANGUAGES, stem
from kb.text.terms import Term
from kb.text.tokens import PREFIXES, spans, tokens, words

# All but the last two were chosen on words misspelt at random (`python -m bench spelling`).
_KNOWN = 1.5  # Zipf frequency (log10 per 10^9 words) from which a listed word is right; rarer ones are often slips
_MEANT = 2.0  # from which it may be a correction
_BASE, _HALF = 2.5, 3.5  # from which a word may take a prefix or suffix, or be half of a compound
_SHORTEST, _SHORT = 4, 5  # letters of words that are corrected; of those in which only one letter may be wrong
# Letters from which two wrong ones may be clear; the same if a passage has another word of the query, too.
_LONG, _LONG_BESIDE = 8, 7
_CLEAR = 1.2  # lead of the best correction over the next one that makes it clear
_EDIT = 3.0  # weight of one wrong letter, in powers of ten of frequency
_TRIED = 200  # passages with similar words that are read for a correction
_MOST_WRONG = 8  # words, each of which takes 10 ms; a text with more is in another language, or no text
_CANDIDATES = 60  # words looked up in the index
_BEFORE = ("", "in", "non", "re", "ri", "un", *PREFIXES)
_BEHIND = ("", "s", "es", "ed", "ing", "al", "ly", "less", "ness", "wise", "like", "mente")


@dataclass(frozen=True)
class Correction:
    """A corrected query. `is_clear` if each correction is the only likely one, so that it may be searched for at once."""

    text: str
    is_clear: bool


class Dictionary:
    """Italian and English words with their frequencies, from wordfreq (Robyn Speer; data under CC BY-SA 4.0)."""

    def __init__(self) -> None:
        from wordfreq import get_frequency_list  # takes a tenth of a search's time, and few searches need it

        frequencies: dict[str, float] = {}
        for language in LANGUAGES:
            listed = get_frequency_list(language, "large")
            get_frequency_list.cache_clear()
            for centibels, several in enumerate(listed):
                zipf = 9 - centibels / 100
                for word in several:
                    if zipf >= _KNOWN:
                        frequencies[word] = max(frequencies.get(word, 0.0), zipf)
        common = sorted(word for word, zipf in frequencies.items() if zipf >= _MEANT and word.isalpha())
        self._of_length: dict[int, list[str]] = {}
        for word in common:
            self._of_length.setdefault(len(word), []).append(word)
        hashes = np.fromiter(map(hash, frequencies), np.int64, len(frequencies))
        order = np.argsort(hashes)
        # 640,000 strings in a dictionary would take 60 MB.
        self._hashes, self._zipf = hashes[order], np.fromiter(frequencies.values(), np.float32)[order]
        self._folded = {fold_word(word) for word in common if not word.isascii()}

    def frequency(self, word: str) -> float:
        """The Zipf frequency of a word in lower case, the higher of both languages; 0 if it isn't listed."""
        at = int(np.searchsorted(self._hashes, hash(word)))
        return float(self._zipf[at]) if at < len(self._hashes) and self._hashes[at] == hash(word) else 0.0

    def knows(self, word: str) -> bool:
        """Whether a word is right: listed, perhaps with accents or without a prefix or suffix, or made of two common words."""
        if self.frequency(word) or word in self._folded:
            return True
        bases = (word.removeprefix(prefix).removesuffix(suffix) for prefix in _BEFORE for suffix in _BEHIND)
        if any(len(base) >= _SHORTEST and self.frequency(base) >= _BASE for base in bases if base != word):
            return True
        halves = ((word[:at], word[at:]) for at in range(_SHORTEST, len(word) - _SHORTEST + 1))
        return any(min(map(self.frequency, both)) >= _HALF for both in halves)

    def near(self, word: str, wrong: int) -> list[str]:
        """The common words within `wrong` letters of one (a transposition is one)."""
        lengths = range(len(word) - wrong, len(word) + wrong + 1)
        return [
            found
            for length in lengths
            for found, _, _ in process.extract(
                word, self._of_length.get(length, ()), scorer=OSA.distance, score_cutoff=wrong, limit=None
            )
        ]


@cache
def dictionary() -> Dictionary:
    """The dictionary, read at first use."""
    return Dictionary()


def correct(scope: Scope, query: Query, text: str) -> Correction | None:
    """`text`, which `query` was analysed from, with its misspelt words corrected; None if there are none or one has no correction.

    A word is misspelt if no dictionary, no allowed document and no quoted phrase has it. Only words that allowed documents have,
    themselves or translated, replace it.
    """
    quoted = {word for phrase in query.phrases for word in words(phrase)[0]}
    wrong = [
        word
        for word, alternatives in zip(query.forms, query.words, strict=True)
        if _may_be_wrong(word, quoted) and not scope.lexical.holds(_own(alternatives), scope.within())
    ]
    wrong = [word for word in wrong if not dictionary().knows(word)]
    if len(wrong) > _MOST_WRONG:
        return None
    found = {word: likely for word in wrong if (likely := _likely(scope, word))}
    if not wrong or len(found) < len(wrong):
        return None
    is_clear = all(
        _is_clear(word, likely, _LONG_BESIDE if _is_beside(scope, query, likely[0][1], set(found)) else _LONG)
        for word, likely in found.items()
    ) and not _may_be_name(text, found)
    return Correction(_replaced(text, {word: likely[0][1] for word, likely in found.items()}), is_clear)


def _own(alternatives: Sequence[Term]) -> list[Term]:
    """The terms of a word itself: that the library has a translation of it doesn't make its spelling right."""
    return [term for term in alternatives if term.weight == 1]


def _may_be_wrong(word: str, quoted: Collection[str]) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word not in quoted


def _is_beside(scope: Scope, query: Query, word: str, wrong: Collection[str]) -> bool:
    """Whether an allowed passage has this word and another of the query that isn't wrong."""
    terms = tuple(Term(term, language) for language in LANGUAGES if (term := stem(word, language)))
    others = [tuple(_own(own)) for word, own in zip(query.forms, query.words, strict=True) if word not in wrong]
    return any(scope.lexical.search((terms,), {"body": 1.0}, 1, scope.within((own,))) for own in others)


def _is_clear(typed: str, likely: list[tuple[float, str]], long: int) -> bool:
    """Whether the best correction leads clearly with at most one wrong letter, or two in a word of `long` letters or more."""
    score, best = likely[0]
    others = [
        other for other, word in likely if all(stem(word, language) != stem(best, language) for language in LANGUAGES)
    ]
    bearable = len(typed) >= long or sorted(fold_word(typed)) == sorted(fold_word(best)) or _edits(typed, best) < 2
    return bearable and (not others or score - max(others) >= _CLEAR)


def _likely(scope: Scope, word: str) -> list[tuple[float, str]]:
    """(score, correction) of a word, best first: frequent here and in the language, and few letters away."""
    wrong = 1 if len(word) <= _SHORT else 2
    similar = _similar_words(scope, word, wrong)
    near = sorted(
        dictionary().near(word, wrong), key=lambda found: (_edits(word, found), -dictionary().frequency(found))
    )
    scored = []
    for found in dict.fromkeys([*near[:_CANDIDATES], *similar]):
        if here := max(_frequency(scope, found), similar[found], _translated(scope, found)):
            usual = math.log10(1 + here) + dictionary().frequency(found) / 2
            scored.append((usual - _EDIT * _edits(word, found), found))
    return sorted(scored, reverse=True)


def _frequency(scope: Scope, word: str) -> int:
    """The number of visible passages with a word, 0 if no allowed one has it."""
    terms = [Term(term, language) for language in LANGUAGES if (term := stem(word, language))]
    return max(map(scope.frequency, terms), default=0) if scope.lexical.holds(terms, scope.within()) else 0


def _translated(scope: Scope, word: str) -> int:
    """1 if an allowed passage has a translation of a word, which may occur in the other language alone; else 0."""
    for language, other in (("it", "en"), ("en", "it")):
        parts = (part for text, _ in scope.translate([word], language)[0] for part in words(text)[0])
        foreign = [Term(term, other) for part in parts if (term := stem(part, other))]
        if foreign and scope.lexical.holds(foreign, scope.within()):
            return 1
    return 0


def _edits(word: str, meant: str) -> float:
    """Wrong letters between folded words; a doubled or single letter and a transposition weigh less, the first letter more."""
    typed, right = fold_word(word), fold_word(meant)
    edits = float(OSA.distance(typed, right))
    if edits == 1 and (_undoubled(typed) == _undoubled(right) or sorted(typed) == sorted(right)):
        edits -= 0.3
    return edits + (0.2 if typed[0] != right[0] else 0)


def _undoubled(word: str) -> str:
    return "".join(char for char, before in zip(word, " " + word, strict=False) if char != before)


def _similar_words(scope: Scope, word: str, wrong: int) -> Counter[str]:
    """Words of allowed passages within `wrong` letters of one, with the number of passages read that have them."""
    counts: Counter[str] = Counter()
    for language in LANGUAGES:
        ids = scope.lexical.fuzzy(stem(word, language) or fold_word(word), language, wrong, _TRIED, scope.within())
        for passage in scope.library.catalogue.passages(ids).values():
            counts.update({other for other in words(passage.text)[0] if abs(len(other) - len(word)) <= wrong})
    plain = fold_word(word)
    return Counter(
        {other: n for other, n in counts.items() if OSA.distance(fold_word(other), plain, score_cutoff=wrong) <= wrong}
    )


def _may_be_name(text: str, misspelt: Collection[str]) -> bool:
    """Whether one of these words may be a name: capitalised, not the first, and not all words are capitalised."""
    written = [text[start:end] for token in tokens(text) for _, start, end in spans(text, token)]
    names = [word for word in written[1:] if word[0].isupper()]
    return len(names) < len(written) - 1 and any(word.lower() in misspelt for word in names)


def _replaced(text: str, corrections: dict[str, str]) -> str:
    """The text with the words corrected, with their capitals, and everything else as it is."""
    parts, done = [], 0
    for word, start, end in (part for token in tokens(text) for part in spans(text, token)):
        if word in corrections:
            better = corrections[word]
            parts += [text[done:start], better.capitalize() if text[start].isupper() else better]
            done = end
    return "".join([*parts, text[done:]])
