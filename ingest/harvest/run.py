"""Harvests a repository: fetches new and changed records, writes files and a manifest for each, and ingests them."""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from ingest.harvest.files import download, find_files
from ingest.harvest.oai import Record, Repository
from ingest.pipeline import Report, Scanning, ingest
from ingest.sources.discover import Options
from ingest.summary import Summary
from kb.errors import HarvestError
from kb.files import replace_file
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import open_document
from kb.store.ledger import LedgerEntry
from kb.text.slug import ascii_slug

_BATCH = 100  # files that are fetched before they are ingested
_COLUMNS = (
    "path", "title", "authors", "supervisors", "year", "kind", "language", "abstract", "keywords", "organisations",
    "access", "embargo_until", "record",
)  # fmt: skip
OnRecord = Callable[[str], None]  # is called with the title of each record


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
    scanning: Scanning = lambda *_: None,
) -> HarvestSummary:
    """Update the library from a repository; records that failed before are tried again.

    Raises HarvestError if the list of records breaks off. The files fetched until then are ingested, and the next run
    continues from the last complete one.
    """
    root = library.home / "harvest" / _slug(f"{repository.url} {wanted.set_ or ''}")
    root.mkdir(parents=True, exist_ok=True)
    run = _Run(library, client, root)
    began = datetime.now(UTC).date().isoformat()
    key = f"harvested {repository.url} {wanted.set_ or ''}"

    def ingest_fetched() -> None:
        if run.fetched:
            run.done.summary.merge(ingest(library, [root], options, report, scanning))
            run.fetched = 0

    try:
        for record in run.failed_before():
            run.harvest(record)
        for record in repository.records(wanted.set_, wanted.since or library.catalogue.fact(key)):
            run.harvest(record)
            on_record(record.title or record.identifier)
            if run.fetched >= _BATCH:
                ingest_fetched()
    finally:
        ingest_fetched()
    library.catalogue.set_fact(key, began)
    return run.done


class _Run:
    """One harvest: what it has done, and how many fetched files aren't ingested yet."""

    def __init__(self, library: Library, client: httpx2.Client, root: Path) -> None:
        self._library, self._client, self._root = library, client, root
        self.done = HarvestSummary()
        self.fetched = 0  # files since the last ingestion

    def failed_before(self) -> list[Record]:
        """Records whose files couldn't be fetched by an earlier run."""
        notes = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(self._root.glob("*/.record.json"))]
        return [_from_json(entry["record"]) for entry in notes if entry["problem"]]

    def harvest(self, record: Record) -> None:
        """Fetch the files of a record that is new or changed; remove its documents if it was deleted."""
        folder = self._root / _slug(record.identifier)
        note = folder / ".record.json"
        known = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else None
        self.done.records += 1
        if record.deleted:
            self._remove(folder)
            return
        if known and not known["problem"] and known["record"]["datestamp"] == record.datestamp:
            self.done.unchanged += 1
            return
        problem = ""
        try:
            paths = self._fetch(record, folder)
            self.done.without_files += not paths
        except HarvestError as error:
            problem = str(error)
            self.done.failed[record.identifier] = problem
            self._library.catalogue.ledger.record(LedgerEntry(str(folder), record.identifier, "failed", problem))
        else:
            self.done.failed.pop(record.identifier, None)
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(note, json.dumps({"record": asdict(record), "problem": problem}))

    def _fetch(self, record: Record, folder: Path) -> list[Path]:
        limit = self._library.settings.harvest_max_mb * 1024 * 1024
        found = find_files(self._client, record.links)
        paths, problems = [], []
        for address in found:
            try:
                paths.append(download(self._client, address, folder, limit))
                self.fetched += 1
            except HarvestError as error:
                problems.append(str(error))
        if paths:
            _write_manifest(folder, record, paths)
        if problems:
            raise HarvestError("; ".join(problems))
        self._remove_others(folder, paths)
        return paths

    def _remove_others(self, folder: Path, paths: list[Path]) -> None:
        """Remove documents that only an earlier version of the record had."""
        for document_id in self._library.catalogue.ids_under(folder):
            path = self._library.catalogue.path(document_id)
            if not any(path.is_relative_to(kept) for kept in paths):
                self._library.remove(open_document(self._library, document_id, OWNER).document)
                path.unlink(missing_ok=True)

    def _remove(self, folder: Path) -> None:
        for document_id in self._library.catalogue.ids_under(folder):
            self._library.remove(open_document(self._library, document_id, OWNER).document)
        if folder.is_dir():
            shutil.rmtree(folder)
            self.done.deleted += 1


def _write_manifest(folder: Path, record: Record, paths: list[Path]) -> None:
    link = record.links[0] if record.links else ""
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        for at, path in enumerate(paths):
            writer.writerow(
                {
                    "path": path.name,
                    "title": f"{record.title} – {path.stem}" if at and record.title else record.title,
                    "authors": _listed(record.authors), "supervisors": _listed(record.supervisors),
                    "year": record.year, "kind": record.kind, "language": record.language, "abstract": record.abstract,
                    "keywords": _listed(record.keywords), "organisations": _listed(record.publishers),
                    "access": record.access, "embargo_until": record.embargo_until, "record": link,
                }
            )  # fmt: skip


def _listed(names: tuple[str, ...]) -> str:
    # Ends with a semicolon, so that one name with a comma isn't taken for two.
    return "".join(f"{name}; " for name in names)


def _from_json(values: dict[str, object]) -> Record:
    return Record(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})  # type: ignore[arg-type]


def _slug(text: str) -> str:
    return f"{ascii_slug(text)[:60]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
