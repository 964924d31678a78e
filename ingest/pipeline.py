"""Ingestion of folders: new and changed files are read in child processes, and their documents added to the library."""

import hashlib
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path

from ingest.build import READING, FileTask, build_document, document_id, why_no_text
from ingest.read_ahead import ReadAhead
from ingest.readers.pdf import ocr
from ingest.readers.records import ScannedPage
from ingest.refusals import duplicate, refusal, withdrawn
from ingest.sandbox import Sandbox, reason_of
from ingest.shared_reading import SharedReading, reading
from ingest.sources.discover import Options, Source, find_sources, stated_metadata
from ingest.stated.access import settled, states_access, with_rights
from ingest.stated.manifest import StatedMetadata, correction, overlay, with_origin
from ingest.summary import Summary
from kb.errors import UnreadableFile, Withdrawn
from kb.files import file_digest
from kb.library import Library
from kb.model import IngestedDocument
from kb.store.ledger import LedgerEntry

_FLUSH_SECONDS = 1.0  # longest time between updates of the lexical index
_MIN_CONFIDENCE = 0.6  # least confidence of a word on a picture beside text, which may be a photograph; by judgement
_RIGHTS = ("access", "embargo_until", "reader")


Reading = Sandbox | SharedReading | ReadAhead
Report = Callable[[LedgerEntry], None]
_Scan = tuple[FileTask, list[ocr.PageTask]]  # a document, and its pages that are to be scanned
# Takes "listing", "files" or "scans"; the number found or done; the total; the source of the last.
Counting = Callable[[str, int, int, str], None]


def ingest(
    library: Library,
    paths: Sequence[Path],
    options: Options,
    report: Report = lambda _: None,
    counting: Counting = lambda *_: None,
    sandbox: Reading | None = None,
) -> Summary:
    """Make every document under `paths` searchable by words; the embedding queue computes their vectors later.

    Documents with a text layer come first; scanned pages are read after that. The failure of a file is an entry in the
    ledger and the summary, not an exception. Raises NothingToIngest and InvalidManifest before anything is changed.
    `sandbox` keeps its child processes; without one, the run uses its own, or the database's workers read the files.
    """
    if sandbox is None:
        with reading(library) as readers:
            return ingest(library, paths, options, report, counting, readers)
    with library.originals.unpacking() as unpacked:
        sources = find_sources(paths, unpacked, lambda found: counting("listing", found, 0, ""), options.within)
        counting("files", 0, len(sources), "")
        summary = _ingest(sources, options, _Run(library, report, sandbox, options), counting)
    library.lexical_updates.settle()  # scanned documents were indexed twice
    return summary


def ingest_file(library: Library, source: Source, options: Options, sandbox: Reading) -> LedgerEntry:
    """Ingest one file, whose identity (`source.path`) may differ from the place of its bytes (`source.file`)."""
    run = _Run(library, lambda _: None, sandbox, options)
    return _ingest([source], replace(options, manifest=False), run, lambda *_: None).entries[-1]


def read_ahead(library: Library, source: Source, options: Options, sandbox: Sandbox | SharedReading) -> ReadAhead:
    """Read one file with its scanned pages, for `ingest_file`, which uses the result unless something changed meanwhile."""
    ahead = ReadAhead(sandbox)
    run = _Run(library, lambda _: None, ahead, options)
    task = run.task_of(source, stated_metadata([source], replace(options, manifest=False))[0][source.path])
    if isinstance(task, FileTask):
        run.read_ahead(task)
    return ahead


def _ingest(sources: Sequence[Source], options: Options, run: "_Run", counting: Counting) -> Summary:
    started = time.monotonic()
    stated, missing = stated_metadata(sources, options)
    run.read((*sources, *missing), stated)
    run.summary.searchable_seconds = time.monotonic() - started
    run.read_scans(counting)
    run.summary.scanned_seconds = time.monotonic() - started - run.summary.searchable_seconds
    return run.summary


class _Run:
    """One ingestion: its summary, and the documents whose scanned pages are still to be read."""

    def __init__(self, library: Library, report: Report, sandbox: Reading, options: Options) -> None:
        self._library, self._report, self._sandbox = library, report, sandbox
        self._loosen = options.loosen
        self._ids = set[str]()  # given to files of this run
        self._no_ocr = ocr.why_unavailable(library.settings.ocr_languages)
        self._scans: list[_Scan] = []
        self._archived: dict[Path, Source] = {}  # members of archives that are being read, by path
        self._flushed = time.monotonic()
        self.summary = Summary(default=options.default or library.default_access)

    def read(self, sources: Sequence[Source], stated: dict[Path, StatedMetadata]) -> None:
        """Read new and changed files, and make them searchable by words."""
        for task, result in self._sandbox.run_all(build_document, self.tasks(sources, stated)):
            self.add(task, result)
        self._library.index_words()

    def _record(self, entry: LedgerEntry) -> None:
        self._library.catalogue.ledger.record(entry)
        self.summary.add_entry(entry)
        self._report(entry)

    def tasks(self, sources: Sequence[Source], stated: dict[Path, StatedMetadata]) -> Iterator[FileTask]:
        """The files that must be read. The others are entered into the ledger."""
        for source in sources:
            task = self.task_of(source, stated.get(source.path, StatedMetadata()))
            if isinstance(task, LedgerEntry):
                self._record(task)
                source.discard()
                continue
            if source.archive:
                self._archived[source.path] = source
            yield task

    @cached_property
    def _originals(self) -> Set[str]:
        """Contents of the originals at the run's start: a file whose original was lost is read again, which stores it."""
        return self._library.originals.contents()

    def _done_with(self, task: FileTask) -> None:
        """Delete the file of a task if it was extracted: those of a large archive would fill the disk."""
        if source := self._archived.pop(task.path, None):
            source.discard()

    def task_of(self, source: Source, stated: StatedMetadata) -> FileTask | LedgerEntry:
        """The task of reading a source, or the ledger entry that says why it isn't read."""
        entry = LedgerEntry(str(source.path), source.source, "unchanged")
        if source.problem:
            return replace(entry, outcome="skipped" if source.is_skipped else "failed", reason=source.problem)
        catalogue = self._library.catalogue
        known, corrected = catalogue.stored(source.path), self._with_corrections(source, stated)
        rights = catalogue.metadata.rights(source.path) if known else None
        stated, doubt = settled(corrected, rights, self.summary.default, loosen=self._loosen)
        entry, metadata_hash = replace(entry, reason=doubt), _hash(source, stated)
        is_whole = known and known.content_hash in self._originals and not (known.unread and not self._no_ocr)
        is_settled = is_whole and known and known.metadata_hash == metadata_hash
        try:
            stamp = source.stamp
            if known and is_settled and known.stamp == stamp:
                return entry
            file = source.fetch()
            digest = file_digest(file)
            if not file.stat().st_size:
                raise UnreadableFile("the file is empty (0 bytes)")
        except (OSError, UnreadableFile) as error:
            why = f"it can't be opened: {error.strerror}" if isinstance(error, OSError) else str(error)
            return replace(entry, outcome="failed", reason=why)
        if known and is_settled and known.content_hash == digest:
            catalogue.set_stamp(source.path, stamp)
            return entry
        if refused := refusal(catalogue, entry, digest, corrected, is_new=known is None):
            return refused
        if not known and (
            rights := catalogue.metadata.rights(source.path, digest)
        ):  # it was removed and is added again
            stated, doubt = settled(corrected, rights, self.summary.default, loosen=self._loosen)
            metadata_hash = _hash(source, stated)
        stated = replace(stated, doubts=(*stated.doubts, *filter(None, [doubt])))
        id_, is_unstated = known.id if known else self._new_id(source), not (rights or states_access(corrected))
        return FileTask(
            file, source.path, source.source, id_, digest, stated, metadata_hash, stamp, rights=rights, is_unstated=is_unstated
        )  # fmt: skip

    def _with_corrections(self, source: Source, stated: StatedMetadata) -> StatedMetadata:
        """What is stated, with a kind that an earlier run gave, as by `--kind`, and a person's corrections."""
        if stated.kind is None and (kind := self._library.catalogue.metadata.kind_said(source.path)):
            stated = overlay(with_origin(StatedMetadata(kind=kind), "command line"), stated)
        corrections = self._library.catalogue.metadata.corrections(source.path)
        return overlay(stated, correction(source.path, corrections)) if corrections else stated

    def _new_id(self, source: Source) -> str:
        """An id that no document has or had: from the relative path, else from the whole path, else with a number."""
        numbered = (source.path / str(number) / source.path.name for number in itertools.count(2))
        for path in itertools.chain((Path(source.source), source.path), numbered):
            if (id_ := document_id(path)) not in self._ids and not self._library.catalogue.is_taken(id_):
                break
        self._ids.add(id_)
        return id_

    def add(self, task: FileTask, result: IngestedDocument | Exception) -> None:
        """Add the document of a file to the library, or the reason why there is none to the ledger."""
        read = None if isinstance(result, Exception) or self._no_ocr else result
        if read and (wanted := self._to_scan(task.file, read)):
            self._scans.append((task, wanted))
            if any(page.has_text for page in read.pages):  # else there is nothing to search yet
                self._record(self._entry(task, result))
        else:
            self._record(self._entry(task, result))
            self._done_with(task)
        if time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self._library.index_words()
            self._flushed = time.monotonic()

    def _to_scan(self, file: Path, read: IngestedDocument) -> list[ocr.PageTask]:
        """The pages of a PDF without a text layer, and those with pictures that may hold text."""
        languages = self._library.settings.ocr_languages
        if read.document.format != "pdf":
            return []
        scans = [ocr.PageTask(file, page.number, languages) for page in read.pages if page.status == "image"]
        return scans + [
            ocr.PageTask(file, at, languages, _MIN_CONFIDENCE, parts) for at, parts in read.pictures.items()
        ]

    def _with_rights(self, task: FileTask, result: IngestedDocument) -> IngestedDocument:
        """The document with the access that it was given while its file was being read."""
        now = self._library.catalogue.metadata.rights(task.path, task.content_hash)
        return result if now in (None, task.rights) else with_rights(result, now)

    def _entry(self, task: FileTask, result: IngestedDocument | Exception) -> LedgerEntry:
        entry = LedgerEntry(str(task.path), task.source, "failed")
        if isinstance(result, Exception):
            return replace(entry, reason=reason_of(result))
        if not any(page.has_text for page in result.pages):
            return replace(entry, reason=why_no_text(result.pages, self._no_ocr))
        known = self._library.catalogue.stored(task.path)
        said = StatedMetadata() if task.is_unstated else task.stated
        if not known and (same := duplicate(self._library.catalogue, entry, task.content_hash, said)):
            return same
        try:
            self._library.add(self._with_rights(task, result), task.file, task.path, task.metadata_hash, task.stamp)
        except Withdrawn as error:  # while it was being read
            return withdrawn(entry, error.day)
        except OSError as error:
            return replace(entry, reason=reason_of(error))
        outcome = "added" if known is None else "replaced" if known.content_hash != task.content_hash else "updated"
        self.summary.unstated += outcome == "added" and task.is_unstated
        seconds = sum(page.seconds for page in result.pages)
        return replace(
            entry, outcome=outcome, reason=self._remarks(task, result), pages=len(result.pages), seconds=seconds
        )

    def _remarks(self, task: FileTask, ingested: IngestedDocument) -> str:
        remarks = [*task.stated.doubts, *ingested.remarks]
        missing = [page for page in ingested.pages if not page.is_read]
        if missing:
            shown = ", ".join(str(page.number) for page in missing[:10]) + ("…" if len(missing) > 10 else "")
            is_waiting = any(task is waiting for waiting, _ in self._scans)
            why = "OCR follows" if is_waiting else missing[0].note
            if missing[0].status == "image" and ingested.document.format == "pdf" and self._no_ocr:
                why += f"; {self._no_ocr}"
            remarks.append(f"{len(missing)} of {len(ingested.pages)} pages not read ({why}): {shown}")
        if ingested.pictures and self._no_ocr:
            remarks.append(f"pictures that may hold text not read on {len(ingested.pictures)} page(s); {self._no_ocr}")
        if ingested.flags:
            pages = ", ".join(str(number) for number in dict.fromkeys(flag.page for flag in ingested.flags))
            kinds = " and ".join(sorted({flag.kind for flag in ingested.flags}))
            remarks.append(f"{kinds} on page(s) {pages}; see `polikb ledger {ingested.document.id}`")
        return "; ".join(remarks)

    def read_scans(self, counting: Counting) -> None:
        """Read the pages without a text layer by OCR, and add their documents again."""
        total, numbers = sum(len(pages) for _, pages in self._scans), itertools.count(1)
        self.summary.scanned = total
        for batch in ocr.batches(self._scans):
            again = self._scanned(batch, lambda task: counting("scans", next(numbers), total, task.source))
            for task, result in self._sandbox.run_all(build_document, again):
                self._record(self._entry(task, result))
                self._done_with(task)
            self._library.index_words()

    def _scanned(self, batch: Sequence[_Scan], on_page: Callable[[FileTask], None]) -> list[FileTask]:
        """The documents' tasks with the OCR of their pages; `on_page` is called for each page."""
        scanned: dict[Path, dict[int, ScannedPage | str]] = {task.path: {} for task, _ in batch}
        owners = {task.file: task for task, _ in batch}
        for scan, found in self._sandbox.run_all(ocr.scan, [page for _, pages in batch for page in pages]):
            task = owners[scan.file]
            scanned[task.path][scan.page] = reason_of(found) if isinstance(found, Exception) else found
            on_page(task)
        return [replace(task, scanned=scanned[task.path]) for task, _ in batch]

    def read_ahead(self, task: FileTask) -> None:
        """Read a file and its scanned pages without adding them."""
        for _, read in self._sandbox.run_all(build_document, [task]):
            pages = [] if self._no_ocr or isinstance(read, Exception) else self._to_scan(task.file, read)
            for _ in self._sandbox.run_all(
                build_document, self._scanned([(task, pages)], lambda _: None) if pages else []
            ):
                pass


def _hash(source: Source, stated: StatedMetadata) -> str:
    """A hash of a file's stated metadata and of how files are read: while it is unchanged, nothing is read again."""
    values = asdict(replace(stated, doubts=(), origins=tuple(o for o in stated.origins if o[0] not in _RIGHTS)))
    return hashlib.sha256(json.dumps([READING, source.source, values], sort_keys=True).encode()).hexdigest()
