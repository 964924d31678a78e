"""Harvesting of a repository: fetch new and changed records, write files and a manifest for each, and ingest them."""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from ingest.harvest.files import download, find_files
from ingest.harvest.oai import Record, Repository
from ingest.pipeline import Counting, Report, ingest
from ingest.sources.discover import Options
from ingest.stated.manifest_rows import is_manifest
from ingest.summary import Summary
from kb.errors import HarvestError
from kb.files import file_digest, replace_file
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import open_document
from kb.store.ledger import LedgerEntry
from kb.text.slug import ascii_slug

_BATCH = 100  # records whose files are fetched before they are ingested
_COLUMNS = (
    "path", "title", "authors", "supervisors", "year", "kind", "language", "abstract", "keywords", "publishers",
    "access", "embargo_until", "record", "doi", "handle",
)  # fmt: skip
# The heading of keywords, and the sentence about a work whose files aren't listed, by language.
_OF_RECORD = {
    "it": ("Parole chiave", "Di quest’opera c’è solo la scheda. Il testo si trova qui: {}"),
    "en": ("Keywords", "Only the record of this work is here. Its text is at {}"),
}
_WITHDRAWN = "withdrawn"  # in place of a record's problem
OnRecord = Callable[[str], None]  # called with the title of each record


@dataclass(frozen=True)
class HarvestRequest:
    """The set to harvest (None: all), and the ISO date since which records changed (None: the last harvest)."""

    set_: str | None = None
    since: str | None = None


@dataclass
class HarvestSummary:
    """The outcome of a harvest: counts of records, the reason of each failed one by identifier, and the ingestion."""

    records: int = 0
    unchanged: int = 0
    without_files: int = 0
    deleted: int = 0
    withdrawn: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    summary: Summary = field(default_factory=Summary)


def harvest(
    library: Library,
    repository: Repository,
    client: httpx2.Client,
    wanted: HarvestRequest,
    options: Options,
    on_record: OnRecord = lambda _: None,
    report: Report = lambda _: None,
    counting: Counting = lambda *_: None,
) -> HarvestSummary:
    """Update the library from a repository; records that failed before are retried.

    Works whose record states no access are internal, unless `options` says otherwise. Raises HarvestError if the list
    of records breaks off. The files fetched until then are ingested, and the next run continues from the last complete
    one; it first ingests files that a killed run had fetched but not ingested, and those that couldn't be read.
    """
    root = library.home / "harvest" / _slug(f"{repository.url} {wanted.set_ or ''}")
    root.mkdir(parents=True, exist_ok=True)
    options = replace(options, default=options.default or "internal", within=root)
    run = _Run(library, client, root)
    began = datetime.now(UTC).date().isoformat()
    key = f"harvested {repository.url} {wanted.set_ or ''}"

    def ingest_fetched() -> None:
        if paths := run.to_ingest():
            run.done.summary.merge(ingest(library, paths, options, report, counting))
            run.mark_ingested()

    try:
        for record in run.failed_before():
            run.harvest(record)
        for record in repository.records(wanted.set_, wanted.since or library.catalogue.fact(key)):
            run.harvest(record)
            on_record(record.title or record.identifier)
            if len(run.waiting) >= _BATCH:
                ingest_fetched()
    finally:
        ingest_fetched()
    library.catalogue.set_fact(key, began)
    return run.done


class _Run:
    """One harvest: its outcome so far, and `waiting`, the folders of records with files that aren't ingested yet.

    The note `.record.json` in a record's folder holds the record, the problem with it or "", the names of its files by address, and
    whether these are ingested.
    """

    def __init__(self, library: Library, client: httpx2.Client, root: Path) -> None:
        self._library, self._client, self._root = library, client, root
        self.done = HarvestSummary()
        self.waiting = self._left_to_ingest()

    def _left_to_ingest(self) -> set[Path]:
        """The folders with files that an earlier run fetched but didn't ingest, or that couldn't be read."""
        unread = [Path(entry.path) for entry in self._library.catalogue.ledger.files() if entry.outcome == "failed"]
        failed = [path for path in unread if path.is_relative_to(self._root) and _is_there(path)]
        fetched = {folder for folder, note in self._notes() if not note.get("ingested", True)}
        return fetched | {self._root / path.relative_to(self._root).parts[0] for path in failed}

    def failed_before(self) -> list[Record]:
        """The records whose files an earlier run couldn't fetch."""
        return [_from_json(note["record"]) for _, note in self._notes() if note.get("problem")]

    def _notes(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Each record's folder and note, read one by one: there may be very many."""
        return ((path.parent, _read_note(path)) for path in sorted(self._root.glob("*/.record.json")))

    def to_ingest(self) -> list[Path]:
        """The waiting folders that have files; the first time, the folder around all: files may be read otherwise now."""
        folders = [folder for folder in sorted(self.waiting) if _files_in(folder)]
        return folders if self.done.summary.entries or not folders else [self._root]

    def mark_ingested(self) -> None:
        """Record that the files in the waiting folders were ingested."""
        for folder in self.waiting:
            path = folder / ".record.json"
            if not (note := _read_note(path)).get("ingested", True):
                replace_file(path, json.dumps({**note, "ingested": True}))
        self.waiting.clear()

    def harvest(self, record: Record) -> None:
        """Fetch the files of a record that is new or changed; remove its documents if it was deleted."""
        folder = self._root / _slug(record.identifier)
        note = folder / ".record.json"
        known = _read_note(note)
        self.done.records += 1
        if record.deleted:
            self._remove(folder)
            return
        if known and not known["problem"] and known["record"]["datestamp"] == record.datestamp and not record.problem:
            self.done.unchanged += 1
            return
        names, problem = dict(known.get("files", {})), record.problem
        if not problem:
            problem = self._update(record, folder, names)
        if problem == _WITHDRAWN:
            self.done.withdrawn += 1
            return
        if problem:
            self.done.failed[record.identifier] = problem
            self._library.catalogue.ledger.record(LedgerEntry(str(folder), record.identifier, "failed", problem))
        else:
            self.done.failed.pop(record.identifier, None)
        if not record.problem:
            folder.mkdir(parents=True, exist_ok=True)
            is_ingested = folder not in self.waiting
            content = {"record": asdict(record), "problem": problem, "files": names, "ingested": is_ingested}
            replace_file(note, json.dumps(content))

    def _update(self, record: Record, folder: Path, names: dict[str, str]) -> str:
        """Fetch a record's files, and write the manifest of all that exist. Returns the problem, or ""."""
        limit = self._library.settings.harvest_max_mb * 1024 * 1024
        paths, problems = [], []
        try:
            found = find_files(self._client, record.links)
        except HarvestError as error:
            found, problems = [], [str(error)]
        for address in found:
            try:
                paths.append(download(self._client, address, folder, limit, names))
            except HarvestError as error:
                problems.append(str(error))
        paths, is_withdrawn = self._without_withdrawn(paths)
        if not problems:
            self.done.without_files += not paths and not is_withdrawn
            if not paths and not is_withdrawn:
                paths, is_withdrawn = self._without_withdrawn(_described(folder, record))
            self._remove_others(folder, paths)
        if is_withdrawn and not _files_in(folder):  # the metadata of a withdrawn work isn't kept, either
            shutil.rmtree(folder, ignore_errors=True)
            return _WITHDRAWN
        # Files that can no longer be fetched, because the record was closed, are closed with it.
        if present := sorted({*paths, *_files_in(folder)}, key=lambda path: (path not in paths, path.name)):
            _write_manifest(folder, record, present)
            self.waiting.add(folder)
        return "; ".join(problems)

    def _without_withdrawn(self, paths: list[Path]) -> tuple[list[Path], bool]:
        """(the files that nobody has withdrawn, whether there are others); these are deleted at once."""
        refusing = self._library.catalogue.withdrawals.refusing
        gone = [path for path in paths if refusing(path, file_digest(path))]
        for path in gone:
            path.unlink()
        return [path for path in paths if path not in gone], bool(gone)

    def _remove_others(self, folder: Path, paths: list[Path]) -> None:
        """Remove files and documents that only an earlier version of the record had; files first, or they would be ingested again."""
        for file in set(_files_in(folder)) - set(paths):
            file.unlink()
        catalogue = self._library.catalogue
        sources = {i: catalogue.path(i) for i in catalogue.ids_under(folder)}
        self._remove_documents(i for i, at in sources.items() if not any(at.is_relative_to(kept) for kept in paths))

    def _remove(self, folder: Path) -> None:
        if folder.is_dir():
            shutil.rmtree(folder)
            self.done.deleted += 1
        self._remove_documents(self._library.catalogue.ids_under(folder))

    def _remove_documents(self, ids: Iterable[str]) -> None:
        documents = [open_document(self._library, i, OWNER).document for i in ids]
        if documents:
            self._library.remove(*documents)


def _read_note(path: Path) -> dict[str, Any]:
    """The note of a record; {} if it is missing or damaged: its record is then harvested again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("record"), dict) else {}


def _is_there(path: Path) -> bool:
    """Whether a file, or the archive that it is in, exists."""
    return any(each.is_file() for each in (path, *path.parents))


def _files_in(folder: Path) -> list[Path]:
    """The fetched files of a record, sorted by name."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and not path.name.startswith(".") and not is_manifest(path)
                  and path.suffix != ".new")  # fmt: skip


def _described(folder: Path, record: Record) -> list[Path]:
    """A file with the description and the address of a work whose record has no files; [] without a description."""
    if not record.title or not (record.abstract or record.keywords):
        return []
    words, elsewhere = _OF_RECORD["it" if record.language.startswith("it") else "en"]
    parts = [record.title, record.abstract, f"{words}: {', '.join(record.keywords)}" if record.keywords else ""]
    parts.append(elsewhere.format(record.links[0] if record.links else record.identifier))
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / "record.txt", "\n\n".join(filter(None, parts)))
    return [folder / "record.txt"]


def _write_manifest(folder: Path, record: Record, paths: list[Path]) -> None:
    link = record.links[0] if record.links else ""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    for at, path in enumerate(paths):
        writer.writerow(
            {
                "path": path.name,
                "title": f"{record.title} – {path.stem}" if at and record.title else record.title,
                "authors": _listed(record.authors), "supervisors": _listed(record.supervisors),
                "year": record.year, "kind": record.kind, "language": record.language, "abstract": record.abstract,
                "keywords": _listed(record.keywords), "publishers": _listed(record.publishers),
                "access": record.access, "embargo_until": record.embargo_until, "record": link, "doi": record.doi, "handle": record.handle,
            }
        )  # fmt: skip
    replace_file(folder / "manifest.csv", text.getvalue())


def _listed(names: tuple[str, ...]) -> str:
    # Ends with a semicolon, so that one name with a comma isn't taken for two.
    return "".join(f"{name}; " for name in names)


def _from_json(values: dict[str, Any]) -> Record:
    known = {field.name for field in fields(Record)}
    found: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in known}
    return Record(**found)


def _slug(text: str) -> str:
    return f"{ascii_slug(text)[:60]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
