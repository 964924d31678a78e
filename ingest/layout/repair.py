"""Repair of the characters of lines, and joining of words broken at the end of a line."""

import re
from collections import Counter
from unicodedata import normalize

from kb.text.normalise import TEX_LIGATURES, plain_characters

_SOFT_HYPHEN = re.compile("([^\\W\\d_]+)\u00ad([^\\W\\d_]+)")
_END_OF_WORD = re.compile(r"(?<=\w)\u00ad\s*$")
# Glyphs that a PDF's font maps to other letters: arrows of a symbol font, and ligatures that Word's fonts map to letters
# foreign to Italian and English.
_REPLACED = {"\uf0e0": "→", "\uf0f0": "⇨", "ﬅ": "ft", "Ɵ": "ti", "Ʃ": "tt"}
_ODD = re.compile(f"[{''.join(_REPLACED)}]")
# Punctuation of Windows-1252 that a font maps to control characters; 0x88 draws a bullet in TeX's fonts. Letters stay:
# a quote is located by its letters, and the page's own text has them unrepaired.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1 = {code: char for code, char in _WINDOWS.items() if not char.isalpha()} | {0x88: "•"}
# TeX's bitmap fonts draw ligatures and the dash of spans by codes that are control characters. A pair at a word's ends is quotation marks.
_TEX_LIGATURE = re.compile(
    r"(?<=[^\W\d_])[\x1b-\x1f](?=[^\W\d_])|(?<=[a-z])\x1b|(?<!\S)[\x1b-\x1f](?=[a-z])(?!.*[a-z]\x1d(?![a-z]))"
)
_TEX_DASH = re.compile(r"(?<=\d)\x15(?=\d)|(?<=\s)\x15(?=\s)")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_SPACES = re.compile(r" +")

# Text of old pdfTeX has the accent before its letter: `e for è, sometimes after a space.
_TEX_ACCENTS = {
    "`": dict(zip("aeiouAEIOUı", "àèìòùÀÈÌÒÙì", strict=True)),
    "´": dict(zip("aeiouAEIOUı", "áéíóúÁÉÍÓÚí", strict=True)),
    "¨": dict(zip("aeiouAOU", "äëïöüÄÖÜ", strict=True)),
    "ˆ": dict(zip("aeiou", "âêîôû", strict=True)),
}
_TEX_ACCENT = re.compile(r"([`´¨ˆ])([aeiouAEIOUı])(?=[^\W\d_]?)")
_TEX_SIGN = re.compile(r"[a-zA-Z]`[aeou]|[a-z]`ı| `e |i`u ")
# These signs before a letter are always accents, in any language: M¨uller, Mar´ıa, Espa˜na.
_SURE_ACCENTS = {"¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "ˇ": "\u030c", "´": "\u0301", "`": "\u0300"}
_SURE_ACCENT = re.compile(
    "([¨ˆ˜])([aeiouAEIOUnNı])|(ˇ)([cdenrstzCDENRSTZ])|([´`])(ı)|(´)([czCZ]|[nN](?!´)|[sS](?=[^\\W\\d_]))|\\s[¨ˆ˜ˇ]$"
)
# The accent of a capital or small capital is at the end of the line instead.
_STRAY_ACCENT = re.compile(r"\s[`´]$")
_LOST_ACCENT = re.compile(r"\bE(?= )|\b(?:pi|perci|gi|ci|pu|cos|lunedi|virt|\w+it|\w+alit)[uaoi]\b")
_GRAVE = _TEX_ACCENTS["`"]


def is_old_tex(sample: str) -> bool:
    """Whether accents come before their letters in this text, as old pdfTeX writes them."""
    return len(_TEX_SIGN.findall(sample)) >= 3


def repair(text: str, *, old_tex: bool = False) -> str:
    """One line with its characters repaired: accents composed, ligatures, private fonts' symbols, control characters, TeX accents."""
    if not text.isascii():
        text = _ODD.sub(lambda m: _REPLACED[m.group()], text).translate(_C1)
        text = _PRIVATE.sub("•", text) if _PRIVATE.match(text) else _PRIVATE.sub(" ", text)
    if not (text.isascii() and text.isprintable()):
        text = _TEX_DASH.sub("–", _TEX_LIGATURE.sub(lambda m: TEX_LIGATURES[m.group()], text))
        text = plain_characters(_END_OF_WORD.sub("-", text))
        text = _SURE_ACCENT.sub(_composed, text)
    if old_tex:
        text = _tex(text)
    return (_SPACES.sub(" ", text) if "  " in text else text).strip()


def _composed(match: re.Match[str]) -> str:
    """The letter with the accent before it; "" for an accent without a letter."""
    sign, letter = match[0][:1], match[0][1:]
    return normalize("NFC", letter.replace("ı", "i") + _SURE_ACCENTS[sign]) if letter and sign in _SURE_ACCENTS else ""


def _tex(text: str) -> str:
    if _STRAY_ACCENT.search(text):
        text = _STRAY_ACCENT.sub("", text)
        text = _LOST_ACCENT.sub(lambda m: m.group()[:-1] + _GRAVE[m.group()[-1]], text, count=1)
    return _TEX_ACCENT.sub(lambda m: _TEX_ACCENTS[m[1]].get(m[2], m.group()), text)


def whole_words(text: str, words: Counter[str]) -> str:
    """A line without soft hyphens; the words that they divide are joined."""
    if text.isascii():
        return text
    return _SOFT_HYPHEN.sub(lambda m: join(m[1], m[2], words), text)


def join(head: str, tail: str, words: Counter[str]) -> str:
    """The two parts of a word that a hyphen broke at the end of a line, with the hyphen if it is the word's own.

    It is if the document mostly spells the word so ("data-driven"), before a capital ("Emilia-Romagna") and beside a digit.
    """
    whole, hyphenated = (head + tail).lower(), f"{head}-{tail}".lower()
    is_name = tail[0].isupper() and not head.isupper()
    if head[-1].isdigit() or tail[0].isdigit() or (is_name and not words[whole]) or words[hyphenated] > words[whole]:
        return f"{head}-{tail}"
    return head + tail
