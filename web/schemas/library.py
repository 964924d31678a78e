"""The API's JSON, described for OpenAPI. `kb/output/api_json.py` makes the values."""

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kb.model import Filters
from web.filters import LONGEST_QUESTION, MOST_DOCUMENTS, StrictFilters


class Named(BaseModel):
    """A person or organisation with its role in English: author, supervisor, co-supervisor, teacher, partner …"""

    name: str
    role: str


class Document(BaseModel):
    """A document. `source` is its path relative to the folder that was ingested."""

    id: str
    title: str
    source: str
    kind: str
    language: str
    year: int | None
    people: list[Named]


class FullDocument(Document):
    """A document with all fields of its record. `pages_read` of its `pages` have text or are empty."""

    organisations: list[Named]
    pages: int
    pages_read: int
    access: str
    embargo_until: str | None
    format: str
    abstract: str


class Edition(BaseModel):
    """Another edition of the same work, found by its text."""

    id: str
    title: str
    source: str
    format: str


class MetadataField(BaseModel):
    """One value of the metadata, its origin (manifest, front page, file …) and confidence (0..1)."""

    name: str
    value: str
    origin: str
    confidence: float


class GoalOfDocument(BaseModel):
    """A Sustainable Development Goal; `origin` is terms, text, manifest or person."""

    goal: str
    confidence: float
    origin: str


class Reference(BaseModel):
    """A document that cites or is cited; `url` leads to the passage of the bibliography."""

    document: Document
    url: str


class DescribedDocument(FullDocument):
    """A document with all metadata values and their origins, other editions, goals and citations."""

    fields: list[MetadataField]
    also_available_as: list[Edition]
    goals: list[GoalOfDocument]
    cites: list[Reference]
    cited_by: list[Reference]


class PageLedger(BaseModel):
    """How a page was read: `status` is text, ocr, empty, image (not read) or failed; `note` says why."""

    page: int
    label: str
    status: str
    note: str
    confidence: float | None
    hidden_characters: int
    characters: int
    passages: int
    languages: list[str]
    seconds: float


class Hit(BaseModel):
    """A passage found. `page` is physical and 1-based, `page_label` as printed; scores are comparable within one list only."""

    document: Document
    page: int
    page_label: str
    passage_id: int
    heading: str
    text: str
    snippet: str
    score: float
    url: str
    also_available_as: list[Edition]


class Facet(BaseModel):
    """A value, and the number of matching documents that have it."""

    value: str
    count: int


class SearchAnswer(BaseModel):
    """The best passages, and facets over all documents that match; `total` counts documents.

    `did_you_mean` is the query with misspelt words corrected, "" if there are none; `corrected` is the query that was searched for
    instead, "" if it was searched for as typed. `page` is null unless one was asked for; a page has ten documents.
    """

    query: str
    total: int
    hits: list[Hit]
    facets: dict[str, list[Facet]]
    did_you_mean: str
    corrected: str
    page: int | None
    pages: int


class Suggested(BaseModel):
    """A completion: `kind` is title, person or organisation; `document` is the id behind a title, "" otherwise."""

    text: str
    kind: str
    document: str


class SimilarDocument(BaseModel):
    """A similar document and the reasons: similar in meaning, people and organisations that both name, places, goals."""

    document: Document
    score: float
    near_in_meaning: bool
    shared: list[Named]
    places: list[str]
    goals: list[str]


class Rectangle(BaseModel):
    """A box in points from the top left corner of the page as shown."""

    x: float
    y: float
    width: float
    height: float


class Citation(BaseModel):
    """A quote and its place: characters `start` to `end` of the passage. `located` is true only if its words were found on the page.

    `url` leads to the page with the quote marked.
    """

    number: int
    document: Document
    page: int
    page_label: str
    quote: str
    located: bool
    rectangles: list[Rectangle]
    passage_id: int
    start: int
    end: int
    url: str


class Searched(BaseModel):
    """The documents and passages that were searched, and their languages."""

    documents: int
    passages: int
    languages: list[str]


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
    cells: list[Citation | None]


class EvidenceTable(BaseModel):
    """A question's parts, and the documents that answer any of them."""

    parts: list[str]
    rows: list[EvidenceRow]


class Instead(BaseModel):
    """What there is for another year, place or name, where nothing was found for the one asked for."""

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
    instead: list[Instead] = Field(description="Of a refusal: what there is for other years, places or names.")
    near: list[Hit]
    searched: Searched
    model: str
    confidence: float
    sentences: list[AnswerSentence]
    notice: str
    table: EvidenceTable | None = Field(description="For a question that asks several things at once.")
    prompt: str = Field(description="The instructions sent to a language model with the passages.")
    sent: list[Sent]
    who_may_know: list[Whom]
