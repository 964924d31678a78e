"""The records of the walk: Document → Page → Passage → Hit → Citation → Answer, each holding the one before it."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["thesis", "course", "report", "other"]
Access = Literal["public", "internal", "restricted"]
KINDS: tuple[Kind, ...] = ("thesis", "course", "report", "other")
ACCESSES: tuple[Access, ...] = ("public", "internal", "restricted")


@dataclass(frozen=True)
class Named:
    """A person or an organisation in a document, with its role in English (`author`, `supervisor`, `partner` …)."""

    name: str
    role: str


@dataclass(frozen=True)
class Document:
    """One work, as the library shows it. `source` is its path relative to the folder that was ingested."""

    id: str
    source: str
    title: str
    kind: Kind
    language: str
    year: int | None
    access: Access
    embargo_until: str | None
    people: tuple[Named, ...]
    organisations: tuple[Named, ...]
    abstract: str
    format: str
    page_count: int
    pages_read: int
    content_hash: str


@dataclass(frozen=True)
class Page:
    """One page, slide or section. `number` is physical and 1-based, `label` is printed ("xii"); sizes in points."""

    number: int
    label: str
    text: str
    status: str = "text"
    note: str = ""
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Passage:
    """A piece of one page: `page.text[start:end] == text`. `heading` is the section it stands in, "" if unknown;

    `part` is "body", or "references" for a bibliography, which is found but never answers.
    """

    id: int
    document_id: str
    page: int
    page_label: str
    start: int
    end: int
    text: str
    heading: str
    language: str
    part: str = "body"


@dataclass(frozen=True)
class Hit:
    """A passage that matches a query. `score` is comparable within one result list only; 1.0 is the best there."""

    document: Document
    passage: Passage
    score: float
    snippet: str


@dataclass(frozen=True)
class DocumentHit:
    """A document with its best passages, best first."""

    document: Document
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Rectangle:
    """A box on a page, in points from the page's top left corner, as the page is shown (after rotation)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Citation:
    """A quote and where it stands. `located` is true only when the words were found again on the page itself."""

    number: int
    document: Document
    page: int
    page_label: str
    quote: str
    passage_id: int
    located: bool = False
    rectangles: tuple[Rectangle, ...] = ()


@dataclass(frozen=True)
class Searched:
    """What was looked through before an answer or a refusal: counts of what the reader may see."""

    documents: int
    passages: int
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """An answer made of quotes, or a refusal with the nearest passages. `confidence` is in 0..1."""

    question: str
    text: str
    refused: bool
    citations: tuple[Citation, ...]
    near: tuple[Hit, ...]
    searched: Searched
    model: str
    confidence: float


@dataclass(frozen=True)
class Filters:
    """What a search is limited to; None leaves a side open. Years are inclusive; names and titles need only be a part."""

    kind: str | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    document: str | None = None
    author: str | None = None
    supervisor: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Reader:
    """Who is asking: the access levels they may see, and whether an embargo hides documents from them."""

    clearance: frozenset[str] = frozenset({"public"})
    sees_embargoed: bool = False


ANONYMOUS = Reader()
OWNER = Reader(frozenset(ACCESSES), sees_embargoed=True)


@dataclass(frozen=True)
class Facet:
    """One value of a facet, and how many of the matching documents have it."""

    value: str
    count: int


@dataclass(frozen=True)
class SearchResult:
    """`hits` are the k best passages, best first; `documents` the same hits grouped; `total` counts documents."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    documents: tuple[DocumentHit, ...]
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
