"""Ranks (first, last, most, least, only): which one a question asks for, and which one a sentence states. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.questions.grammar import HIGHEST, LOWEST
from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS

_RANKS: dict[str, re.Pattern[str]] = {
    "first": re.compile(r"\b(?:prim(?:[oie]|a(?!\s+(?:d[ie]|che|o\b)))|first|earliest|initial\w*|inizial\w+)\b", re.I),
    # "How long did it last?" and "it lasts for a year" rank nothing.
    "last": re.compile(
        r"\b(?:ultim[oaie]|last(?!\s*(?:[?.!,;:]|$)|\s+(?:for|long|longer|until)\b)|latest|final[ei]?)\b", re.I
    ),
    "most": HIGHEST,
    "least": LOWEST,
}
_OPPOSITE = {"first": "last", "last": "first", "most": "least", "least": "most"}
# Neither the first nor the last. "Secondo" is also "according to", "second" a time, "Quarto" a place.
_NUMBERED = re.compile(
    r"\b(?:[Tt]he second|(?:[Ii]l|del|al|nel) secondo|seconda|terz[oa]|third|quart[oa]|fourth)\b(?!\s+(?:i|il|la|le|gli|the|of)\b)"
)
# "Più citato" and "meno citato"; "più di", "più che" and "più volte" compare something else.
_COMPARED = re.compile(r"\b(?:(?<!in )(più|meno)\s+(?!volte\b)([^\W\d_]{3,})|di\s+(più|meno)\b)", re.I)
SINGLE = re.compile(r"\b(?:unic[oa]|the only|(?:il|la) sol[oa])\b", re.I)
_ALONE = re.compile(
    r"\b(?:unic(?:[oaie]|amente)|sol[oa]|soltanto|solamente|esclusiv\w+|only|sole(?:ly)?|single|alone|exclusive\w*|no (?:other|one else)|nessun altr\w)\b",
    re.I,
)
_PHASE = re.compile(r"final|ini[tz]ial", re.I)  # of a phase or a report, more often than a rank
_STEM = 4  # letters by which two forms of an adjective are the same
_NEAR = 3  # words on either side of a rank, of which it may be
_LIKE = 5  # letters by which two forms of a noun are the same


@dataclass(frozen=True)
class Rank:
    """A rank as worded ("meno citato"), and the stem of the word compared by "più" or "meno"; "" for other wordings.

    `of` are the first letters of the words of the question that it may be of.
    """

    name: str
    said: str
    stem: str = ""
    of: frozenset[str] = frozenset()


def rank_in(question: str) -> Rank | None:
    """The rank that a question asks for; None if it asks for none."""
    for name, pattern in _RANKS.items():
        if match := pattern.search(question):
            of = _around(question, match, 1) if _PHASE.match(match.group()) else _stems(WORD.findall(question))
            return Rank(name, _said(question, match), of=of)
    return next(_compared(question), None)


def _said(text: str, match: re.Match[str]) -> str:
    """The words of a rank: with "most" and "least" the next one, too."""
    behind = re.match(r"\s+[^\W\d_]+", text[match.end() :]) if match.group().lower() in ("most", "least") else None
    return match.group() + (behind.group() if behind else "")


def _around(text: str, match: re.Match[str], reach: int) -> frozenset[str]:
    """The first letters of up to `reach` words on either side of a match, in its clause."""
    before = re.split(r"[.;:!?]", text[: match.start()])[-1]
    after = re.split(r"[.;:!?]", text[match.end() :])[0]
    return _stems([*WORD.findall(before)[-reach:], *WORD.findall(after)[:reach]])


def _stems(words: Sequence[str]) -> frozenset[str]:
    small = STOPWORDS["it"] | STOPWORDS["en"]
    return frozenset(folded[:_LIKE] for word in words if (folded := fold(word)) not in small and len(folded) > 2)


def _compared(text: str) -> Iterator[Rank]:
    for match in _COMPARED.finditer(text):
        if match[2] and match[2].lower() in STOPWORDS["it"]:
            continue
        word = match[1] or match[3]
        yield Rank("most" if word.lower() == "più" else "least", match.group(), (match[2] or "di")[:_STEM].lower())


def states(rank: Rank, text: str) -> bool:
    """Whether a text states the rank that is asked for."""
    return bool(_RANKS[rank.name].search(text)) or any(_is_same(rank, other) for other in _compared(text))


def _is_same(rank: Rank, other: Rank) -> bool:
    return rank.name == other.name and rank.stem == other.stem


def other_rank(rank: Rank, text: str) -> str:
    """The words of a text that contradict a rank ("least" for "most"); "" if it states the rank itself, or none of the same things."""
    if states(rank, text):
        return ""
    if rank.stem:
        return next((other.said for other in _compared(text) if other.stem == rank.stem), "")
    numbered = [_NUMBERED] if rank.name in ("first", "last") else []
    others = (match for pattern in (_RANKS[_OPPOSITE[rank.name]], *numbered) for match in pattern.finditer(text))
    return next((_said(text, other) for other in others if rank.of & _around(text, other, _NEAR)), "")


def unconfirmed(question: str, texts: Sequence[str]) -> str:
    """The rank or "only" of a question ("most cited", "the only") that no text states, as worded there; "" if none."""
    rank, single = rank_in(question), SINGLE.search(question)
    if rank and not _PHASE.match(rank.said) and not any(states(rank, text) for text in texts):
        return rank.said
    return single.group() if single and not any(map(_ALONE.search, texts)) else ""
