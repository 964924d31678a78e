"""Words across languages: a glossary that a librarian edits, and cognates that the corpus itself confirms."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.errors import PolikbError
from kb.text.normalise import WORD, fold
from kb.text.stemming import stem
from kb.text.stopwords import content_words
from kb.text.terms import Term

FROM_GLOSSARY, FROM_COGNATE = 0.85, 0.65
_LONGEST = 4  # Words of an expression.

Translated = list[tuple[str, float]]

# (Italian ending, English endings), longest first; a cognate counts only when the corpus knows it.
_ENDINGS = (
    ("izzazione", ("ization", "isation")), ("azione", ("ation",)), ("zione", ("tion", "ction")), ("sione", ("sion",)),
    ("logia", ("logy",)), ("grafia", ("graphy",)), ("mento", ("ment",)), ("mente", ("ly", "ally")), ("abile", ("able",)),
    ("ibile", ("ible",)), ("izzare", ("ize", "ise")), ("ficare", ("fy",)), ("istico", ("istic",)), ("ologico", ("ological",)),
    ("arsi", ("e", "ate")), ("enza", ("ence", "ency")), ("anza", ("ance", "ancy")), ("tore", ("tor", "ter")),
    ("trice", ("tor",)), ("ismo", ("ism",)), ("ista", ("ist",)), ("ità", ("ity",)), ("ita", ("ity",)), ("tà", ("ty",)),
    ("ario", ("ary", "arian")), ("orio", ("ory",)), ("ivo", ("ive",)), ("iva", ("ive",)), ("oso", ("ous", "ose")),
    ("ico", ("ic", "ical")), ("ica", ("ic", "ical", "ics")), ("ale", ("al",)), ("are", ("ate", "e", "", "ar")),
    ("ire", ("e", "", "ish")), ("ere", ("e", "")), ("ato", ("ate", "ated")), ("uto", ("ute",)), ("ante", ("ant",)),
    ("ente", ("ent",)), ("ura", ("ure",)), ("cia", ("cy", "ce")), ("zia", ("cy", "ce")), ("nia", ("nia", "ny")), ("ia", ("y", "ia")),
    ("io", ("y", "ium", "e", "io")), ("o", ("", "e", "us", "um", "o")), ("a", ("", "e", "a")), ("e", ("", "e")), ("i", ("", "s", "i")),
)  # fmt: skip
_PLURALS = (("zioni", "zione"), ("sioni", "sione"), ("menti", "mento"), ("ori", "ore"), ("ici", "ico"), ("iche", "ica"), ("ali", "ale"),
            ("ivi", "ivo"), ("ive", "iva"), ("osi", "oso"), ("ose", "oso"), ("enti", "ente"), ("anti", "ante"), ("ari", "ario"),
            ("isti", "ista"), ("enze", "enza"), ("ure", "ura"), ("abili", "abile"), ("ibili", "ibile"), ("ati", "ato"), ("ate", "ato"))  # fmt: skip
# Spellings that differ inside a word.
_INSIDE = (
    ("f", "ph"), ("t", "th"), ("i", "y"), ("tt", "ct"), ("tt", "pt"), ("zz", "z"), ("cc", "c"), ("qu", "k"), ("c", "ch"), ("u", "o"),
    ("ett", "ect"), ("gett", "ject"), ("ss", "x"), ("s", "x"), ("g", "j"), ("ss", "s"), ("pp", "p"), ("mm", "m"), ("bb", "b"), ("dd", "d"),
)  # fmt: skip

Exists = Callable[[str, str], bool]  # (word, language) → whether the corpus has it


@dataclass(frozen=True)
class Glossary:
    """Expressions by their stems, both ways: `entries["it"][("acqu",)] == ["water"]`."""

    entries: dict[str, dict[tuple[str, ...], list[str]]]

    def translate(self, words: Sequence[str], language: str, exists: Exists) -> list[Translated]:
        """For each of the words, the other language's words it may stand for, each with a weight below 1."""
        found = [dict(_cognates(word, language, exists)) for word in words]
        stems = [stem(word, language) for word in words]
        for length in range(1, min(_LONGEST, len(words)) + 1):
            for start in range(len(words) - length + 1):
                for expression in self.entries[language].get(tuple(stems[start : start + length]), ()):
                    for part in content_words(expression, "en" if language == "it" else "it") or WORD.findall(
                        expression
                    ):
                        for at in range(start, start + length):
                            found[at][part] = max(found[at].get(part, 0.0), FROM_GLOSSARY)
        return [list(translated.items()) for translated in found]


def load_glossary(path: Path) -> Glossary:
    """Read a CSV of `italian,english`, alternatives separated by ";". Raises PolikbError with the line."""
    entries: dict[str, dict[tuple[str, ...], list[str]]] = {"it": {}, "en": {}}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                if not row.get("italian") or not row.get("english"):
                    raise PolikbError(f"{path}, line {number}: a row needs `italian` and `english`.")
                for english in row["english"].split(";"):
                    for italian in row["italian"].split(";"):
                        _enter(entries["it"], italian, english, "it")
                        _enter(entries["en"], english, italian, "en")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PolikbError(f"The glossary {path} can't be read: {error}") from error
    return Glossary(entries)


def _enter(entries: dict[tuple[str, ...], list[str]], expression: str, meaning: str, language: str) -> None:
    words = content_words(expression.strip().lower(), language) or WORD.findall(expression.lower())
    stems = tuple(stem(word, language) for word in words)
    if not all(stems):  # a stop word finds nothing, so it needs no translation
        return
    listed = entries.setdefault(stems, [])
    if meaning.strip() not in listed:
        listed.append(meaning.strip())


def _cognates(word: str, language: str, exists: Exists) -> Iterator[tuple[str, float]]:
    """Words of the other language that are spelt alike by rule and that the corpus has."""
    if len(word) < 5:
        return
    other = "en" if language == "it" else "it"
    candidates = italian_to_english(word) if language == "it" else english_to_italian(word)
    for candidate in candidates:
        if len(candidate) > 3 and exists(candidate, other):
            yield candidate, FROM_COGNATE


@lru_cache(maxsize=20_000)
def italian_to_english(word: str) -> tuple[str, ...]:
    """English spellings that an Italian word may have, in the order of the rules; most are no words."""
    word = word.lower()
    singulars = [word, *(word.removesuffix(end) + start for end, start in _PLURALS if word.endswith(end))]
    found = []
    for form in singulars:
        for ending, replacements in _ENDINGS:
            if form.endswith(ending):
                found += [fold(form.removesuffix(ending)) + replacement for replacement in replacements]
                if len(ending) > 1:
                    break
    return _once(found, _INSIDE)


@lru_cache(maxsize=20_000)
def english_to_italian(word: str) -> tuple[str, ...]:
    """Italian spellings that an English word may have, in the order of the rules."""
    word = fold(word)
    singulars = dict.fromkeys([word, word.removesuffix("s"), re.sub("ies$", "y", word)])
    found = []
    for form in singulars:
        longest = 0
        for italian, endings in _ENDINGS:
            for ending in endings:
                if ending and form.endswith(ending) and len(ending) >= longest:
                    longest = max(longest, len(ending))
                    found.append(form.removesuffix(ending) + italian)
        found += [form + vowel for vowel in "oae"]
    return _once(found, [(english, italian) for italian, english in _INSIDE])


def _once(forms: Sequence[str], inside: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The forms and then their respellings, none twice. Their order is told: of equal translations the first is taken."""
    return tuple(dict.fromkeys([*forms, *(changed for form in forms for changed in _respelt(form, inside))]))


def _respelt(word: str, rules: Sequence[tuple[str, str]]) -> Iterator[str]:
    for old, new in rules:
        for match in re.finditer(old, word[:-1]):
            yield word[: match.start()] + new + word[match.end() :]


class Translator:
    """Translations by the glossary at `path` and by cognates that the corpus has."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, Glossary] | None = None

    def translate(
        self, words: list[str], language: str, frequency: Callable[[Term], int]
    ) -> list[list[tuple[str, float]]]:
        """For each word, the other language's words it may stand for, with weights. Raises PolikbError for a broken file.

        `frequency` says how often a term stands in the corpus: a cognate that stands nowhere is none.
        """
        changed = self._path.stat().st_mtime_ns if self._path.is_file() else -1
        if self._read is None or self._read[0] != changed:
            self._read = (changed, load_glossary(self._path))

        def stands(word: str, other: str) -> bool:
            term = stem(word, other)
            return bool(term) and frequency(Term(term, other)) > 0

        return self._read[1].translate(words, language, stands)
