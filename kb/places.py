"""Where a quote stands on the page of an original: the one way from words to rectangles."""

from kb.citations import find_on_scan
from kb.library import Library
from kb.model import Document, Page, Rectangle, Word
from kb.pageview import PageViewer


def rectangles(
    library: Library, viewer: PageViewer, document: Document, page: Page, quote: str, near: float = 0.0
) -> tuple[Rectangle, ...]:
    """One box a line over a quote on a page of a PDF, also of a scanned one; () when it can't be found there.

    Of several places the one nearest to `near` counts: 0..1, how far into the page's text it is expected.
    """
    if page.status == "ocr":
        return find_on_scan(library.catalogue.details.words(document.id, page.number), quote, near)
    return viewer.locate(library.original(document), page.number, quote, near)


def text_layer(library: Library, viewer: PageViewer, document: Document, page: Page) -> tuple[Word, ...]:
    """What stands where on a page that is shown as a picture: so that its text can be selected and found there."""
    if page.status == "ocr":
        return library.catalogue.details.words(document.id, page.number)
    return viewer.lines(library.original(document), page.number)
