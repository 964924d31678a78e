"""Finding a quote again: in a text, and among the characters of a page. Pure functions."""

import re
import unicodedata
from collections.abc import Sequence

_EXTRA = {"ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"}


def _letters(char: str) -> str:
    """The letters and digits of one character, folded: "ﬁ" → "fi", "È" → "e", "-" → ""."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    decomposed = unicodedata.normalize("NFKD", _EXTRA.get(char, char).casefold())
    return "".join(c for c in decomposed if c.isalnum())


def squash(chars: Sequence[str]) -> tuple[str, list[int]]:
    """(folded letters and digits of all, position in `chars` of each): what survives hyphens, breaks and accents."""
    text, places = [], []
    for place, char in enumerate(chars):
        for letter in _letters(char):
            text.append(letter)
            places.append(place)
    return "".join(text), places


def find(chars: Sequence[str], quote: str, near: float = 0.0) -> tuple[int, int] | None:
    """First and last position (inclusive) of a quote among characters; None when it isn't there.

    White space, hyphenation, ligatures and accents may differ; letters and digits may not. Of several places, the one
    nearest to `near` (0..1, how far into the page it is expected) counts.
    """
    wanted, _ = squash(quote)
    text, places = squash(chars)
    if not wanted:
        return None
    found = [match.start() for match in re.finditer(f"(?={re.escape(wanted)})", text)]
    if not found:
        return None
    expected = near * len(text)
    start = min(found, key=lambda at: abs(at - expected))
    return places[start], places[start + len(wanted) - 1]
