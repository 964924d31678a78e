"""Comparison of works by question, method, people, place, data and outcome; each a sentence of the work, or nothing.

Question, method and outcome are found by meaning (kb/answer/catalogue/aspects.py); people and places by the librarian's lists, data by words.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from kb.answer.catalogue.aspects import statements
from kb.errors import NotFound
from kb.index.derived import Derived
from kb.index.orders import without_orders
from kb.library import Library
from kb.model import Document, Passage, Reader
from kb.search.scope import open_document, retry_on_change
from kb.text.sentences import sentences

ASPECTS = ("question", "method", "people", "place", "data", "outcome")
MOST = 30  # works in a comparison; by judgement
_LOOKED_AT = 120  # passages of a work, from its beginning
_LENGTHS = range(40, 450)  # characters of a sentence that fits into a cell
_DATA = re.compile(
    r"\b(?:dati|data|datasets?|campion[ei]|samples?|questionar\w+|questionnaires?|intervist[ae]|interviews?|rilievi|rilevazion\w+|surveys?"
    r"|misur[ae]|misurazion\w+|measurements?|osservazion\w+|observations?|registri|records|censiment\w+|census|archivi\w*|archives?"
    r"|focus group|sensor[ei]?s?|immagini satellitari|satellite images)\b",
    re.I,
)
_COLLECTED = re.compile(
    r"\b(?:raccolt[aeio]|rilevat[aeio]|misurat[aeio]|intervistat[aeio]|somministrat[aeio]|analizzat[aeio]|provengono|collected|gathered|recorded"
    r"|measured|surveyed|interviewed|analy[sz]ed|obtained|drawn from|come from)\b",
    re.I,
)
_NUMBER = re.compile(r"\d|\b(?:due|tre|dieci|venti|trenta|cento|two|three|ten|twelve|twenty|thirty|hundred)\b", re.I)
_ENOUGH = 2.0  # a word for data and a number or a word for collecting


@dataclass(frozen=True)
class Quote:
    """Characters `span` of a passage's text."""

    passage: Passage
    span: tuple[int, int]

    @property
    def text(self) -> str:
        """The sentence, in one line."""
        return " ".join(self.passage.text[self.span[0] : self.span[1]].split())


@dataclass(frozen=True)
class ComparedWork:
    """A work and its sentence for each of ASPECTS; an aspect that it doesn't state is missing."""

    document: Document
    cells: dict[str, Quote]


_CELLS: Derived[int, dict[str, Quote]] = Derived(2000)  # by document number


@retry_on_change
def compare(library: Library, documents: Sequence[str], reader: Reader) -> list[ComparedWork]:
    """The works with these ids, in this order, at most MOST; those that the reader may not see are left out."""
    found = []
    for name in dict.fromkeys(documents):
        with suppress(NotFound):
            visible = open_document(library, name, reader)
            number = visible.number
            cells = library.snapshot().by_documents.get(_CELLS, number, partial(_cells, library, number))
            found.append(ComparedWork(visible.document, cells))
        if len(found) == MOST:
            break
    return found


def _cells(library: Library, number: int) -> dict[str, Quote]:
    stated = statements(library, number)
    named = {"question": "aim", "method": "method", "outcome": "outcome"}
    body = [passage for passage in library.catalogue.passages_of(number) if passage.part == "body"][:_LOOKED_AT]
    passages = without_orders(library.catalogue, body)
    cells = {aspect: Quote(stated[name].passage, stated[name].span) for aspect, name in named.items() if name in stated}
    for aspect, score in (("people", _people(library, passages)), ("place", _place(library, number)), ("data", _data)):
        if found := _best(passages, score):
            cells[aspect] = found
    return cells


Score = Callable[[Passage, str], float]  # of a sentence in its passage; 0 for one that doesn't state the aspect


def _best(passages: Sequence[Passage], score: Score) -> Quote | None:
    """The sentence with the highest score, the first of several; None if all have 0."""
    best, top = None, 0.0
    for passage in passages:
        for span in _readable(passage.text):
            value = score(passage, passage.text[slice(*span)])
            if value > top:
                best, top = Quote(passage, span), value
    return best


def _readable(text: str) -> Iterator[tuple[int, int]]:
    """The spans of sentences that can be read alone: no heading, row or list."""
    for start, end in sentences(text):
        sentence = text[start:end]
        letters = sum(character.isalpha() or character.isspace() for character in sentence)
        is_whole = sentence[0].isupper() and sentence[-1] in ".!?" and letters >= 0.8 * len(sentence)
        if len(sentence) in _LENGTHS and is_whole:
            yield start, end


def _people(library: Library, passages: Sequence[Passage]) -> Score:
    """A score for sentences that name the groups of people mentioned most in the work."""
    groups = library.lists.concerned
    counts = Counter(mention.label for p in passages for mention in groups.mentions(p.text, p.language))
    main = {label for label, count in counts.most_common(2) if count > 1 or len(counts) == 1}

    def score(passage: Passage, sentence: str) -> float:
        named = {mention.label for mention in groups.mentions(sentence, passage.language)} & main if main else set()
        return len(named) + 0.5 * bool(_NUMBER.search(sentence)) if named else 0.0

    return score


def _place(library: Library, number: int) -> Score:
    """A score for sentences that name the places of the work."""
    places = set(library.places().get(number, ()))

    def score(_: Passage, sentence: str) -> float:
        return float(len({place.name for place in library.lists.places.named_in(sentence)} & places)) if places else 0.0

    return score


def _data(_: Passage, sentence: str) -> float:
    """The score of a sentence that names data, with their number or how they were collected."""
    if not (named := len(set(map(str.lower, _DATA.findall(sentence))))):
        return 0.0
    score = min(named, 3) + 1.0 * bool(_NUMBER.search(sentence)) + 1.0 * bool(_COLLECTED.search(sentence))
    return score if score >= _ENOUGH else 0.0
