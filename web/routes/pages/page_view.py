"""Pages of documents as pictures or text with a quote marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from kb.answer.locate import rectangles, text_layer
from kb.errors import NotFound
from kb.library import Library
from kb.model import Page, Rectangle, VisibleDocument, Word
from kb.output.citations import as_html
from kb.output.reference import references_of
from kb.search.scope import open_document
from kb.text.quotes import find_quote
from web.dependencies import TheReader, TheServices
from web.links import LINKS
from web.render.sheets import Sheet
from web.render.templates import chosen_language, mark_spans
from web.services import Services, base_url

router = APIRouter(include_in_schema=False)

_SIZES = (100, 150, 200)  # per cent of the width of a page's picture beside its text
_PICTURE_STEP = 200  # pixels: widths are rounded up to it, so that few sizes are cached


class Marking(BaseModel):
    """Text to mark on a page: a passage by its opaque id, or its characters `start` to `end`; or a quote, found by its text.

    `zoom` is the size of its picture in per cent; an unsupported size means 100.
    """

    passage: int | None = None
    start: int = 0
    end: int | None = None
    quote: str = ""
    zoom: int = 100


@dataclass(frozen=True)
class Picture:
    """A picture of a page, the words on it and the boxes of the marked ones."""

    sheet: Sheet
    words: Sequence[Word]
    rectangles: Sequence[Rectangle]


@router.get("/documents/{document_id}/pages/{number}")
def page(
    request: Request, document_id: str, number: int, services: TheServices, reader: TheReader,
    marking: Annotated[Marking, Query()],
) -> Response:  # fmt: skip
    """One page with a passage or quote marked, or a note that it isn't on the page."""
    visible = open_document(services.library, document_id, reader)
    found, shown = visible.document, services.library.catalogue.page(visible, number)
    quote, span = marked_span(services.library, visible, shown, marking)
    pictures = _pictures(services, visible, shown, quote, span)
    is_text = found.format != "pdf" or not pictures
    zoom = marking.zoom if marking.zoom in _SIZES else _SIZES[0]
    located = any(picture.rectangles for picture in pictures) or (is_text and span is not None)
    base, reference = base_url(request), references_of(services.library, [found])[0]
    return services.templates.render(
        request, "page.html", document=found, page=shown, pictures=pictures, text=mark_spans(shown.text, [span] if span else []),
        is_marking=bool(marking.quote) or marking.passage is not None,
        located=located, quote=" ".join(shown.text[slice(*span)].split()) if located and span else "",
        reference=as_html(reference, LINKS.at(base), "apa", chosen_language(request)), base=base, zoom=zoom, sizes=_SIZES,
        kept_zoom=f"?zoom={zoom}" if zoom != _SIZES[0] else "",
    )  # fmt: skip


def _pictures(
    services: Services, document: VisibleDocument, page: Page, quote: str, span: tuple[int, int] | None
) -> list[Picture]:
    """The pictures that show a page: one of a PDF or a slide, those of a section of a Word document, none of a text."""
    library, viewer = services.library, services.viewer
    near = span[0] / max(len(page.text), 1) if span else 0.0
    if document.document.format == "pdf":
        if page.width <= 0:
            return []
        boxes = rectangles(library, viewer, document.document, page, quote, near) if quote else ()
        words = text_layer(library, viewer, document.document, page)
        return [Picture(Sheet(page.number, page.width, page.height), words, boxes)]
    sheets, rest = services.office_pages.sheets(document), page.text[span[0] :] if span else quote
    return (
        [
            Picture(
                sheet,
                viewer.lines(sheets.path, sheet.number),
                viewer.locate(sheets.path, sheet.number, quote, sheets.near(sheet, rest)) if quote else (),
            )
            for sheet in sheets.of_page(page.number, rest)
        ]
        if sheets
        else []
    )


def marked_span(
    library: Library, document: VisibleDocument, page: Page, marking: Marking
) -> tuple[str, tuple[int, int] | None]:
    """(text to mark, its span in the page's text); None for a quote, and ("", None) for a passage, that isn't on the page.

    Passages of other documents aren't looked up, so that an id reveals nothing about them.
    """
    if marking.passage is None:
        found = find_quote(page.text, marking.quote) if marking.quote else None
        return marking.quote, (found[0], found[1] + 1) if found else None
    number = library.catalogue.passage_keys.decode(marking.passage)
    if number not in library.snapshot().passages_of((document.number,)):
        return "", None
    passage = library.catalogue.passages([number])[number]
    text = passage.text[marking.start : marking.end]
    if passage.page != page.number or marking.start < 0 or not text:
        return "", None
    start = passage.start + marking.start
    return text, (start, start + len(text))


@router.get("/documents/{document_id}/pages/{number}/picture")
def picture(
    request: Request, document_id: str, number: int, services: TheServices, reader: TheReader,
    width: Annotated[int, Query(ge=80, le=2400)] = 1000,
) -> Response:  # fmt: skip
    """A page of a PDF, or of the PDF of slides or a Word document, as PNG. Browsers cache it: it changes only with the file."""
    found = open_document(services.library, document_id, reader).document
    width = -(-width // _PICTURE_STEP) * _PICTURE_STEP
    key = f"{found.content_hash[:20]}-{number}-{width}"
    headers = {"ETag": f'"{key}"', "Cache-Control": "private, max-age=3600"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    path = services.library.originals.path(found) if found.format == "pdf" else services.office_pages.pdf(found)
    if path is None:
        raise NotFound(f"picture of page {number}")
    data = services.pictures.get(f"{key}.png", lambda: services.viewer.render(path, number, width))
    return Response(data, media_type="image/png", headers=headers)
