"""Records that parsers return: pages of lines, headings, and the file's own properties."""

from dataclasses import dataclass, field

from kb.model import Word

# Left, top, right, bottom in points, from the top left corner of the page as shown.
Box = tuple[float, float, float, float]


ROW = "row"
Rule = tuple[float, float, float]  # place of a line across its direction, its start and its end, in points


@dataclass(frozen=True)
class Rules:
    """Lines and edges of boxes on a page, which may separate rows (`across`) and columns (`down`), from the top left corner."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


NO_RULES = Rules()


@dataclass(frozen=True)
class Cell:
    """A part of a line with a wide gap before or after it; positions in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class Line:
    """One line of a page; `size` of type and positions in points, from the top left corner of the page.

    `cells` are its parts, at least two, if wide gaps divide it. `style` is the part of the document that its style or
    placeholder names: title, subtitle, author, date, "picture" for a line of a picture on a page with text, ROW for a
    row of a table whose text has a bar between its cells, or "".
    """

    text: str
    size: float = 0.0
    top: float = 0.0
    left: float = 0.0
    right: float = 0.0
    cells: tuple[Cell, ...] = ()
    bold: bool = False
    style: str = ""


@dataclass(frozen=True)
class RawPage:
    """A page before cleaning. `status` is text, ocr, empty, image or failed, with `note` saying why.

    `hidden` is its invisible text, which isn't in `lines`. `words` and `confidence` (0..1) are OCR's. `front` has the
    lines once more on the first pages: of a PDF from top to bottom, divided at columns, with their weight; of Word,
    OpenDocument and slides with the size, weight and style that `lines` leave out. `pictures` are the parts of a page
    with text whose pictures may hold more.
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
    front: tuple[Line, ...] = ()
    pictures: tuple[Box, ...] = ()
    rules: Rules = NO_RULES


@dataclass(frozen=True)
class Heading:
    """A section title and the page (1-based) on which it begins; level 1 is the highest."""

    page: int
    title: str
    level: int


@dataclass(frozen=True)
class Properties:
    """The file's own properties, unchecked. `is_trusted`: a person wrote them into the file, for people to read.

    `is_typed`: a person typed the author into the source of the file, as for LaTeX; word processors enter the name of an account.
    Several authors are separated by ";".
    """

    title: str = ""
    author: str = ""
    subject: str = ""
    year: int | None = None
    keywords: tuple[str, ...] = ()
    description: str = ""
    is_trusted: bool = False
    is_typed: bool = False


@dataclass(frozen=True)
class Parsed:
    """A parsed file. `flowing` formats have no page layout; their lines are already paragraphs.

    `remarks` say what in the file wasn't read.
    """

    format: str
    pages: tuple[RawPage, ...]
    headings: tuple[Heading, ...] = ()
    properties: Properties = field(default_factory=Properties)
    flowing: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScannedPage:
    """A page read by OCR. `confidence` is the mean of its words, 0..1; boxes are on the page as shown."""

    page: int
    lines: tuple[Line, ...]
    words: tuple[Word, ...]
    confidence: float
    seconds: float = 0.0
