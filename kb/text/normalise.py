"""Case and accent folding, and the pattern of a word."""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")

# Combining marks of Latin, Cyrillic, Hebrew and Arabic letters.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def fold(text: str) -> str:
    """Lower case without accents or ligatures (NFKD), for comparing typed words with text."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """`fold` of one word, cached."""
    return fold(word)
