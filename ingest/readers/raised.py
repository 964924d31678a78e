"""Raised text, as in <sup>: powers and ordinals belong to the word before, marks of notes don't."""

import re

_WORD_BEFORE = re.compile(r"([^\W\d_]+|\d+(?:[.,]\d+)*)$")
_UNITS = frozenset("m cm mm km dm hm dam µm nm s ms h kg g mg ft in yd mi px ha l dl cl j w k n v a".split())
_ORDINALS = frozenset("o a e er re ère ème st nd rd th tm sm ma mo me mme lle va vo".split())
_NUMBER = re.compile(r"[-+−–]?\d+(?:[.,]\d+)?[-+−]?")
_MARK = re.compile(r"[\[({]?\s*(?:\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*|[*†‡§¶#]+|[a-z])\s*[\])}]?")


def raised(before: str, text: str) -> str:
    """The text written for raised text behind `before`: itself, "^" before it if digits would run together, or "" for a mark.

    "m" + "2" is "m2", "10" + "6" is "10^6"; "mobili" + "6" and "2019" + "5" are words with the mark of a note.
    """
    shown = text.strip()
    if not before.strip():
        return f"{shown} " if shown else ""
    found = _WORD_BEFORE.search(before)
    word = found[1] if found else ""
    if _NUMBER.fullmatch(shown):
        return _power(before, word, shown)
    if shown.lower() in _ORDINALS and word:
        return shown if word.isdigit() or len(word) <= 3 else ""
    if not _MARK.fullmatch(shown):
        return text
    is_exponent = len(shown) == 1 and shown.isalpha() and (len(word) == 1 or before.endswith((")", "]")))
    return f"^{shown}" if is_exponent else ""


def _power(before: str, word: str, digits: str) -> str:
    if before[-1:] == ")":
        return f"^{digits}"
    if word.isdigit():
        is_base = word in ("10", "2") or len(word) == 1 or re.search(r"[×·*]\s*\d+$", before)
        return f"^{digits}" if is_base else ""
    if word.lower() in _UNITS or len(word) == 1 or digits[-1] in "+-−" or digits[0] in "-−":
        return digits
    return ""
