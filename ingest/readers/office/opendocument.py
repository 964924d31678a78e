"""OpenDocument texts: everything that is shown, once and in reading order, under its headings."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.readers.flowing import DrawnBlock, flowing, with_hidden
from ingest.readers.office.formulas import formula_text
from ingest.readers.office.opendocument_styles import Drawn, Styles, points
from ingest.readers.office.package import Package, attribute, child, tag
from ingest.readers.office.properties import stated_properties
from ingest.readers.raised import raised
from ingest.readers.records import Parsed, Properties
from ingest.readers.rows import Cell, TableRows
from ingest.readers.visibility import is_nowhere, is_seen
from kb.errors import UnreadableFile
from kb.text.normalise import one_line

_DROPPED = frozenset(
    "office:annotation office:annotation-end text:tracked-changes text:note-citation text:ruby-text text:placeholder text:script"
    " text:page-number text:page-count office:forms text:sequence-decls text:variable-decls text:user-field-decls svg:title svg:desc"
    " text:number draw:glue-point text:alphabetical-index-mark text:bibliography-mark-source office:event-listeners".split()
)
_PARAGRAPHS = ("text:p", "text:h")
DRAWINGS = ("draw:frame", "draw:custom-shape", "draw:rect", "draw:g", "draw:ellipse", "draw:a", "draw:polygon", "draw:path", "draw:caption", "draw:connector", "draw:line")  # fmt: skip
_SIZE = 12.0  # points of type unless a style says otherwise
_MOST = 200  # columns or rows that one element may repeat
_DEEPEST = 60


def open_document(package: Package) -> tuple[Any, Styles, Any]:
    """(content, styles, the root of styles.xml) of a file. Raises UnreadableFile."""
    listed = package.xml("META-INF/manifest.xml")
    if listed is not None and any(tag(item) == "manifest:encryption-data" for item in listed.iter()):
        raise UnreadableFile("it is password-protected; save a copy without a password")
    content, styles = package.main("content.xml"), package.xml("styles.xml")
    return content, Styles(styles, content), styles


def stated(package: Package) -> Properties:
    """The document's properties from meta.xml."""
    return stated_properties(package.xml("meta.xml"), "meta:creation-date")


def read_odt(path: Path) -> Parsed:
    """Headings, paragraphs, table rows, notes and text boxes in order. Raises UnreadableFile."""
    with Package(path, "OpenDocument file") as package:
        content, styles, common = open_document(package)
        body = child(content, "office:body", "office:text")
        text = TextBody(package, styles)
        text.walk(body if body is not None else (), Drawn())
        text.add_running(common)
        parsed = with_hidden(flowing("odt", text.blocks, stated(package)), text.hidden)
        return replace(parsed, remarks=(*package.remarks, *text.remarks()))


@dataclass
class TextBody:
    """Blocks of text as they are read; `hidden` collects invisible text."""

    package: Package
    styles: Styles
    blocks: list[DrawnBlock] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    pictures: int = 0
    objects: int = 0
    # Number of letters of the paragraph by (size, bold).
    types: Counter[tuple[float, bool]] = field(default_factory=Counter)

    def remarks(self) -> Iterator[str]:
        """Yield remarks on what is in the file but isn't read."""
        if self.pictures:
            yield f"{self.pictures} picture(s) not read"
        if self.objects:
            yield f"{self.objects} embedded object(s) not read"

    def walk(self, parent: Any, drawn: Drawn, depth: int = 0) -> None:
        """Add the blocks below an element."""
        for item in parent if depth < _DEEPEST else ():
            name = tag(item)
            if name in _PARAGRAPHS:
                self._add_paragraph(item, drawn, depth)
            elif name == "text:list":
                self._add_list(item, drawn, depth)
            elif name == "table:table":
                self._add_table(item, drawn, depth)
            elif name in DRAWINGS:
                self.add_drawing(item, drawn, depth)
            elif name and name not in _DROPPED and not name.endswith("-source"):
                self.walk(item, self._within(item, drawn), depth + 1)

    def _within(self, item: Any, drawn: Drawn) -> Drawn:
        is_hidden = attribute(item, "display") == "none" or attribute(item, "is-hidden") == "true"
        return replace(drawn, hidden=True) if is_hidden else drawn

    def _add_list(self, items: Any, drawn: Drawn, depth: int) -> None:
        for label, part in self.styles.lists.items(items):
            if tag(part) in _PARAGRAPHS:
                self._add_paragraph(part, drawn, depth, label)
            else:
                self.walk([part], drawn, depth + 1)

    def _add_paragraph(self, paragraph: Any, drawn: Drawn, depth: int, label: str = "") -> None:
        style = attribute(paragraph, "style-name")
        if any(tag(item) == "text:hidden-paragraph" and self._within(item, drawn).hidden for item in paragraph):
            drawn = replace(drawn, hidden=True)
        beside: list[Any] = []
        self.types = Counter()
        text = one_line(self._inline(paragraph, self.styles.over(drawn, "paragraph", style), beside))
        stated, part = attribute(paragraph, "outline-level"), self.styles.part(style)
        level = int(stated) if stated.isdigit() else 1
        if tag(paragraph) == "text:h":
            label = label or self.styles.lists.heading(paragraph, level)
        elif part != "title":
            level = 0
        if text:
            type_ = self.types.most_common(1)[0][0] if self.types else (0.0, False)
            self.blocks.append(DrawnBlock(level, f"{label} {text}".strip(), *type_, part))
        self._add_beside(beside, drawn, depth)

    def _add_beside(self, beside: list[Any], drawn: Drawn, depth: int) -> None:
        for item in beside if depth < _DEEPEST else ():
            if tag(item) == "text:note-body":
                self.walk(item, drawn, depth + 1)
            else:
                self.walk([item], drawn, depth + 1)

    def _inline(self, element: Any, drawn: Drawn, beside: list[Any], before: str = "") -> str:
        """The text of a paragraph or span; notes and drawings in it are added to `beside`."""
        text = self._shown(element.text or "", drawn, before)
        for item in element:
            text += self._part(item, drawn, beside, before + text)
            text += self._shown(item.tail or "", drawn, before + text)
        return text

    def _part(self, item: Any, drawn: Drawn, beside: list[Any], before: str) -> str:
        name = tag(item)
        if name in _DROPPED or not name:
            return ""
        if name == "text:s":
            return " "
        if name in ("text:tab", "text:line-break"):
            return "\n"
        if name == "text:note-body":
            beside.append(item)
            return ""
        if name in DRAWINGS:
            formula = self._formula(item)
            if not formula:
                beside.append(item)
            return formula and f" {formula} "
        inner = self._within(item, drawn)
        if name in ("text:span", "text:a"):
            inner = self.styles.over(inner, "text", attribute(item, "style-name"))
        return self._inline(item, inner, beside, before)

    def _shown(self, text: str, drawn: Drawn, before: str) -> str:
        if text.strip() and not is_seen(drawn.look):
            self.hidden.append(one_line(text))
            return ""
        if text.strip():
            self.types[drawn.size or _SIZE, drawn.bold] += len(text.strip())
        return raised(before, text) if drawn.is_raised and text else text

    def _formula(self, drawing: Any) -> str:
        target = attribute(child(drawing, "draw:object"), "href").removeprefix("./")
        written = child(drawing, "draw:object", "math:math")
        root = self.package.xml(f"{target}/content.xml") if target else written
        return formula_text(root) if root is not None and tag(root) == "math:math" else ""

    def add_drawing(self, item: Any, drawn: Drawn, depth: int) -> None:
        """Add the text of a shape or text box, the data of a chart; count pictures and objects."""
        inner = self.styles.over(drawn, "graphic", attribute(item, "style-name"))
        inner = replace(inner, hidden=True) if _is_unseen(item) else inner
        for part in item:
            name = tag(part)
            if name == "draw:image" and child(item, "draw:object") is None and child(item, "draw:object-ole") is None:
                self.pictures += 1
            elif name in ("draw:object", "draw:object-ole"):
                self._add_object(attribute(part, "href").removeprefix("./"), depth)
            elif name in _PARAGRAPHS or name in ("draw:text-box", "text:list", *DRAWINGS):
                holder = part if name == "draw:text-box" else [part]
                self.walk(holder, inner, depth + 1)
            elif name == "table:table":
                self._add_table(part, inner, depth)

    def _add_object(self, target: str, depth: int) -> None:
        root = self.package.xml(f"{target}/content.xml") if target and depth < _DEEPEST else None
        chart = child(root, "office:body", "office:chart", "chart:chart")
        if chart is not None:
            self.walk(chart, Drawn(), depth + 1)
        elif root is not None and tag(root) == "math:math":
            self.blocks.append(DrawnBlock(0, formula_text(root)))
        else:
            self.objects += 1

    def _add_table(self, table: Any, drawn: Drawn, depth: int) -> None:
        rows = TableRows()
        for row in _rows(table):
            beside: list[Any] = []
            hidden = replace(drawn, hidden=True) if attribute(row, "visibility") in ("collapse", "filter") else drawn
            cells = [
                cell for item in row if tag(item) == "table:table-cell" for cell in self._cells(item, hidden, beside)
            ]
            if text := rows.line(cells):
                self.blocks.append(DrawnBlock(0, text))
            self._add_beside(beside, drawn, depth + 1)

    def _cells(self, cell: Any, drawn: Drawn, beside: list[Any]) -> list[Cell]:
        drawn = self.styles.over(drawn, "table-cell", attribute(cell, "style-name"))
        texts = []
        for item in cell:
            if tag(item) in _PARAGRAPHS:
                texts.append(
                    self._inline(item, self.styles.over(drawn, "paragraph", attribute(item, "style-name")), beside)
                )
            elif tag(item) == "table:table" or tag(item) in DRAWINGS:
                beside.append(item)
            elif tag(item) == "text:list":
                listed = self.styles.lists.items(item)
                texts += [f"{label} {self._inline(part, drawn, beside)}".strip() for label, part in listed]
            elif tag(item) not in _DROPPED:  # a section
                texts += [self._inline(p, drawn, beside) for p in item.iter() if tag(p) in _PARAGRAPHS]
        columns, rows = (_count(cell, f"number-{name}-spanned") for name in ("columns", "rows"))
        return [Cell(" ".join(texts), columns, rows)] * _count(cell, "number-columns-repeated")

    def add_running(self, common: Any) -> None:
        """Add the text of headers and footers at the end, each line once."""
        told = {block.text for block in self.blocks}
        for item in common.iter() if common is not None else ():
            if tag(item) in ("style:header", "style:footer", "style:header-first", "style:footer-first"):
                start = len(self.blocks)
                self.walk(item, Drawn())
                added = self.blocks[start:]
                del self.blocks[start:]
                news = [block.text for block in added if block.text not in told and any(map(str.isalpha, block.text))]
                told.update(news)
                self.blocks += [DrawnBlock(0, text) for text in dict.fromkeys(news)]


def _count(element: Any, name: str) -> int:
    value = attribute(element, name)
    return max(1, min(int(value), _MOST)) if value.isdigit() else 1


def _rows(table: Any) -> Iterator[Any]:
    for item in table:
        if tag(item) == "table:table-row":
            yield item
        elif tag(item) in ("table:table-rows", "table:table-header-rows", "table:table-row-group"):
            yield from _rows(item)


def _is_unseen(drawing: Any) -> bool:
    """Whether a drawing is hidden, has no size or is far beyond the left or upper edge."""
    sizes = [points(attribute(drawing, name)) for name in ("width", "height")]
    places = [points(attribute(drawing, name)) for name in ("x", "y")]
    return attribute(drawing, "display") in ("none", "printer") or is_nowhere(sizes, places)
