"""One file becomes one document: read, cleaned, described and cut into passages. Runs in a child process."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from ingest.clean import clean_pages, has_words, printed_labels, repair
from ingest.manifest import Stated
from ingest.metadata import find_metadata
from ingest.parsed import Parsed, RawPage
from ingest.passages import make_passages
from ingest.readers.table import read
from ingest.structure import Outline, sections
from kb.errors import UnreadableFile
from kb.language import fold
from kb.model import Document, Page, Passage


@dataclass(frozen=True)
class Task:
    """What to do with one file: where it is, under which name and id it goes in, what is stated about it."""

    path: Path
    source: str
    document_id: str
    content_hash: str
    stated: Stated
    metadata_hash: str


@dataclass(frozen=True)
class Assembled:
    """A document ready to go in."""

    document: Document
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]


def document_id(path: Path) -> str:
    """A readable id that stays the same for a path: "rossi-tesi-3fa9c1"."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(path.stem)).strip("-")[:48].strip("-") or "document"
    return f"{slug}-{hashlib.sha256(str(path).encode()).hexdigest()[:6]}"


def assemble(task: Task) -> Assembled:
    """Read a file and make its document, pages and passages. Raises UnreadableFile."""
    parsed = read(task.path)
    raw = _texts(parsed)
    pages = _pages(parsed, raw)
    if not any(page.status == "text" for page in pages):
        raise UnreadableFile(_why_nothing(pages))
    found = find_metadata(parsed, raw, task.path.stem)
    stated = task.stated
    document = Document(
        id=task.document_id,
        source=task.source,
        title=stated.title or found.title,
        kind=stated.kind or found.kind,  # type: ignore[arg-type]
        language=stated.language or found.language,
        year=stated.year or found.year,
        access=stated.access or "public",  # type: ignore[arg-type]
        embargo_until=stated.embargo_until,
        people=stated.people or found.people,
        organisations=stated.organisations or found.organisations,
        abstract=stated.abstract or found.abstract,
        format=parsed.format,
        page_count=len(pages),
        pages_read=sum(page.status in ("text", "empty") for page in pages),
        content_hash=task.content_hash,
    )
    passages = make_passages(document.id, pages, Outline(sections(parsed, raw)), document.language)
    return Assembled(document, tuple(pages), tuple(passages))


def _texts(parsed: Parsed) -> list[tuple[RawPage, str]]:
    if not parsed.flowing:
        return clean_pages(parsed.pages)
    return [(page, "\n".join(filter(None, (repair(line.text) for line in page.lines)))) for page in parsed.pages]


def _pages(parsed: Parsed, raw: list[tuple[RawPage, str]]) -> list[Page]:
    printed = {} if parsed.flowing or any(page.label for page, _ in raw) else printed_labels([page for page, _ in raw])
    pages = []
    for page, text in raw:
        status, note = page.status, page.note
        if status == "text" and not has_words(text):
            status, note = "empty", "no words on it"
        label = page.label or printed.get(page.number, "") or str(page.number)
        pages.append(Page(page.number, label, text, status, note, page.width, page.height))
    return pages


def _why_nothing(pages: list[Page]) -> str:
    statuses = {page.status for page in pages}
    if "image" in statuses:
        return (
            f"no text layer: {len(pages)} page(s) are images (a scan); run OCR on it first, for example with ocrmypdf"
        )
    if statuses == {"failed"}:
        return f"none of its {len(pages)} page(s) can be read: {pages[0].note}"
    return f"there is no text on its {len(pages)} page(s)"
