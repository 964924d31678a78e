"""PDF: text and positions of lines from PDFium; page labels, outline and properties from pypdf."""

import ctypes
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf.errors import PyPdfError

from ingest.readers.hidden_text import invisible_characters
from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile

# pypdf logs every small defect of a file; what a person needs to know is in the ledger.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_MAX_HEADINGS = 5000
_DRAWN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
_CONTRAST = 16  # of 255; a page with less is blank. By judgement.
_BLANK = "\u200b"  # replaces an invisible character, so that positions stay
_SPACE = " \t\f\v\u00a0" + _BLANK
_BREAK = re.compile("[\x02\ufffe]")
_PDFIUM_REASONS = {
    raw.FPDF_ERR_FILE: "the file can't be opened",
    raw.FPDF_ERR_FORMAT: "it isn't a valid PDF: it is damaged, cut short or another format; export or download it again",
    raw.FPDF_ERR_PASSWORD: "it is password-protected; save a copy without a password",
    raw.FPDF_ERR_SECURITY: "it uses an encryption that can't be read; save a copy without it",
}


def read_pdf(path: Path) -> Parsed:
    """Read every page; one that can't be read gets the status "failed". Raises UnreadableFile if no page can be."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = raw.FPDF_GetLastError() or raw.FPDF_ERR_FORMAT
        raise UnreadableFile(_PDFIUM_REASONS.get(code, f"PDFium can't open it: {error}")) from error
    try:
        count = len(document)
        if not count:
            raise UnreadableFile("it has no pages")
        properties, labels, headings = _structure(path)
        pages = tuple(_page(document, index, labels.get(index, "")) for index in range(count))
    finally:
        document.close()
    return Parsed("pdf", pages, tuple(headings), properties)


def _page(document: Any, index: int, label: str) -> RawPage:
    started = time.perf_counter()
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        return RawPage(index + 1, (), label, "failed", f"PDFium can't read this page: {error}")
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
        text, hidden = _visible_text(page, textpage)
        lines = tuple(_lines(page, textpage, text))
        status, note = ("text", "") if lines else _without_text(page)
        textpage.close()
        seconds = round(time.perf_counter() - started, 4)
        return RawPage(index + 1, lines, label, status, note, width, height, hidden, seconds=seconds)
    except pdfium.PdfiumError as error:
        return RawPage(index + 1, (), label, "failed", f"PDFium can't read this page: {error}")
    finally:
        page.close()


def _without_text(page: Any) -> tuple[str, str]:
    """(status, note) of a page without text: "image" if something is visible on it, else "empty"."""
    if not any(True for _ in page.get_objects(filter=_DRAWN, max_depth=1)):
        return "empty", "nothing on it"
    dark, light = page.render(scale=0.5, grayscale=True).to_pil().getextrema()
    return ("image", "an image without text") if light - dark >= _CONTRAST else ("empty", "nothing visible on it")


def _visible_text(page: Any, textpage: Any) -> tuple[str, str]:
    """(the page's text with a blank for each invisible character, the invisible text)."""
    invisible = invisible_characters(page, textpage)
    if not invisible:
        return textpage.get_text_range(), ""
    chars = [_character(textpage, index) for index in range(textpage.count_chars())]
    hidden = "".join(chars[index] for index in invisible)
    if not hidden.strip():
        return textpage.get_text_range(), ""
    for index in invisible:
        chars[index] = _BLANK
    return "".join(chars), re.sub(r"\s+", " ", hidden).strip()


def _character(textpage: Any, index: int) -> str:
    code = raw.FPDFText_GetUnicode(textpage, index)
    return chr(code) if 0 < code < 0x110000 else _BLANK


def _lines(page: Any, textpage: Any, text: str) -> Iterator[Line]:
    # Otherwise positions in the text aren't PDFium's character indexes, and lines stay without a position.
    aligned = len(text) == textpage.count_chars()
    to_shown = _to_shown(page)
    start = 0
    for line in re.split(r"\r\n|\n|\r", text):
        if line.strip(_SPACE):
            yield _placed(textpage, line, start, to_shown) if aligned else Line(line)
        start += len(line) + 2


def _placed(textpage: Any, line: str, start: int, to_shown: Any) -> Line:
    first = start + len(line) - len(line.lstrip(_SPACE))
    # After the mark of a hyphenated word comes text that is on the page's next line.
    broken = _BREAK.search(line)
    last = start + (broken.start() - 1 if broken and broken.start() else len(line.rstrip(_SPACE)) - 1)
    a, b = _box(textpage, first), _box(textpage, last)
    left, top, right, bottom = to_shown(min(a[0], b[0]), a[3], max(a[2], b[2]), a[1])
    return Line(line, round(bottom - top, 1), round(top, 1), round(left, 1), round(right, 1))


def _box(textpage: Any, index: int) -> tuple[float, float, float, float]:
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box))
    return box.left, box.bottom, box.right, box.top


def _to_shown(page: Any) -> Any:
    """A function from boxes (left, top, right, bottom) in PDF coordinates to boxes from the top left of the page as shown."""
    x0, y0, x1, y1 = page.get_cropbox(fallback_ok=True) or page.get_mediabox()
    turn = {
        0: lambda left, top, right, bottom: (left - x0, y1 - top, right - x0, y1 - bottom),
        90: lambda left, top, right, bottom: (bottom - y0, left - x0, top - y0, right - x0),
        180: lambda left, top, right, bottom: (x1 - right, bottom - y0, x1 - left, top - y0),
        270: lambda left, top, right, bottom: (y1 - top, x1 - right, y1 - bottom, x1 - left),
    }
    return turn[page.get_rotation() % 360]


def _structure(path: Path) -> tuple[Properties, dict[int, str], list[Heading]]:
    """(properties, page labels by 0-based index, outline) from pypdf; a damaged part is left out."""
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt("")
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError):
        return Properties(), {}, []
    with reader:
        return (
            _attempt(_properties, reader, Properties()),
            _attempt(_labels, reader, {}),
            _attempt(_outline, reader, []),
        )


def _attempt(part: Any, reader: pypdf.PdfReader, default: Any) -> Any:
    try:
        return part(reader)
    # On damaged files pypdf raises almost anything.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        ArithmeticError,
    ):
        return default


def _properties(reader: pypdf.PdfReader) -> Properties:
    data = reader.metadata
    if data is None:
        return Properties()
    year = re.search(r"(?:19|20)\d\d", str(data.get("/CreationDate") or ""))
    title, author, subject = (
        re.sub(r"\s+", " ", str(value or "")).strip() for value in (data.title, data.author, data.subject)
    )
    return Properties(title, author, subject, int(year.group()) if year else None)


def _labels(reader: pypdf.PdfReader) -> dict[int, str]:
    if "/PageLabels" not in reader.root_object:
        return {}
    return {index: label for index, label in enumerate(reader.page_labels) if label}


def _outline(reader: pypdf.PdfReader) -> list[Heading]:
    numbers = {page.indirect_reference.idnum: i + 1 for i, page in enumerate(reader.pages) if page.indirect_reference}
    found: list[Heading] = []

    def walk(entries: list[Any], level: int) -> None:
        for entry in entries[:_MAX_HEADINGS]:
            if isinstance(entry, list):
                if level < 8:
                    walk(entry, level + 1)
                continue
            page = getattr(entry.page, "idnum", None)
            title = re.sub(r"\s+", " ", str(entry.title or "")).strip()
            if page in numbers and title and len(found) < _MAX_HEADINGS:
                found.append(Heading(numbers[page], title, level))

    walk(reader.outline, 1)
    return found
