"""Parts of a PDF outside its pages: properties and layers, by pypdf; page labels and the outline, by PDFium.

PDFium reads the latter two alike (on 84 files) and in a twentieth of the time, since pypdf loads every page for them.
"""

import itertools
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2 as pdfium
from pypdf.errors import PyPdfError

from ingest.readers.records import Heading, Properties

# pypdf logs every small defect of a file; what a person needs to know is in the ledger.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_MAX_HEADINGS, _MAX_LEVELS = 5000, 9
# Programs that know no account.
_TYPESETTER = re.compile(r"\b(?:(?:pdf|lua|xe)?(?:la)?tex|xdvipdfmx|dvips|context|typst)\b", re.I)


@dataclass(frozen=True)
class Structure:
    """A file's properties, its page labels by 0-based index, its outline, and whether some of its layers are turned off."""

    properties: Properties = field(default_factory=Properties)
    labels: dict[int, str] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    hidden_layers: bool = False


def read_structure(path: Path, document: Any) -> Structure:
    """The structure of a file that PDFium has opened as `document`; a damaged part is left out."""
    structure = Structure(labels=_labels(document), headings=tuple(_outline(document)))
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt("")
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError):
        return structure
    with reader:
        properties = _attempt(_properties, reader, Properties())
        return replace(structure, properties=properties, hidden_layers=_attempt(_has_hidden_layers, reader, True))


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
    is_typed = bool(_TYPESETTER.search(f"{data.creator or ''} {data.producer or ''}"))
    return Properties(title, author, subject, int(year.group()) if year else None, is_typed=is_typed)


def _labels(document: Any) -> dict[int, str]:
    labels = ((index, document.get_page_label(index)) for index in range(len(document)))
    return {index: label for index, label in labels if label}


def _has_hidden_layers(reader: pypdf.PdfReader) -> bool:
    layers = reader.root_object.get("/OCProperties")
    if layers is None:
        return False
    view = layers.get_object().get("/D", {}).get_object()
    return bool(view.get("/OFF")) or view.get("/BaseState") == "/OFF" or bool(view.get("/AS"))


def _outline(document: Any) -> Iterator[Heading]:
    for bookmark in itertools.islice(document.get_toc(max_depth=_MAX_LEVELS), _MAX_HEADINGS):
        try:
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            title = re.sub(r"\s+", " ", bookmark.get_title()).strip()
        except (pdfium.PdfiumError, UnicodeDecodeError):
            continue
        if page is not None and title:
            yield Heading(page + 1, title, bookmark.level + 1)
