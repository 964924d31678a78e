"""Detection of text layers without words: private-use characters, or wrong letters from fonts without a map to Unicode."""

import re
import unicodedata

from kb.text.normalise import fold_word
from kb.text.stopwords import STOPWORDS

# By judgement, but for the share of vowels: Italian has 0.47, English 0.40, German 0.39, Polish 0.36, text shifted by a number of
# letters 0.27 or less.
_LEAST = 12  # characters; fewer may be signs of a drawing
_UNREADABLE = 0.5  # of the characters
_VOWELS = 0.28  # of the Latin letters
_LETTERS, _TOKENS = 100, 20  # least number of letters in words, and of words
_SHORT = 2  # letters; shorter ones may be marks of a plot
_SIGNS, _KINDS = 0.75, 9  # share and kinds of signs of a layer that has neither letters nor digits
_VOWEL = frozenset("aeiouy")
_COMMON = STOPWORDS["it"] | STOPWORDS["en"]
_COMMON_SHARE = 0.04  # of the words of two letters or more; by chance a few look like one
_TOKEN = re.compile(r"[^\W\d_]+")


def is_nonsense(text: str) -> bool:
    """Whether the text of a page can't be the text that is visible on it."""
    lower = text.lower()
    if sum(lower.count(vowel) for vowel in _VOWEL) >= _VOWELS * len(text):
        return False
    characters = [char for char in text if not char.isspace() and char != "\u200b"]
    if len(characters) < _LEAST:
        return False
    unreadable = sum(unicodedata.category(char) in ("Co", "Cn", "Cc") or char == "\ufffd" for char in characters)
    if unreadable >= _UNREADABLE * len(characters):
        return True
    signs = [char for char in characters if not char.isalnum()]
    return (len(signs) >= _SIGNS * len(characters) and len(set(signs)) >= _KINDS) or _has_no_words(text)


def _has_no_words(text: str) -> bool:
    """Whether a text in Latin letters has too few vowels and hardly any of the commonest words."""
    tokens = [fold_word(token) for token in _TOKEN.findall(text)]
    words = [token for token in tokens if len(token) > _SHORT]
    letters = [char for token in words for char in token if char.isascii()]
    if len(words) < _TOKENS or len(letters) < _LETTERS:
        return False
    if sum(char in _VOWEL for char in letters) >= _VOWELS * len(letters):
        return False
    return sum(len(token) > 1 and token in _COMMON for token in tokens) < _COMMON_SHARE * len(tokens)
