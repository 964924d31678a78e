"""Ingestion, harvesting and corrections as tasks that a command may delegate to the server."""

import itertools
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.harvest import run
from ingest.harvest.oai import Repository
from ingest.harvest.safe_http import guarded_client
from ingest.sources.discover import Options
from ingest.stated.corrections import correct
from ingest.summary import OUTCOMES, Summary
from kb.alerts.alerts import send_alerts
from kb.errors import ModelError, ModelMismatch, SettingsError
from kb.library import Library
from kb.links import Links
from kb.maintenance.delegate import Json, Task, TaskProgress, table_of
from kb.maintenance.tasks import embed
from kb.settings import parse_networks

MARKS = {
    "added": "+",
    "replaced": "↻",
    "updated": "↻",
    "unchanged": "=",
    "duplicate": "=",
    "skipped": "–",
    "failed": "✗",
}

# The time left that a phase shows is its own, so each phase names what follows.
_PHASES = {"files": "Reading (scans and embedding follow)", "scans": "Reading scans (embedding follows)"}


def ingestion(links: Links) -> Task:
    """The task `ingest`, which sends alerts about new works with these links."""

    def ingest(library: Library, arguments: Json, progress: TaskProgress) -> Json:
        """Ingest `paths` (absolute), embed their passages, send alerts, and return the summary."""
        loosen = bool(arguments.get("loosen"))
        options = Options(arguments["kind"], arguments["access"], manifest=arguments["manifest"], loosen=loosen)
        progress.phase("Looking for files", None)

        def counting(what: str, done: int, total: int, source: str) -> None:
            if what != "listing":
                progress.phase(_PHASES[what], total)
            progress.to(done, source)

        paths = [Path(path) for path in arguments["paths"]]
        summary = pipeline.ingest(library, paths, options, reporting(progress), counting)
        _finish(library, summary, progress, links)
        return summary_json(summary)

    return ingest


def _finish(library: Library, summary: Summary, progress: TaskProgress, links: Links) -> None:
    """Embed what was read, and send alerts about it.

    A model that fails undoes no reading, so its error stands in the summary; the next run tries again, and then sends the alerts.
    """
    started = time.monotonic()
    try:
        summary.passages = embed(library, progress)
    except (ModelError, ModelMismatch) as error:
        summary.embedding_error = str(error)
    summary.embedded_seconds = time.monotonic() - started
    if not summary.embedding_error and (notice := send_alerts(library, links)):
        progress.say(notice)


def reporting(progress: TaskProgress) -> Callable[[Any], None]:
    """A callback that shows each finished file, and its problem if any, on `progress`."""
    done = 0

    def report(entry: Any) -> None:
        nonlocal done
        done += 1
        progress.to(done, entry.source)
        if entry.outcome == "failed" or entry.reason:
            progress.say(f"{MARKS[entry.outcome]} {entry.source}: {entry.reason}")

    return report


def summary_json(summary: Summary) -> Json:
    """The summary of a run as `--json` prints it."""
    return {
        **{outcome: summary.count(outcome) for outcome in OUTCOMES},
        "pages": summary.pages,
        "passages_embedded": summary.passages,
        "searchable_seconds": round(summary.searchable_seconds, 2),
        "scanned_pages": summary.scanned,
        "scanned_seconds": round(summary.scanned_seconds, 2),
        "embedded_seconds": round(summary.embedded_seconds, 2),
        "embedding_error": summary.embedding_error,
        "unstated": {"documents": summary.unstated, "access": summary.default},
        "entries": [asdict(entry) for entry in summary.entries],
    }


def harvesting(links: Links) -> Task:
    """The task `harvest`, which sends alerts about new works with these links."""

    def harvest(library: Library, arguments: Json, progress: TaskProgress) -> Json:
        """Fetch new and changed records of a repository (`url`), ingest them as `ingest` does, and return the summary."""
        try:
            networks = parse_networks(library.settings.harvest_networks)
        except ValueError as error:
            raise SettingsError(f"POLIKB_HARVEST_NETWORKS: {error}") from error
        progress.phase("Harvesting", None)
        titles = itertools.count(1)
        wanted = run.HarvestRequest(arguments["set"], arguments["since"])
        options = Options(arguments["kind"], arguments["access"], loosen=bool(arguments.get("loosen")))
        with guarded_client(networks) as client:
            repository = Repository(arguments["url"], client)
            found = run.harvest(
                library, repository, client, wanted, options, lambda title: progress.to(next(titles), title)
            )
        _finish(library, found.summary, progress, links)
        return {
            **summary_json(found.summary),
            "records": found.records,
            "unchanged_records": found.unchanged,
            "without_files": found.without_files,
            "deleted": found.deleted,
            "withdrawn": found.withdrawn,
            "failed_records": found.failed,
        }

    return harvest


def edit(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """Apply corrections (`said`: new value by field, None to undo) to a document; a new title is embedded with its passages."""
    progress.phase("Correcting", None)
    correct(library, arguments["document"], arguments["said"])
    library.audit.note("corrected", document=arguments["document"], fields=", ".join(arguments["said"]), by="command")
    embed(library, progress)
    return {}


def tasks(links: Links) -> dict[str, Task]:
    """All tasks of this package by name."""
    return table_of(ingestion(links), harvesting(links), edit)
