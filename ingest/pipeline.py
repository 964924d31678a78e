"""Folders go in: what is new is read in child processes, put into the library, and embedded after that."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ingest.assemble import Assembled, Task, assemble, document_id
from ingest.manifest import NAMES, Stated, read_manifest
from ingest.readers.table import READERS
from ingest.sandbox import run_all
from kb.bert import file_digest
from kb.catalogue import LedgerEntry
from kb.errors import NothingToIngest, UnreadableFile
from kb.library import Library
from kb.settings import Settings

_FLUSH_SECONDS = 1.0  # How long a document that is in the catalogue may wait for the words.
OUTCOMES = ("added", "replaced", "updated", "unchanged", "duplicate", "failed")


@dataclass(frozen=True)
class Options:
    """What the command line states for all files; a manifest's word on one file comes before it."""

    kind: str | None = None
    access: str | None = None
    manifest: bool = True


@dataclass
class Summary:
    """What a run did. `entries` are the ledger's, in order; seconds are of the clock."""

    entries: list[LedgerEntry] = field(default_factory=list)
    searchable_seconds: float = 0.0
    embedded_seconds: float = 0.0
    passages: int = 0

    def count(self, outcome: str) -> int:
        """How many files ended so."""
        return sum(entry.outcome == outcome for entry in self.entries)

    @property
    def pages(self) -> int:
        """Pages read in this run."""
        return sum(entry.pages for entry in self.entries if entry.outcome in ("added", "replaced"))


@dataclass(frozen=True)
class Source:
    """A file to ingest and its path relative to the folder that was named."""

    path: Path
    source: str


Report = Callable[[LedgerEntry], None]


def find_sources(paths: Sequence[Path]) -> tuple[list[Source], list[Path]]:
    """(files with a reader, files without) under `paths`, in order. Raises NothingToIngest."""
    sources: dict[Path, Source] = {}
    unknown: list[Path] = []
    for given in paths:
        path = given.expanduser().absolute()
        if not path.exists():
            raise NothingToIngest(f"There is no file or folder {given}.")
        root = path if path.is_dir() else path.parent
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not file.is_file() or file.name in NAMES or any(p.startswith(".") for p in file.relative_to(root).parts):
                continue
            if file.suffix.lower() in READERS:
                sources.setdefault(file, Source(file, file.relative_to(root).as_posix()))
            else:
                unknown.append(file)
    if not sources:
        formats = ", ".join(sorted(READERS))
        raise NothingToIngest(f"There is nothing to ingest in {', '.join(map(str, paths))}. Formats read: {formats}.")
    return list(sources.values()), unknown


def stated_metadata(sources: Sequence[Source], options: Options) -> dict[Path, Stated]:
    """What manifests and command line say, by path. The manifest nearest to a file counts. Raises InvalidManifest."""
    manifests: dict[Path, dict[Path, Stated]] = {}
    stated = {}
    for source in sources:
        said = Stated()
        if options.manifest:
            depth = len(Path(source.source).parts)
            for folder in list(source.path.parents)[:depth]:
                if folder not in manifests:
                    manifests[folder] = read_manifest(folder)
                if source.path in manifests[folder]:
                    said = manifests[folder][source.path]
                    break
        stated[source.path] = replace(said, kind=said.kind or options.kind, access=said.access or options.access)
    return stated


def ingest(library: Library, paths: Sequence[Path], options: Options, settings: Settings, report: Report) -> Summary:
    """Make every document under `paths` searchable by words; `library.embed` then gives them their vectors.

    One file's failure is an entry in the ledger and in the summary, never an exception. Raises NothingToIngest and
    InvalidManifest before anything is changed.
    """
    started = time.monotonic()
    sources, _ = find_sources(paths)
    stated = stated_metadata(sources, options)
    summary = Summary()

    def note(entry: LedgerEntry) -> None:
        library.catalogue.record(entry)
        summary.entries.append(entry)
        report(entry)

    flushed = time.monotonic()
    tasks = _tasks(library, sources, stated, note)
    for task, result in run_all(_timed, tasks, settings.workers, settings.parse_seconds, settings.parse_memory_mb):
        note(_put(library, task, result))
        if time.monotonic() - flushed > _FLUSH_SECONDS:
            library.index_words()
            flushed = time.monotonic()
    library.index_words()
    summary.searchable_seconds = time.monotonic() - started
    return summary


def _timed(task: Task) -> tuple[Assembled, float]:
    started = time.monotonic()
    return assemble(task), time.monotonic() - started


def _tasks(library: Library, sources: Sequence[Source], stated: dict[Path, Stated], note: Report) -> Iterator[Task]:
    """The files that must be read; the others are noted right away."""
    for source in sources:
        said = stated[source.path]
        task = _task(library, source, said)
        if isinstance(task, LedgerEntry):
            note(task)
        else:
            yield task


def _task(library: Library, source: Source, said: Stated) -> Task | LedgerEntry:
    entry = LedgerEntry(str(source.path), source.source, "unchanged")
    try:
        digest = file_digest(source.path)
    except OSError as error:
        return replace(entry, outcome="failed", reason=f"it can't be opened: {error.strerror}")
    if not source.path.stat().st_size:
        return replace(entry, outcome="failed", reason="the file is empty (0 bytes)")
    metadata_hash = hashlib.sha256(json.dumps([source.source, asdict(said)], sort_keys=True).encode()).hexdigest()
    known = library.catalogue.stored(source.path)
    if known and (known.content_hash, known.metadata_hash) == (digest, metadata_hash):
        return entry
    twin = None if known else library.catalogue.same_content(digest)
    if twin:
        return replace(entry, outcome="duplicate", reason=f"the same file as {twin.source}")
    wanted = known.id if known else document_id(Path(source.source))
    if not known and library.catalogue.id_owner(wanted):
        wanted = document_id(source.path)
    return Task(source.path, source.source, wanted, digest, said, metadata_hash)


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableFile):
        return str(error)
    if isinstance(error, OSError):
        return f"it couldn't be read or stored: {error.strerror or error}"
    return f"{type(error).__name__}: {error}"


def _put(library: Library, task: Task, result: tuple[Assembled, float] | Exception) -> LedgerEntry:
    entry = LedgerEntry(str(task.path), task.source, "failed")
    if isinstance(result, Exception):
        return replace(entry, reason=_reason(result))
    assembled, seconds = result
    known = library.catalogue.stored(task.path)
    twin = None if known else library.catalogue.same_content(task.content_hash)
    if twin:
        return replace(entry, outcome="duplicate", reason=f"the same file as {twin.source}")
    try:
        library.add(assembled.document, task.path, task.metadata_hash, assembled.pages, assembled.passages)
    except OSError as error:
        return replace(entry, reason=_reason(error))
    outcome = "added" if known is None else "replaced" if known.content_hash != task.content_hash else "updated"
    reasons = list(task.stated.doubts)
    missing = [page for page in assembled.pages if page.status in ("image", "failed")]
    if missing:
        shown = ", ".join(str(page.number) for page in missing[:10]) + ("…" if len(missing) > 10 else "")
        reasons.append(f"{len(missing)} of {len(assembled.pages)} pages not read ({missing[0].note}): {shown}")
    return replace(entry, outcome=outcome, reason="; ".join(reasons), pages=len(assembled.pages), seconds=seconds)
