"""Italian–English translation of words by an editable glossary."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path

from kb.errors import PolikbError
from kb.files import current
from kb.ranking_config import TranslationWeights
from kb.text.normalise import WORD
from kb.text.stemming import stem
from kb.text.tokens import content_words

_MAX_WORDS = 4  # in a glossary expression

Translated = list[tuple[str, float]]
_VERB = re.compile(r"\w+(?:are|ere|ire|arsi|ersi|irsi)")
_ADJECTIVE = re.compile(r"\w+(?:ico|ale|are|ivo|ario|oso|ato|ito|uto)")


@dataclass(frozen=True)
class Glossary:
    """Translations keyed by language and stemmed expression: `entries["it"][("acqu",)] == ["water"]`."""

    entries: dict[str, dict[tuple[str, ...], list[str]]]

    def translate(self, words: Sequence[str], language: str, weights: TranslationWeights) -> list[Translated]:
        """For each word, its possible translations into the other language, each with a weight below 1."""
        if not weights.glossary:
            return [[] for _ in words]
        stems, found = [stem(word, language) for word in words], [dict[str, float]() for _ in words]
        for length in range(1, min(_MAX_WORDS, len(words)) + 1):
            for start in range(len(words) - length + 1):
                for expression in self.entries[language].get(tuple(stems[start : start + length]), ()):
                    for part in content_words(expression, "en" if language == "it" else "it") or WORD.findall(
                        expression
                    ):
                        for at in range(start, start + length):
                            found[at][part] = weights.glossary
        return [list(translated.items()) for translated in found]

    def expression(self, text: str, language: str) -> str:
        """The translation of a noun or an expression as a whole, in its dictionary form; "" if there is none.

        Of several the one whose own first translation it is ("school" is "scuola", not "scolastico"), no verb or adjective before a noun,
        and of those with the same stem the one closest in spelling ("bambini" is "children", not "girl").
        """
        other = "en" if language == "it" else "it"
        key = _stems(text, language)

        def rank(at: int) -> tuple[bool, int, bool, float]:
            back = self.entries[other].get(_stems(found[at], other), [])
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
    return [(text.strip(), _stems(text, language)) for text in cell.split(";")]


def _add_entry(entries: dict[tuple[str, ...], list[str]], stems: tuple[str, ...], meaning: str) -> None:
    if not all(stems):  # stop words are not indexed, so they need no translation
        return
    listed = entries.setdefault(stems, [])
    if meaning not in listed:
        listed.append(meaning)


def _stems(expression: str, language: str) -> tuple[str, ...]:
    words = content_words(expression.strip().lower(), language) or WORD.findall(expression.lower())
    return tuple(stem(word, language) for word in words)


def _is_same(meaning: str, key: tuple[str, ...], language: str) -> bool:
    """Whether an expression has these stems and no other words: "after school" is not "school"."""
    return len(WORD.findall(meaning)) == len(key) and _stems(meaning, language) == key


class Translator:
    """Translates query words with the glossary at `path`; rereads the file when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def translate(self, words: Sequence[str], language: str, weights: TranslationWeights) -> list[Translated]:
        """For each word, its possible translations into the other language. Raises PolikbError for a broken file."""
        return current_glossary(self._path).translate(words, language, weights)

    def expression(self, text: str, language: str) -> str:
        """The translation of an expression as a whole; "" if there is none. Raises PolikbError for a broken file."""
        return current_glossary(self._path).expression(text, language)
