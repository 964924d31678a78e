"""Checks whether sources support a claim, by its numbers, names, negation, scope and words. Pure functions.

A claim is compared with the one or two consecutive sentences that share most of its words. What a source doesn't say is never
supported; a paraphrase may be only partly supported. Measured in docs/quality.md on true sentences of the sample corpus and on
false variants of them.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import JaroWinkler

from kb.search.query_analysis import Translate, analyse
from kb.text.normalise import WORD, fold
from kb.text.numbers import NUMBER_WORDS
from kb.text.sentences import sentences
from kb.text.terms import coverage, text_terms

Level = Literal["supported", "partly", "unsupported"]
Doubt = Literal["", "number", "name", "negation", "general", "merged", "words"]

_MOST = 0.66  # share of a claim's words matched, below which it is only partly supported
_SOME = 0.4  # and below which it isn't supported
_NEAR = 4  # words on either side of a number that identify what it counts
_ALIKE = 0.88  # Jaro-Winkler similarity of two spellings of one name, such as "Milan" and "Milano"

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*|\b(?:{'|'.join(word for word in NUMBER_WORDS if not word.isalpha())})\b|[^\W_]+(?:['’](?=[^\W_]))?",
    re.I,
)
_NEGATION = re.compile(
    r"\b(?:non|n[éè]|mai|nessun\w*|senza|niente|nulla|neppure|nemmeno|neanche|not|no|never|none|nobody|nothing|without|neither|nor|cannot|hardly)\b|n['’]t\b",
    re.I,
)
_GENERAL = re.compile(
    r"\b(?:all|every|everyone|everybody|everywhere|always|entire|entirely|whole|only|completely|fully|any|most|worldwide|tutt[aeio]|ogni|ognuno"
    r"|sempre|inter[aeio]|interamente|ovunque|chiunque|qualsiasi|qualunque|solo|soltanto|unicamente|completamente|maggior parte|mondiale)\b",
    re.I,
)


@dataclass(frozen=True)
class Verdict:
    """The support of a claim by its sources, the kind of doubt about it, and the word in doubt."""

    level: Level
    doubt: Doubt = ""
    word: str = ""


@dataclass(frozen=True)
class _Window:
    text: str
    source: str  # the whole passage
    met: float


def check(claim: str, sources: Sequence[str], translate: Translate | None = None) -> Verdict:
    """Compare a claim with the passages that it cites. Without a source nothing is supported."""
    words = analyse(claim, translate).words
    if not words:
        return Verdict("unsupported", "words")
    ones = [1.0] * len(words)
    found = [
        _Window(text, source, coverage(words, ones, text_terms(text)))
        for source in sources
        for text in _windows(source)
    ]
    if not found:
        return Verdict("unsupported", "words")
    best = max(found, key=lambda window: (round(window.met, 3), -len(window.text)))
    if verdict := _first(_number_doubt(claim, best), _name_doubt(claim, best, translate), _polarity_doubt(claim, best)):
        return verdict
    if best.met < _SOME:
        return Verdict("unsupported", "words")
    if best.met < _MOST:
        together = coverage(words, ones, text_terms(" ".join(sources)))
        return Verdict("partly", "merged" if together >= _MOST else "words")
    if general := _general(claim, best.text):
        return Verdict("partly", "general", general)
    return Verdict("supported")


def _first(*verdicts: Verdict | None) -> Verdict | None:
    return next((verdict for verdict in verdicts if verdict), None)


def _windows(text: str) -> Iterator[str]:
    """Sentences, and pairs of consecutive ones."""
    spans = sentences(text)
    yield from (text[start:end] for start, end in spans)
    yield from (text[a:d] for (a, _), (_, d) in itertools.pairwise(spans))


def _number(token: str) -> str:
    """A number in one notation: "1.850" and "1,850" are 1850, "3,5" is 3.5."""
    if token.lower() in NUMBER_WORDS:
        return NUMBER_WORDS[token.lower()]
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", token)
    return plain.replace(",", ".")


def _numbers(tokens: Sequence[str]) -> list[tuple[int, str]]:
    return [(at, _number(t)) for at, t in enumerate(tokens) if _NUMBER.fullmatch(t) or t.lower() in NUMBER_WORDS]


def _number_doubt(claim: str, best: _Window) -> Verdict | None:
    """A doubt if the source lacks a number of the claim, or has it beside other words."""
    said, there = _TOKEN.findall(claim), _TOKEN.findall(best.text)
    known = _numbers(there)
    for at, number in _numbers(said):
        places = [place for place, value in known if value == number]
        if not places:
            return Verdict("unsupported", "number", said[at])
        if not any(_same_surroundings(said, at, there, place) for place in places):
            return Verdict("unsupported", "number", said[at])
    return None


def _same_surroundings(said: Sequence[str], at: int, there: Sequence[str], place: int) -> bool:
    """Whether a number has common words around it here and there; True if there are none to compare."""
    here = _words_and_terms((*said[max(at - _NEAR, 0) : at], *said[at + 1 : at + 1 + _NEAR]))
    around = _words_and_terms((*there[max(place - _NEAR, 0) : place], *there[place + 1 : place + 1 + _NEAR]))
    # Only words that the source has at all can be compared: a translation has none of them.
    alike = here & _words_and_terms(there)
    return not alike or bool(alike & around)


def _words_and_terms(read: Sequence[str]) -> set[object]:
    """The index terms of some words, and the words: "nel" tells a year from a count."""
    return {*text_terms(" ".join(read)), *map(fold, read)}


def _name_doubt(claim: str, best: _Window, translate: Translate | None) -> Verdict | None:
    """A doubt if the passage lacks a name of the claim."""
    known = {fold(word) for word in WORD.findall(best.source)}
    terms = text_terms(best.source)
    for match in re.finditer(r"(?<![.!?…:»”\"]\s)(?<!^)\b[A-ZÀ-Ý][\w’'\-]{2,}", claim):
        for name in WORD.findall(match.group()):
            plain = fold(name)
            if len(plain) < 3 or not name[0].isupper() or plain in known:
                continue
            if any(JaroWinkler.similarity(plain, other) >= _ALIKE for other in known):
                continue
            words = analyse(name, translate).words
            if not words or not coverage(words, [1.0] * len(words), terms):
                return Verdict("unsupported", "name", name)
    return None


def _polarity_doubt(claim: str, best: _Window) -> Verdict | None:
    """A doubt if only one of claim and source is negated, or the claim more often."""
    here, there = _NEGATION.findall(claim), _NEGATION.findall(best.text)
    if here and not there:
        return Verdict("unsupported", "negation", here[0])
    if there and not here:
        return Verdict("partly", "negation", there[0])
    if len(here) > len(there):
        return Verdict("partly", "negation", here[-1])
    return None


def _general(claim: str, source: str) -> str:
    """A word by which the claim generalises beyond the source, such as "all"; "" if there is none."""
    known = {fold(word) for word in _GENERAL.findall(source)}
    return next((word for word in _GENERAL.findall(claim) if fold(word)[:4] not in {k[:4] for k in known}), "")
