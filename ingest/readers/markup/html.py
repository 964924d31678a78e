"""HTML pages: all text that a browser shows, in blocks and rows; scripts and menus are left out, and nothing is fetched."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, Tag

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing, with_hidden
from ingest.readers.markup.css import Declarations, Style, drawn_style, own_style, sheet_rules, within
from ingest.readers.markup.page import soup_of, stated
from ingest.readers.numbering.html_lists import OrderedList
from ingest.readers.office.formulas import formula_text
from ingest.readers.office.package import parse_xml
from ingest.readers.raised import raised
from ingest.readers.records import Parsed
from ingest.readers.rows import Cell, TableRows
from ingest.readers.visibility import is_seen
from kb.text.normalise import one_line

_SKIPPED = frozenset(
    "head script style nav noscript template iframe frame frameset noframes object embed canvas video audio map select option datalist"
    " textarea button input progress meter rt rp del".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark q ruby rb s samp small span strike"
    " strong sub sup textpath time tspan tt u var wbr".split()
)
# Elements that end one whose end tag is missing: the parser nests them in it.
_ENDED_BY = {
    "p": frozenset(
        "address article aside blockquote center details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr"
        " li main menu nav ol p pre section table ul".split()
    ),
    "li": frozenset(["li"]), "dt": frozenset(["dt", "dd"]), "dd": frozenset(["dt", "dd"]),
}  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CELLS = ("td", "th")
_LISTS = ("ol", "ul", "menu", "dir")
_AROUND = re.compile(
    r"cookie|gdpr|onetrust|iubenda|cybot|consent-(?:banner|popup|modal|dialog)|breadcrumb|skip-?link|navbar|main-?menu|site-?nav"
    r"|share-buttons|social-links",
    re.I,
)
_ROLES = frozenset("navigation search menu menubar alertdialog".split())
_SHAPES = ("rect", "path", "circle", "ellipse", "polygon", "image", "use")
_DEEPEST = 250  # nested elements; deeper ones are read as plain text
_WIDEST = 200  # columns of one element
_LONGEST_CELL = 600  # characters; a table with longer ones is a layout table


def read_html(path: Path) -> Parsed:
    """The blocks of an HTML page in order. Raises UnreadableFile."""
    soup = soup_of(decode(path.read_bytes(), markup=True))
    properties = stated(soup)
    frames = len(soup(["iframe", "frame"]))
    around = _take_around(soup)
    blocks, hidden = _read(soup, "")
    remarks = [f"{frames} embedded page(s) not read"] if frames else []
    if around:
        remarks.append(f"menus and notices around the page left out ({around} characters)")
    return replace(with_hidden(flowing("html", blocks, properties), hidden), remarks=tuple(remarks))


def read_blocks(html: str, sheets: str = "") -> tuple[list[Block], list[str]]:
    """(headings and paragraphs in order, pieces of text that a browser wouldn't show) of an HTML page.

    `sheets` are style sheets from files beside it.
    """
    return _read(soup_of(html), sheets)


def _read(soup: BeautifulSoup, sheets: str) -> tuple[list[Block], list[str]]:
    own = "\n".join(sheet.get_text() for sheet in soup("style"))
    reader = _Reader(sheet_rules(f"{sheets}\n{own}", soup))
    reader.add_children(soup, Style(), 0)
    reader.flush()
    return reader.blocks, reader.hidden


def _take_around(soup: BeautifulSoup) -> int:
    """Remove menus, notices and everything around the main part of a page; returns the number of characters removed.

    Without a main part, only elements marked as menus or notices are removed.
    """
    main = soup.find(lambda tag: tag.name == "main" or tag.get("role") == "main")
    removed = 0
    for tag in soup.find_all(lambda tag: _is_around(tag)):
        if not tag.decomposed and not (isinstance(main, Tag) and (main is tag or tag in main.parents)):
            removed += len(one_line(tag.get_text(" ")))
            tag.decompose()
    if isinstance(main, Tag) and len(main.get_text(strip=True)) > 200:
        for tag in soup(["header", "footer", "aside"]):
            if not tag.decomposed and main not in tag.parents and tag not in main.parents:
                removed += len(one_line(tag.get_text(" ")))
                tag.decompose()
    return removed


def _is_around(tag: Tag) -> bool:
    if tag.name in ("html", "body", "main", "article", "form") or tag.name in _HEADINGS:
        return False
    if tag.name == "nav" or str(tag.get("role", "")).lower() in _ROLES:
        return True
    named = " ".join(map(str, [tag.get("id") or "", *tag.get_attribute_list("class")]))
    return bool(_AROUND.search(named)) and len(tag.get_text(strip=True)) < 3000


@dataclass
class _Reader:
    """Blocks of a page as they are read; `text` is the block that isn't finished."""

    rules: Mapping[int, Declarations]
    blocks: list[Block] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    text: str = ""
    level: int = 0
    is_cell: bool = False  # of a table without nested tables, so that a cell inside is due to a missing end tag
    tables: list[TableRows | None] = field(default_factory=list)  # open tables; None for a layout table
    lists: list[OrderedList | None] = field(default_factory=list)  # open lists; None for one without numbers
    marker: str = ""  # the number of an item whose text hasn't begun
    around: list[tuple[str, Style]] = field(default_factory=list)  # open blocks with the styles around them

    def flush(self, *, lines: bool = False) -> None:
        """End the block; with `lines`, each line of it is a block."""
        for part in self.text.split("\n") if lines else [self.text]:
            if shown := one_line(part):
                self.blocks.append(Block(self.level, f"{self.marker}{shown}"))
                self.marker = ""
        self.text = ""

    def add_children(self, parent: Tag, style: Style, depth: int) -> None:
        """Add the contents of an element."""
        for node in parent.children:
            if isinstance(node, Tag):
                self._add(node, style, depth + 1)
            elif type(node) in (NavigableString, CData):
                self._add_text(str(node), style)

    def _add_text(self, text: str, style: Style) -> None:
        if text.strip() and not is_seen(style.look):
            self.hidden.append(one_line(text))
        else:
            self.text += text

    def _add(self, tag: Tag, outer: Style, depth: int) -> None:
        name = tag.name.lower()
        is_note_mark = tag.get("role") == "doc-noteref" or tag.get("epub:type") == "noteref"
        if name in _SKIPPED or is_note_mark or (self.is_cell and name in ("tr", *_CELLS)):
            return
        if self.around and name in _ENDED_BY.get(self.around[-1][0], ()):
            outer = self.around[-1][1]
        style = within(outer, tag, own_style(tag, self.rules))
        if depth > _DEEPEST:
            self._add_text(tag.get_text(" "), style)
        elif name == "br":
            self.text += "\n"
        elif name == "math":
            self._add_text(f" {_formula(tag)} ", style)
        elif name == "svg":
            self._add_drawing(tag, style, depth)
        elif name == "sup":
            self._add_raised(tag, style, depth)
        elif name in _INLINE:
            self.text += "“" * (name == "q")
            self.add_children(tag, style, depth)
            self.text += "”" * (name == "q")
        elif self.level:
            self.text += " "
            self.add_children(tag, style, depth)
            self.text += " "
        else:
            self.around.append((name, outer))
            self._add_block(tag, style, depth)
            self.around.pop()

    def _add_block(self, tag: Tag, style: Style, depth: int) -> None:
        self.flush()
        name = tag.name.lower()
        if name in _HEADINGS:
            self.level = _HEADINGS.index(name) + 1
        if name == "tr" and (rows := self.tables[-1] if self.tables else TableRows()):
            for cells in _rows(tag):
                self.flush()
                self.text = rows.line(self._cell(cell, style, depth) for cell in cells)
            self.hidden += rows.hidden
            rows.hidden.clear()
        elif name in _LISTS:
            self.lists.append(OrderedList(tag, own_style(tag, self.rules)) if name == "ol" else None)
            self.add_children(tag, style, depth)
            self.lists.pop()
        elif name == "li" and self.lists and (numbers := self.lists[-1]) and not style.hidden:
            self.marker += numbers.marker(tag, own_style(tag, self.rules))
            self.add_children(tag, style, depth)
            self.flush()
            self.marker = ""
        elif name == "table":
            self.tables.append(None if _is_layout(tag) else TableRows(_collapsed(tag, self.rules)))
            self.add_children(tag, style, depth)
            self.tables.pop()
        else:
            self.add_children(tag, style, depth)
        self.flush(lines=name in ("pre", "listing", "plaintext", "xmp"))
        self.level = 0

    def _add_drawing(self, drawing: Tag, outer: Style, depth: int) -> None:
        """Add each text of a drawing as a block; its titles and definitions aren't shown. The background is unknown."""
        if drawing(_SHAPES):
            outer = replace(outer, background=None)
        for text in drawing(["text", "foreignobject"]):
            around = list(itertools.takewhile(lambda up: up is not drawing, text.parents))
            if any(up.name in ("defs", "symbol", "clippath", "text") for up in around):
                continue
            for line in text("tspan"):
                if line.get("x") or line.get("dy"):
                    line.insert_before(" ")
            style = outer
            for part in (*reversed(around), text):
                style = within(style, part, drawn_style(part) | own_style(part, self.rules))
            self.flush()
            self.add_children(text, style, depth + 1)
            self.flush()

    def _cell(self, cell: Tag, style: Style, depth: int) -> Cell:
        inner = _Reader(self.rules, hidden=self.hidden, is_cell=True)
        inner.add_children(cell, within(style, cell, own_style(cell, self.rules)), depth + 1)
        inner.flush()
        text = " ".join(block.text for block in inner.blocks)
        return Cell(text, _span(cell, "colspan"), _span(cell, "rowspan"))

    def _add_raised(self, tag: Tag, style: Style, depth: int) -> None:
        before, self.text = self.text, ""
        self.add_children(tag, style, depth)
        text, self.text = self.text, before
        links = [*tag("a", href=True), *(up for up in tag.parents if up.name == "a")]
        is_mark = any(str(link.get("href", "")).startswith("#") or "#" in str(link.get("href", "")) for link in links)
        self.text += "" if is_mark and before.strip() else raised(before, text)


def _rows(row: Tag) -> list[list[Tag]]:
    """The cells of a row, then those of the rows nested in it by missing end tags, which follow it."""
    rows: dict[int, list[Tag]] = {id(row): []}
    for cell in row(_CELLS):
        rows.setdefault(id(cell.find_parent("tr")), []).append(cell)
    return list(rows.values())


def _is_layout(table: Tag) -> bool:
    """Whether a table is used for layout and has no data."""
    if table.get("role") in ("presentation", "none") or table.find(["table", *_HEADINGS, "form"]) is not None:
        return True
    return any(
        len(cell.find_all(["p", "li", "div"])) > 1 and len(cell.get_text()) > _LONGEST_CELL for cell in table(_CELLS)
    )


def _collapsed(table: Tag, rules: Mapping[int, Declarations]) -> set[int]:
    """The columns of a table that "visibility: collapse" leaves out."""
    found: set[int] = set()
    at = 0
    for group in table.find_all(["colgroup", "col"], recursive=False):
        for column in group("col") or [group]:
            end = at + min(_span(column, "span"), _WIDEST)
            if "collapse" in (own_style(one, rules).get("visibility") for one in (group, column)):
                found.update(range(at, end))
            at = end
    return found


def _span(cell: PageElement, name: str) -> int:
    value = str(cell.get(name, "")).strip() if isinstance(cell, Tag) else ""
    return max(1, int(value)) if value.isdigit() and len(value) < 6 else 1


def _formula(tag: Tag) -> str:
    source = str(tag)
    if "xmlns" not in source.partition(">")[0]:
        source = source.replace("<math", '<math xmlns="http://www.w3.org/1998/Math/MathML"', 1)
    root = parse_xml(source.encode(), "formula", [])
    return formula_text(root) if root is not None else one_line(tag.get_text(" "))
