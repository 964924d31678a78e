"""Word documents: all text that is shown, once and in reading order, under its headings."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, DrawnBlock, flowing, split_heading, with_hidden
from ingest.readers.markup.html import read_blocks
from ingest.readers.markup.page import web_archive_page
from ingest.readers.numbering.word_lists import Numbering
from ingest.readers.office.package import Package, attribute, child, tag
from ingest.readers.office.properties import core_properties
from ingest.readers.office.word_styles import Styles, shading, table_background
from ingest.readers.office.word_text import (
    ParagraphText,
    Surroundings,
    box_background,
    chosen,
    is_paragraph_unseen,
    is_placeholder,
    is_row_unseen,
    page_background,
    written_in,
)
from ingest.readers.records import Parsed
from ingest.readers.rows import Cell, TableRows
from ingest.readers.text import text_blocks
from ingest.readers.visibility import WHITE, Colour
from kb.errors import UnreadableFile

_MAIN = "word/document.xml"
_CONTAINERS = frozenset(
    "w:sdtContent w:sdt w:ins w:moveTo w:customXml w:smartTag w:body w:document w:footnote w:endnote w:hdr w:ftr".split()
)
_PAGE_NUMBER = re.compile(r"[\W\d]*(?:(?:pag(?:ina|e)?|p)\b\.?)?[\W\d]*(?:(?:di|of|su)\b[\W\d]*)?", re.I)
_DELETED = ("w:del", "w:moveFrom")
_DEEPEST = 20  # nested tables and text boxes


def read_docx(path: Path) -> Parsed:
    """Paragraphs, table rows, notes, text boxes and formulas in order. Raises UnreadableFile."""
    with Package(path, "Word document") as package:
        document = _Document(package)
        document.walk(package.main(document.main), 0)
        document.add_running()
        parsed = flowing("docx", document.blocks, core_properties(package))
        parsed = _with_printed_pages(with_hidden(parsed, document.hidden), document.printed)
        return replace(parsed, remarks=(*package.remarks, *document.remarks()))


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


class _Document:
    """The blocks of a document as they are read; `printed` has the first and last printed page of each."""

    def __init__(self, package: Package) -> None:
        self._package = package
        found = (target for kind, target in package.related("/").values() if kind == "officeDocument")
        self.main = next(found, _MAIN)
        self._related = package.related(self.main)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles)
        self._notes = {kind: self._note_texts(kind) for kind in ("footnote", "endnote")}
        self._page_background: Colour | None = WHITE
        self._pictures, self._objects = 0, list[str]()
        self._fields: list[bool] = []
        self._page = 1
        self._begun = ""  # text that the next paragraph continues
        self.blocks: list[DrawnBlock] = []
        self.hidden: list[str] = []
        self.printed: list[tuple[int, int]] = []

    def _part(self, kind: str) -> Any:
        target = next((target for known, target in self._related.values() if known == kind), "")
        return self._package.xml(target) if target else None

    def _note_texts(self, kind: str) -> dict[str, Any]:
        root = self._part(f"{kind}s")
        return (
            {attribute(note, "id"): note for note in root if attribute(note, "type") in ("", "normal")}
            if root is not None
            else {}
        )

    def walk(self, element: Any, depth: int) -> None:
        """Add the blocks of a part of the document."""
        if tag(element) == "w:document":
            self._page_background = page_background(element)
        for item in element if depth < _DEEPEST * 3 else ():
            name = tag(item)
            if name in ("w:p", "m:oMathPara"):
                self._add_paragraph(item, depth)
            elif name == "w:tbl":
                self._add_table(item, depth)
            elif name == "mc:AlternateContent":
                self.walk(chosen(item), depth + 1)
            elif name == "w:altChunk":
                self._add_chunk(item, depth)
            elif name in _CONTAINERS and not (name == "w:sdt" and is_placeholder(item)):
                self.walk(item, depth + 1)

    def _emit(self, block: DrawnBlock, pages: tuple[int, int]) -> None:
        text, self._begun = self._begun + block.text, ""
        for level, line in split_heading(block.level, text):
            self.blocks.append(block._replace(level=level, text=line))
            self.printed.append(pages)

    def _read(self, paragraph: Any, background: Colour | None, table: str = "") -> ParagraphText:
        """The text of a paragraph; the state of fields carries over to the next one."""
        properties = child(paragraph, "w:pPr")
        style = attribute(child(properties, "w:pStyle"), "val")
        found = ParagraphText(self._package, self._styles, self._related, self.hidden, fields=self._fields)
        around = Surroundings(style, table, self._styles.paragraph_fill(properties) or background)
        if is_paragraph_unseen(properties):
            self.hidden += filter(None, [written_in(paragraph)])
        else:
            found.add(paragraph, around)
        if not (_is_removed(properties) and not found.text.strip()):
            label = self._numbering.label(properties)
            found.text = f"{label} {found.text}" if label and found.text.strip() else found.text
        self._pictures += found.pictures
        self._objects += found.objects
        return found

    def _add_paragraph(self, paragraph: Any, depth: int, background: Colour | None = None) -> None:
        first, self._page = _page_breaks(paragraph, self._page)
        found = self._read(paragraph, background or self._page_background)
        if _goes_on(paragraph):
            self._begun += found.text
        else:
            properties = child(paragraph, "w:pPr")
            level, style = self._styles.level(properties), self._styles.part(properties)
            self._emit(DrawnBlock(level, found.text, *found.type, style), (first, self._page))
        self._add_beside(found, depth)

    def _add_beside(self, found: ParagraphText, depth: int) -> None:
        """Add the attachments of a paragraph: text boxes, charts, diagrams, notes."""
        pages = (self._page, self._page)
        for box in found.boxes if depth < _DEEPEST else ():
            outer, self._page_background = self._page_background, box_background(box)
            self.walk(box, depth + 1)
            self._page_background = outer
        for line in found.drawn:
            self._emit(DrawnBlock(0, line), pages)
        for kind, identity in found.notes if depth < _DEEPEST else ():
            if (note := self._notes[kind].pop(identity, None)) is not None:
                self.walk(note, depth + 1)

    def _add_table(self, table: Any, depth: int) -> None:
        style = attribute(child(table, "w:tblPr", "w:tblStyle"), "val")
        rows, background = TableRows(), table_background(self._styles, style) and self._page_background
        for row in _below(table, "w:tr"):
            first, self._page = _page_breaks(row, self._page)
            if is_row_unseen(row):
                self.hidden.append(written_in(row))
                continue
            read: list[ParagraphText] = []
            inner: list[Any] = []
            cells = [self._cell(cell, style, background, (read, inner)) for cell in _below(row, "w:tc")]
            before = attribute(child(row, "w:trPr", "w:gridBefore"), "val")
            skipped = [Cell("")] * min(int(before), 50) if before.isdigit() else []
            type_ = next((found.type for found in read if found.types), (0.0, False))
            self._emit(DrawnBlock(0, rows.line([*skipped, *cells]), *type_), (first, self._page))
            for found in read:
                self._add_beside(found, depth + 1)
            for nested in inner if depth < _DEEPEST else ():
                self._add_table(nested, depth + 1)

    def _cell(
        self, cell: Any, style: str, background: Colour | None, around: tuple[list[ParagraphText], list[Any]]
    ) -> Cell:
        """A cell; the attachments of its paragraphs and the tables in it are added to the two lists `around`."""
        properties = child(cell, "w:tcPr")
        span = attribute(child(properties, "w:gridSpan"), "val")
        merge = child(properties, "w:vMerge")
        fill = child(properties, "w:shd")
        background = (shading(fill) if fill is not None else None) or background
        found = [self._read(item, background, style) for item in _below(cell, "w:p", "w:tbl") if tag(item) == "w:p"]
        around[0].extend(found)
        around[1].extend(item for item in _below(cell, "w:p", "w:tbl") if tag(item) == "w:tbl")
        continues = merge is not None and attribute(merge, "val") != "restart"
        text = " ".join(paragraph.text for paragraph in found)
        return Cell(text, int(span) if span.isdigit() else 1, 1, continues and not text.strip())

    def _add_chunk(self, chunk: Any, depth: int) -> None:
        """Add a web page, text or Word document that was inserted as a file; add a remark for another kind."""
        _, target = self._related.get(attribute(chunk, "id"), ("", ""))
        data = self._package.data(target) if target else None
        if data is None:
            return
        suffix, blocks = target.rpartition(".")[2].lower(), list[Block | DrawnBlock]()
        if suffix in ("mht", "mhtml"):
            suffix, data = "html", web_archive_page(data)
        if suffix in ("html", "htm", "xhtml"):
            blocks += read_blocks(decode(data, markup=True))[0]
        elif suffix == "txt":
            blocks += text_blocks(decode(data))
        elif suffix in ("docx", "docm") and depth < _DEEPEST:
            blocks += self._within(data, target, depth)
        else:
            self._package.remarks.append(f"{target} is embedded and not read")
        for block in blocks:
            self._emit(DrawnBlock(*block), (self._page, self._page))

    def _within(self, data: bytes, target: str, depth: int) -> list[DrawnBlock]:
        """The blocks of a Word document within this one."""
        try:
            with Package(io.BytesIO(data), "Word document") as package:
                inner = _Document(package)
                inner.walk(package.main(inner.main), depth + _DEEPEST)
        except UnreadableFile as error:
            self._package.remarks.append(f"{target} is embedded and not read: {error}")
            return []
        self.hidden += inner.hidden
        self._package.remarks += package.remarks
        return inner.blocks

    def add_running(self) -> None:
        """Add the text of headers and footers at the end, each line once."""
        self._emit(DrawnBlock(0, ""), (self._page, self._page))  # ends a text that would be continued
        told: set[str] = set()
        for kind, target in self._related.values():
            part = self._package.xml(target) if kind in ("header", "footer") else None
            if part is None:
                continue
            outer, self._related = self._related, self._package.related(target)
            start = len(self.blocks)
            self.walk(part, 0)
            added = list(zip(self.blocks[start:], self.printed[start:], strict=True))
            del self.blocks[start:], self.printed[start:]
            for block, pages in added:
                if block.text not in told and not _PAGE_NUMBER.fullmatch(block.text):
                    told.add(block.text)
                    self._emit(DrawnBlock(0, block.text), pages)
            self._related = outer

    def remarks(self) -> Iterator[str]:
        """Yield remarks on what is in the document but isn't read."""
        if self._pictures:
            yield f"{self._pictures} picture(s) not read"
        if self._objects:
            yield f"{len(self._objects)} embedded object(s) not read: {', '.join(sorted(set(self._objects)))}"


def _goes_on(paragraph: Any) -> bool:
    """Whether a paragraph continues in the next: it is a drop cap, or its end was deleted."""
    properties = child(paragraph, "w:pPr")
    is_deleted = any(child(properties, "w:rPr", name) is not None for name in _DELETED)
    return is_deleted or attribute(child(properties, "w:framePr"), "dropCap") in ("drop", "margin")


def _is_removed(properties: Any) -> bool:
    """Whether the end of a paragraph was deleted or is hidden, so that without text it has no number."""
    return any(child(properties, "w:rPr", name) is not None for name in (*_DELETED, "w:vanish"))


def _below(element: Any, *names: str) -> Iterator[Any]:
    """The rows of a table, cells of a row or blocks of a cell, including those in content controls and inserted ones."""
    for item in element:
        name = tag(item)
        if name in names:
            if child(item, "w:trPr", "w:del") is None and child(item, "w:tcPr", "w:cellDel") is None:
                yield item
        elif name in _CONTAINERS and not (name == "w:sdt" and is_placeholder(item)):
            yield from _below(item, *names)
        elif name == "mc:AlternateContent":
            yield from _below(chosen(item), *names)


def _page_breaks(element: Any, known: int) -> tuple[int, int]:
    """(page on which a paragraph or row begins, page on which it ends), if the one before it ends on page `known`."""
    tags = [
        name
        for item in element.iter()
        if (name := tag(item)) == "w:lastRenderedPageBreak" or (name == "w:t" and (item.text or "").strip())
    ]
    ahead = tags.index("w:t") if "w:t" in tags else len(tags)
    return known + ahead, known + tags.count("w:lastRenderedPageBreak")
