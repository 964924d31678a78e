"""The API's values, described for its OpenAPI document. `kb/output/api_json.py` makes them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


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
    """A document with all that is known of it; `pages_read` of its `pages` gave text or are known to be empty."""

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
    """One value of the metadata: where it is from (manifest, front page, file …) and how sure that is, 0..1."""

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
    """A document that cites or is cited; `url` leads to the page of the bibliography."""

    document: Document
    url: str


class DescribedDocument(FullDocument):
    """A document with the origin of all that is known of it, its other editions, goals and citations."""

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
    """A passage found; `page` is physical and 1-based, `page_label` as printed. Scores compare within one list only."""

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
    """How many matching documents have this value."""

    value: str
    count: int


class SearchAnswer(BaseModel):
    """The best passages, and facets over all documents that match; `total` counts documents.

    `did_you_mean` is the query with words put right that no document holds, "" where none is needed.
    """

    query: str
    total: int
    hits: list[Hit]
    facets: dict[str, list[Facet]]
    did_you_mean: str


class Suggested(BaseModel):
    """A completion: `kind` is title, person or organisation; `document` is the id behind a title, "" otherwise."""

    text: str
    kind: str
    document: str


class SimilarDocument(BaseModel):
    """A document like another, whether it is near in meaning, and the people and organisations that both name."""

    document: Document
    score: float
    near_in_meaning: bool
    shared: list[Named]
    places: list[str]
    goals: list[str]


class Rectangle(BaseModel):
    """In points from the top left corner of the page as it is shown."""

    x: float
    y: float
    width: float
    height: float


class Citation(BaseModel):
    """A quote and its place; `located` only when its words were found again on the page."""

    number: int
    document: Document
    page: int
    page_label: str
    quote: str
    located: bool
    rectangles: list[Rectangle]
    url: str


class Searched(BaseModel):
    """What was looked through."""

    documents: int
    passages: int
    languages: list[str]


class Question(BaseModel):
    """A question in Italian or English."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "Quanti alloggi sono stati recuperati?"}]})

    question: str = Field(min_length=1, max_length=20_000)
    before: list[Annotated[str, Field(max_length=2_000)]] = Field(
        default=[],
        max_length=10,
        description="What was asked before, the oldest first: a follow-up is made to stand alone.",
    )


class AnswerSentence(BaseModel):
    """A sentence that a language model wrote: the numbers of the citations it rests on, and how far they support it.

    `support` is supported, partly or unsupported; `doubt` what is wrong (number, name, negation, general, merged, words).
    """

    text: str
    citations: list[int]
    support: str
    doubt: str
    word: str


class Whom(BaseModel):
    """Somebody who may know what the documents don't say."""

    name: str
    url: str


class EvidenceRow(BaseModel):
    """What one document says to each part of a question; null where it says nothing to it."""

    document: Document
    cells: list[Citation | None]


class EvidenceTable(BaseModel):
    """A question in parts, and the documents that say something to any of them."""

    parts: list[str]
    rows: list[EvidenceRow]


class Sent(BaseModel):
    """A passage that a language model was given."""

    document: Document
    page: int
    page_label: str
    passage_id: int
    url: str


class Answer(BaseModel):
    """Quotes that answer, an answer written over them, or a refusal with the nearest passages.

    `sentences` are of a written answer; `notice` says when something else than was asked for is shown.
    """

    question: str
    asked: str = Field(description="The question as it was sent; `question` is the same, made to stand alone.")
    answer: str
    refused: bool
    citations: list[Citation]
    near: list[Hit]
    searched: Searched
    model: str
    confidence: float
    sentences: list[AnswerSentence]
    notice: str
    table: EvidenceTable | None = Field(description="For a question that asks several things at once.")
    prompt: str = Field(description="What a language model was told to do with the passages sent to it.")
    sent: list[Sent]
    who_may_know: list[Whom]
