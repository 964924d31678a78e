"""Slides and Word documents as PDFs: LibreOffice, if installed, makes each once, in the background."""

import logging
import threading
from dataclasses import replace
from pathlib import Path

from cachetools import LRUCache

from ingest.readers.office.old_formats import OLD_FORMATS, as_pdf, office
from ingest.sandbox import Sandbox
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import RECORD, Document, VisibleDocument
from kb.settings import Settings
from web.render.picture_cache import CHECKSUM_BYTES, PictureCache
from web.render.sheets import Sheet, Sheets, sections, slides

log = logging.getLogger("polikb")

SLIDES = frozenset({"pptx", "odp", *(suffix[1:] for suffix, to in OLD_FORMATS.items() if to == "pptx")})
WRITTEN = frozenset({"docx", "odt", *(suffix[1:] for suffix, to in OLD_FORMATS.items() if to == "docx")})
_REMEMBERED = 64  # documents whose sheets are kept in memory; one of 100 pages takes 300 KB
_MOST_WAITING = 200  # documents; further ones are made when they are next opened


class OfficePages:
    """The PDFs, stored, limited and deleted with the pictures of pages. An empty one means that it can't be made."""

    def __init__(self, settings: Settings, pictures: PictureCache, library: Library, viewer: PageViewer) -> None:
        """LibreOffice runs in one child process with ingestion's limits."""
        self._settings, self._pictures, self._library, self._viewer = (
            replace(settings, workers=1),
            pictures,
            library,
            viewer,
        )
        self._sheets: LRUCache[tuple[str, int, str], Sheets] = LRUCache(_REMEMBERED)
        self._lock, self._thread = threading.Lock(), threading.Thread()
        self._waiting: dict[str, Document] = {}
        self._is_stopped = False

    def pdf(self, document: Document) -> Path | None:
        """The PDF of slides or a Word document; None if it isn't made yet, which is then started."""
        if document.format not in SLIDES | WRITTEN:
            return None
        found = self._pictures.find(_key(document))
        if found is None:
            self._want(document)
        return found if found and found.stat().st_size > CHECKSUM_BYTES else None

    def sheets(self, document: VisibleDocument) -> Sheets | None:
        """The rendered pages of slides or a Word document; None if there are none (yet)."""
        path, found = self.pdf(document.document), document.document
        if path is None:
            return None
        key = (found.content_hash, document.number, found.added_at)
        with self._lock:
            known = self._sheets.get(key)
        if known is None:
            pages = [page for page in self._library.catalogue.pages(document) if page.status != RECORD]
            rendered = tuple(Sheet(at, *sheet) for at, sheet in enumerate(self._viewer.sheets(path), 1))
            spans = slides(pages, rendered) if found.format in SLIDES else sections(pages, rendered)
            known = Sheets(path, rendered, tuple(spans) if rendered else ())
            with self._lock:
                self._sheets[key] = known
        return known

    def _want(self, document: Document) -> None:
        with self._lock:
            if self._is_stopped or len(self._waiting) >= _MOST_WAITING or not office():
                return
            self._waiting.setdefault(document.content_hash, document)
            if not self._thread.is_alive():
                self._thread = threading.Thread(target=self._make_all, name="office pages")
                self._thread.start()

    def _make_all(self) -> None:
        while True:
            with self._lock:
                document = next(iter(self._waiting.values()), None)
                if document is None or self._is_stopped:
                    self._thread = threading.Thread()
                    return
            self._make(document)
            with self._lock:
                del self._waiting[document.content_hash]

    def _make(self, document: Document) -> None:
        original = self._library.originals.path(document)
        with Sandbox(self._settings) as sandbox:
            ((_, made),) = sandbox.run_all(as_pdf, [original])
        if not isinstance(made, bytes):
            log.warning("%s: no pictures of its pages: %s", document.source, made)
            made = b""
        self._pictures.get(_key(document), lambda: made)
        if not original.is_file():  # it was deleted meanwhile, with its pictures
            (self._pictures.find(_key(document)) or original).unlink(missing_ok=True)

    def stop(self) -> None:
        """Make no more PDFs, and wait for the one in progress."""
        with self._lock:
            self._is_stopped, thread = True, self._thread
        if thread.is_alive():
            thread.join()


def _key(document: Document) -> str:
    return f"{document.content_hash[:20]}-pages.pdf"
