"""Query analysis: language, index terms of the words, and what later stages compute from a query, once."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from kb.text.answer_kinds import asked_noun, expected_answer, names
from kb.text.languages import detect_query
from kb.text.normalise import fold
from kb.text.quotes import find_words
from kb.text.stemming import LANGUAGES, stem
from kb.text.stopwords import STOPWORDS
from kb.text.terms import Term, WordNgrams, Words, coverage, text_terms
from kb.text.tokens import ACRONYM, Token, content_words, folded_words, tokens, words

MAX_WORDS = 64  # content words used, the first ones of a pasted abstract; more only slow the search down

_PREFIX = re.compile(r"([^\W_]{3,})\*")
Complete = Callable[[str, str], list[str]]
Translate = Callable[[list[str], str], list[list[tuple[str, float]]]]
Exists = Callable[[Term], bool]
Terms = set[tuple[str, str]]  # (language, index term)


class Statistics(Protocol):
    """Statistics of the passages that a query is for; implemented by `kb.search.scope.Scope`."""

    def idf(self, words: Words) -> list[float]:
        """Inverse document frequency of each word."""

    def unseen_idf(self) -> float:
        """Inverse document frequency of a word that no passage has."""

    def embed(self, text: str) -> np.ndarray | None:
        """The unit vector of a query; None while no passage has a vector."""


@dataclass(frozen=True)
class Choice:
    """Alternatives of which a passage must have one: phrases, and the terms of all words, those in phrases included."""

    phrases: tuple[str, ...]
    terms: tuple[Term, ...]

    def is_met(self, text: str) -> bool:
        """Whether a text has one of the phrases or, if there are words outside of phrases, one of the terms."""
        if any(find_words(text, phrase) for phrase in self.phrases):
            return True
        return bool(self._outside_phrases) and not self._outside_phrases.isdisjoint(text_terms(text))

    @cached_property
    def _outside_phrases(self) -> set[tuple[str, str]]:
        own = {(term.language, term.text) for words in exact_words(self.phrases) for term in words}
        return {(term.language, term.text) for term in self.terms} - own


@dataclass(frozen=True)
class Query:
    """An analysed query: its language ("it" or "en"), its words and the index terms that match each.

    `forms` are the same words as typed, one for each of `words`. Passages must contain all `phrases`, whose words are `required`,
    one text of each of the `choices`, and none of the `excluded` words. Everything else is computed from these at first use.
    """

    text: str
    language: str
    words: Words
    forms: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    required: Words = ()
    excluded: Words = ()
    choices: tuple[Choice, ...] = ()
    statistics: Statistics | None = field(default=None, compare=False, repr=False)

    @cached_property
    def idf(self) -> list[float]:
        """Inverse document frequency of each word; 1 for all where there are no statistics."""
        return self.statistics.idf(self.words) if self.statistics else [1.0] * len(self.words)

    @cached_property
    def unseen_idf(self) -> float:
        """Inverse document frequency of a word that no passage has; 1 where there are no statistics."""
        return self.statistics.unseen_idf() if self.statistics else 1.0

    @cached_property
    def vector(self) -> np.ndarray | None:
        """The query's unit vector; None while no passage has a vector."""
        return self.statistics.embed(self.text) if self.statistics else None

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """All words of the text in order, stop words included, folded."""
        return folded_words(self.text)

    @cached_property
    def names(self) -> set[str]:
        """Its capitalised words but the first, and its numbers, folded."""
        return names(self.text)

    @cached_property
    def expected_answer(self) -> re.Pattern[str] | None:
        """A pattern of the kind of answer asked for (a number, a year, a name); None when the question doesn't say."""
        return expected_answer(self.text)

    @cached_property
    def asked_noun(self) -> str:
        """The noun that the question asks for: "studenti" of "Quanti studenti ...?"; "" if none."""
        return asked_noun(self.text)

    @cached_property
    def ngrams(self) -> WordNgrams:
        """The character 4-grams of its words."""
        return WordNgrams(self.forms)

    def coverage(self, terms: Terms) -> float:
        """The IDF share (0..1) of the words that these index terms match; a translation counts with its weight."""
        return coverage(self.words, self.idf, terms)


# Italian words often typed without their accent: "qualita", "perche", "piu".
_UNACCENTED = re.compile(r"(?:t[au]|ch[ei]|r[ao]|[ip]u|uo|ci?o|gia|cosi|ne|ndi|rdi)$")
_GRAVE = str.maketrans("aeiou", "àèìòù")

# (stem, British ending, American ending, inflections) of words spelt differently in British and American English.
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


def _spellings(word: str, language: str) -> list[str]:
    """The word as typed; in Italian also with a final accent, in English also in its other spelling."""
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


def analyse(
    text: str, translate: Translate | None = None, complete: Complete | None = None, exists: Exists | None = None, language: str = ""
) -> Query:  # fmt: skip
    """Analyse a query, in a language ("it" or "en") or in its own.

    `translate` gives translations of its words, `complete` the index terms that "word*" stands for; `exists` tells which terms
    exist, to recognise acronyms in lower case. A query of stop words only is searched for as it is.
    """
    language = language or detect_query(text)
    other = "en" if language == "it" else "it"
    prefixes = {prefix.lower() for prefix in _PREFIX.findall(text)} if complete else set()
    found = _query_words(text, language, exists or (lambda _: False))
    translations = translate(list(found), language) if translate else [[] for _ in found]
    listed, forms = [], []
    for (word, joined), translated in zip(found.items(), translations, strict=True):
        terms = {(stem(spelt, language), language): 1.0 for spelt in (*_spellings(word, language), *joined)}
        if complete and word in prefixes:
            terms |= {(term, code): 1.0 for code in LANGUAGES for term in complete(fold(word), code)}
        within: dict[str, list[tuple[str, ...]]] = {}  # expressions by term
        for foreign, weight in translated:
            spoken = words(foreign)[0]
            for part in content_words(foreign, other) or spoken:
                key = (stem(part, other), other)
                terms[key] = max(terms.get(key, 0.0), weight)
                within.setdefault(key[0], []).append(spoken)
        alternatives = tuple(
            Term(term, code, weight, _parts_of(within.get(term, ())) if code == other else ())
            for (term, code), weight in terms.items()
            if term
        )
        if alternatives:
            listed.append(alternatives)
            forms.append(word)
    return Query(text, language, tuple(listed), tuple(forms))


def _parts_of(expressions: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The expressions of which a term is a part; () if it is one alone, too."""
    return tuple(expressions) if all(len(spoken) > 1 for spoken in expressions) else ()


# Italian articles and prepositions with an article: a noun follows them, so at the end of a query they are acronyms.
_NEVER_LAST = frozenset("ai al agli alle dal dai dei del degli delle gli i il la le lo nei nel sui sul un".split())


def _query_words(text: str, language: str, exists: Exists) -> dict[str, list[str]]:
    """The content words of a query, at most MAX_WORDS, each with the compounds that it makes with its neighbours."""
    read = tokens(text)
    every = [word for token in read for word in token.parts]
    stopwords, foreign = STOPWORDS[language], STOPWORDS["it" if language == "en" else "en"]

    def meant(word: str) -> str:
        # "ai" is an article in Italian, and the acronym in an English query to a library that has it.
        is_acronym = word in stopwords | foreign and len(word) > 1 and exists(Term(word + ACRONYM, language))
        return word + ACRONYM if is_acronym else word

    content = [
        word for word in every if word not in stopwords or (word == every[-1] in _NEVER_LAST and meant(word) != word)
    ]
    found: dict[str, list[str]] = {word: [] for word in map(meant, (content or every)[:MAX_WORDS])}
    for together, parts in _compounds(text, read):
        if exists(Term(stem(together, language), language)):
            for part in found.keys() & set(parts):
                found[part].append(together)
    return found


def _compounds(text: str, read: Sequence[Token]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (joined, parts) of compounds and of pairs of words: "database" for "data base"."""
    yield from ((token.joined, token.parts) for token in read if token.joined)
    for one, other in itertools.pairwise(read[:MAX_WORDS]):
        if text[one.end : other.start].isspace() and len(one.parts) == len(other.parts) == 1:
            yield one.parts[0] + other.parts[0], one.parts + other.parts


def exact_words(texts: Iterable[str]) -> Words:
    """The words of some texts as index terms of both languages, without translations."""
    found: dict[str, list[str]] = {}
    for token in (token for text in texts for token in tokens(text)):
        for part in token.parts:
            found.setdefault(part, []).extend([token.joined] if token.joined else [])
    listed = (
        tuple(Term(term, code) for spelt in (word, *joined) for code in LANGUAGES if (term := stem(spelt, code)))
        for word, joined in found.items()
    )
    return tuple(alternatives for alternatives in listed if alternatives)


def narrowed(
    query: Query, phrases: tuple[str, ...], excluded: tuple[str, ...], choices: tuple[tuple[str, ...], ...] = ()
) -> Query:
    """The query with phrases that passages must contain, choices of which they must contain one each, and excluded words."""
    # A stop word of either language may be missing from the index, so it can't be required.
    whole = tuple(words for words in exact_words(phrases) if {term.language for term in words} == set(LANGUAGES))
    listed = [Choice(tuple(text for text in texts if " " in text), _alternatives(query, texts)) for texts in choices]
    kept = tuple(choice for choice in listed if choice.terms)
    any_of = tuple(choice.terms for choice in kept)
    return replace(query, phrases=phrases, required=(*whole, *any_of), excluded=exact_words(excluded), choices=kept)


def _alternatives(query: Query, texts: Sequence[str]) -> tuple[Term, ...]:
    """The terms of the words of some texts; those of single words with translations."""
    translated = dict(zip(query.forms, query.words, strict=True))
    single = (word for text in texts if " " not in text for word in words(text)[0])
    found = [*exact_words(texts), *(translated[word] for word in single if word in translated)]
    return tuple(dict.fromkeys(itertools.chain.from_iterable(found)))
