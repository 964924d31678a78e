"""Normalisation of characters in texts, titles, names and queries; case and accent folding; the pattern of a word."""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")

# Combining marks of Latin, Cyrillic, Hebrew and Arabic letters; the soft hyphen and characters without width.
_MARKS = re.compile(
    "[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
# Invisible: soft hyphen, joiners, direction marks, variation selectors, tags, the byte order mark.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
# Ends of lines within a line, and white space of other widths.
_SPACE = re.compile("[\t\x0b\x0c\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufffc]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffd\ufffe\uffff]")
# What a terminal would obey, except tabs and line feeds, and halves of characters, which can't be encoded.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Letters in disguise: ligatures, full width, the alphabets of mathematics. Not all that NFKC changes: "m²" and "½" stay.
_DISGUISED = re.compile("[\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]")
# Codes of ligatures in TeX's fonts of European letters (T1); PDFs with bitmap fonts have them instead of letters.
TEX_LIGATURES = {"\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"}
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})


def plain_characters(text: str) -> str:
    """The text in composed characters (NFC), without invisible ones, with simple spaces and hyphens.

    Line feeds stay; all other ends of lines and pages become spaces, so that they separate words.
    """
    if text.isascii():
        return _CONTROL.sub("", _SPACE.sub(" ", text))
    text = _UNSEEN.sub("", _SPACE.sub(" ", text)).translate(_HYPHENS)
    text = _DISGUISED.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def one_line(text: str) -> str:
    """The text in plain characters on one line, with single spaces."""
    return " ".join(plain_characters(text).split())


def printable(text: str) -> str:
    """The text with control characters as in JSON (\\u001b), so that names of files don't command a terminal. Lines stay."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def account_name(text: str) -> str:
    """The form in which names of members, groups and readers are stored and compared: lower case, normalised characters and spaces."""
    return one_line(text).lower()


def fold(text: str) -> str:
    """Lower case without accents or ligatures (NFKD), for comparing typed words with text."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """`fold` of one word, cached."""
    return fold(word)


def name_key(name: str) -> str:
    """The words of a name, folded and sorted: equal for "ROSSI Ada" and "Ada Rossi"."""
    return " ".join(sorted(WORD.findall(fold(name))))
