"""The text of one Word paragraph in reading order: insertions accepted, deletions dropped, fields shown by their result."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.office.charts import drawn_lines
from ingest.readers.office.formulas import formula_text
from ingest.readers.office.opendocument_styles import points
from ingest.readers.office.package import Package, attribute, child, tag
from ingest.readers.office.word_styles import Styles, look
from ingest.readers.raised import raised
from ingest.readers.visibility import WHITE, Colour, hex_colour, is_nowhere, is_seen

_DROPPED = frozenset(
    "w:del w:moveFrom w:pPr w:rPr w:sdtPr w:instrText w:delText w:delInstrText w:commentReference w:annotationRef w:rt w:footnoteRef"
    " w:endnoteRef w:softHyphen w:tcPr w:trPr w:tblPr w:tblGrid".split()
)
_WRITTEN = {"w:tab": " ", "w:ptab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_LARGE = 1_000_000  # English Metric Units, about 3 cm; a smaller picture behind the text isn't a background
_FORMULAS = ("m:oMath", "m:oMathPara")
_NAMED_VALUE = re.compile(r"([a-z-]+)\s*:\s*([^;]*)")
_WINGDINGS = {0xE0: "→", 0xFC: "✓", 0xFE: "☒", 0xA8: "☐"}
# Adobe's encoding of the font Symbol, without rare signs.
_SYMBOL = {
    **dict(enumerate("ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", 0x41)), **dict(enumerate("αβχδεφγηιϕκλμνοπθρστυϖωξψζ", 0x61)),
    **dict(enumerate("≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…", 0xA3)), **dict(enumerate("⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓", 0xC4)), 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}


@dataclass(frozen=True)
class Surroundings:
    """Context of a paragraph: its style, its table's style, and the background (None if unknown)."""

    style: str = ""
    table: str = ""
    background: Colour | None = None


@dataclass
class ParagraphText:
    """The text of a paragraph as it is read, and its attachments."""

    package: Package
    styles: Styles
    related: dict[str, tuple[str, str]]
    hidden: list[str]
    text: str = ""
    types: Counter[tuple[float, bool]] = field(default_factory=Counter)  # number of letters by (size, bold)
    boxes: list[Any] = field(default_factory=list)  # text boxes
    notes: list[tuple[str, str]] = field(default_factory=list)  # ("footnote" or "endnote", id)
    drawn: list[str] = field(default_factory=list)  # lines of charts and diagrams
    pictures: int = 0
    objects: list[str] = field(default_factory=list)  # kinds of embedded objects
    fields: list[bool] = field(default_factory=list)  # for each open field whether its result has begun

    @property
    def type(self) -> tuple[float, bool]:
        """(size in points, whether it is bold) of most of its letters."""
        return self.types.most_common(1)[0][0] if self.types else (0.0, False)

    def add(self, element: Any, around: Surroundings) -> None:
        """Add the visible text of an element and its descendants."""
        for item in element:
            name = tag(item)
            if name in _DROPPED or (name == "w:sdt" and is_placeholder(item)):
                continue
            if name == "w:r":
                self._add_run(item, around)
            elif name in _FORMULAS:
                self.text += f" {formula_text(item)} "
            elif name == "mc:AlternateContent":
                self.add(chosen(item), around)
            else:
                self.add(item, around)

    def _add_run(self, run: Any, around: Surroundings) -> None:
        drawn = self.styles.run(child(run, "w:rPr"), around.style, around.table)
        before, self.text = self.text, ""
        for item in run:
            self._add_part(item)
        text, self.text = self.text, before
        if text.strip() and not is_seen(look(drawn, around.background)):
            self.hidden.append(" ".join(text.split()))
            return
        self.types[drawn.type] += len(text.strip())
        self.text += raised(before, text) if drawn.raised == "superscript" else text

    def _add_part(self, item: Any) -> None:
        """Add one part of a run, unless it is the code of a field."""
        name = tag(item)
        if name == "w:fldChar":
            self._add_field(item)
        elif name == "mc:AlternateContent":
            for part in chosen(item):
                self._add_part(part)
        elif all(self.fields):
            self._add_shown(name, item)

    def _add_shown(self, name: str, item: Any) -> None:
        if name == "w:t":
            self.text += item.text or ""
        elif name == "w:sym":
            self.text += _symbol(item)
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            self.notes.append((name[2:-9], attribute(item, "id")))
        elif name in ("w:drawing", "w:pict", "w:object"):
            self._add_drawing(item)
        elif name == "w:ruby":
            for part in item.iterfind("{*}rubyBase/{*}r/*"):
                self._add_part(part)
        else:
            self.text += _WRITTEN.get(name, "")

    def _add_field(self, item: Any) -> None:
        kind = attribute(item, "fldCharType")
        if kind == "begin":
            self.text += _form_value(child(item, "w:ffData"))
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _add_drawing(self, drawing: Any) -> None:
        for item in drawing.iter():
            name = tag(item)
            if name == "w:txbxContent" and not _is_within(item, "w:txbxContent", drawing):
                if is_box_unseen(item):
                    self.hidden.append(written_in(item))
                else:
                    self.boxes.append(item)
            elif name in ("pic:pic", "v:imagedata"):
                self.pictures += 1
            elif name == "o:OLEObject":
                self.objects.append(attribute(item, "ProgID") or "object")
        self.drawn += drawn_lines(self.package, drawing, self.related)


def chosen(alternatives: Any) -> Any:
    """The first of the alternatives for newer and older programs that has text."""
    told = (choice for choice in alternatives if any(tag(item) in ("w:t", "a:t", "m:t") for item in choice.iter()))
    return next(told, next(iter(alternatives), ()))


def is_placeholder(control: Any) -> bool:
    """Whether a content control shows only its placeholder text."""
    return child(control, "w:sdtPr", "w:showingPlcHdr") is not None


def written_in(element: Any) -> str:
    """The words of an element, visible or not."""
    return " ".join(item.text or "" for item in element.iter() if tag(item) == "w:t")


def is_box_unseen(box: Any) -> bool:
    """Whether the shape of a text box is hidden, has no size or is far beyond the left or upper edge."""
    for up in box.iterancestors():
        if tag(up) in ("v:shape", "v:rect", "v:roundrect"):
            style = dict(_NAMED_VALUE.findall(attribute(up, "style").lower()))
            sizes = [points(style.get(name, "")) for name in ("width", "height")]
            places = [points(style.get(name, "")) for name in ("margin-left", "margin-top", "left", "top")]
            return style.get("visibility") == "hidden" or is_nowhere(sizes, places)
        if tag(up) in ("wp:anchor", "wp:inline"):
            size = child(up, "wp:extent")
            sizes = [_emu(attribute(size, name)) for name in ("cx", "cy")]
            offsets = (child(up, f"wp:position{axis}", "wp:posOffset") for axis in "HV")
            places = [_emu(item.text or "") for item in offsets if item is not None]
            return attribute(child(up, "wp:docPr"), "hidden") in ("1", "true") or is_nowhere(sizes, places)
    return False


def is_paragraph_unseen(properties: Any) -> bool:
    """Whether lines of a paragraph have no height, or it is far beyond the left or upper edge."""
    spacing, frame = child(properties, "w:spacing"), child(properties, "w:framePr")
    height = _twips(attribute(spacing, "line")) if attribute(spacing, "lineRule") == "exact" else None
    places = [_twips(attribute(frame, name)) for name in ("x", "y")]
    places += [_twips(attribute(child(properties, "w:ind"), name)) for name in ("left", "start", "firstLine")]
    return is_nowhere([height], places)


def is_row_unseen(row: Any) -> bool:
    """Whether a row of a table is hidden or has no height."""
    height = child(row, "w:trPr", "w:trHeight")
    exact = _twips(attribute(height, "val")) if attribute(height, "hRule") == "exact" else None
    return child(row, "w:trPr", "w:hidden") is not None or is_nowhere([exact], [])


def _emu(length: str) -> float | None:
    return int(length) / 12700 if length.lstrip("-").isdigit() else None


def _twips(length: str) -> float | None:
    return int(length) / 20 if length.lstrip("-").isdigit() else None


def box_background(box: Any) -> Colour | None:
    """The fill of the shape of a text box: None for a picture, a gradient, or if not stated."""
    shape = next((up for up in box.iterancestors() if tag(up) in ("wps:wsp", "v:shape", "v:rect", "v:roundrect")), None)
    if shape is None:
        return None
    stated = attribute(child(shape, "wps:spPr", "a:solidFill", "a:srgbClr"), "val") or attribute(shape, "fillcolor")
    return hex_colour(stated.split(" ")[0]) if stated else None


def _symbol(item: Any) -> str:
    code = attribute(item, "char")
    try:
        char = chr(int(code, 16))
    except ValueError:
        return ""
    known = _FONTS.get(attribute(item, "font").lower(), {})
    return known.get(ord(char) & 0xFF, "•" if "\ue000" <= char <= "\uf8ff" else char)


def _form_value(data: Any) -> str:
    """The value of an old form field without text of its own: a check box, or the chosen entry of a list."""
    box, chosen_from = child(data, "w:checkBox"), child(data, "w:ddList")
    if box is not None:
        state = child(box, "w:checked") if child(box, "w:checked") is not None else child(box, "w:default")
        return "☒ " if state is not None and attribute(state, "val") not in ("0", "false") else "☐ "
    if chosen_from is not None:
        entries = [attribute(item, "val") for item in chosen_from if tag(item) == "w:listEntry"]
        index = attribute(child(chosen_from, "w:result"), "val") or "0"
        return entries[int(index)] if index.isdigit() and int(index) < len(entries) else ""
    return ""


def _is_within(item: Any, name: str, top: Any) -> bool:
    for up in item.iterancestors():
        if up is top:
            return False
        # The older copy of a text box is in the fallback.
        if tag(up) in (name, "mc:Fallback"):
            return True
    return False


def page_background(document: Any) -> Colour | None:
    """White, unless pages are coloured or a picture or shape is behind the text."""
    if child(document, "w:background") is not None:
        return None
    for item in document.iter():
        if tag(item) == "wp:anchor" and attribute(item, "behindDoc") in ("1", "true"):
            extent = attribute(child(item, "wp:extent"), "cx")
            if extent.isdigit() and int(extent) > _LARGE * 5:
                return None
    return WHITE
