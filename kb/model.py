"""Records that are passed between modules: documents, pages, passages, hits, filters, readers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["thesis", "course", "report", "other"]
Access = Literal["public", "internal", "restricted"]
Origin = Literal["file", "front page", "text", "file name", "manifest", "command line", "person"]
KINDS: tuple[Kind, ...] = ("thesis", "course", "report", "other")
ACCESSES: tuple[Access, ...] = ("public", "internal", "restricted")
GOALS = tuple(str(number) for number in range(1, 18))
RECORD = "record"  # status and label of the page with a document's stated metadata


@dataclass(frozen=True)
class Named:
    """A person or an organisation of a document, with its role in English (`author`, `supervisor`, `partner` …).

    `family` and `given` are the parts of a person's name, "" if unknown.
    """

    name: str
    role: str
    family: str = field(default="", compare=False)
    given: str = field(default="", compare=False)


@dataclass(frozen=True)
class Document:
    """A document and its metadata. `source` is its path relative to the folder that was ingested.

    `language` is an ISO 639-1 code, `embargo_until` a date (ISO 8601), `content_hash` the SHA-256 of the file. Times
    are ISO 8601, UTC, and "" before it is stored: `added_at`, when its file was last read, and `shown_since`, when it was first read
    or opened to more readers; an embargo may hide it for longer.
    """

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
    added_at: str = ""
    shown_since: str = ""

    @property
    def has_rows(self) -> bool:
        """Whether its pages are rows of a table."""
        return self.format in ("csv", "json", "xlsx")


@dataclass(frozen=True)
class Rights:
    """Access rights of a document: level, end of the embargo (ISO 8601), and names of the readers of a restricted one."""

    access: Access = "public"
    embargo_until: str | None = None
    readers: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisibleDocument:
    """A document that the reader may see, with its number in the catalogue. Only `kb.search.scope` creates these."""

    number: int
    document: Document

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.document.id


@dataclass(frozen=True)
class Page:
    """A page, slide or section. `number` counts from 1, `label` is the printed page number ("xii"), sizes are in points.

    `status` is text (from a text layer), ocr, empty, image (not read), failed, or record (stated metadata, not a page of the
    file); `note` is the reason for image and failed. `confidence` is that of OCR, 0..1. `hidden` is the number of characters of
    invisible text that were removed, `seconds` the time it took to read the page.
    """

    number: int
    label: str
    text: str
    status: str = "text"
    note: str = ""
    width: float = 0.0
    height: float = 0.0
    confidence: float | None = None
    hidden: int = 0
    seconds: float = 0.0

    @property
    def has_text(self) -> bool:
        """Whether the page has text that can be searched."""
        return self.status in ("text", "ocr", RECORD)

    @property
    def is_read(self) -> bool:
        """Whether all of the page was read, or there was nothing to read."""
        return self.has_text or self.status == "empty"


@dataclass(frozen=True)
class Passage:
    """A part of one page: `page.text[start:end] == text`. `heading` is that of its section, "" if unknown.

    `part` is "body", "references" for a bibliography, or "instruction" for text that addresses a language model; searches find the
    last two, answers never quote them. `key` is the opaque id shown to readers (kb/store/passage_keys.py).
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
    key: int = 0


@dataclass(frozen=True)
class Word:
    """A word on a scanned page and its box, in points from the top left corner of the page as displayed."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Field:
    """One value of a document's metadata, with its origin and a confidence (0..1)."""

    name: str
    value: str
    origin: Origin
    confidence: float


@dataclass(frozen=True)
class Flag:
    """A finding on a page (counted from 1) for a curator to check."""

    page: int
    kind: Literal["hidden text", "instruction"]
    detail: str


@dataclass(frozen=True)
class IngestedDocument:
    """A document with everything read from its file, ready to be added to the library.

    `words` holds the words of scanned pages, by page number; `sketch` the smallest hashes of its word sequences (kb/text/sketches.py).
    `remarks` say what in the file wasn't read, `pictures`, by page number, where pictures may contain text (points: l, t, r, b).
    """

    document: Document
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    fields: tuple[Field, ...] = ()
    flags: tuple[Flag, ...] = ()
    words: Mapping[int, tuple[Word, ...]] = field(default_factory=dict)
    sketch: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    pictures: Mapping[int, tuple[tuple[float, float, float, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """A passage found. `score` (0..1) is comparable within one result; `state` follows from the `probability` of relevance."""

    document: Document
    passage: Passage
    score: float
    snippet: str
    probability: float = 0.0
    state: str = "nothing"


@dataclass(frozen=True)
class DocumentHit:
    """A document with its best passages, best first. `also` lists other editions, `more` counts further passages; `state` is of the best."""

    document: Document
    hits: tuple[Hit, ...]
    also: tuple[Document, ...] = ()
    more: int = 0
    state: str = "nothing"


@dataclass(frozen=True)
class Rectangle:
    """A box on a page, in points from the top left corner of the page as displayed (after rotation)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Filters:
    """The filters of a search; None doesn't filter. Years are inclusive; names and titles match by a part of them.

    `department`, `course` (of study) and `place` match metadata found or stated; `partner` matches any organisation; `goal` is the
    number of a Sustainable Development Goal, "1" to "17"; `documents` are ids, any of which matches, () for no filter.
    """

    kind: str | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    document: str | None = None
    documents: tuple[str, ...] = ()
    author: str | None = None
    supervisor: str | None = None
    title: str | None = None
    partner: str | None = None
    department: str | None = None
    course: str | None = None
    place: str | None = None
    access: str | None = None
    goal: str | None = None


@dataclass(frozen=True)
class Reader:
    """The person who searches: the access levels they may see, and whether they see documents under embargo.

    `names` holds their own name and those of their groups: restricted documents that name one of these are visible too.
    """

    clearance: frozenset[str] = frozenset({"public"})
    sees_embargoed: bool = False
    names: frozenset[str] = frozenset()


ANONYMOUS = Reader()
OWNER = Reader(frozenset(ACCESSES), sees_embargoed=True)


@dataclass(frozen=True)
class Facet:
    """One value of a facet, and the number of matching documents that have it."""

    value: str
    count: int


@dataclass(frozen=True)
class SearchResult:
    """The result of a search: `hits` are the k best passages, best first, and `documents` the same hits by document.

    `total` is the number of documents that contain any of the words or are among the hits; `facets` are counted over these. `also`
    lists other editions of the documents shown, by document id. `did_you_mean` is the query with corrections for misspelt words,
    "" if there are none; `corrected` is the query that was searched for instead, "" if it was searched for as typed.
    `page` is the number of this page of documents, of `pages`; None if the hits are the best of all.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    documents: tuple[DocumentHit, ...]
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    also: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    did_you_mean: str = ""
    corrected: str = ""
    page: int | None = None
    pages: int = 1
    speaking: int = 0  # documents of which a passage speaks of the query; the others are only distantly related


@dataclass(frozen=True)
class Goal:
    """A goal ("1" to "17") of a document, with a confidence (0..1) and the id of the passage that shows it.

    `origin` is "terms" (of the vocabulary), "text" (the document names the goal), "manifest" or "person".
    """

    goal: str
    confidence: float
    origin: str
    passage: int | None = None
