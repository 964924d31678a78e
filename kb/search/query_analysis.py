"""What a person typed becomes words to look up, in the language they wrote."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold
from kb.text.stemming import stem
from kb.text.stopwords import content_words
from kb.text.terms import Term, Words

MAX_WORDS = 64  # Of a pasted abstract, the rarest of these decide; more only slow the search down.

_KNOWN = 0.5  # of a question's words that must be known in the other language

_PREFIX = re.compile(r"([^\W_]{3,})\*")
Complete = Callable[[str, str], list[str]]
Translate = Callable[[list[str], str], list[list[tuple[str, float]]]]


@dataclass(frozen=True)
class Query:
    """A question, analysed: its language ("it" or "en"), the words it looks for and how each may be met.

    `forms` are the same words as typed, one for each of `words`. Passages must hold all `phrases`, whose words are
    `required`, and none of the `excluded` words. `gloss` is the question word by word in the other language, "" where few of
    its words are known there.
    """

    text: str
    language: str
    words: Words
    forms: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    required: Words = ()
    excluded: Words = ()
    gloss: str = ""


# What people type without its accent: "qualita", "perche", "piu".
_UNACCENTED = re.compile(r"(?:t[au]|ch[ei]|r[ao]|[ip]u|uo|ci?o|gia|cosi|ne|ndi|rdi)$")
_GRAVE = str.maketrans("aeiou", "àèìòù")

# How a word begins, and is then spelt in British and in American English, up to what inflection adds.
_SPELLINGS = tuple(
    (re.compile(f"({begins})({british}|{american})({ends})"), british, american)
    for begins, british, american, ends in (
        (r"\w{3,}", "is", "iz", "e[drs]?|ers?|ing|ations?|ational"),
        (r"(?:ana|cata|para)l", "ys", "yz", "e[drs]?|ers?|ing"),
        (r"(?:behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|od|rig|rum|sav|tum|vap|vig)", "our", "or", r"\w*"),
        (r"(?:cen|fib|li|me|spec|thea)", "tre", "ter", "s?"),
        (r"(?:ana|cata|dia|mono)l", "ogue", "og", "s?"),
        (r"(?:def|lic|off|pret)", "ence", "ense", "s?"),
        ("progra", "mme", "m", "s?"),
    )
)


def _forms(word: str, language: str) -> list[str]:
    """The word as typed; in Italian with the accent it may lack, in English also as it is spelt across the ocean."""
    if language == "en":
        return list(dict.fromkeys([word, *_respelt(word)]))
    if word.isascii() and len(word) > 2 and _UNACCENTED.search(word):
        return [word, word[:-1] + word[-1].translate(_GRAVE)]
    return [word]


def _respelt(word: str) -> Iterator[str]:
    for pattern, british, american in _SPELLINGS:
        if found := pattern.fullmatch(word):
            begins, spelt, ends = found.groups()
            yield begins + (american if spelt == british else british) + ends


def analyse(text: str, translate: Translate | None = None, complete: Complete | None = None) -> Query:
    """Words with their translations; "word*" stands for what `complete` knows to begin so.

    A query of stop words only is looked up as it is.
    """
    language = detect_query(text)
    prefixes = {prefix.lower() for prefix in _PREFIX.findall(text)} if complete else set()
    other = "en" if language == "it" else "it"
    found = content_words(text, language) or WORD.findall(text)
    unique = list(dict.fromkeys(word.lower() for word in found))[:MAX_WORDS]
    translations = translate(unique, language) if translate else [[] for _ in unique]
    words, forms = [], []
    for word, translated in zip(unique, translations, strict=True):
        terms = {(stem(form, language), language): 1.0 for form in _forms(word, language)}
        if complete and word in prefixes:
            terms |= {(term, code): 1.0 for code in ("it", "en") for term in complete(fold(word), code)}
        for foreign, weight in translated:
            for part in foreign.split():
                key = (stem(part, other), other)
                terms[key] = max(terms.get(key, 0.0), weight)
        alternatives = tuple(Term(term, code, weight) for (term, code), weight in terms.items() if term)
        if alternatives:
            words.append(alternatives)
            forms.append(word)
    return Query(text, language, tuple(words), tuple(forms), gloss=_gloss(unique, translations))


def _gloss(words: list[str], translations: list[list[tuple[str, float]]]) -> str:
    known = [max(found, key=lambda entry: entry[1])[0] if found else "" for found in translations]
    if sum(map(bool, known)) < _KNOWN * len(words):
        return ""
    return " ".join(foreign or word for foreign, word in zip(known, words, strict=True))


def exact_words(texts: Iterable[str]) -> Words:
    """The words of some texts, each to be met as it is, in whichever language it is analysed."""
    found = dict.fromkeys(word.lower() for text in texts for word in WORD.findall(text))
    words = (tuple(Term(term, code) for code in ("it", "en") if (term := stem(word, code))) for word in found)
    return tuple(alternatives for alternatives in words if alternatives)


def narrowed(query: Query, phrases: tuple[str, ...], excluded: tuple[str, ...]) -> Query:
    """The query, with phrases that must stand in a passage and words that must not."""
    # A word that is a stop word in either language may be missing from the index: it can't be required.
    whole = tuple(words for words in exact_words(phrases) if len(words) == 2)
    return replace(query, phrases=phrases, required=whole, excluded=exact_words(excluded))
