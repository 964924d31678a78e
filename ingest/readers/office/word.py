"""Word documents by heading, PowerPoint presentations by slide."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import docx
import pptx
from docx.opc.exceptions import PackageNotFoundError as DocxError
from docx.table import Table
from docx.text.paragraph import Paragraph
from pptx.exc import PackageNotFoundError as PptxError
from pptx.util import Length

from ingest.readers.flowing import Block, flowing, with_hidden
from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from kb.errors import UnreadableFile

_BROKEN = (DocxError, PptxError, zipfile.BadZipFile, KeyError, ValueError, ParseError, AttributeError)
_SMALLEST = 1.5  # points; smaller type can't be read
_WHITE = 245  # Text whose red, green and blue are all at least this is invisible on paper.
_LEVEL = re.compile(r"(?:heading|titolo|título|überschrift)\s*(\d)", re.I)


def _properties(core: Any) -> Properties:
    year = core.created.year if core.created else None
    return Properties((core.title or "").strip(), (core.author or "").strip(), (core.subject or "").strip(), year)


def read_docx(path: Path) -> Parsed:
    """Paragraphs and table rows in order. Raises UnreadableFile."""
    hidden: list[str] = []
    try:
        document = docx.Document(str(path))
        printed: list[tuple[int, int]] = []
        blocks = list(_docx_blocks(document, hidden, printed))
    except _BROKEN as error:
        raise UnreadableFile(f"it isn't a valid Word document: {error}") from error
    parsed = with_hidden(flowing("docx", blocks, _properties(document.core_properties)), hidden)
    return _with_printed_pages(parsed, printed)


def _with_printed_pages(parsed: Parsed, printed: list[tuple[int, int]]) -> Parsed:
    """Label the sections with their printed pages, if Word recorded its page breaks.

    `printed` has the first and last page of each line of the document, in order.
    """
    if not printed or printed[-1][1] == 1:
        return parsed
    pages, at = [], 0
    for page in parsed.pages:
        of = printed[at : at + len(page.lines)]
        at += len(page.lines)
        first, last = (of[0][0], of[-1][1]) if of else (0, 0)
        pages.append(replace(page, label=(str(first) if first == last else f"{first}–{last}") if of else ""))
    return replace(parsed, pages=tuple(pages))


def _page_breaks(element: Any, known: int) -> tuple[int, int]:
    """(page on which a paragraph or row begins, page on which it ends), if the one before it ends on page `known`."""
    found = element.xpath(".//w:lastRenderedPageBreak | .//w:t[normalize-space()]")
    tags = [item.tag.rpartition("}")[2] for item in found]
    ahead = tags.index("t") if "t" in tags else len(tags)
    return known + ahead, known + tags.count("lastRenderedPageBreak")


def _visible_text(paragraph: Paragraph, hidden: list[str]) -> str:
    """The visible text of a paragraph; hidden, white and tiny text is appended to `hidden`."""
    on_paper = not paragraph._p.xpath(".//w:shd")  # White letters on a coloured background are visible.
    invisible = [run for run in paragraph.runs if run.text.strip() and _is_invisible(run.font, on_paper=on_paper)]
    if not invisible:
        return str(paragraph.text)
    hidden += [run.text for run in invisible]
    return "".join(run.text for run in paragraph.runs if not _is_invisible(run.font, on_paper=on_paper))


def _is_invisible(font: Any, *, on_paper: bool) -> bool:
    colour = font.color.rgb if font.color is not None else None
    white = colour is not None and min(colour) >= _WHITE and font.highlight_color is None
    return bool(font.hidden) or (white and on_paper) or (font.size is not None and font.size.pt < _SMALLEST)


def _docx_blocks(document: Any, hidden: list[str], printed: list[tuple[int, int]]) -> Iterator[Block]:
    """Blocks in order; appends invisible text to `hidden`, and each block's first and last printed page to `printed`."""
    page = 1
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                first, page = _page_breaks(row._tr, page)
                cells = dict.fromkeys(cell.text.strip().replace("\n", " ") for cell in row.cells)
                if text := " | ".join(cell for cell in cells if cell):
                    printed.append((first, page))
                    yield Block(0, text)
        elif isinstance(block, Paragraph):
            first, page = _page_breaks(block._p, page)
            if text := re.sub(r"\s+", " ", _visible_text(block, hidden)).strip():
                printed.append((first, page))
                yield _docx_block(block, text)


def _docx_block(paragraph: Paragraph, text: str) -> Block:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    level = _LEVEL.match(style)
    if level or style in ("Title", "Titolo"):
        return Block(int(level[1]) if level else 1, text)
    return Block(0, text)


def read_pptx(path: Path) -> Parsed:
    """One page per slide: its texts from top to bottom, tables row by row, then the notes. Raises UnreadableFile."""
    try:
        deck = pptx.Presentation(str(path))
        pages, headings = [], []
        for number, slide in enumerate(deck.slides, 1):
            lines = [Line(text) for text in _slide_texts(slide)]
            title = slide.shapes.title.text_frame.text if slide.shapes.title is not None else ""
            if title := re.sub(r"\s+", " ", title).strip():
                headings.append(Heading(number, title, 1))
            status = "text" if lines else "image" if len(slide.shapes) else "empty"
            size = [Length(deck.slide_width or 0).pt, Length(deck.slide_height or 0).pt]
            pages.append(RawPage(number, tuple(lines), str(number), status, "" if lines else "no text on it", *size))
    except _BROKEN as error:
        raise UnreadableFile(f"it isn't a valid PowerPoint file: {error}") from error
    return Parsed("pptx", tuple(pages), tuple(headings), _properties(deck.core_properties), flowing=True)


def _slide_texts(slide: Any) -> Iterator[str]:
    shapes = sorted(_leaves(slide.shapes), key=lambda s: (s.top or 0, s.left or 0))
    title = slide.shapes.title
    if title is not None:
        yield from _paragraphs(title.text_frame)
    for shape in shapes:
        if shape.has_text_frame and (title is None or shape.shape_id != title.shape_id):
            yield from _paragraphs(shape.text_frame)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                if text := " | ".join(cell.text.strip().replace("\n", " ") for cell in row.cells if cell.text.strip()):
                    yield text
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from _paragraphs(slide.notes_slide.notes_text_frame)


def _leaves(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _leaves(shape.shapes)
        else:
            yield shape


def _paragraphs(frame: Any) -> Iterator[str]:
    for paragraph in frame.paragraphs:
        text = re.sub(r"\s+", " ", "".join(run.text for run in paragraph.runs) or paragraph.text).strip()
        if text:
            yield text
