"""Ingests folders: reads new and changed files in child processes and puts their documents into the library."""

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ingest.build import FileTask, build_document, document_id, why_no_text
from ingest.readers import ocr
from ingest.readers.records import ScannedPage
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options, Source, find_sources, stated_metadata
from ingest.stated.manifest import StatedMetadata, correction, overlay
from kb.errors import UnreadableFile
from kb.files import file_digest
from kb.library import Library
from kb.model import IngestedDocument
from kb.store.ledger import LedgerEntry

_FLUSH_SECONDS = 1.0  # longest time between updates of the lexical index
_BATCH = 32  # scanned pages that are read before their documents are updated
OUTCOMES = ("added", "replaced", "updated", "unchanged", "duplicate", "failed")


@dataclass
class Summary:
    """The outcome of a run, in seconds of wall-clock time. `scanned` counts pages read by OCR, `passages` those embedded."""

    by_path: dict[str, LedgerEntry] = field(default_factory=dict)
    searchable_seconds: float = 0.0
    scanned: int = 0
    scanned_seconds: float = 0.0
    embedded_seconds: float = 0.0
    passages: int = 0

    def add_entry(self, entry: LedgerEntry) -> None:
        """Add an entry. It replaces an earlier one of the same file, whose scans have been read since, but keeps its outcome."""
        known = self.by_path.get(entry.path)
        self.by_path[entry.path] = (
            replace(entry, outcome=known.outcome) if known and entry.outcome == "updated" else entry
        )

    @property
    def entries(self) -> list[LedgerEntry]:
        """The ledger entries, one per file, in order."""
        return list(self.by_path.values())

    def merge(self, other: "Summary") -> None:
        """Add the entries and times of another run."""
        for entry in other.entries:
            self.add_entry(entry)
        self.searchable_seconds += other.searchable_seconds
        self.scanned += other.scanned
        self.scanned_seconds += other.scanned_seconds

    def count(self, outcome: str) -> int:
        """Number of files with this outcome."""
        return sum(entry.outcome == outcome for entry in self.entries)

    @property
    def pages(self) -> int:
        """Number of pages of added and replaced documents."""
        return sum(entry.pages for entry in self.entries if entry.outcome in ("added", "replaced"))


Report = Callable[[LedgerEntry], None]
Scanning = Callable[[int, int, str], None]  # (pages read by OCR, pages in all, source of the document)


def ingest(
    library: Library,
    paths: Sequence[Path],
    options: Options,
    report: Report = lambda _: None,
    scanning: Scanning = lambda *_: None,
    sandbox: Sandbox | None = None,
) -> Summary:
    """Make every document under `paths` searchable by words; the embedding queue computes their vectors later.

    Documents with a text layer come first; scanned pages are read after that. The failure of a file is an entry in the
    ledger and the summary, not an exception. Raises NothingToIngest and InvalidManifest before anything is changed.
    `sandbox` keeps its child processes; without it, the run starts and ends its own.
    """
    if sandbox is None:
        with Sandbox(library.settings) as sandbox:
            return ingest(library, paths, options, report, scanning, sandbox)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="polikb-") as unpacked:
        sources = find_sources(paths, Path(unpacked))
        stated = stated_metadata(sources, options)
        run = _Run(library, report, sandbox)
        for task, result in sandbox.run_all(build_document, run.tasks(sources, stated)):
            run.add(task, result)
        library.index_words()
        run.summary.searchable_seconds = time.monotonic() - started
        run.read_scans(scanning)
    run.summary.scanned_seconds = time.monotonic() - started - run.summary.searchable_seconds
    return run.summary


class _Run:
    """One ingestion: its summary, and the documents whose scanned pages are still to be read."""

    def __init__(self, library: Library, report: Report, sandbox: Sandbox) -> None:
        self._library, self._report, self._sandbox = library, report, sandbox
        self._no_ocr = ocr.why_unavailable(library.settings.ocr_languages)
        self._scans: list[tuple[FileTask, list[int]]] = []
        self._flushed = time.monotonic()
        self.summary = Summary()

    def _record(self, entry: LedgerEntry) -> None:
        self._library.catalogue.ledger.record(entry)
        self.summary.add_entry(entry)
        self._report(entry)

    def tasks(self, sources: Sequence[Source], stated: dict[Path, StatedMetadata]) -> Iterator[FileTask]:
        """The files that must be read. The others are entered into the ledger."""
        for source in sources:
            task = self._task(source, stated[source.path])
            if isinstance(task, LedgerEntry):
                self._record(task)
            else:
                yield task

    def _task(self, source: Source, stated: StatedMetadata) -> FileTask | LedgerEntry:
        """What to read of a source, or the ledger entry that says why nothing is."""
        entry = LedgerEntry(str(source.path), source.source, "unchanged")
        if source.problem:
            return replace(entry, outcome="failed", reason=source.problem)
        catalogue = self._library.catalogue
        if corrected := catalogue.metadata.corrections(source.path):
            stated = overlay(stated, correction(source.path, corrected))
        metadata_hash = hashlib.sha256(json.dumps([source.source, asdict(stated)], sort_keys=True).encode()).hexdigest()
        known = catalogue.stored(source.path)
        is_settled = known and known.metadata_hash == metadata_hash and not (known.unread and not self._no_ocr)
        try:
            stamp = source.stamp
            if known and is_settled and known.stamp == stamp:
                return entry
            file = source.fetch()
            digest = file_digest(file)
            if not file.stat().st_size:
                raise UnreadableFile("the file is empty (0 bytes)")
        except OSError as error:
            return replace(entry, outcome="failed", reason=f"it can't be opened: {error.strerror}")
        except UnreadableFile as error:
            return replace(entry, outcome="failed", reason=str(error))
        if known and is_settled and known.content_hash == digest:
            catalogue.set_stamp(source.path, stamp)
            return entry
        if not known and (refusal := self._refusal(entry, source, digest)):
            return refusal
        id_ = known.id if known else self._new_id(source)
        return FileTask(file, source.path, source.source, id_, digest, stated, metadata_hash, stamp)

    def _refusal(self, entry: LedgerEntry, source: Source, digest: str) -> LedgerEntry | None:
        """The entry of a new file that isn't read, because it was withdrawn or is a duplicate; None for others."""
        if withdrawal := self._library.catalogue.withdrawals.refusing(source.path, digest):
            reason = f"it was withdrawn on {withdrawal.day}; to allow it again: `polikb withdraw --undo ID` with the document's id"
            return replace(entry, outcome="failed", reason=reason)
        return self._duplicate(entry, digest)

    def _duplicate(self, entry: LedgerEntry, digest: str) -> LedgerEntry | None:
        other = self._library.catalogue.same_content(digest)
        return replace(entry, outcome="duplicate", reason=f"the same file as {other.source}") if other else None

    def _new_id(self, source: Source) -> str:
        """An id made from the path relative to the ingested folder, or from the whole path if that one is taken."""
        id_ = document_id(Path(source.source))
        return document_id(source.path) if self._library.catalogue.is_taken(id_) else id_

    def add(self, task: FileTask, result: IngestedDocument | Exception) -> None:
        """Add the document of a file to the library, or enter the reason why there is none into the ledger."""
        if isinstance(result, IngestedDocument):
            images = [page.number for page in result.pages if page.status == "image"]
            if images and result.document.format == "pdf" and not self._no_ocr:
                self._scans.append((task, images))
                if not any(page.has_text for page in result.pages):
                    return  # there is nothing to search yet
        self._record(self._entry(task, result))
        if time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self._library.index_words()
            self._flushed = time.monotonic()

    def _entry(self, task: FileTask, result: IngestedDocument | Exception) -> LedgerEntry:
        entry = LedgerEntry(str(task.path), task.source, "failed")
        if isinstance(result, Exception):
            return replace(entry, reason=_reason(result))
        if not any(page.has_text for page in result.pages):
            return replace(entry, reason=why_no_text(result.pages, self._no_ocr))
        known = self._library.catalogue.stored(task.path)
        if not known and (duplicate := self._duplicate(entry, task.content_hash)):
            return duplicate
        try:
            self._library.add(result, task.file, task.path, task.metadata_hash, task.stamp)
        except OSError as error:
            return replace(entry, reason=_reason(error))
        outcome = "added" if known is None else "replaced" if known.content_hash != task.content_hash else "updated"
        seconds = sum(page.seconds for page in result.pages)
        return replace(
            entry, outcome=outcome, reason=self._remarks(task, result), pages=len(result.pages), seconds=seconds
        )

    def _remarks(self, task: FileTask, ingested: IngestedDocument) -> str:
        remarks = list(task.stated.doubts)
        missing = [page for page in ingested.pages if not page.is_read]
        if missing:
            shown = ", ".join(str(page.number) for page in missing[:10]) + ("…" if len(missing) > 10 else "")
            is_waiting = any(task is waiting for waiting, _ in self._scans)
            why = "OCR follows" if is_waiting else missing[0].note
            if missing[0].status == "image" and ingested.document.format == "pdf" and self._no_ocr:
                why += f"; {self._no_ocr}"
            remarks.append(f"{len(missing)} of {len(ingested.pages)} pages not read ({why}): {shown}")
        if ingested.flags:
            pages = ", ".join(str(number) for number in dict.fromkeys(flag.page for flag in ingested.flags))
            kinds = " and ".join(sorted({flag.kind for flag in ingested.flags}))
            remarks.append(f"{kinds} on page(s) {pages}; see `polikb ledger {ingested.document.id}`")
        return "; ".join(remarks)

    def read_scans(self, scanning: Scanning) -> None:
        """Read the pages without a text layer by OCR, and add their documents again."""
        settings = self._library.settings
        total, done = sum(len(pages) for _, pages in self._scans), 0
        self.summary.scanned = total
        for batch in _batches(self._scans):
            scanned: dict[Path, dict[int, ScannedPage | str]] = {task.path: {} for task, _ in batch}
            owners = {task.file: task for task, _ in batch}
            wanted = [ocr.PageTask(task.file, page, settings.ocr_languages) for task, pages in batch for page in pages]
            for scan, found in self._sandbox.run_all(ocr.scan, wanted):
                task = owners[scan.file]
                scanned[task.path][scan.page] = _reason(found) if isinstance(found, Exception) else found
                done += 1
                scanning(done, total, task.source)
            again = [replace(task, scanned=scanned[task.path]) for task, _ in batch]
            for task, result in self._sandbox.run_all(build_document, again):
                self._record(self._entry(task, result))
            self._library.index_words()


def _batches(scans: Sequence[tuple[FileTask, list[int]]]) -> Iterator[list[tuple[FileTask, list[int]]]]:
    """Groups of documents with at least a batch of pages each, but for the last."""
    batch: list[tuple[FileTask, list[int]]] = []
    for entry in scans:
        batch.append(entry)
        if sum(len(pages) for _, pages in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableFile):
        return str(error)
    if isinstance(error, OSError):
        return f"it couldn't be read or stored: {error.strerror or error}"
    return f"it is damaged, or isn't what its name says ({type(error).__name__}: {error})"
