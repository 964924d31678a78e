"""PowerPoint presentations by slide: all text that is shown, in reading order, then the notes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.readers.flowing import DrawnBlock, front_lines
from ingest.readers.numbering.slide_lists import SlideLists
from ingest.readers.office.charts import drawn_lines
from ingest.readers.office.formulas import formula_text
from ingest.readers.office.package import Package, attribute, child, tag, unescaped
from ingest.readers.office.properties import core_properties
from ingest.readers.office.shapes import (
    Shape,
    background_of,
    colour_of,
    fill_of,
    in_reading_order,
    is_covered,
    is_off,
    leaves,
    placeholder,
    placeholders,
    shapes_of,
    with_background,
)  # fmt: skip
from ingest.readers.office.slide_type import SlideType, fill_colour, remapped, theme_of
from ingest.readers.office.word_text import chosen
from ingest.readers.raised import raised
from ingest.readers.records import Heading, Line, Parsed, RawPage
from ingest.readers.rows import Cell, TableRows
from ingest.readers.visibility import WHITE, Colour, Look, is_seen
from kb.errors import UnreadableFile
from kb.text.normalise import one_line

_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_STYLES = {"title": "title", "ctrTitle": "title", "subTitle": "subtitle", "dt": "date"}
_RUNNING = ("ftr", "dt", "hdr")
_POINT = 12700  # English Metric Units
_BEHIND = 1_000_000  # shapes of a slide, at most
_Type = tuple[str, Colour | None]  # size in hundredths of a point or "", colour if it is known


def read_pptx(path: Path) -> Parsed:
    """One page per slide: its title, its texts, tables, charts and diagrams in reading order, its notes. Raises UnreadableFile."""
    with Package(path, "PowerPoint file") as package:
        deck = _Deck(package)
        pages, headings = [], []
        for number, target in enumerate(deck.slides, 1):
            page, title = deck.page(number, target)
            pages.append(page)
            if title:
                headings.append(Heading(number, title, 1))
        if not pages:
            raise UnreadableFile("it isn't a valid PowerPoint file: it has no slides")
        remarks = (*package.remarks, *deck.remarks())
        return Parsed("pptx", tuple(pages), tuple(headings), core_properties(package), flowing=True, remarks=remarks)


class _Deck:
    """A presentation: its slides in order, and the repeated texts that have already been read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        found = (target for kind, target in package.related("/").values() if kind == "officeDocument")
        main = next(found, _MAIN)
        root = package.main(main)
        related = package.related(main)
        listed = child(root, "p:sldIdLst")
        targets = (related.get(_relation(item), ("", ""))[1] for item in (listed if listed is not None else ()))
        self.slides = [target for target in targets if target]
        size = child(root, "p:sldSz")
        self._width, self._height = (
            float(attribute(size, name) or 0) or usual for name, usual in (("cx", 9144000), ("cy", 6858000))
        )
        self._told: set[str] = set()
        self._pictures, self._objects = 0, 0

    def page(self, number: int, target: str) -> tuple[RawPage, str]:
        """(page, title) of a slide."""
        slide = self._package.xml(target)
        size = self._width / _POINT, self._height / _POINT
        if slide is None:
            return RawPage(number, (), str(number), "failed", "this slide is missing or damaged", *size), ""
        drawing = _Slide(self._package, slide, target, (self._width, self._height))
        lines = [*drawing.lines(self._told), *drawing.notes()]
        self._pictures += drawing.pictures
        self._objects += drawing.objects
        if attribute(slide, "show") in ("0", "false"):
            hidden = " ".join([*(line.text for line in lines), *drawing.hidden])
            return RawPage(number, (), str(number), "empty", "a hidden slide", *size, hidden=hidden), ""
        status = "text" if lines else "image" if drawing.pictures else "empty"
        page = RawPage(
            number,
            tuple(Line(line.text) for line in lines),
            str(number),
            status,
            "" if lines else "no text on it",
            *size,
            hidden=" ".join(drawing.hidden),
            front=front_lines(number, lines),
        )
        return page, drawing.title

    def remarks(self) -> Iterator[str]:
        """Yield remarks on what is in the presentation but isn't read."""
        if self._pictures:
            yield f"{self._pictures} picture(s) not read"
        if self._objects:
            yield f"{self._objects} embedded object(s) not read"


def _relation(item: Any) -> str:
    """The relation id of a slide; its own number is an attribute of the same local name."""
    return next((value for key, value in item.attrib.items() if key.startswith("{")), "")


class _Slide:
    """One slide with its layout and master; `hidden` collects its invisible text."""

    def __init__(self, package: Package, slide: Any, target: str, size: tuple[float, float]) -> None:
        self._package, self._slide, self._size = package, slide, size
        self._related = package.related(target)
        layout_part, layout = self._other(self._related, "slideLayout")
        master_part, master = self._other(package.related(layout_part) if layout_part else {}, "slideMaster")
        self._behind = [part for part in (layout, master) if part is not None]
        places = {**placeholders(_tree(master)), **placeholders(_tree(layout))}
        theme = remapped(theme_of(package, master_part, master), slide, layout)
        for part in (master, layout, slide):
            theme = with_background(theme, part) if part is not None else theme
        self._theme, self._type = theme, SlideType(_tree(layout), _tree(master), master)
        self._shapes = shapes_of(_tree(slide), places)
        self._drawn = list(leaves(self._shapes))
        self._ground = [*self._fixed(), *self._drawn]
        self._is_animated = child(slide, "p:timing") is not None
        self.hidden: list[str] = []
        self.title = ""
        self.pictures = sum(tag(shape.element) == "p:pic" for shape in self._drawn)
        self.objects = sum(tag(item) == "p:oleObj" for shape in self._drawn for item in shape.element.iter())

    def _other(self, related: dict[str, tuple[str, str]], kind: str) -> tuple[str, Any]:
        target = next((target for known, target in related.values() if known == kind), "")
        return target, self._package.xml(target) if target else None

    def _fixed(self) -> Iterator[Shape]:
        """The shapes that the layout and the master draw behind the slide's own."""
        for below, part in enumerate(self._behind, 1):
            for shape in leaves(shapes_of(_tree(part), {})):
                if not placeholder(shape.element)[0] and not shape.is_hidden:
                    yield replace(shape, order=shape.order - _BEHIND * below)

    def lines(self, told: set[str]) -> list[DrawnBlock]:
        """The slide's texts, its title first. Text repeated on every slide is read once, and added to `told`."""
        title, texts, running = list[DrawnBlock](), list[DrawnBlock](), list[DrawnBlock]()
        for shape in in_reading_order(self._shapes, self._size[1]):
            kind = placeholder(shape.element)[0]
            if kind == "sldNum":
                continue
            into = title if kind in _TITLES else running if kind in _RUNNING else texts
            into += self._shape_lines(shape)
        self.title = one_line(" ".join(line.text for line in title))
        running += [line for shape in self._ground if shape.order < 0 for line in self._text_lines(shape.element, None)]
        news = {line.text: line for line in running if line.text not in told}
        told.update(news)
        return [*([title[0]._replace(text=self.title)] if self.title else []), *texts, *news.values()]

    def _shape_lines(self, shape: Shape) -> list[DrawnBlock]:
        is_out = shape.is_hidden or is_off(shape.box, *self._size)
        if is_out or (not self._is_animated and is_covered(shape, self._drawn, self._theme, self._size[0])):
            texts = (item.text or "" for item in shape.element.iter() if tag(item) == "a:t")
            self.hidden += filter(None, [one_line(" ".join(texts))])
            return []
        graphic = child(shape.element, "a:graphic", "a:graphicData")
        if graphic is not None:
            table = child(graphic, "a:tbl")
            drawn = table is None and drawn_lines(self._package, graphic, self._related)
            return [DrawnBlock(0, text) for text in drawn or self._table_lines(table)]
        return self._text_lines(shape.element, self._background(shape))

    def _background(self, shape: Shape) -> Colour | None:
        """The colour on which a shape's text is drawn, if it is known; a placeholder may have that of the layout's."""
        for item in (shape.element, *self._type.models(shape.element)):
            is_filled, colour = fill_of(item, self._theme)
            if is_filled or colour is not None:
                return colour
        return background_of(shape, self._ground, self._theme)

    def _text_lines(self, shape: Any, background: Colour | None) -> list[DrawnBlock]:
        style = _STYLES.get(placeholder(shape)[0], "")
        return [
            DrawnBlock(0, text, *self._type.of(shape, paragraph), style)
            for paragraph, text in self._texts(child(shape, "p:txBody"), background, shape)
        ]

    def _texts(self, body: Any, background: Colour | None, shape: Any = None) -> Iterator[tuple[Any, str]]:
        """(paragraph, its text) of a shape or cell, without empty ones; what letters inherit is known of a `shape` only."""
        lists = SlideLists(body)
        for item in body if body is not None else ():
            if tag(item) != "a:p":
                continue
            usual: _Type = ("", None)
            if shape is not None and background is not None:
                usual = self._type.inherited(shape, item, self._theme, background)
            if text := one_line(self._paragraph(item, background, usual)):
                yield item, f"{lists.label(item)} {text}".strip()

    def _paragraph(self, paragraph: Any, background: Colour | None, usual: _Type) -> str:
        text = ""
        for item in paragraph:
            name = tag(item)
            if name in ("a:r", "a:fld"):
                text += self._run(item, text, background, usual) if attribute(item, "type") != "slidenum" else ""
            elif name == "a:br":
                text += "\n"
            elif name == "mc:AlternateContent":
                text += self._paragraph(chosen(item), background, usual)
            elif name in ("a14:m", "m:oMath", "m:oMathPara"):
                text += f" {formula_text(item)} "
        return text

    def _run(self, run: Any, before: str, background: Colour | None, usual: _Type) -> str:
        """The text of a run, if it is seen; `usual` are the size and colour that it has if it states none."""
        text = unescaped(getattr(child(run, "a:t"), "text", "") or "")
        properties = child(run, "a:rPr")
        size = attribute(properties, "sz") or usual[0]
        opacity = 0.0 if child(properties, "a:noFill") is not None and child(properties, "a:ln") is None else 1.0
        is_stated, colour = fill_colour(properties, self._theme, background)
        colour = colour if is_stated else usual[1]
        look = Look(int(size) / 100 if size.isdigit() else None, colour, background, opacity)
        if text.strip() and not is_seen(look):
            self.hidden.append(one_line(text))
            return ""
        lift = attribute(properties, "baseline").rstrip("%")
        return raised(before, text) if lift.isdigit() and int(lift) > 0 else text

    def _table_lines(self, table: Any) -> list[str]:
        rows, lines = TableRows(), []
        has_head = attribute(child(table, "a:tblPr"), "firstRow") in ("1", "true")
        for number, row in enumerate(item for item in table if tag(item) == "a:tr"):
            # A table's style may draw its head on a dark colour; the other rows are light.
            background = None if has_head and number == 0 else self._theme.background
            lines.append(
                rows.line(
                    self._cell(cell, background)
                    for cell in row
                    if tag(cell) == "a:tc" and not attribute(cell, "hMerge")
                )
            )
        return [line for line in lines if line]

    def _cell(self, cell: Any, background: Colour | None) -> Cell:
        fill = colour_of(child(cell, "a:tcPr", "a:solidFill"), self._theme)
        text = " ".join(text for _, text in self._texts(child(cell, "a:txBody"), fill or background))
        span = attribute(cell, "gridSpan")
        return Cell(text, int(span) if span.isdigit() else 1, 1, bool(attribute(cell, "vMerge")))

    def notes(self) -> list[DrawnBlock]:
        """The speaker's notes."""
        _, notes = self._other(self._related, "notesSlide")
        shapes = leaves(shapes_of(_tree(notes), {}))
        bodies = [child(shape.element, "p:txBody") for shape in shapes if placeholder(shape.element)[0] in ("body", "")]
        return [DrawnBlock(0, text) for body in bodies for _, text in self._texts(body, WHITE)]


def _tree(part: Any) -> Any:
    found = child(part, "p:cSld", "p:spTree")
    return found if found is not None else ()
