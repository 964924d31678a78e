"""Front pages for tests, as lines of (text, size of type) one below the other."""

from ingest.cover.blocks import FrontPages, front_pages
from ingest.readers.records import Line, Parsed, Properties, RawPage


def sheet(*lines: tuple[str, float], number: int = 1) -> RawPage:
    """A page with these lines in the middle, from its upper part down."""
    placed, top = [], 80.0
    for text, size in lines:
        top += 1.6 * size
        if not text:
            continue
        half = len(text) * size / 4.4
        placed.append(Line(text, size, top, 297 - half, 297 + half, bold=size >= 18))
    return RawPage(number, tuple(placed), width=595, height=842)


def parsed(*pages: RawPage, title: str = "", author: str = "", year: int | None = None, format_: str = "pdf") -> Parsed:
    """A document of these pages with properties."""
    return Parsed(format_, pages, (), Properties(title, author, "", year))


def with_texts(document: Parsed) -> list[tuple[RawPage, str]]:
    """The document's pages with their texts."""
    return [(page, "\n".join(line.text for line in page.lines)) for page in document.pages]


def front(*lines: tuple[str, float]) -> FrontPages:
    """The front pages of a document with one page."""
    document = parsed(sheet(*lines))
    return front_pages(document, with_texts(document))


COVER = (
    ("UNIVERSITÀ DEGLI STUDI DI PAVIA", 14.0), ("Dipartimento di Ingegneria Civile", 12.0), ("Corso di Laurea Magistrale in Ingegneria Civile", 12.0),
    ("", 40.0), ("Acqua e città:", 22.0), ("una storia di pozzi", 22.0), ("", 40.0), ("Relatore:", 12.0), ("Prof. Ugo Neri", 12.0),
    ("Correlatrice: Dott.ssa Ida Bianchi", 12.0), ("Tesi di laurea di:", 12.0), ("Marta Galli", 12.0), ("Matr. 445566", 12.0),
    ("Anno Accademico 2019/2020", 12.0),
)  # fmt: skip
