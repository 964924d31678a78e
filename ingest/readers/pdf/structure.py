"""What pypdf reads of a PDF beside its pages: properties, page labels and the outline."""

import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from ingest.readers.records import Heading, Properties

# pypdf logs every small defect of a file; what a person needs to know is in the ledger.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_MAX_HEADINGS = 5000


@dataclass(frozen=True)
class Structure:
    """A file's properties, its page labels by 0-based index, its outline, and whether some of its layers are turned off."""

    properties: Properties = field(default_factory=Properties)
    labels: dict[int, str] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    hidden_layers: bool = False


def read_structure(path: Path) -> Structure:
    """The structure of a file; a damaged part is left out."""
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt("")
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError):
        return Structure()
    with reader:
        return Structure(
            _attempt(_properties, reader, Properties()),
            _attempt(_labels, reader, {}),
            tuple(_attempt(_outline, reader, [])),
            _attempt(_has_hidden_layers, reader, True),
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


def _has_hidden_layers(reader: pypdf.PdfReader) -> bool:
    layers = reader.root_object.get("/OCProperties")
    if layers is None:
        return False
    view = layers.get_object().get("/D", {}).get_object()
    return bool(view.get("/OFF")) or view.get("/BaseState") == "/OFF" or bool(view.get("/AS"))


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
