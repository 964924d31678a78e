"""Builds a document with metadata and passages from one file. Runs in a child process."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.layout.clean import clean_pages, has_words
from ingest.layout.passages import make_passages
from ingest.layout.pictures import with_pictures
from ingest.layout.prompt_injection import hidden_flag, instruction_flags
from ingest.layout.repair import repair
from ingest.layout.running import printed_labels
from ingest.layout.structure import Outline, sections
from ingest.metadata.find import FoundMetadata, find_metadata
from ingest.readers.records import Parsed, RawPage, ScannedPage
from ingest.readers.registry import read
from ingest.stated.manifest import StatedMetadata
from ingest.stated.provenance import as_stated, with_stated
from ingest.stated.record import record_page
from kb.model import Document, IngestedDocument, Page, Rights
from kb.text.normalise import one_line
from kb.text.sketches import sketch
from kb.text.slug import ascii_slug

# Raised when the same file gives other text or metadata, so that the next run reads every file again.
READING = 12
_MIN_CONFIDENCE = 0.5  # of OCR on a page; below it the words are noise: handwriting, a drawing, a poor scan


@dataclass(frozen=True)
class FileTask:
    """A file to read, the id and source of its document, and its stated metadata.

    `file` is where the bytes are and `path` the document's identity; they differ for members of archives. `scanned` has, by
    page number, the pages read by OCR, or the reason why it failed. `rights` is the access of a known document when the task was
    made; `is_unstated` is true for a new document without a stated access.
    """

    file: Path
    path: Path
    source: str
    document_id: str
    content_hash: str
    stated: StatedMetadata
    metadata_hash: str
    stamp: str = ""
    scanned: Mapping[int, ScannedPage | str] = field(default_factory=dict)
    rights: Rights | None = None
    is_unstated: bool = False


def document_id(path: Path) -> str:
    """A readable id, always the same for the same path: "rossi-tesi-3fa9c1"."""
    name = ascii_slug(path.stem)[:48].strip("-") or "document"
    return f"{name}-{hashlib.sha256(str(path).encode()).hexdigest()[:6]}"


def build_document(task: FileTask) -> IngestedDocument:
    """Read a file and build its document, pages and passages. Raises UnreadableFile.

    The document has no text if it is a scan that OCR hasn't read yet.
    """
    parsed = with_ocr(read(task.file), task.scanned)
    raw = texts(parsed)
    pages = _pages(parsed, raw)
    found = find_metadata(parsed, raw, one_line(task.path.stem))
    document = _document(task, found, parsed.format, pages)
    passages = make_passages(document.id, pages, Outline(sections(parsed, raw)), document.language)
    fields = with_stated(found.fields, task.stated)
    record = [page] if (page := record_page(document, fields, pages)) else []
    passages += make_passages(document.id, record, Outline(()), document.language)
    return IngestedDocument(
        document,
        (*pages, *record),
        tuple(passages),
        tuple(fields),
        (
            *instruction_flags(passages),
            *(flag for page in parsed.pages for flag in hidden_flag(page.number, page.hidden)),
        ),
        {page.number: page.words for page in parsed.pages if page.words},
        sketch(page.text for page in pages),
        parsed.remarks,
        {page.number: page.pictures for page in parsed.pages if page.pictures},
    )


def _document(task: FileTask, found: FoundMetadata, format_: str, pages: Sequence[Page]) -> Document:
    document = Document(
        id=task.document_id,
        source=task.source,
        title=found.title,
        kind=found.kind,
        language=found.language,
        year=found.year,
        access="public",
        embargo_until=None,
        people=found.people,
        organisations=found.organisations,
        abstract=found.abstract,
        format=format_,
        page_count=len(pages),
        pages_read=sum(page.is_read for page in pages),
        content_hash=task.content_hash,
    )
    return as_stated(document, task.stated)


def with_ocr(parsed: Parsed, scanned: Mapping[int, ScannedPage | str]) -> Parsed:
    """The document with the lines that OCR read on its pages, or with the reason why it failed."""
    return replace(parsed, pages=tuple(_with_ocr_page(page, scanned.get(page.number)) for page in parsed.pages))


def _with_ocr_page(page: RawPage, found: ScannedPage | str | None) -> RawPage:
    if found is None:
        return page
    if page.pictures:
        return with_pictures(page, found)
    if isinstance(found, str):
        return replace(page, status="failed", note=found)
    if not found.words:
        return replace(page, status="empty", note="an image; OCR finds no words on it", seconds=found.seconds)
    percent = f"{found.confidence:.0%}"
    if found.confidence < _MIN_CONFIDENCE:
        note = f"OCR confidence is only {percent}: handwriting, a drawing or a poor scan"
        return replace(page, status="failed", note=note, confidence=found.confidence, seconds=found.seconds)
    return replace(
        page, lines=found.lines, words=found.words, status="ocr", note=f"read by OCR, confidence {percent}",
        confidence=found.confidence, seconds=found.seconds,
    )  # fmt: skip


def texts(parsed: Parsed) -> list[tuple[RawPage, str]]:
    """(page with its lines repaired, text) for each page."""
    if not parsed.flowing:
        return clean_pages(parsed.pages)
    return [(page, "\n".join(filter(None, (repair(line.text) for line in page.lines)))) for page in parsed.pages]


def _pages(parsed: Parsed, raw: list[tuple[RawPage, str]]) -> list[Page]:
    labels = _labels(parsed, [page for page, _ in raw])
    pages = []
    for page, text in raw:
        status, note = page.status, page.note
        if status in ("text", "ocr") and not has_words(text):
            status, note = "empty", "no words on it"
        hidden = len(page.hidden)
        if hidden:
            note = "; ".join(filter(None, (note, f"{hidden} characters of invisible text left out")))
        pages.append(
            Page(
                page.number, labels[page.number], text, status, note, page.width, page.height, page.confidence, hidden, page.seconds
            )
        )  # fmt: skip
    return pages


def _labels(parsed: Parsed, pages: Sequence[RawPage]) -> dict[int, str]:
    """The label of each page by its number: the label in the file, else the printed one, else the number.

    A number that is another page's label is put in brackets, the librarians' notation for unprinted numbers.
    """
    stated = {page.number: page.label for page in pages if page.label}
    if parsed.flowing:
        return {page.number: page.label or str(page.number) for page in pages}
    if len(set(stated.values())) < len(stated) or not stated:
        stated = printed_labels(pages)
    taken = set(stated.values())
    numbers = {page.number: str(page.number) for page in pages}
    return {at: stated.get(at) or (f"[{number}]" if number in taken else number) for at, number in numbers.items()}


def why_no_text(pages: Sequence[Page], why_no_ocr: str) -> str:
    """The reason why no page of a document has text, as shown in the ledger."""
    statuses = {page.status for page in pages}
    if "image" in statuses:
        return f"no text layer: its {len(pages)} page(s) are images (a scan); {why_no_ocr or 'OCR reads those of PDF files only'}"
    if "failed" in statuses:
        note = next(page.note for page in pages if page.status == "failed")
        return f"none of its {len(pages)} page(s) can be read: {note}"
    return f"there is no text on its {len(pages)} page(s)"
