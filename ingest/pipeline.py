"""Folders go in: what is new is read in child processes, put into the library, and embedded after that."""

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ingest.build import Task, assemble, document_id, why_nothing
from ingest.readers import ocr
from ingest.readers.records import Scanned
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options, Source, find_sources, stated_metadata
from ingest.stated.manifest import StatedMetadata, correction, overlay
from kb.errors import UnreadableFile
from kb.files import file_digest
from kb.library import Library
from kb.model import IngestedDocument
from kb.store.ledger import LedgerEntry

_FLUSH_SECONDS = 1.0  # How long a document that is in the catalogue may wait for the words.
_BATCH = 32  # Scanned pages that are read before their documents go in.
OUTCOMES = ("added", "replaced", "updated", "unchanged", "duplicate", "failed")


@dataclass
class Summary:
    """What a run did; seconds are of the clock. `scanned` counts pages that went through OCR."""

    by_path: dict[str, LedgerEntry] = field(default_factory=dict)
    searchable_seconds: float = 0.0
    scanned: int = 0
    scanned_seconds: float = 0.0
    embedded_seconds: float = 0.0
    passages: int = 0

    def note(self, entry: LedgerEntry) -> None:
        """Take an entry in; a later one on the same file, whose scans have been read by then, takes its place."""
        known = self.by_path.get(entry.path)
        self.by_path[entry.path] = (
            replace(entry, outcome=known.outcome) if known and entry.outcome == "updated" else entry
        )

    @property
    def entries(self) -> list[LedgerEntry]:
        """The ledger's entries, one a file, in order."""
        return list(self.by_path.values())

    def take(self, other: "Summary") -> None:
        """Add another run's entries and times."""
        for entry in other.entries:
            self.note(entry)
        self.searchable_seconds += other.searchable_seconds
        self.scanned += other.scanned
        self.scanned_seconds += other.scanned_seconds

    def count(self, outcome: str) -> int:
        """How many files ended so."""
        return sum(entry.outcome == outcome for entry in self.entries)

    @property
    def pages(self) -> int:
        """Pages read in this run."""
        return sum(entry.pages for entry in self.entries if entry.outcome in ("added", "replaced"))


Report = Callable[[LedgerEntry], None]
Scanning = Callable[[int, int, str], None]  # (pages read by OCR so far, of how many, the document's source)


def ingest(
    library: Library,
    paths: Sequence[Path],
    options: Options,
    report: Report = lambda _: None,
    scanning: Scanning = lambda *_: None,
    sandbox: Sandbox | None = None,
) -> Summary:
    """Make every document under `paths` searchable by words; `library.embed` then gives them their vectors.

    What has a text layer goes in first; scanned pages are read after that. One file's failure is an entry in the ledger
    and in the summary, never an exception. Raises NothingToIngest and InvalidManifest before anything is changed.
    Files are read in `sandbox`, whose children stay; without, in one of its own.
    """
    if sandbox is None:
        with Sandbox(library.settings) as sandbox:
            return ingest(library, paths, options, report, scanning, sandbox)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="polikb-") as unpacked:
        sources = find_sources(paths, Path(unpacked))
        stated = stated_metadata(sources, options)
        run = _Run(library, report, sandbox)
        for task, result in sandbox.run_all(assemble, run.tasks(sources, stated)):
            run.put(task, result)
        library.index_words()
        run.summary.searchable_seconds = time.monotonic() - started
        run.read_scans(scanning)
    run.summary.scanned_seconds = time.monotonic() - started - run.summary.searchable_seconds
    return run.summary


class _Run:
    """One ingestion: what it has done, and which documents still have scanned pages to read."""

    def __init__(self, library: Library, report: Report, sandbox: Sandbox) -> None:
        self._library, self._report, self._sandbox = library, report, sandbox
        self._no_ocr = ocr.why_not(library.settings.ocr_languages)
        self._scans: list[tuple[Task, list[int]]] = []
        self._flushed = time.monotonic()
        self.summary = Summary()

    def _note(self, entry: LedgerEntry) -> None:
        self._library.catalogue.ledger.record(entry)
        self.summary.note(entry)
        self._report(entry)

    def tasks(self, sources: Sequence[Source], stated: dict[Path, StatedMetadata]) -> Iterator[Task]:
        """The files that must be read; the others are noted right away."""
        for source in sources:
            task = self._task(source, stated[source.path])
            if isinstance(task, LedgerEntry):
                self._note(task)
            else:
                yield task

    def _task(self, source: Source, said: StatedMetadata) -> Task | LedgerEntry:
        catalogue = self._library.catalogue
        entry = LedgerEntry(str(source.path), source.source, "unchanged")
        if source.problem:
            return replace(entry, outcome="failed", reason=source.problem)
        if corrected := catalogue.metadata.corrections(source.path):
            said = overlay(said, correction(source.path, corrected))
        metadata_hash = hashlib.sha256(json.dumps([source.source, asdict(said)], sort_keys=True).encode()).hexdigest()
        known = catalogue.stored(source.path)
        settled = known and known.metadata_hash == metadata_hash and not (known.unread and not self._no_ocr)
        try:
            stamp = source.stamp
            if known and settled and known.stamp == stamp:
                return entry
            file = source.fetch()
            digest = file_digest(file)
        except OSError as error:
            return replace(entry, outcome="failed", reason=f"it can't be opened: {error.strerror}")
        except UnreadableFile as error:
            return replace(entry, outcome="failed", reason=str(error))
        if not file.stat().st_size:
            return replace(entry, outcome="failed", reason="the file is empty (0 bytes)")
        if known and settled and known.content_hash == digest:
            catalogue.set_stamp(source.path, stamp)
            return entry
        if not known and (gone := catalogue.withdrawals.barring(source.path, digest)):
            reason = (
                f"it was withdrawn on {gone.day}; `polikb withdraw --undo ID`, with the document's id, lets it in again"
            )
            return replace(entry, outcome="failed", reason=reason)
        twin = None if known else catalogue.same_content(digest)
        if twin:
            return replace(entry, outcome="duplicate", reason=f"the same file as {twin.source}")
        wanted = known.id if known else document_id(Path(source.source))
        if not known and catalogue.is_taken(wanted):
            wanted = document_id(source.path)
        return Task(file, source.path, source.source, wanted, digest, said, metadata_hash, stamp)

    def put(self, task: Task, result: IngestedDocument | Exception) -> None:
        """Put what was read of a file into the library, or note why there is nothing."""
        if isinstance(result, IngestedDocument):
            images = [page.number for page in result.pages if page.status == "image"]
            if images and result.document.format == "pdf" and not self._no_ocr:
                self._scans.append((task, images))
                if not any(page.has_text for page in result.pages):
                    return  # Nothing to search yet.
        self._note(self._entry(task, result))
        if time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self._library.index_words()
            self._flushed = time.monotonic()

    def _entry(self, task: Task, result: IngestedDocument | Exception) -> LedgerEntry:
        entry = LedgerEntry(str(task.path), task.source, "failed")
        if isinstance(result, Exception):
            return replace(entry, reason=_reason(result))
        if not any(page.has_text for page in result.pages):
            return replace(entry, reason=why_nothing(result.pages, self._no_ocr))
        known = self._library.catalogue.stored(task.path)
        twin = None if known else self._library.catalogue.same_content(task.content_hash)
        if twin:
            return replace(entry, outcome="duplicate", reason=f"the same file as {twin.source}")
        try:
            self._library.add(result, task.file, task.path, task.metadata_hash, task.stamp)
        except OSError as error:
            return replace(entry, reason=_reason(error))
        outcome = "added" if known is None else "replaced" if known.content_hash != task.content_hash else "updated"
        seconds = sum(page.seconds for page in result.pages)
        return replace(
            entry, outcome=outcome, reason=self._remarks(task, result), pages=len(result.pages), seconds=seconds
        )

    def _remarks(self, task: Task, work: IngestedDocument) -> str:
        remarks = list(task.stated.doubts)
        missing = [page for page in work.pages if not page.is_read]
        if missing:
            shown = ", ".join(str(page.number) for page in missing[:10]) + ("…" if len(missing) > 10 else "")
            waits = any(task is waiting for waiting, _ in self._scans)
            why = "OCR follows" if waits else missing[0].note
            if missing[0].status == "image" and work.document.format == "pdf" and self._no_ocr:
                why += f"; {self._no_ocr}"
            remarks.append(f"{len(missing)} of {len(work.pages)} pages not read ({why}): {shown}")
        if work.flags:
            pages = ", ".join(str(number) for number in dict.fromkeys(flag.page for flag in work.flags))
            kinds = " and ".join(sorted({flag.kind for flag in work.flags}))
            remarks.append(f"{kinds} on page(s) {pages}; see `polikb ledger {work.document.id}`")
        return "; ".join(remarks)

    def read_scans(self, scanning: Scanning) -> None:
        """Read the pages without a text layer, and put their documents in again."""
        settings = self._library.settings
        total, done = sum(len(pages) for _, pages in self._scans), 0
        self.summary.scanned = total
        for batch in _batches(self._scans):
            scanned: dict[Path, dict[int, Scanned | str]] = {task.path: {} for task, _ in batch}
            owners = {task.file: task for task, _ in batch}
            wanted = [ocr.Scan(task.file, page, settings.ocr_languages) for task, pages in batch for page in pages]
            for scan, found in self._sandbox.run_all(ocr.scan, wanted):
                task = owners[scan.file]
                scanned[task.path][scan.page] = _reason(found) if isinstance(found, Exception) else found
                done += 1
                scanning(done, total, task.source)
            again = [replace(task, scanned=scanned[task.path]) for task, _ in batch]
            for task, result in self._sandbox.run_all(assemble, again):
                self._note(self._entry(task, result))
            self._library.index_words()


def _batches(scans: Sequence[tuple[Task, list[int]]]) -> Iterator[list[tuple[Task, list[int]]]]:
    """Documents together until they have a batch of pages."""
    batch: list[tuple[Task, list[int]]] = []
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
