"""Numbers in digits, as Italian and English write them, and in words. Pure."""

import re
from collections.abc import Iterator

_NUMBER = re.compile(
    r"(?P<whole>[-−+]?(?:[1-9]\d{0,2}(?:(?P<mark>[.,  '’])\d{3})(?:(?P=mark)\d{3})*(?!\d)|\d+))(?:[.,](?P<decimals>\d+))?"
)
_UNITS = {
    "it": "uno due tre quattro cinque sei sette otto nove".split(),
    "en": "one two three four five six seven eight nine".split(),
}
_TENS = {
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split(),
    "en": "twenty thirty forty fifty sixty seventy eighty ninety".split(),
}
_TEENS = {
    "it": "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove".split(),
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
}


def _words_of_numbers() -> Iterator[tuple[str, str]]:
    """Yield (word, digits) for the numbers from 2 to 100: "ventuno", "twenty-one", "cento"."""
    for language, units in _UNITS.items():
        yield from ((word, str(n)) for n, word in enumerate(units[1:], 2))
        yield from ((word, str(n)) for n, word in enumerate(_TEENS[language], 10))
        for ten, word in enumerate(_TENS[language], 2):
            yield word, str(10 * ten)
            for n, unit in enumerate(units, 1):
                # An Italian ten loses its vowel before another, "ventuno"; "tre" is accented at the end.
                joined = f"{word[:-1] if unit[0] in 'uo' else word}{unit}" if language == "it" else f"{word}-{unit}"
                yield (f"{joined[:-1]}é" if joined.endswith("tre") else joined), str(10 * ten + n)
    yield from (("cento", "100"), ("one hundred", "100"), ("a hundred", "100"))


NUMBER_WORDS = dict(_words_of_numbers())


def number(text: str, language: str) -> float | None:
    """The number at the start of a text such as a cell, written as in Italian or English; None if there is none.

    One "." or "," before three digits separates thousands in a language that writes them so, several do in any. What follows a number,
    such as the end of a range, isn't read.
    """
    found = _NUMBER.match(re.sub(r"^[€$£<>≈~±(*\s]+", "", text.strip()))
    if not found:
        return None
    whole, mark, decimals = found["whole"].replace("−", "-"), found["mark"], found["decimals"]
    if mark in (".", ",") and whole.count(mark) == 1 and not decimals and mark != ("." if language == "it" else ","):
        whole, decimals = whole.split(mark)
    digits = whole if mark is None else whole.replace(mark, "")
    return float(f"{digits}.{decimals or 0}")


def written(value: float, language: str) -> str:
    """A number with the decimal mark of a language and at most ten digits, without separators of thousands."""
    return f"{value:.10g}".replace(".", "," if language == "it" else ".")


def beside_number(text: str) -> tuple[str, str]:
    """What is before and after the number in a text, such as its unit; ("", "") for a text with several numbers or none."""
    found = [one for one in _NUMBER.finditer(text) if not text[: one.start()][-1:].isalpha()]  # "m2" has none
    return (text[: found[0].start()], text[found[0].end() :]) if len(found) == 1 else ("", "")
