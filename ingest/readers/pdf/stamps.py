"""Text of stamps ("Approved", "Prot. n. 12"): it is in the appearance of annotations, which PDFium doesn't read with a page."""

from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf.lines import PageLines, ToShown, page_characters
from ingest.readers.records import Line

_MOST = 500  # annotations of a page that are read


def stamp_lines(document: Any, index: int, page: Any, shown: ToShown) -> tuple[Line, ...]:
    """The lines of the stamps of a page (0-based `index`), read from a copy with nothing but them, drawn into the page."""
    if not any(kind == raw.FPDF_ANNOT_STAMP for kind in _kinds(page)):
        return ()
    copy = pdfium.PdfDocument.new()
    try:
        copy.import_pages(document, [index])
        _only_stamps(copy)
        textpage = copy[0].get_textpage()
        return tuple(PageLines(textpage, page_characters(textpage), shown).lines())
    except pdfium.PdfiumError:
        return ()
    finally:
        copy.close()


def _only_stamps(copy: Any) -> None:
    page = copy[0]
    for item in list(page.get_objects(max_depth=1)):
        page.remove_obj(item)
    page.gen_content()
    for at, kind in reversed(list(enumerate(_kinds(page)))):
        if kind != raw.FPDF_ANNOT_STAMP:
            raw.FPDFPage_RemoveAnnot(page, at)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()


def _kinds(page: Any) -> Iterator[int]:
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        yield raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
