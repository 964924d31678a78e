"""Text of a PDF page outside its contents: values of form fields, text boxes; and the names of attached files."""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pypdfium2.raw as raw
from lxml import etree

from ingest.readers.records import Line

Box = tuple[float, float, float, float]
ToShown = Callable[[float, float, float, float], Box]

_MAX_ANNOTATIONS = 5000  # of a page
_MAX_ATTACHMENTS = 200
_MAX_PACKET = 5_000_000  # bytes of a part of an XFA form
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_LINE = 14.0  # points; about the height of a line of 12 points, since a field's own size may be "automatic"
_SELECTED = (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_CHECKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
# Values that only mean "checked".
_PLAIN_CHECK = re.compile(r"(?:yes|on|off|true|s[iì]|x|checked|choice ?\d*|\d+|)$", re.I)
_FILE = raw.FPDF_ANNOT_FILEATTACHMENT


def with_annotations(document: Any, page: Any, lines: tuple[Line, ...], to_shown: ToShown) -> tuple[Line, ...]:
    """The lines of a page with the filled form fields and the text boxes where they are shown.

    The value of a field follows its label on the same line. Reviewers' comments, links and hidden fields aren't text of the page.
    """
    found = list(lines)
    for annotation in _annotations(page):
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        text = ""
        if raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
            continue
        if kind == raw.FPDF_ANNOT_WIDGET and document.formenv:
            text = _field_value(document.formenv, annotation)
        elif kind == raw.FPDF_ANNOT_FREETEXT:
            text = _string(lambda *buffer, a=annotation: raw.FPDFAnnot_GetStringValue(a, b"Contents", *buffer))
        if text.strip():
            _insert(found, *_shown_lines(annotation, text, to_shown))
    return tuple(found)


def attached_files(document: Any) -> list[str]:
    """Names of the files embedded in a document, or attached to its pages by annotations."""
    count = min(raw.FPDFDoc_GetAttachmentCount(document), _MAX_ATTACHMENTS)
    found = [_name(raw.FPDFDoc_GetAttachment(document, index)) for index in range(count)]
    return [name for name in found if name]


def attached_to(page: Any) -> list[str]:
    """Names of the files attached to a page by annotations."""
    # An annotation is closed when the next one is requested.
    names = [
        _name(raw.FPDFAnnot_GetFileAttachment(a)) for a in _annotations(page) if raw.FPDFAnnot_GetSubtype(a) == _FILE
    ]
    return [name for name in names if name]


def xfa_lines(document: Any) -> list[Line]:
    """The values of an XFA form, which PDFium doesn't draw, each after its caption or its field's name."""
    packets = dict(_packets(document))
    data, template = (_xml(packets.get(name, b"")) for name in ("datasets", "template"))
    if data is None:
        return []
    captions = dict(_captions(template)) if template is not None else {}
    leaves = [(element, " ".join((element.text or "").split())) for element in data.iter("*") if not len(element)]
    names = [(etree.QName(element).localname, text) for element, text in leaves if text]
    return [Line(f"{captions.get(name, name).rstrip(': ')}: {text}") for name, text in names]


def _annotations(page: Any) -> Iterator[Any]:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            yield annotation
            raw.FPDFPage_CloseAnnot(annotation)


def _field_value(form: Any, annotation: Any) -> str:
    """The value of a form field as shown; for a check box "☒", with its own value if that is informative."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _CHECKED:
        if not raw.FPDFAnnot_IsChecked(form, annotation):
            return ""
        value = _string(lambda *buffer: raw.FPDFAnnot_GetFormFieldExportValue(form, annotation, *buffer))
        return "☒" if _PLAIN_CHECK.match(value) else f"☒ {value}"
    if kind in _SELECTED and (chosen := _selected(form, annotation)):
        return ", ".join(chosen)
    if kind in (*_SELECTED, raw.FPDF_FORMFIELD_TEXTFIELD):
        secret = raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & raw.FPDF_FORMFLAG_TEXT_PASSWORD
        hidden = kind == raw.FPDF_FORMFIELD_TEXTFIELD and secret
        return "" if hidden else _string(lambda *buffer: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *buffer))
    return ""


def _selected(form: Any, annotation: Any) -> list[str]:
    options = range(min(raw.FPDFAnnot_GetOptionCount(form, annotation), _MAX_ANNOTATIONS))
    chosen = [index for index in options if raw.FPDFAnnot_IsOptionSelected(form, annotation, index)]
    return [_string(lambda *buffer, i=i: raw.FPDFAnnot_GetOptionLabel(form, annotation, i, *buffer)) for i in chosen]


def _shown_lines(annotation: Any, text: str, to_shown: ToShown) -> tuple[list[Line], float]:
    """(the lines of a field or text box, its lower edge)."""
    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, rect)
    left, top, right, bottom = (round(value, 1) for value in to_shown(rect.left, rect.top, rect.right, rect.bottom))
    rows = [row for row in re.split(r"[\r\n]+", text) if row.strip()]
    return [Line(row, _LINE, round(top + _LINE * at, 1), left, right) for at, row in enumerate(rows)], bottom


def _insert(lines: list[Line], new: list[Line], bottom: float) -> None:
    """Insert the lines of a field after the label on their left, else above the first line that is lower on the page."""
    first = new[0]
    for at, label in enumerate(lines):
        is_level = first.top < label.top + label.size / 2 < max(bottom, first.top + _LINE)
        if label.size and is_level and label.left < first.left:
            lines[at] = replace(label, text=f"{label.text.rstrip()} {first.text}", right=max(label.right, first.right))
            lines[at + 1 : at + 1] = new[1:]
            return
    at = next((at for at, line in enumerate(lines) if line.top > first.top), len(lines))
    lines[at:at] = new


def _string(get: Callable[..., int]) -> str:
    """The text that PDFium writes into a buffer, in UTF-16."""
    size = get(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _name(attachment: Any) -> str:
    if not attachment:
        return ""
    return " ".join(_string(lambda *buffer: raw.FPDFAttachment_GetName(attachment, *buffer)).split())


def _packets(document: Any) -> Iterator[tuple[str, bytes]]:
    for index in range(max(raw.FPDF_GetXFAPacketCount(document), 0)):
        size = raw.FPDF_GetXFAPacketName(document, index, None, 0)
        name = ctypes.create_string_buffer(max(size, 1))
        raw.FPDF_GetXFAPacketName(document, index, name, size)
        length = ctypes.c_ulong()
        raw.FPDF_GetXFAPacketContent(document, index, None, 0, length)
        if 0 < length.value <= _MAX_PACKET:
            content = ctypes.create_string_buffer(length.value)
            raw.FPDF_GetXFAPacketContent(document, index, content, length.value, length)
            yield name.value.decode("latin-1"), content.raw


def _xml(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    return etree.fromstring(data, parser) if data.strip() else None


def _captions(template: Any) -> Iterator[tuple[str, str]]:
    for field in template.iter("{*}field"):
        caption = field.find("{*}caption")
        text = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
        if text and field.get("name"):
            yield field.get("name"), text
