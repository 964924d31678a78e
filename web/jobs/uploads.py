"""Uploads: stored on disk first, then ingested one at a time in a thread of the server."""

import json
import logging
import queue
import re
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from ingest.pipeline import ingest
from ingest.readers.registry import READERS
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options
from kb.access.accounts import Member
from kb.alerts.alerts import send_alerts
from kb.errors import PolikbError
from kb.files import replace_file, write_aside
from kb.library import Library
from kb.text.slug import ascii_slug
from web.links import LINKS

log = logging.getLogger("polikb")

State = Literal["waiting", "reading", "searchable", "done", "failed"]
_RECORDS = ".uploads"  # a hidden folder beside the files, which ingestion skips
_CHUNK = 1 << 20  # bytes
_IDLE_SECONDS = 120  # after the last upload, until the worker processes are ended


class UploadRefused(PolikbError):
    """A file that isn't accepted: the HTTP status, and a message to translate with its named values."""

    def __init__(self, status: int, message: str, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.status, self.message, self.values = status, message, values


@dataclass(frozen=True)
class Upload:
    """One upload: its member's id, the stored file, what was stated about it, and its state.

    `message` says why it failed, or what was left out; `document` is the document's id once it is searchable.
    """

    id: str
    member: int
    name: str
    path: str
    access: str
    kind: str | None
    state: State = "waiting"
    message: str = ""
    document: str = ""


class Uploads:
    """The uploads of a library. An upload is on disk before it is acknowledged, so a restarted server continues with it."""

    def __init__(self, library: Library, max_mb: int) -> None:
        self._library, self._max_bytes = library, max_mb * 1_000_000
        self._home = library.home / "uploads"
        self._jobs: dict[str, Upload] = {}
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._sandbox = Sandbox(library.settings)
        self._ending = False
        self.write_lock = threading.Lock()  # held while an upload or a delegated task writes to the library
        self._thread = threading.Thread(target=self._work, name="uploads")

    def start(self) -> None:
        """Start the thread; uploads that an earlier server didn't finish come first."""
        for record in sorted(self._home.glob(f"*/{_RECORDS}/*.json")):
            try:
                job = Upload(**json.loads(record.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                log.exception("The record %s of an upload can't be read.", record)
                continue
            self._jobs[job.id] = job
            if job.state not in ("done", "failed"):
                self._queue.put(job.id)
        self._thread.start()

    def stop(self) -> None:
        """Finish the current upload; the others are continued at the next start."""
        self._ending = True
        self._queue.put(None)
        self._thread.join()

    def take(self, member: Member, name: str, data: BinaryIO, access: str, kind: str | None) -> Upload:
        """Store a file and queue it. Raises UploadRefused.

        A file with the name of an earlier one of the same member is a new version of that document.
        """
        name = safe_name(name)
        if Path(name).suffix.lower() not in READERS:
            formats = ", ".join(sorted(READERS))
            raise UploadRefused(415, "This format isn't supported. Supported formats: {formats}.", formats=formats)
        folder = self._home / str(member.id)
        (folder / _RECORDS).mkdir(parents=True, exist_ok=True)
        self._store(data, folder / name)
        job = Upload(_id(member, name), member.id, name, str(folder / name), access, kind)
        self._record(job)
        self._queue.put(job.id)
        return job

    def _store(self, data: BinaryIO, target: Path) -> None:
        size = 0
        with write_aside(target) as temporary:
            with temporary.open("wb") as file:
                while chunk := data.read(_CHUNK):
                    size += len(chunk)
                    if size > self._max_bytes:
                        megabytes = self._max_bytes // 1_000_000
                        raise UploadRefused(413, "The file is larger than {megabytes} MB.", megabytes=megabytes)
                    file.write(chunk)
            if not size:
                raise UploadRefused(422, "The file is empty.")

    def find(self, job_id: str, member: Member) -> Upload | None:
        """The upload with this id if it is this member's or the member is a curator; None otherwise."""
        job = self._jobs.get(job_id)
        return job if job and (job.member == member.id or member.may("curator")) else None

    def of(self, member: Member) -> list[Upload]:
        """A member's uploads, oldest first."""
        return [job for job in self._jobs.values() if job.member == member.id]

    @property
    def waiting(self) -> int:
        """Number of uploads that aren't ingested yet."""
        return sum(job.state not in ("done", "failed") for job in self._jobs.values())

    def owns(self, member: Member, document_id: str) -> bool:
        """Whether a member has uploaded this document."""
        return any(job.document == document_id for job in self.of(member))

    def _record(self, job: Upload) -> None:
        self._jobs[job.id] = job
        path = Path(job.path)
        record = path.parent / _RECORDS / f"{path.name}.json"
        replace_file(record, json.dumps(asdict(job), ensure_ascii=False))

    def _next(self) -> str | None:
        try:
            return self._queue.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            self._sandbox.stop()
            return self._queue.get()

    def _work(self) -> None:
        while (job_id := self._next()) is not None and not self._ending:
            job = self._jobs[job_id]
            try:
                with self.write_lock:
                    self._ingest(replace(job, state="reading"))
            except PolikbError as error:
                if isinstance(error, UploadRefused):
                    Path(job.path).unlink(missing_ok=True)  # it isn't in the library, so it isn't stored either
                self._record(replace(job, state="failed", message=str(error)))
            except Exception:
                log.exception("The upload %s failed.", job.name)
                self._record(replace(job, state="failed", message="Something went wrong on our side."))
        self._sandbox.stop()

    def _ingest(self, job: Upload) -> None:
        self._record(job)
        options = Options(job.kind, job.access, manifest=False)
        summary = ingest(self._library, [Path(job.path)], options, sandbox=self._sandbox)
        entry = summary.entries[-1]
        if entry.outcome == "duplicate":
            raise UploadRefused(409, "The library already has this file.")
        if entry.outcome == "failed":
            raise UploadRefused(422, entry.reason)
        stored = self._library.catalogue.stored(Path(job.path))
        job = replace(job, document=stored.id if stored else "", message=entry.reason)
        self._record(replace(job, state="searchable"))
        self._library.embedding_queue.run()
        if notice := send_alerts(self._library, LINKS):
            log.warning(notice)
        self._record(replace(job, state="done"))


def safe_name(name: str) -> str:
    """A file name without a path, in lower-case ASCII letters, digits and hyphens; at most 120 characters."""
    base = re.split(r"[/\\]", name)[-1]
    stem, dot, suffix = base.rpartition(".")
    plain = ascii_slug(stem if dot else base)[:100] or "document"
    return f"{plain}.{re.sub(r'[^a-z0-9]', '', suffix.lower())[:10]}" if dot else plain


def _id(member: Member, name: str) -> str:
    return f"{member.id}-{name}"
