"""Documents, their pages as pictures or text with a quote marked, and the files themselves."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kb.citations import find
from kb.model import Document, Filters, Page
from kb.query import analyse
from kb.search import search as find_passages
from kb.similar import similar as find_similar
from web.dependencies import TheLibrary, ThePages, TheReader, TheViewer
from web.pages import mark_spans

router = APIRouter(include_in_schema=False)

Width = Annotated[int, Query(ge=80, le=2400)]


@router.get("/documents")
def documents(request: Request, library: TheLibrary, pages: ThePages, reader: TheReader) -> Response:
    """Every document the reader may see."""
    return pages.render(request, "documents.html", documents=library.all_documents(reader))


@router.get("/documents/{document_id}")
def document(
    request: Request, document_id: str, library: TheLibrary, pages: ThePages, reader: TheReader, q: str = ""
) -> Response:
    """What is known of a document, its contents, and where the words looked for stand in it."""
    found = library.catalogue.document(document_id, reader)
    hits = find_passages(library, q, reader, Filters(document=document_id), k=20).hits if q.strip() else ()
    contents = library.catalogue.headings(document_id)
    return pages.render(
        request, "document.html", document=found, hits=hits, q=q, words=analyse(q, library.translate).words if q else (), contents=contents,
        similar=find_similar(library, document_id, reader),
        unread=[page for page in library.catalogue.pages(document_id) if page.status in ("image", "failed")],
    )  # fmt: skip


@router.get("/documents/{document_id}/pages/{number}")
def page(
    request: Request, document_id: str, number: int, library: TheLibrary, pages: ThePages, reader: TheReader,
    viewer: TheViewer, quote: str = "",
) -> Response:  # fmt: skip
    """One page, with the quote marked on it, or said to be not there."""
    found = library.catalogue.document(document_id, reader)
    shown = library.catalogue.page(document_id, number)
    span = find(shown.text, quote) if quote else None
    drawn = found.format == "pdf" and shown.width > 0
    rectangles = viewer.locate(library.original(found), number, quote, _near(shown, span)) if drawn and quote else ()
    return pages.render(
        request, "page.html", document=found, page=shown, quote=quote, drawn=drawn, rectangles=rectangles,
        text=mark_spans(shown.text, [(span[0], span[1] + 1)] if span else []), located=bool(rectangles) or (not drawn and bool(span)),
    )  # fmt: skip


def _near(page: Page, span: tuple[int, int] | None) -> float:
    return span[0] / max(len(page.text), 1) if span else 0.0


@router.get("/documents/{document_id}/pages/{number}/picture")
def picture(
    request: Request, document_id: str, number: int, library: TheLibrary, reader: TheReader, viewer: TheViewer,
    width: Width = 1000,
) -> Response:  # fmt: skip
    """A page of a PDF as PNG. Kept by browsers: it changes only with the file."""
    found = library.catalogue.document(document_id, reader)
    width = -(-width // 200) * 200
    tag = f'"{found.content_hash[:20]}-{number}-{width}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=3600"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    data = request.app.state.pictures.get(
        f"{found.content_hash[:20]}-{number}-{width}.png",
        lambda: viewer.render(library.original(found), number, width),
    )
    return Response(data, media_type="image/png", headers=headers)


@router.get("/documents/{document_id}/file")
def file(document_id: str, library: TheLibrary, reader: TheReader) -> Response:
    """The document as it was ingested."""
    found = library.catalogue.document(document_id, reader)
    return FileResponse(
        library.original(found), filename=_file_name(found), content_disposition_type="attachment",
        media_type="application/pdf" if found.format == "pdf" else "application/octet-stream",
    )  # fmt: skip


def _file_name(document: Document) -> str:
    return document.source.rpartition("/")[2]
