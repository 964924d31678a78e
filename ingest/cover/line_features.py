"""Features of the words of a line, independent of its place: their kinds, their form, a role, names."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.cover.words import CLASSES, role_of
from ingest.metadata.person_names import name_evidence
from kb.text.normalise import WORD, fold

_FORMS = {
    name: re.compile(pattern)
    for name, pattern in {
        "lower start": r"^\s*[a-zà-ÿ]",
        "sentence": r"[a-zà-ù)][.;]\s|[a-zà-ù][.;]$",
        "ends open": r"(?i)\b(?:di|in|of|the|and|e|per|for|a|del|della|dell['’]?|con|with|on|su|da|by|to|nel|nella|il|la|l['’])\s*$",
        "ends colon": r":\s*$",
        "ends comma": r",\s*$",
        "ends question": r"\?\s*$",
        "ends hyphen": r"-\s*$",
        "starts quote": r"^\s*[“\"«”]",
        "bullet": r"^\s*[•▪\-–*‣●○◦·]",
        "colon inside": r"..:..",
        "commas": r",.*,",
        "marks": r"\w\s.*[\d*†‡∗]\s*(?:,|$|and\b)|[^\W\d][\d*†‡∗],.*\s",
        "leaders": r"…|\. \. \.|\.{5}",
    }.items()
}  # fmt: skip


def bucket(value: float, bounds: Sequence[float]) -> str:
    """The first bound that is at least the value, as a word; "more" if there is none."""
    return str(next((bound for bound in bounds if value <= bound), "more"))


@cache
def word_features(text: str) -> frozenset[str]:
    """The features of a line's words, independent of its place."""
    folded = fold(text).strip(" .:-–—*[](){}<>«»“”\"'")
    words = WORD.findall(folded)
    found = {name for name, pattern in CLASSES.items() if pattern.search(folded)}
    role, end = role_of(folded)
    rest = folded[end:].strip(" .:-–—*()")
    if role:
        found |= {"role", f"role {role}", f"role {role} {'with more' if rest else 'alone'}"}
    found |= {name_evidence(text, after=role_end(text, end) if role else 0)} - {""}
    found |= set(_form(text, words))
    return frozenset(found)


def role_end(text: str, folded_end: int) -> int:
    """The end of a role's words in `text`, given their end in the stripped folded text."""
    lead = len(text) - len(text.lstrip(" .:-–—*[](){}<>«»“”\"'"))
    return min(len(text), lead + folded_end)


def _form(text: str, words: Sequence[str]) -> Iterator[str]:
    yield f"words {bucket(len(words), (0, 1, 2, 3, 5, 8, 12, 20))}"
    yield from (name for name, pattern in _FORMS.items() if pattern.search(text))
    if sum(char.isdigit() for char in text) > 0.3 * len(text):
        yield "mostly digits"
    letters = [char for char in text if char.isalpha()]
    if not letters:
        yield "no letters"
        return
    yield f"case {_case(text, letters)}"


def _case(text: str, letters: Sequence[str]) -> str:
    """The case of a line: capitals, title, lower or mixed."""
    if sum(map(str.isupper, letters)) > 0.8 * len(letters):
        return "capitals"
    long = [word for word in text.split() if word[:1].isalpha() and len(word) > 3]
    if long and all(word[0].isupper() for word in long):
        return "title"
    return "lower" if letters[0].islower() else "mixed"


_FUNCTION_WORDS = {
    "it": frozenset("di del della dei delle degli dell per con nel nella nelle sul sulla e il la lo le un una che al alla alle da dal in".split()) - {"in"},
    "en": frozenset("of the and for to with on from by a an through using as towards at its".split()) - {"a"},
}  # fmt: skip


@cache
def line_language(text: str) -> str:
    """The language (it, en) of a line by its function words; "" if they are inconclusive."""
    words = WORD.findall(fold(text))
    counts = {name: sum(word in listed for word in words) for name, listed in _FUNCTION_WORDS.items()}
    if counts["it"] == counts["en"]:
        return ""
    return max(counts, key=lambda name: counts[name])
