"""Works that a question names side by side: each is found by its name and asked separately."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kb.answer.refusal.constraint_filter import has_words
from kb.index.document_bitmaps import Numbers
from kb.model import Document
from kb.questions.named.compared import Comparison, compared
from kb.questions.named.sources import placed, source
from kb.questions.work_nouns import names_kind
from kb.search.hits import Ranked
from kb.search.query_analysis import Query
from kb.search.rank import rank
from kb.search.scope import Scope
from kb.text.languages import detect_query
from kb.text.terms import text_terms
from kb.text.tokens import content_words, words

T = TypeVar("T")
_LOOKED_AT = 40  # passages whose documents may be the work
_NAMED = 0.6  # share of a name that a title must hold for the name to mean that work, by judgement
_PROPER = re.compile(r"\b[A-ZÀ-Ý][\w’'-]+")
_KINDS = {
    "thesis": frozenset("tesi thesis theses dissertation dissertations".split()),
    "report": frozenset("rapporto rapporti relazione relazioni report reports brief bilancio opuscolo".split()),
    "course": frozenset("corso corsi lezione lezioni course courses lecture lectures workshop workshops laboratorio".split()),
}  # fmt: skip


@dataclass(frozen=True)
class Compared(Generic[T]):
    """A work as the question names it, with its preparation for each part; `named` is "" if works are counted, not named."""

    named: str
    document: Document
    prepared: tuple[T, ...]


@dataclass(frozen=True)
class Source:
    """The work that a question names as its source: its name, the question without it, and its scope; None if no document is meant.

    `bears_name`: the name stands in its title, people or organisations, or its proper names in the text; else its passages speak of it.
    """

    name: str
    asked: str
    scope: Scope | None = None
    bears_name: bool = False


def compare(
    scope: Scope, comparison: Comparison, prepare: Callable[[Scope, Sequence[str]], T], further: Sequence[str] = ()
) -> tuple[Compared[T], ...]:
    """The compared works, each with the question asked of it alone; () if the names mean fewer than two works.

    `further` are other questions about the same works, which are also asked of each.
    """
    documents = scope.library.documents(scope.allowed)
    found = (_counted if comparison.count else _named)(scope, comparison, documents)
    if len(found) < 2:
        return ()
    # Within a work its name favours the title, and a bare "what data" favours nothing: both wordings are asked.
    says_what = content_words(comparison.aspect, detect_query(comparison.aspect))
    alone = comparison.questions * (len(found) // len(comparison.questions))
    wordings = [[*([comparison.aspect] if says_what else []), asked] for asked in alone]
    return tuple(
        Compared(name, documents[number], tuple(prepare(within, texts) for texts in (own, *_alone(further, at))))
        for at, ((name, number), own) in enumerate(zip(found, wordings, strict=True))
        for within in (replace(scope, allowed=Numbers([number])),)
    )


def _alone(questions: Sequence[str], at: int) -> Iterator[list[str]]:
    """The wordings of further questions about the compared work at this index: without the names, and with its own."""
    for question in questions:
        named = compared(question)
        yield (
            [question]
            if named is None or at >= len(named.questions)
            else [*filter(None, [named.aspect]), named.questions[at]]
        )


def named_source(scope: Scope, question: str) -> Source | None:
    """The work that a question names as its source; None if it names none."""
    name, asked = next((found for found in (source(question), placed(question)) if found[0]), ("", question))
    if not name:
        return None
    number = _called(scope, name, question, [*scope.library.documents(scope.allowed)])
    if number is None:
        return Source(name, asked)
    return Source(name, asked, replace(scope, allowed=Numbers([number])), _bears(scope, name, number))


def _bears(scope: Scope, name: str, number: int) -> bool:
    """Whether a name stands in a document's title, people or organisations, or its proper names in the text: "the Lodi report"."""
    if _share(scope.analyse(name, prefixes=False), scope.library.documents([number])[number]) >= _NAMED:
        return True
    proper = " ".join(_PROPER.findall(name))
    return bool(proper) and has_words(scope, proper, number)


def scope_named(scope: Scope, name: str, question: str) -> Scope | None:
    """The scope of the one work that a name in a question means; None if it means none."""
    number = _called(scope, name, question, [*scope.library.documents(scope.allowed)])
    return None if number is None else replace(scope, allowed=Numbers([number]))


def _named(scope: Scope, comparison: Comparison, documents: Mapping[int, Document]) -> list[tuple[str, int]]:
    """(name, document number) of the work that each name means, all different; [] if a name means none."""
    taken: list[int] = []
    for name, asked in zip(comparison.named, comparison.questions, strict=True):
        number = _called(scope, name, asked, [number for number in documents if number not in taken])
        if number is None:
            return []
        taken.append(number)
    return list(zip(comparison.named, taken, strict=True))


def _called(scope: Scope, name: str, asked: str, numbers: Sequence[int]) -> int | None:
    """The number of the document that a name means: by title and people, and by the best passage for it and for the question.

    None if the name neither says a kind of work nor is in a title. A document with another title that doesn't speak of the name isn't
    meant, unless it is of its kind and speaks of the question: the library lacks the work.
    """
    query = scope.analyse(name, prefixes=False)
    by_name, by_question = (_best_passages(scope, one) for one in (query, scope.analyse(asked, prefixes=False)))
    named, answering = by_name.best_of_documents(), by_question.best_of_documents()
    documents = scope.library.documents([number for number in numbers if number in named.keys() | answering.keys()])
    shares = {number: _share(query, document) for number, document in documents.items()}
    if not names_kind(name) and max(shares.values(), default=0.0) < _NAMED:
        return None
    kind = _kind(name)
    speaking = _speaking(scope, by_name)
    speaking |= {n for n in _speaking(scope, by_question) if n in documents and kind in ("", documents[n].kind)}
    meant = [number for number in documents if number in speaking or shares[number] >= _NAMED]
    of_kind = [number for number in meant if documents[number].kind == kind] or meant
    return max(of_kind, key=lambda n: named.get(n, 0.0) + answering.get(n, 0.0) + shares[n], default=None)


def _best_passages(scope: Scope, query: Query) -> Ranked:
    return rank(scope, query).only(slice(0, _LOOKED_AT))


def _speaking(scope: Scope, found: Ranked) -> set[int]:
    """The documents with a passage that is said to answer the query."""
    return set(found.documents[found.probabilities >= scope.config.relevance.answers].tolist())


def _share(query: Query, document: Document) -> float:
    """The share (0..1) of a name that stands in a document's title, people or year; 1 if the name holds the whole title."""
    own = {(term.language, term.text) for alternatives in query.words for term in alternatives}
    title = text_terms(document.title, [query.language])
    if title and title <= own:
        return 1.0
    return query.coverage(text_terms(_label(document)))


def _label(document: Document) -> str:
    people = (person.name for person in document.people)
    return " ; ".join((document.title, *(o.name for o in document.organisations), *people, str(document.year or "")))


def _kind(name: str) -> str:
    said = set(words(name)[0])
    return next((kind for kind, nouns in _KINDS.items() if nouns & said), "")


def _counted(scope: Scope, comparison: Comparison, documents: Mapping[int, Document]) -> list[tuple[str, int]]:
    """The documents that speak of what is asked and fit it best, as many as the question counts."""
    question = comparison.questions[0]
    found = _best_passages(scope, scope.analyse(question, prefixes=False))
    speaking = _speaking(scope, found)
    scores = {number: score for number, score in found.best_of_documents().items() if number in speaking}
    kind = _kind(question)
    fitting = [number for number in scores if not kind or documents[number].kind == kind] or list(scores)
    best: Sequence[int] = sorted(fitting, key=lambda number: -scores[number])[: comparison.count]
    return [("", number) for number in best]
