"""Records of an answer: quotes and where they stand, what was searched, sentences and what supports them."""

from dataclasses import dataclass
from typing import Literal

from kb.model import Document, Hit, Passage, Rectangle


@dataclass(frozen=True)
class Citation:
    """A quote: `passage.text[start:end]`. `located` is true only if its words were found again on the page itself."""

    number: int
    document: Document
    passage: Passage
    start: int
    end: int
    located: bool = False
    rectangles: tuple[Rectangle, ...] = ()

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
    """What was looked through before an answer or a refusal: counts of what the reader may see."""

    documents: int
    passages: int
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence that a language model wrote, the citations it rests on, and how far they support it.

    `doubt` names what is wrong (number, name, negation, general, merged, words), `word` what it hangs on.
    """

    text: str
    citations: tuple[int, ...]
    support: Literal["supported", "partly", "unsupported"]
    doubt: str = ""
    word: str = ""


@dataclass(frozen=True)
class EvidenceRow:
    """What one document says to each part of a question; None where it says nothing to it."""

    document: Document
    cells: tuple[Citation | None, ...]


@dataclass(frozen=True)
class EvidenceTable:
    """A question in parts, and the documents that say something to any of them."""

    parts: tuple[str, ...]
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class Answer:
    """An answer made of quotes or written by a model, or a refusal with the nearest passages. `confidence` is in 0..1.

    `sentences` are of a written answer; `notice` says when something else than was asked for is shown; `table` is there for a
    question that asks several things at once; `asked` is a follow-up as it was typed, which `question` makes stand alone.
    `prompt` is what a language model was told to do with the passages `sent` to it.
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
