"""Pages of a PDF: lines of text with their positions, by PDFium, and whether anything else is visible on them."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf.actual_text import drop_other_text
from ingest.readers.pdf.annotations import attached_files, attached_to, with_annotations, xfa_lines
from ingest.readers.pdf.front import FRONT_PAGES, front_lines
from ingest.readers.pdf.lines import BLANK, PageLines, ToShown, page_characters, to_shown, whole
from ingest.readers.pdf.nonsense import is_nonsense
from ingest.readers.pdf.objects import RULE, ObjectReader, PageObjects
from ingest.readers.pdf.pictures import unread_pictures
from ingest.readers.pdf.stamps import stamp_lines
from ingest.readers.pdf.structure import Structure, read_structure
from ingest.readers.pdf.visibility import invisible_characters
from ingest.readers.records import Parsed, RawPage, Rule, Rules
from kb.errors import UnreadableFile

_DRAWN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
_NAMED = 10  # embedded files named in the ledger
_CONTRAST = 16  # of 255; a page with less is blank. By judgement.
_PDFIUM_REASONS = {
    raw.FPDF_ERR_FILE: "the file can't be opened",
    raw.FPDF_ERR_FORMAT: "it isn't a valid PDF: it is damaged, cut short or another format; export or download it again",
    raw.FPDF_ERR_PASSWORD: "it is password-protected; save a copy without a password",
    raw.FPDF_ERR_SECURITY: "it uses an encryption that can't be read; save a copy without it",
}


def read_pdf(path: Path) -> Parsed:
    """Read every page; an unreadable one gets the status "failed". Raises UnreadableFile if no page can be read."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = raw.FPDF_GetLastError() or raw.FPDF_ERR_FORMAT
        raise UnreadableFile(_PDFIUM_REASONS.get(code, f"PDFium can't open it: {error}")) from error
    try:
        count = len(document)
        if not count:
            raise UnreadableFile("it has no pages")
        document.init_forms()
        structure = read_structure(path, document)
        files = attached_files(document)
        pages = tuple(_page(document, index, structure, files) for index in range(count))
        pages = _with_form(document, pages)
    finally:
        document.close()
    return Parsed("pdf", pages, structure.headings, structure.properties, remarks=_remarks(files))


def _with_form(document: Any, pages: tuple[RawPage, ...]) -> tuple[RawPage, ...]:
    """The pages, the first with the values of an XFA form that none of them shows."""
    shown = "".join(line.text for page in pages for line in page.lines)
    values = [line for line in xfa_lines(document) if line.text.partition(": ")[2] not in shown]
    return (
        (replace(pages[0], lines=(*pages[0].lines, *values), status="text", note=""), *pages[1:]) if values else pages
    )


def _remarks(names: list[str]) -> tuple[str, ...]:
    """A remark on the embedded files, which aren't read; () if there are none."""
    if not names:
        return ()
    shown = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
    return (f"{len(names)} embedded file(s) not read, save them from the PDF and add them: {shown}",)


def _page(document: Any, index: int, structure: Structure, files: list[str]) -> RawPage:
    """One page (0-based `index`); the names of files attached to it are added to `files`."""
    started, label = time.perf_counter(), structure.labels.get(index, "")
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        return RawPage(index + 1, (), label, "failed", f"PDFium can't read this page: {error}")
    try:
        width, height = page.get_size()
        objects = ObjectReader(page).found()
        stated = drop_other_text(document, index, objects.texts)
        textpage = page.get_textpage()
        text, hidden = _visible_text(page, textpage, objects, structure.hidden_layers)
        hidden = f"{hidden} {stated}".strip()
        shown = to_shown(page)
        rules = _rules(objects, shown)
        lines = tuple(PageLines(textpage, text, shown, rules.down).lines())
        lines = with_annotations(document, page, lines, shown) + stamp_lines(document, index, page, shown)
        front = front_lines(textpage, text, shown) if index < FRONT_PAGES else ()
        files += attached_to(page)
        textpage.close()
        status, note = ("text", "") if lines else _without_text(page)
        if is_nonsense("\n".join(line.text for line in lines)):
            lines, status, note = (), "image", "its text layer holds no words"
        pictures = unread_pictures(page, objects, lines, shown) if status == "text" else ()
        seconds = round(time.perf_counter() - started, 4)
        return RawPage(
            index + 1, lines, label, status, note, width, height, hidden, seconds=seconds, front=front, pictures=pictures, rules=rules
        )  # fmt: skip
    except pdfium.PdfiumError as error:
        return RawPage(index + 1, (), label, "failed", f"PDFium can't read this page: {error}")
    finally:
        page.close()


def _rules(objects: PageObjects, shown: ToShown) -> Rules:
    """The edges of objects that may be drawn between the rows and columns of a table."""
    across: set[Rule] = set()
    down: set[Rule] = set()
    for low, high, end, start in objects.rules:
        left, top, right, bottom = shown(low, start, end, high)
        if right - left >= RULE:
            across |= {(top, left, right), (bottom, left, right)}
        if bottom - top >= RULE:
            down |= {(left, top, bottom), (right, top, bottom)}
    return Rules(tuple(sorted(across)), tuple(sorted(down)))


def _without_text(page: Any) -> tuple[str, str]:
    """(status, note) of a page without text: "image" if something is visible on it, else "empty"."""
    if not any(True for _ in page.get_objects(filter=_DRAWN, max_depth=1)):
        return "empty", "nothing on it"
    dark, light = page.render(scale=0.5, grayscale=True).to_pil().getextrema()
    return ("image", "an image without text") if light - dark >= _CONTRAST else ("empty", "nothing visible on it")


def _visible_text(page: Any, textpage: Any, objects: PageObjects, hidden_layers: bool) -> tuple[str, str]:
    """(the page's characters with a blank for each invisible one, the invisible text)."""
    text = page_characters(textpage)
    invisible = invisible_characters(page, textpage, objects, hidden_layers=hidden_layers)
    hidden = "".join(text[index] for index in invisible)
    if not hidden.strip():
        return text, ""
    chars = list(text)
    for index in invisible:
        chars[index] = BLANK
    return "".join(chars), re.sub(r"\s+", " ", whole(hidden)).strip()
