"""Locates a quote on the page of an original: the only way from words to rectangles."""

from dataclasses import replace

from kb.answer.candidates import Candidate
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Citation
from kb.library import Library
from kb.model import RECORD, Document, Page, Rectangle, Word
from kb.text.quotes import find_on_scan, find_quote
from kb.text.sentences import list_goes_on


def rectangles(
    library: Library, viewer: PageViewer, document: Document, page: Page, quote: str, near: float = 0.0
) -> tuple[Rectangle, ...]:
    """One box per line over a quote on a page of a PDF, scanned or not; () when the quote isn't found there.

    Of several occurrences the one nearest to `near` is taken: the position in the page's text, 0..1.
    """
    found = () if page.status == "ocr" else viewer.locate(library.originals.path(document), page.number, quote, near)
    # Pictures on pages with text are read by OCR too.
    return found or find_on_scan(library.catalogue.metadata.words(document.id, page.number), quote, near)


def text_layer(library: Library, viewer: PageViewer, document: Document, page: Page) -> tuple[Word, ...]:
    """The words of a page with their boxes, by which the text of its picture can be selected and searched."""
    if page.status == "ocr":
        return library.catalogue.metadata.words(document.id, page.number)
    return viewer.lines(library.originals.path(document), page.number)


def locate(library: Library, viewer: PageViewer, candidate: Candidate, number: int) -> Citation:
    """The citation of a quote, with its rectangles if the original is a PDF."""
    hit, passage = candidate.hit, candidate.hit.passage
    page = library.catalogue.page_of(passage)
    is_cut_list = list_goes_on(page.text, passage.start + candidate.start, passage.start + candidate.end)
    citation = Citation(number, hit.document, passage, candidate.start, candidate.end, is_cut_list=is_cut_list)
    near = (passage.start + candidate.start) / max(len(page.text), 1)
    if hit.document.format != "pdf" or page.status == RECORD:
        return replace(citation, located=find_quote(page.text, candidate.text, near) is not None)
    found = rectangles(library, viewer, hit.document, page, candidate.text, near)
    return replace(citation, located=bool(found), rectangles=found)
