"""Records of an answer: located quotes, counts of what was searched, written sentences and their support."""

from dataclasses import dataclass
from typing import Literal

from kb.model import Document, Filters, Hit, Passage, Rectangle
from kb.people.directory import Entity

_TITLED = 20  # works at most whose titles stand beside the people or organisations that they are grouped by


@dataclass(frozen=True)
class Citation:
    """A quote: `passage.text[start:end]`. `located` is true only if its words were found again on the page itself.

    `is_cut_list` is true if it has only the first items of a list on its page.
    """

    number: int
    document: Document
    passage: Passage
    start: int
    end: int
    located: bool = False
    rectangles: tuple[Rectangle, ...] = ()
    is_cut_list: bool = False

    @property
    def quote(self) -> str:
        """The quoted text."""
        return self.passage.text[self.start : self.end]

    @property
    def span(self) -> tuple[int, int]:
        """(start, end) of the quote in the passage's text."""
        return self.start, self.end

    @property
    def page(self) -> int:
        """The page, physical and 1-based."""
        return self.passage.page

    @property
    def page_label(self) -> str:
        """The page's printed label."""
        return self.passage.page_label


@dataclass(frozen=True)
class Searched:
    """Counts of the documents and passages searched, which are those that the reader may see, and their languages."""

    documents: int
    passages: int
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence written by a language model, the numbers of its citations, and how far they support it.

    `doubt` is the kind of doubt (number, name, negation, general, merged, words), `word` the word in doubt.
    """

    text: str
    citations: tuple[int, ...]
    support: Literal["supported", "partly", "unsupported"]
    doubt: str = ""
    word: str = ""


@dataclass(frozen=True)
class EvidenceRow:
    """A document's quote for each part of a question; None for a part that it doesn't answer.

    `named` is the question's name for the document, "" if it doesn't name it.
    """

    document: Document
    cells: tuple[Citation | None, ...]
    named: str = ""


@dataclass(frozen=True)
class EvidenceTable:
    """The parts of a question, and the documents that answer any of them."""

    parts: tuple[str, ...]
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class AlternativeQuote:
    """The alternative that a refusal offers: a quote about `found` (2019, Savona) where `asked` (2018, Imperia) was asked for.

    `kind` is year, place, name, quantity or rank ("most cited").
    """

    asked: str
    found: str
    citation: Citation
    kind: str = ""

    def told(self, language: str) -> tuple[str, str]:
        """`asked` and `found` as they are written in a sentence: "il 2018" in Italian, a rank in quotation marks."""
        shown = [f"“{value}”" if self.kind == "rank" else value for value in (self.asked, self.found)]
        asked, found = (f"il {value}" if language == "it" and value.isdigit() else value for value in shown)
        return asked, found


@dataclass(frozen=True)
class StatedNumber:
    """A count of the thing asked for, as a quote writes it; its year ("" if unknown), and the quote's number."""

    value: str
    year: str
    citation: int


@dataclass(frozen=True)
class WorkGroup:
    """The works of one year, supervisor, department or the like; `name` is as shown, "" for works that don't state it.

    `filters` lead to the list of the same works; None if no list shows them. `entity` has a page of its own.
    """

    name: str
    works: tuple[Document, ...]
    filters: Filters | None = None
    entity: Entity | None = None


@dataclass(frozen=True)
class CatalogueAnswer:
    """An answer from the catalogue: a count, a name, a length … as `value`, and the works that it is about.

    `topic` and `filters` lead to the list of the same works; `filters` is None where there is one work and no list. `spans` are the
    sentences of a summary, or those that show what people know, with their passages in these works.
    """

    intent: str
    text: str
    value: str | int
    works: tuple[Document, ...]
    topic: str = ""
    filters: Filters | None = None
    spans: tuple[tuple[Passage, tuple[int, int]], ...] = ()
    named: tuple[Entity, ...] = ()  # people or organisations in the text, each with a page of its own
    groups: tuple[WorkGroup, ...] = ()  # of the works, in the order in which they are shown

    @property
    def has_titled_groups(self) -> bool:
        """Whether the groups are people or organisations with so few works that titles are shown beside them."""
        return len(self.works) <= _TITLED and any(group.entity for group in self.groups)


@dataclass(frozen=True)
class ReadCell:
    """A cell read from a table: the labels of its row and column, its text, and its span in the passage of the first citation."""

    row: str
    column: str
    text: str
    span: tuple[int, int] | None = None  # None outside that passage


@dataclass(frozen=True)
class TableReading:
    """An answer from a table: the `value` of a cell, or of an `operation` (most, least, total, mean, within; "" for none) on `cells`.

    Of the cells within the bounds that a question sets, the value is their labels.
    """

    operation: str
    value: str
    cells: tuple[ReadCell, ...]


@dataclass(frozen=True)
class Answer:
    """An answer made of quotes or written by a model, or a refusal with the nearest passages. `confidence` is in 0..1.

    `sentences` are of a written answer. `notice` tells the user why quotes are shown instead of a written answer. `table` is
    given for a question of several parts. `asked` is a follow-up as typed, and `question` its standalone form. `prompt` and `sent`
    are the instructions and passages that a language model was given; `reasoning` is its thinking, which isn't checked. `alternatives`
    are a refusal's quotes for other years, places or names. `catalogue` is the catalogue's answer, `reading` the answer read
    from a table, whose rows are the first citations. `numbers` are the counts on which the quotes differ; `unconfirmed` is a rank
    of the question ("the only", "the first") that no quote states. `aside` is the kind of a text that is no question about
    documents: greeting, thanks, goodbye, site or world (the weather, a joke). `missing` is the work that a refused question names as its
    source, if no document is meant.
    """

    question: str
    text: str
    refused: bool
    citations: tuple[Citation, ...]
    near: tuple[Hit, ...]
    searched: Searched
    model: str
    confidence: float
    sentences: tuple[Sentence, ...] = ()
    notice: str = ""
    table: EvidenceTable | None = None
    asked: str = ""
    prompt: str = ""
    sent: tuple[Hit, ...] = ()
    reasoning: str = ""
    alternatives: tuple[AlternativeQuote, ...] = ()
    catalogue: CatalogueAnswer | None = None
    reading: TableReading | None = None
    numbers: tuple[StatedNumber, ...] = ()
    unconfirmed: str = ""
    aside: str = ""
    missing: str = ""

    @property
    def support(self) -> list[tuple[Document, list[Citation]]]:
        """The citations after the first, by document, in the order of each document's first citation."""
        found: dict[str, tuple[Document, list[Citation]]] = {}
        for citation in self.citations[1:]:
            found.setdefault(citation.document.id, (citation.document, []))[1].append(citation)
        return list(found.values())
