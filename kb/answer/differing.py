"""Differing numbers in the quotes of an answer for what the question counts, each with its year."""

import re
from collections.abc import Iterator, Sequence

from kb.answer.records import Citation, StatedNumber
from kb.questions.constraints import years_in
from kb.questions.quantities import is_unit
from kb.search.query_analysis import Query
from kb.text.answer_kinds import is_strict
from kb.text.normalise import fold
from kb.text.numbers import number
from kb.text.terms import text_terms

_WORD = re.compile(r"\d+(?:[.,’']\d+)*|[^\W\d_]+")
_BEFORE = 2  # words between a number and what it counts: "41 nuove famiglie"
_AS_MUCH = 0.8  # share of the first quote's coverage that another needs; with less it counts something else
_BEHIND = 1  # or a number after it: "Families: 41"


def differing(query: Query, citations: Sequence[Citation]) -> tuple[StatedNumber, ...]:
    """The number that each quote gives for the noun a question counts ("how many families"); () unless two differ.

    () for units ("how many euros").
    """
    counted = _terms_of_noun(query)
    if not counted or is_unit(query.asked_noun) or not is_strict(query.expected_answer):
        return ()
    found: dict[float | None, StatedNumber] = {}
    said = [query.coverage(text_terms(citation.quote)) for citation in citations]
    alike = [one for one, share in zip(citations, said, strict=True) if share >= _AS_MUCH * said[0]]
    for citation in alike:
        for stated in _beside(citation.quote, counted):
            value = number(stated, citation.document.language)
            found.setdefault(value, StatedNumber(stated, _year(citation), citation.number))
            break  # one number of each quote: its first
    return tuple(found.values()) if len(found) > 1 else ()


def _terms_of_noun(query: Query) -> set[tuple[str, str]]:
    """The index terms of the noun, its translations included."""
    noun = fold(query.asked_noun)
    alternatives = (words for words, form in zip(query.words, query.forms, strict=True) if noun and fold(form) == noun)
    return {(term.language, term.text) for words in alternatives for term in words}


def _beside(text: str, counted: set[tuple[str, str]]) -> Iterator[str]:
    """The numbers right before or after a word with one of some index terms, years left out."""
    words = [match.group() for match in _WORD.finditer(text)]
    for at, word in enumerate(words):
        if word[0].isdigit() or not counted & text_terms(word):
            continue
        near = [*reversed(words[max(at - _BEFORE - 1, 0) : at]), *words[at + 1 : at + 1 + _BEHIND]]
        yield from (other for other in near if other[0].isdigit() and not years_in(other))


def _year(citation: Citation) -> str:
    """The year that a quote names, if it names one only, else its document's; "" if neither is known."""
    named = years_in(citation.quote)
    return named.pop() if len(named) == 1 else str(citation.document.year or "")
