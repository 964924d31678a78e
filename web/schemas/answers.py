"""Questions and answers of the API, described for OpenAPI. `kb/output/api_json.py` makes the values."""

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kb.model import Filters
from web.filters import LONGEST_QUESTION, MOST_DOCUMENTS, StrictFilters
from web.schemas.library import Citation, Document, Hit, Searched


class Limits(StrictFilters):
    """Filters of a search, and ids of the documents that are asked, [] for all."""

    documents: Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=MOST_DOCUMENTS)] = ()

    @property
    def chosen(self) -> Filters | None:
        """The filters; None if none is set."""
        found = replace(self.filters, documents=self.documents)
        return None if found == Filters() else found


class Question(BaseModel):
    """A question in Italian or English."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "Quanti alloggi sono stati recuperati?"}]})

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    filters: Limits = Field(
        default_factory=Limits, description="What the question is put to; everything you may see by default."
    )
    before: list[Annotated[str, Field(max_length=LONGEST_QUESTION)]] = Field(
        default=[],
        max_length=10,
        description="Earlier questions, oldest first, for a follow-up question.",
    )


class AnswerSentence(BaseModel):
    """A sentence that a language model wrote, and the numbers of the citations that support it.

    `support` is supported, partly or unsupported; `doubt` is what is wrong (number, name, negation, general, merged, words),
    `word` the word concerned.
    """

    text: str
    citations: list[int]
    support: str
    doubt: str
    word: str


class Whom(BaseModel):
    """A person or organisation to ask about a refused question."""

    name: str
    url: str


class EvidenceRow(BaseModel):
    """One document's quote for each part of a question, null for none."""

    document: Document
    named: str = Field(description="What the question calls the document; empty where it doesn't name it.")
    cells: list[Citation | None]


class EvidenceTable(BaseModel):
    """A question's parts, and the documents that answer any of them."""

    parts: list[str]
    rows: list[EvidenceRow]


class Work(Document):
    """A work that the catalogue's answer is about, and its page."""

    url: str


class WorkGroup(BaseModel):
    """The works of one year, supervisor, department or the like; `name` is empty for those that don't state it."""

    name: str
    count: int
    works: list[str] = Field(description="Ids of documents.")
    list_url: str = Field(description="The list of the same works; empty for none.")
    url: str = Field(description="The page of the person or organisation; empty for others.")


class ReadCell(BaseModel):
    """A cell of a table: the labels of its row and column, its text, and the page with it marked (empty if it isn't near the first row)."""

    row: str
    column: str
    text: str
    url: str


class TableReading(BaseModel):
    """An answer read from a table; its rows are the first citations."""

    operation: str = Field(
        description="most, least, total or mean of the cells, within (those within the question's bounds); empty for one cell's own text."
    )
    value: str
    cells: list[ReadCell]


class StatedNumber(BaseModel):
    """A count of the thing asked for, as a quote writes it, with its year, and the quote's number."""

    value: str
    year: str
    citation: int


class Instead(BaseModel):
    """A quote about another year, place or name, where nothing was found for the one asked for."""

    asked: str
    found: str
    citation: Citation


class Sent(BaseModel):
    """A passage that was sent to a language model."""

    document: Document
    page: int
    page_label: str
    passage_id: int
    url: str


class Answer(BaseModel):
    """An answer made of quotes, an answer written from them, or a refusal with related passages (`near`).

    `sentences` are those of a written answer; `notice` says why quotes are shown instead of one.
    """

    question: str
    asked: str = Field(description="The question as sent; `question` is the same, made to stand alone.")
    answer: str
    refused: bool
    citations: list[Citation]
    value: str | int | None = Field(
        description="Of a question that the catalogue answers: the count, name, length, language or year."
    )
    works: list[Work] = Field(description="The works that the catalogue's answer is about.")
    list_url: str = Field(description="The list of the same works; empty for none.")
    groups: list[WorkGroup] = Field(description="The works by year, supervisor or the like, where that was asked for.")
    instead: list[Instead] = Field(description="Of a refusal: what there is for other years, places or names.")
    near: list[Hit]
    searched: Searched
    model: str
    confidence: float
    sentences: list[AnswerSentence]
    notice: str
    reasoning: str = Field(description="What a language model thought aloud; unchecked.")
    table: EvidenceTable | None = Field(description="For a question that asks several things at once.")
    reading: TableReading | None = Field(description="For a question that a table's cells answer.")
    numbers: list[StatedNumber] = Field(description="What the quotes count of the thing asked for, where they differ.")
    unconfirmed: str = Field(description="What the question asks of (the only, the first) and no quote states.")
    aside: str = Field(
        description="greeting, thanks, goodbye, site or world, where no question about documents was asked."
    )
    prompt: str = Field(description="The instructions sent to a language model with the passages.")
    sent: list[Sent]
    who_may_know: list[Whom]
