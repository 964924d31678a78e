"""What a person typed becomes words to look up, in the language they wrote."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.language import WORD, content_words, detect_query
from kb.lexical import Term, Words, stem

MAX_WORDS = 64  # Of a pasted abstract, the rarest of these decide; more only slow the search down.

Translate = Callable[[list[str], str], list[list[tuple[str, float]]]]


@dataclass(frozen=True)
class Query:
    """A question, analysed: its language ("it" or "en"), the words it looks for and how each may be met.

    `forms` are the same words as typed, one for each of `words`; passages must hold all `phrases` and no `excluded` word.
    """

    text: str
    language: str
    words: Words
    forms: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


# What people type without its accent: "qualita", "perche", "piu".
_UNACCENTED = re.compile(r"(?:t[au]|ch[ei]|r[ao]|[ip]u|uo|ci?o|gia|cosi|ne|ndi|rdi)$")
_GRAVE = str.maketrans("aeiou", "àèìòù")


def _forms(word: str, language: str) -> list[str]:
    """The word as typed and, in Italian, with the accent it may lack."""
    if language == "it" and word.isascii() and len(word) > 2 and _UNACCENTED.search(word):
        return [word, word[:-1] + word[-1].translate(_GRAVE)]
    return [word]


def analyse(text: str, translate: Translate | None = None) -> Query:
    """Words with their translations. A query of stop words only is looked up as it is."""
    language = detect_query(text)
    other = "en" if language == "it" else "it"
    found = content_words(text, language) or WORD.findall(text)
    unique = list(dict.fromkeys(word.lower() for word in found))[:MAX_WORDS]
    translations = translate(unique, language) if translate else [[] for _ in unique]
    words, forms = [], []
    for word, translated in zip(unique, translations, strict=True):
        terms = {(stem(form, language), language): 1.0 for form in _forms(word, language)}
        for foreign, weight in translated:
            for part in foreign.split():
                key = (stem(part, other), other)
                terms[key] = max(terms.get(key, 0.0), weight)
        alternatives = tuple(Term(term, code, weight) for (term, code), weight in terms.items() if term)
        if alternatives:
            words.append(alternatives)
            forms.append(word)
    return Query(text, language, tuple(words), tuple(forms))
