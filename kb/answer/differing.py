"""Differing numbers in the quotes of an answer for what the question counts, each with its year."""

import itertools
import re
from collections.abc import Iterator, Sequence

from kb.answer.records import Citation, StatedNumber
from kb.questions.constraints import years_in
from kb.questions.grammar import OF, PREPOSITIONS, SPLIT
from kb.questions.quantities import is_unit
from kb.search.query_analysis import Query
from kb.text.normalise import fold
from kb.text.numbers import number
from kb.text.sentences import sentences
from kb.text.terms import text_terms

# A number after a label or within a name is none of things: "Fig. 5", "Covid-19".
_WORD = re.compile(
    r"\b(?:fig(?:ure|ura)?|tab(?:le|ella)?|section|sezione|chapter|capitolo|page|pagina)\.?\s*\d+|[^\W\d_]+-\d+|\d+(?:[.,’']\d+)*|[^\W\d_]+|[%,;:.!?(]", re.I
)  # fmt: skip
_COUNTS = re.compile(r"\b(?:quant[ie]|how\s+many)\b", re.I)  # "costa" in "quanto costa" is no noun
_BEFORE = 2  # words between a number and what it counts: "41 nuove famiglie"
# Between a number and a noun that it doesn't count: "12 euro a famiglia", "38% delle famiglie".
_OF = OF["it"] | OF["en"] | {fused for fused, (preposition, _) in SPLIT.items() if preposition == "di"}
_APART = (PREPOSITIONS["it"] | PREPOSITIONS["en"]) - _OF | frozenset("e ed o and or % , ; . ! ? (".split())
_STATED = r"(\d[\d.,’']*\d|\d)(?!\s*(?:%|per cent))"
# "Famiglie: 41", "gli arredi prodotti sono stati 112".
_BEHIND = re.compile(
    rf"(?:\s+[^\W\d_]+)?(?:\s+(?:sono stat[ie]|sono|erano|furono|were|are)\s+|\s*:\s*){_STATED}|\s+{_STATED}"
)
# Share of the question's other words that a sentence needs, by judgement; with less it counts something else.
_ASKED = 0.45


def differing(query: Query, citations: Sequence[Citation]) -> tuple[StatedNumber, ...]:
    """The number that each quote gives for what a question counts ("how many families found a home"); () unless two differ.

    () for units ("how many euros"). A sentence that has only the noun counts something else ("23 families live here").
    """
    counted = _terms_of_noun(query)
    if not counted or not _COUNTS.search(query.text) or is_unit(query.asked_noun):
        return ()
    needed = _ASKED * (1 - query.coverage(counted))
    found: dict[float | None, StatedNumber] = {}
    for citation in citations:
        sentence, stated = _stated(citation, counted)
        share = query.coverage(text_terms(sentence) - counted)
        if stated and 0 < needed <= share:
            value = number(stated, citation.document.language)
            found.setdefault(value, StatedNumber(stated, _year(citation), citation.number))
    return tuple(found.values()) if len(found) > 1 else ()


def _stated(citation: Citation, counted: set[tuple[str, str]]) -> tuple[str, str]:
    """The first sentence of a quote that gives a number of what is counted, and the number; ("", "") if none does."""
    texts = (citation.quote[start:end] for start, end in sentences(citation.quote))
    return next(((text, said) for text in texts if (said := next(_beside(text, counted), ""))), ("", ""))


def _terms_of_noun(query: Query) -> set[tuple[str, str]]:
    """The index terms of the noun, its translations included."""
    noun = fold(query.asked_noun)
    alternatives = (words for words, form in zip(query.words, query.forms, strict=True) if noun and fold(form) == noun)
    return {(term.language, term.text) for words in alternatives for term in words}


def _beside(text: str, counted: set[tuple[str, str]]) -> Iterator[str]:
    """The numbers before or after a word with one of some index terms, of which they are; years left out."""
    words = [*_WORD.finditer(text)]
    for at, word in enumerate(words):
        if not word.group().isalpha() or not counted & text_terms(word.group()):
            continue
        near = [other.group() for other in reversed(words[max(at - _BEFORE - 1, 0) : at])]
        between = itertools.takewhile(lambda other: other.lower() not in _APART and not is_unit(other), near)
        behind = _BEHIND.match(text, word.end())
        found = [*between, *filter(None, behind.groups() if behind else ())]
        yield from (other for other in found if other[0].isdigit() and not years_in(other))


def _year(citation: Citation) -> str:
    """The year that a quote names, if it names one only, else its document's; "" if neither is known."""
    named = years_in(citation.quote)
    return named.pop() if len(named) == 1 else str(citation.document.year or "")
