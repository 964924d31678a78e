"""Italian–English translation of words by an editable glossary, and by a dictionary of those that it lacks."""

import csv
import lzma
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import product
from pathlib import Path

from kb.errors import PolikbError
from kb.files import current
from kb.ranking_config import TranslationWeights
from kb.text.normalise import WORD
from kb.text.stemming import stem
from kb.text.tokens import content_words

DICTIONARY = Path(__file__).parent / "data" / "dictionary.txt.xz"
MAX_WORDS = 4  # in an expression

Further = Callable[[tuple[str, ...], str], Sequence[str]]  # stems of an expression and its language → its translations
Translated = list[tuple[str, float]]
_VERB = re.compile(r"\w+(?:are|ere|ire|arsi|ersi|irsi)")
_ADJECTIVE = re.compile(r"\w+(?:ico|ale|are|ivo|ario|oso|ato|ito|uto)")


@dataclass(frozen=True)
class Glossary:
    """Translations keyed by language and stemmed expression: `entries["it"][("acqu",)] == ["water"]`."""

    entries: dict[str, dict[tuple[str, ...], list[str]]]

    def translate(
        self, words: Sequence[str], language: str, weights: TranslationWeights, further: Further = lambda *_: ()
    ) -> list[Translated]:
        """For each word, its possible translations into the other language, words or expressions, each with a weight below 1.

        `further` translates words and expressions that the glossary lacks.
        """
        if not weights.glossary:
            return [[] for _ in words]
        stems, found = [stem(word, language) for word in words], [dict[str, float]() for _ in words]
        for length in range(1, min(MAX_WORDS, len(words)) + 1):
            for start in range(len(words) - length + 1):
                key = tuple(stems[start : start + length])
                for expression in self.entries[language].get(key) or further(key, language):
                    for at in range(start, start + length):
                        found[at][expression] = weights.glossary
        return [list(translated.items()) for translated in found]

    def expression(self, text: str, language: str) -> str:
        """The translation of a noun or an expression as a whole, in its dictionary form; "" if there is none.

        Of several the one whose own first translation it is ("school" is "scuola", not "scolastico"), no verb or adjective before a noun,
        and of those with the same stem the one closest in spelling ("bambini" is "children", not "girl").
        """
        other = "en" if language == "it" else "it"
        key = stems_of(text, language)

        def rank(at: int) -> tuple[bool, int, bool, float]:
            back = self.entries[other].get(stems_of(found[at], other), [])
            same = [place for place, meaning in enumerate(back) if _is_same(meaning, key, language)]
            own = same[0] if same else len(back)
            spelling = max((SequenceMatcher(None, text, back[place]).ratio() for place in same), default=0.0)
            return bool(_VERB.fullmatch(found[at])), own, bool(_ADJECTIVE.fullmatch(found[at])), -spelling

        found = self.entries[language].get(key, [])
        return found[min(range(len(found)), key=rank)] if found else ""


def load_glossary(path: Path) -> Glossary:
    """Read a CSV with columns `italian` and `english`, alternatives separated by ";".

    Raises PolikbError with the file and line for an unreadable file or an incomplete row.
    """
    entries: dict[str, dict[tuple[str, ...], list[str]]] = {"it": {}, "en": {}}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                if not row.get("italian") or not row.get("english"):
                    raise PolikbError(f"{path}, line {number}: a row needs `italian` and `english`.")
                english, italian = _meanings(row["english"], "en"), _meanings(row["italian"], "it")
                for (one, of_one), (other, of_other) in product(italian, english):
                    _add_entry(entries["it"], of_one, other)
                    _add_entry(entries["en"], of_other, one)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PolikbError(f"The glossary {path} can't be read: {error}") from error
    return Glossary(entries)


def current_glossary(path: Path) -> Glossary:
    """The glossary as its file is now, read once by a process for all of its libraries. Raises PolikbError for a broken file."""
    return current(path, load_glossary)


def _meanings(cell: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """The alternatives of a cell, each with its stems."""
    return [(text.strip(), stems_of(text, language)) for text in cell.split(";")]


def _add_entry(entries: dict[tuple[str, ...], list[str]], stems: tuple[str, ...], meaning: str) -> None:
    if not all(stems):  # stop words are not indexed, so they need no translation
        return
    listed = entries.setdefault(stems, [])
    if meaning not in listed:
        listed.append(meaning)


def stems_of(expression: str, language: str) -> tuple[str, ...]:
    """The stems of an expression's words without stop words, or of all if it has no others."""
    words = content_words(expression.strip().lower(), language) or WORD.findall(expression.lower())
    return tuple(stem(word, language) for word in words)


def _is_same(meaning: str, key: tuple[str, ...], language: str) -> bool:
    """Whether an expression has these stems and no other words: "after school" is not "school"."""
    return len(WORD.findall(meaning)) == len(key) and stems_of(meaning, language) == key


class Dictionary:
    """Translations by stems, from MultiWordNet (`bench/fit_dictionary.py`). Its 64,000 lines are searched as one text: a dict takes 20 MB."""

    def __init__(self, text: bytes) -> None:
        """`text` has sorted lines "it\tacqu potabil\tdrinking water;tap water"."""
        self._text = text
        self._starts = array("I", (0, *(line.end() for line in re.finditer(rb"\n", text))))

    def translations(self, stems: tuple[str, ...], language: str) -> list[str]:
        """The translations of an expression into the other language, likeliest first; [] for one that it lacks."""
        wanted = f"{language}\t{' '.join(stems)}\t".encode()
        at = bisect_left(self._starts, wanted, key=self._line)
        line = self._line(self._starts[at]) if at < len(self._starts) else b""
        return line[len(wanted) :].decode().split(";") if line.startswith(wanted) else []

    def _line(self, start: int) -> bytes:
        end = self._text.find(b"\n", start)
        return self._text[start:end]


@cache
def dictionary() -> Dictionary:
    """The dictionary that is installed, read once by a process."""
    return Dictionary(lzma.decompress(DICTIONARY.read_bytes()))


class Translator:
    """Translates query words with the glossary at `path`, reread when it changes, and with the dictionary those that it lacks."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def translate(self, words: Sequence[str], language: str, weights: TranslationWeights) -> list[Translated]:
        """For each word, its possible translations into the other language. Raises PolikbError for a broken file."""
        return current_glossary(self._path).translate(words, language, weights, dictionary().translations)

    def expression(self, text: str, language: str) -> str:
        """The translation of an expression as a whole; "" if there is none. Raises PolikbError for a broken file."""
        return current_glossary(self._path).expression(text, language)
