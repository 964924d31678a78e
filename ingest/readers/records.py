"""What a reader hands on: pages of lines or text, headings, and what the file says of itself."""

from dataclasses import dataclass, field

from kb.model import Word


@dataclass(frozen=True)
class Line:
    """One line as it stands on a page: sizes and places in points, from the page's top left corner."""

    text: str
    size: float = 0.0
    top: float = 0.0
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True)
class RawPage:
    """A page before cleaning. `status` is text, ocr, empty, image or failed, with `note` saying why.

    `hidden` is text on it that nobody sees; it isn't in `lines`. `words` and `confidence` are OCR's.
    """

    number: int
    lines: tuple[Line, ...]
    label: str = ""
    status: str = "text"
    note: str = ""
    width: float = 0.0
    height: float = 0.0
    hidden: str = ""
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Heading:
    """A section's title and the page (1-based) it begins on; level 1 is the highest."""

    page: int
    title: str
    level: int


@dataclass(frozen=True)
class Properties:
    """What the file itself states, unchecked."""

    title: str = ""
    author: str = ""
    subject: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Parsed:
    """One file, read. `flowing` formats have no page layout: their lines are kept as they are."""

    format: str
    pages: tuple[RawPage, ...]
    headings: tuple[Heading, ...] = ()
    properties: Properties = field(default_factory=Properties)
    flowing: bool = False


@dataclass(frozen=True)
class Scanned:
    """What OCR read on a page; `confidence` is the mean over its words, 0..1; boxes are on the page as it is shown."""

    page: int
    lines: tuple[Line, ...]
    words: tuple[Word, ...]
    confidence: float
    seconds: float = 0.0
