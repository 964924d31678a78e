"""What a person may be typing: titles, people and organisations that they may see; and the word they may have meant."""

import re
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import OSA, JaroWinkler

from kb.library import Library
from kb.model import Reader
from kb.search.query_analysis import Query
from kb.search.scope import Scope, open_scope, retry_on_change
from kb.text.normalise import WORD, fold
from kb.text.stemming import stem

_SHORT = 4  # Letters up to which only one may be wrong.
_TRIED = 200  # passages


@dataclass(frozen=True)
class Suggestion:
    """A completion: its kind is title, person or organisation; `document` is the id behind a title, "" otherwise."""

    text: str
    kind: str
    document: str = ""


@retry_on_change
def suggest(library: Library, text: str, reader: Reader, k: int = 8) -> list[Suggestion]:
    """The k best completions of what was typed, where any word begins so; those that begin so themselves come first."""
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
    """(" folded words", suggestion) of all that this reader may see, the most frequent first."""
    allowed = open_scope(library, reader).visible
    memo = library.snapshot().memo
    key = ("suggestions", tuple(allowed))
    if key not in memo:
        counts: Counter[Suggestion] = Counter()
        for document in library.documents(allowed).values():
            counts[Suggestion(document.title, "title", document.id)] += 1
            counts.update(Suggestion(name, "person") for name in {person.name for person in document.people})
            counts.update(Suggestion(name, "organisation") for name in {named.name for named in document.organisations})
        ordered = sorted(counts, key=lambda entry: (-counts[entry], entry.text))
        memo[key] = [(f" {' '.join(WORD.findall(fold(entry.text)))}", entry) for entry in ordered]
    known: list[tuple[str, Suggestion]] = memo[key]
    return known


def did_you_mean(scope: Scope, query: Query) -> str:
    """The query with each word that no document there holds put right, as those documents spell it; "" if there is none."""
    corrected = query.text
    for form, alternatives in zip(query.forms, query.words, strict=True):
        if len(form) > 3 and not scope.lexical.holds(alternatives, scope.within()):
            if not (better := _nearest(scope, form)):
                return ""
            corrected = _replaced(corrected, form, better)
    return corrected if corrected != query.text else ""


def _nearest(scope: Scope, word: str) -> str:
    """The commonest word of these passages within one or two wrong letters."""
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
    # Of words equally far, the one that begins alike is meant; a common one before a rare one.
    return max(
        counts, key=lambda found: (round(JaroWinkler.similarity(fold(found), fold(word)), 2), counts[found], found)
    )


def _replaced(text: str, word: str, better: str) -> str:
    return " ".join(better if part.lower() == word else part for part in _pieces(text, word))


def _pieces(text: str, word: str) -> list[str]:
    return [part if part.strip("?!.,;:\"'").lower() != word else word for part in text.split()]
