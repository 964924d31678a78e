"""Controlled vocabularies: labels with bilingual names and terms, and their mentions in texts."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kb.errors import InvalidVocabulary
from kb.text.normalise import WORD, fold
from kb.text.stemming import stem

LANGUAGES = ("it", "en")


@dataclass(frozen=True)
class Mention:
    """A mention of a label's term in a text, at `text[start:end]`."""

    label: str
    term: str
    start: int
    end: int


@dataclass(frozen=True)
class Concept:
    """A label of a vocabulary, with its name and its terms by language."""

    label: str
    names: Mapping[str, str]
    terms: Mapping[str, Sequence[str]]


class Vocabulary:
    """A set of concepts that are recognised in texts by the stems of their terms."""

    def __init__(self, concepts: Sequence[Concept], *, is_of_nouns: bool = False) -> None:
        """`concepts` in the order in which they are shown; if their terms are nouns, Italian verbs of one stem are no forms of them."""
        self._is_of_nouns = is_of_nouns
        self.concepts = {concept.label: concept for concept in concepts}
        self._terms: dict[str, dict[str, list[tuple[list[_Word], str, str]]]] = {}  # by language and key
        for concept in concepts:
            for language, terms in concept.terms.items():
                by_key = self._terms.setdefault(language, {})
                for term in terms:
                    if words := [word for word, _ in _words(term, language)]:
                        for key in words[0].keys:
                            by_key.setdefault(key, []).append((words, concept.label, term))

    def name(self, label: str, language: str) -> str:
        """A label's name in a language; an unknown label is returned unchanged."""
        concept = self.concepts.get(label)
        return concept.names.get(language, label) if concept else label

    def mentions(self, text: str, language: str) -> list[Mention]:
        """All mentions in a text, in order; of several terms of one label starting at the same word, the longest."""
        language = language if language in LANGUAGES else "en"
        by_ending = self._is_of_nouns and language == "it"
        words, terms = _words(text, language), self._terms.get(language, {})
        found: list[Mention] = []
        for at, (first, match) in enumerate(words):
            if first.stem not in terms and first.bare not in terms:
                continue
            best: dict[str, tuple[int, str]] = {}
            for term, label, written in (entry for key in first.keys for entry in terms.get(key, ())):
                if len(term) > best.get(label, (0, ""))[0] and _matches_at(words, at, term, by_ending=by_ending):
                    best[label] = (len(term), written)
            found += [
                Mention(label, term, match.start(), words[at + size - 1][1].end())
                for label, (size, term) in best.items()
            ]
        return found


class _Word(NamedTuple):
    """A content word. `bare` is the folded word without its last vowel: Italian words with one stem may differ in it."""

    stem: str
    bare: str
    size: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys under which its inflected forms are found."""
        return tuple(dict.fromkeys((self.stem, self.bare)))

    def is_form_of(self, other: "_Word", *, by_ending: bool) -> bool:
        """Whether both are forms of one word; of a noun, if only the endings differ ("lavorare" is no form of "lavoratori").

        Stems aren't enough: "solo" and "solare" share one, "solari" has another.
        """
        if by_ending:
            return self.bare.removesuffix("i") == other.bare.removesuffix("i")
        is_near = abs(self.size - other.size) <= (1 if self.size < 8 else 3)
        return self.bare == other.bare or (self.stem == other.stem and is_near)


_Words = list[tuple[_Word, "re.Match[str]"]]  # the content words of a text, each with its place


def _matches_at(words: _Words, at: int, term: Sequence[_Word], *, by_ending: bool) -> bool:
    following = words[at : at + len(term)]
    return len(following) == len(term) and all(
        word.is_form_of(wanted, by_ending=by_ending) for (word, _), wanted in zip(following, term, strict=True)
    )


def _words(text: str, language: str) -> _Words:
    return [(word, match) for match in WORD.finditer(text) if (word := _word(match.group(), language)).stem]


@lru_cache(maxsize=100_000)
def _word(written: str, language: str) -> _Word:
    """A word; its stem is "" for a stop word. Cached, since every text of a library is read by it."""
    folded = fold(written)
    is_inflected = language == "it" and folded[-1:] in tuple("aeio") and len(folded) > 3
    return _Word(stem(written, language), folded[:-1] if is_inflected else folded, len(written))


def load_vocabulary(path: Path, table: str = "", *, is_of_nouns: bool = False) -> Vocabulary:
    """Read a TOML file of `[label]` tables with `name`, `it` and `en`; `table` selects a table of labels within it.

    Raises InvalidVocabulary with the file and label.
    """
    try:
        read: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidVocabulary(path, f"can't be read: {error}") from error
    entries = read.get(table, {}) if table else read
    concepts = [_concept(path, label, entry) for label, entry in entries.items()]
    return Vocabulary(concepts, is_of_nouns=is_of_nouns)


def _concept(path: Path, label: str, entry: Any) -> Concept:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), dict):
        raise InvalidVocabulary(path, f'[{label}] has no name; write name = {{ it = "…", en = "…" }}')
    terms = {language: entry.get(language, []) for language in LANGUAGES}
    for language, words in terms.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise InvalidVocabulary(path, f"[{label}] {language} must be a list of words")
    return Concept(label, {language: str(entry["name"].get(language, label)) for language in LANGUAGES}, terms)
