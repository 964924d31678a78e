"""Status of a library for administrators: contents, pending work, failures, lock owner and disk space."""

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kb.access.accounts import Accounts
from kb.errors import LibraryError
from kb.library import Library
from kb.maintenance.delegate import HoldingServer
from kb.model import OWNER
from kb.ranking_config import foreign_weights
from kb.search.scope import all_documents
from kb.store.jobs.records import Overview
from kb.store.jobs.shared import SharedJobs

_PARTS = (
    "catalogue.sqlite",
    "originals",
    "words",
    "words-public",
    "words-internal",
    "words-named",
    "chroma",
    "vectors",
    "pictures",
    "uploads",
)


@dataclass(frozen=True)
class Status:
    """Counts and sizes (bytes) of a library. `waiting` counts passages without a vector.

    `failed` are files whose ingestion failed; `held_by` names the lock's owner, "" if nobody holds it; `last_change` is
    ISO 8601. `saved_answers` are those saved to share them. `members` is None if the accounts can't be read, as on a
    full disk. `jobs` are the running jobs, each with its subject and worker; without a server there are no `workers`,
    unless they are processes of their own; `jobs_reasons` are the reasons of the latest failures. `weights_of` names
    the embedding model whose weights stand in for those of `model`, "" if they are its own.
    """

    home: str
    documents: int
    kinds: dict[str, int]
    access: dict[str, int]
    pages: int
    pages_read: int
    passages: int
    waiting: int
    model: str
    weights_of: str
    generation: int
    last_change: str
    failed: list[str]
    held_by: str
    server: str
    saved_answers: int
    members: int | None
    jobs_waiting: int
    jobs_failed: int
    jobs_reasons: list[str]
    workers: int
    jobs: list[str]
    bytes: dict[str, int]
    free: int


def status(library: Library) -> Status:
    """Collect the status of an open library."""
    documents, counts = all_documents(library, OWNER), library.catalogue.counts()
    entries, model = library.catalogue.ledger.files(), library.catalogue.fact("model") or ""
    owner, server = library.home / "owner", HoldingServer.of(library.settings)
    work = _work(library)
    return Status(
        str(library.home), len(documents), dict(Counter(d.kind for d in documents).most_common()),
        dict(Counter(d.access for d in documents).most_common()), sum(d.page_count for d in documents if not d.has_rows),
        sum(d.pages_read for d in documents if not d.has_rows), counts["passages"], counts["passages"] - counts["vectors"],
        model, foreign_weights(model), library.catalogue.generation, max((entry.at for entry in entries), default=""),
        [entry.source for entry in entries if entry.outcome == "failed"], owner.read_text() if owner.is_file() else "",
        server.url if server else "", library.catalogue.saved_answers.count(), _members(library), work.waiting, work.failed, work.reasons,
        work.workers if server or library.settings.database_url else 0, [f"{job.what}: {job.worker}" for job in work.running], {name: _size(library.home / name) for name in _PARTS},
        shutil.disk_usage(library.home).free,
    )  # fmt: skip


def _work(library: Library) -> Overview:
    if not library.settings.database_url:
        return library.catalogue.uploads.overview()
    with closing(SharedJobs(library.settings.database_url)) as jobs:
        return jobs.overview()


def _members(library: Library) -> int | None:
    try:
        accounts = Accounts(library.home, library.settings.secret_key, library.settings.database_url)
    except LibraryError:
        return None
    count = len(accounts.members())
    accounts.close()
    return count


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
