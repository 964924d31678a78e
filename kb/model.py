"""The records of the walk: Document → Page → Passage → Hit → Citation → Answer, each holding the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["thesis", "course", "report", "other"]
Access = Literal["public", "internal", "restricted"]
Origin = Literal["file", "front page", "text", "file name", "manifest", "command line", "person"]
KINDS: tuple[Kind, ...] = ("thesis", "course", "report", "other")
ACCESSES: tuple[Access, ...] = ("public", "internal", "restricted")


@dataclass(frozen=True)
class Named:
    """A person or an organisation in a document, with its role in English (`author`, `supervisor`, `partner` …)."""

    name: str
    role: str


@dataclass(frozen=True)
class Document:
    """One work, as the library shows it. `source` is its path relative to the folder that was ingested.

    `added_at` is when it came in or was last read anew (ISO, UTC); "" before that.
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


@dataclass(frozen=True)
class VisibleDocument:
    """A document that a reader has been found to be allowed to see. Only `kb.search.scope` makes one."""

    number: int
    document: Document

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id


@dataclass(frozen=True)
class Page:
    """One page, slide or section. `number` is physical and 1-based, `label` is printed ("xii"); sizes in points.

    `status` is text (a text layer), ocr, empty, image (not read) or failed, with `note` saying why; `confidence` is OCR's,
    in 0..1; `hidden` counts characters of invisible text that were taken out.
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
        """Whether there are words to find on it."""
        return self.status in ("text", "ocr")

    @property
    def is_read(self) -> bool:
        """Whether nothing on it was left out: read, or there was nothing to read."""
        return self.has_text or self.status == "empty"


@dataclass(frozen=True)
class Passage:
    """A piece of one page: `page.text[start:end] == text`. `heading` is the section it stands in, "" if unknown;

    `part` is "body", "references" for a bibliography, or "instruction" for text that speaks to a machine; the last two
    are found but never answer. `key` is the id by which it is known outside (kb/store/passage_keys.py).
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
    """A word on a scanned page and its box, in points from the top left corner of the page as it is shown."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Field:
    """One value of a document's metadata, where it is from, and how sure that is (0..1)."""

    name: str
    value: str
    origin: Origin
    confidence: float


@dataclass(frozen=True)
class Flag:
    """Something on a page (1-based) that a curator should look at."""

    page: int
    kind: Literal["hidden text", "instruction"]
    detail: str


@dataclass(frozen=True)
class IngestedDocument:
    """A document with everything that was read of it, ready to go in.

    `words` are of scanned pages, by page number; `sketch` holds the smallest hashes of its word sequences.
    """

    document: Document
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    fields: tuple[Field, ...] = ()
    flags: tuple[Flag, ...] = ()
    words: Mapping[int, tuple[Word, ...]] = field(default_factory=dict)
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A passage that matches a query. `score` is comparable within one result list only; 1.0 is the best there."""

    document: Document
    passage: Passage
    score: float
    snippet: str


@dataclass(frozen=True)
class DocumentHit:
    """A document with its best passages, best first; `also` are other editions, `more` counts further passages found."""

    document: Document
    hits: tuple[Hit, ...]
    also: tuple[Document, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Rectangle:
    """A box on a page, in points from the page's top left corner, as the page is shown (after rotation)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Filters:
    """What a search is limited to; None leaves a side open. Years are inclusive; of names and titles a part is enough.

    `department`, `course` (of study) and `place` are facts found or stated; `partner` is any organisation; `goal` is a
    Sustainable Development Goal, "1" to "17".
    """

    kind: str | None = None
    language: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    document: str | None = None
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
    """Who is asking: the access levels they may see, and whether an embargo hides documents from them.

    `names` are their own and their groups': restricted documents that name one of them may be seen too.
    """

    clearance: frozenset[str] = frozenset({"public"})
    sees_embargoed: bool = False
    names: frozenset[str] = frozenset()


ANONYMOUS = Reader()
OWNER = Reader(frozenset(ACCESSES), sees_embargoed=True)


@dataclass(frozen=True)
class Facet:
    """One value of a facet, and how many of the matching documents have it."""

    value: str
    count: int


@dataclass(frozen=True)
class SearchResult:
    """`hits` are the k best passages, best first; `documents` the same hits grouped.

    `total` counts the documents that hold any of the words, and those shown; `facets` are counted over the same.

    `also` has other editions of the works shown, by document id; `did_you_mean` is the query with words put right that
    no document holds, "" where none is needed.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    documents: tuple[DocumentHit, ...]
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    also: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    did_you_mean: str = ""


GOALS = tuple(str(number) for number in range(1, 18))


@dataclass(frozen=True)
class Goal:
    """A goal ("1" to "17") of a document, how sure that is (0..1), who says so, and the id of the passage that shows it.

    `origin` is "terms", "text" (the document names it), "manifest" or "person".
    """

    goal: str
    confidence: float
    origin: str
    passage: int | None = None
