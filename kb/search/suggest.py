"""Completions of a query (titles, people, organisations) and spelling corrections, from what the reader may see alone."""

import re
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import OSA, JaroWinkler

from kb.index.derived import Derived
from kb.library import Library
from kb.model import Reader
from kb.search.query_analysis import Query
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.text.normalise import WORD, fold
from kb.text.stemming import stem

_SHORT = 4  # letters of a word in which only one may be wrong; two in longer ones
_TRIED = 200  # passages with similar words that are read for a correction


@dataclass(frozen=True)
class Suggestion:
    """A completion: its kind is title, person or organisation; `document` is the id behind a title, "" otherwise."""

    text: str
    kind: str
    document: str = ""


# By the numbers of the visible documents: (" folded words", suggestion), most frequent first.
_SUGGESTIONS: Derived[tuple[int, ...], list[tuple[str, Suggestion]]] = Derived(32)


@retry_on_change
def suggest(library: Library, text: str, reader: Reader, k: int = 8) -> list[Suggestion]:
    """The k best completions in which a word starts with `text`; those that start with it as a whole come first."""
    typed = " ".join(WORD.findall(fold(text)))
    if len(typed) < 2:
        return []
    wanted = f" {typed}"
    found = [
        (not known.startswith(wanted), rank, entry)
        for rank, (known, entry) in enumerate(_known(library, reader))
        if wanted in known
    ]
    return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])[:k]]


def _known(library: Library, reader: Reader) -> list[tuple[str, Suggestion]]:
    scope = open_scope(library, reader)
    return scope.snapshot.by_documents.get(_SUGGESTIONS, scope.visible, lambda: _listed(library, scope.visible))


def _listed(library: Library, visible: tuple[int, ...]) -> list[tuple[str, Suggestion]]:
    counts: Counter[Suggestion] = Counter()
    for document in library.documents(visible).values():
        counts[Suggestion(document.title, "title", document.id)] += 1
        counts.update(Suggestion(name, "person") for name in {person.name for person in document.people})
        counts.update(Suggestion(name, "organisation") for name in {named.name for named in document.organisations})
    ordered = sorted(counts, key=lambda entry: (-counts[entry], entry.text))
    return [(f" {' '.join(WORD.findall(fold(entry.text)))}", entry) for entry in ordered]


def did_you_mean(scope: Scope, query: Query) -> str:
    """The query with every word that no allowed document contains replaced by a similar one that they do; "" if none is."""
    corrected = query.text
    for form, alternatives in zip(query.forms, query.words, strict=True):
        if len(form) > 3 and not scope.lexical.holds(alternatives, scope.within()):
            if not (better := _nearest(scope, form)):
                return ""
            corrected = _replaced(corrected, form, better)
    return corrected if corrected != query.text else ""


def _nearest(scope: Scope, word: str) -> str:
    """The most similar word of the allowed passages within one or two wrong letters, "" if there is none."""
    most = 1 if len(word) <= _SHORT else 2
    held: Counter[str] = Counter()
    as_long = re.compile(rf"(?<![^\W_])[^\W_]{{{len(word) - most},{len(word) + most}}}(?![^\W_])")
    for language in ("it", "en"):
        ids = scope.lexical.fuzzy(stem(word, language) or fold(word), language, most, _TRIED, scope.within())
        for passage in scope.library.catalogue.passages(ids).values():
            held.update(set(as_long.findall(passage.text.lower())))
    plain = fold(word)
    counts = {
        found: count for found, count in held.items() if OSA.distance(fold(found), plain, score_cutoff=most) <= most
    }
    if not counts:
        return ""
    # Jaro-Winkler prefers words with the same beginning; of equally similar ones the commoner is meant.
    return max(
        counts, key=lambda found: (round(JaroWinkler.similarity(fold(found), fold(word)), 2), counts[found], found)
    )


def _replaced(text: str, word: str, better: str) -> str:
    return " ".join(better if part.lower() == word else part for part in _pieces(text, word))


def _pieces(text: str, word: str) -> list[str]:
    return [part if part.strip("?!.,;:\"'").lower() != word else word for part in text.split()]
