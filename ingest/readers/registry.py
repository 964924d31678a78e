"""Choice of the parser of a file by its extension; a PDF is recognised by its first bytes."""

import importlib
from dataclasses import replace
from pathlib import Path

from ingest.readers.office.old_formats import OLD_FORMATS, converted, office
from ingest.readers.records import Parsed
from kb.errors import UnreadableFile

# By name, so that a child process loads only the libraries of the formats it reads.
READERS = {
    ".pdf": "ingest.readers.pdf.reader:read_pdf",
    ".txt": "ingest.readers.text:read_text",
    ".md": "ingest.readers.markup.markdown:read_markdown",
    ".markdown": "ingest.readers.markup.markdown:read_markdown",
    ".tex": "ingest.readers.markup.latex:read_latex",
    ".odt": "ingest.readers.office.opendocument:read_odt",
    ".odp": "ingest.readers.office.opendocument_slides:read_odp",
    ".epub": "ingest.readers.markup.epub:read_epub",
    ".xlsx": "ingest.readers.tables.workbook:read_xlsx",
    ".docx": "ingest.readers.office.word:read_docx",
    ".pptx": "ingest.readers.office.slides:read_pptx",
    ".html": "ingest.readers.markup.html:read_html",
    ".htm": "ingest.readers.markup.html:read_html",
    ".ipynb": "ingest.readers.tables.notebook:read_notebook",
    ".csv": "ingest.readers.tables.delimited:read_csv",
    ".tsv": "ingest.readers.tables.delimited:read_csv",
    ".ods": "ingest.readers.tables.open_sheet:read_ods",
    ".xlsm": "ingest.readers.tables.workbook:read_xlsx",
    ".docm": "ingest.readers.office.word:read_docx",
    ".pptm": "ingest.readers.office.slides:read_pptx",
    ".ppsx": "ingest.readers.office.slides:read_pptx",
    ".xhtml": "ingest.readers.markup.html:read_html",
    ".json": "ingest.readers.tables.records:read_json",
}


def formats() -> frozenset[str]:
    """The file extensions that can be read on this machine."""
    return frozenset((*READERS, *OLD_FORMATS) if office() else READERS)


def read(path: Path) -> Parsed:
    """Parse a file. Raises UnreadableFile."""
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        raise UnreadableFile(f"it can't be opened: {error.strerror}") from error
    if not start:
        raise UnreadableFile("the file is empty (0 bytes)")
    if b"%PDF-" in start:
        suffix = ".pdf"
    if suffix in OLD_FORMATS:
        with converted(path) as made:
            return replace(_parsed(made.suffix, made), format=suffix[1:])
    return _parsed(suffix, path)


def _parsed(suffix: str, path: Path) -> Parsed:
    """Parse a file with the parser of a suffix; any error of a library on a damaged file becomes UnreadableFile."""
    module, name = READERS[suffix].split(":")
    try:
        parsed: Parsed = getattr(importlib.import_module(module), name)(path)
    except (UnreadableFile, MemoryError):
        raise
    except RecursionError as error:
        raise UnreadableFile("its parts are nested too deeply") from error
    except Exception as error:  # noqa: BLE001 - libraries raise anything on a damaged file, some of it can't leave the process
        raise UnreadableFile(f"it is damaged, or isn't what its name says ({type(error).__name__}: {error})") from None
    return parsed
