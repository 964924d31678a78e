"""Controlled vocabularies: labels with bilingual names and terms, and their mentions in texts."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

    def __init__(self, concepts: Sequence[Concept]) -> None:
        """`concepts` in the order in which they are shown."""
        self.concepts = {concept.label: concept for concept in concepts}
        self._terms: dict[tuple[str, str], list[tuple[list[_Word], str, str]]] = {}
        for concept in concepts:
            for language, terms in concept.terms.items():
                for term in terms:
                    if words := list(_words(term, language)):
                        for key in words[0].keys:
                            self._terms.setdefault((language, key), []).append((words, concept.label, term))

    def name(self, label: str, language: str) -> str:
        """A label's name in a language; an unknown label is returned unchanged."""
        concept = self.concepts.get(label)
        return concept.names.get(language, label) if concept else label

    def mentions(self, text: str, language: str) -> list[Mention]:
        """All mentions in a text, in order; of several terms of one label starting at the same word, the longest."""
        language = language if language in LANGUAGES else "en"
        words = list(_words(text, language))
        found: list[Mention] = []
        for at, first in enumerate(words):
            best: dict[str, tuple[int, str]] = {}
            known = (entry for key in first.keys for entry in self._terms.get((language, key), ()))
            for term, label, written in known:
                if len(term) > best.get(label, (0, ""))[0] and _matches_at(words, at, term):
                    best[label] = (len(term), written)
            found += [
                Mention(label, term, first.start, words[at + size - 1].end) for label, (size, term) in best.items()
            ]
        return found


@dataclass(frozen=True)
class _Word:
    """A content word. `bare` is the folded word without its last vowel: Italian words with one stem may differ in it."""

    stem: str
    bare: str
    start: int
    end: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys under which its inflected forms are found."""
        return tuple(dict.fromkeys((self.stem, self.bare)))

    def is_form_of(self, other: "_Word") -> bool:
        """Whether both are forms of one word. Stems alone don't tell: "solo" and "solare" share one, "solari" has another."""
        size = self.end - self.start
        is_near = abs(size - (other.end - other.start)) <= (1 if size < 8 else 3)
        return self.bare == other.bare or (self.stem == other.stem and is_near)


def _matches_at(words: Sequence[_Word], at: int, term: Sequence[_Word]) -> bool:
    following = words[at : at + len(term)]
    return len(following) == len(term) and all(
        word.is_form_of(wanted) for word, wanted in zip(following, term, strict=True)
    )


def _words(text: str, language: str) -> Iterator[_Word]:
    for match in WORD.finditer(text):
        if found := stem(match.group(), language):
            folded = fold(match.group())
            bare = folded[:-1] if language == "it" and folded[-1] in "aeio" and len(folded) > 3 else folded
            yield _Word(found, bare, match.start(), match.end())


def load_vocabulary(path: Path, table: str = "") -> Vocabulary:
    """Read a TOML file of `[label]` tables with `name`, `it` and `en`; `table` selects a table of labels within it.

    Raises InvalidVocabulary with the file and label.
    """
    try:
        read: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidVocabulary(path, f"can't be read: {error}") from error
    entries = read.get(table, {}) if table else read
    return Vocabulary([_concept(path, label, entry) for label, entry in entries.items()])


def _concept(path: Path, label: str, entry: Any) -> Concept:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), dict):
        raise InvalidVocabulary(path, f'[{label}] has no name; write name = {{ it = "…", en = "…" }}')
    terms = {language: entry.get(language, []) for language in LANGUAGES}
    for language, words in terms.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise InvalidVocabulary(path, f"[{label}] {language} must be a list of words")
    return Concept(label, {language: str(entry["name"].get(language, label)) for language in LANGUAGES}, terms)
