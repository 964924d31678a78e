"""The API's JSON, described for OpenAPI. `kb/output/api_json.py` makes the values."""

from pydantic import BaseModel


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
    """Coverage of a page: `status` is text, ocr, empty, image (not read) or failed; `note` says why."""

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
    probability: float
    state: str
    url: str
    also_available_as: list[Edition]


class Facet(BaseModel):
    """A value, and the number of matching documents that have it."""

    value: str
    count: int


class SearchAnswer(BaseModel):
    """The best passages, and facets over all documents that match; `total` counts documents.

    `did_you_mean` is the query with misspelt words corrected, "" if there are none; `corrected` is the query that was
    searched for instead, "" if it was searched for as typed. `state` is the relevance of the best passage. `page` is
    null unless one was asked for; a page has ten documents.
    """

    query: str
    total: int
    hits: list[Hit]
    facets: dict[str, list[Facet]]
    did_you_mean: str
    corrected: str
    page: int | None
    pages: int
    speaking: int
    probability: float
    state: str


class Suggested(BaseModel):
    """A completion: `kind` is title, person, organisation, topic, goal or place; `document` is the id behind a title, "" otherwise.

    `query` finds what a topic, goal or place stands for, "" otherwise; `url` is the page of the work, person or
    organisation, or the results of the query.
    """

    text: str
    kind: str
    document: str
    query: str
    url: str


class SimilarDocument(BaseModel):
    """A similar document and the reasons: similar in meaning, people and organisations that both name, places, goals."""

    document: Document
    score: float
    probability: float
    state: str
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
    """A quote: characters `start` to `end` of the passage. `located` is true only if its words were found on the page.

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
