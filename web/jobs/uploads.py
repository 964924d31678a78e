"""Uploads: stored on disk first, then ingested one at a time in a thread of the server."""

import json
import logging
import queue
import re
import secrets
import threading
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from ingest.pipeline import ingest_file
from ingest.readers.registry import formats as formats_read
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options, Source
from ingest.stated.access import loosens
from kb.access.accounts import Member, reader_of
from kb.alerts.alerts import send_alerts
from kb.errors import PolikbError
from kb.files import file_digest, replace_file, text_digest, write_aside
from kb.library import Library
from kb.model import ANONYMOUS, Reader, Rights
from kb.search.scope import is_visible
from kb.store.ledger import LedgerEntry
from kb.text.slug import ascii_slug
from web.links import LINKS

log = logging.getLogger("polikb")

State = Literal["waiting", "reading", "searchable", "done", "failed"]
_RECORDS = ".uploads"  # a hidden folder beside the files, which ingestion skips
_CHUNK = 1 << 20  # bytes
_NOT_TAKEN = "The library can't take this file. Ask the librarian."
_IDLE_SECONDS = 120  # after the last upload, until the worker processes are ended


class UploadRefused(PolikbError):
    """A file that isn't accepted: the HTTP status, and a message to translate with its named values."""

    def __init__(self, status: int, message: str, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.status, self.message, self.values = status, message, values


@dataclass(frozen=True)
class Stated:
    """What the form states about a file; see Upload."""

    access: str = "internal"
    kind: str | None = None
    embargo_until: str = ""
    readers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Upload:
    """One upload: its member's id, what was stated about it, and its state.

    `readers` are the names that a restricted document is open to, `embargo_until` an ISO date or "". `kept_access` is the level that a
    known document kept, because a new version opens nothing; "" if it has what was stated.
    `path` is the identity of the document, and `file` where the bytes lie until they are ingested, "" after that. `message` says why
    it failed, or what was left out; `document` is the document's id once it is searchable.
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
    file: str = ""
    embargo_until: str = ""
    readers: tuple[str, ...] = ()
    kept_access: str = ""


class Uploads:
    """The uploads of a library. An upload is on disk before it is acknowledged, so a restarted server continues with it."""

    def __init__(self, library: Library, max_mb: int) -> None:
        self._library, self._max_bytes = library, max_mb * 1_000_000
        self._home = library.home / "uploads"
        self._jobs: dict[str, Upload] = {}
        self._readers: dict[str, Reader] = {}  # of uploads of this run: what their members may see
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._sandbox = Sandbox(library.settings)
        self._ending = False
        self._last, self._counting = 0, threading.Lock()
        self._thread = threading.Thread(target=self._work, name="uploads")

    def start(self) -> None:
        """Start the thread; uploads that an earlier server didn't finish come first."""
        taken = set(self._jobs)  # since this object was made: they are in the queue
        for record in self._home.glob(f"*/{_RECORDS}/*.json"):
            try:
                job = _read(record)
            except (OSError, ValueError, TypeError):
                log.exception("The record %s of an upload can't be read.", record)
                continue
            record.replace(self._record_of(job))  # earlier versions named it after the file
            self._jobs[job.id] = job
        earlier = (job for job in self._jobs.values() if job.id not in taken)
        for job in sorted(earlier, key=lambda job: _number(job.id)):
            # One that failed but wasn't refused, as on a full disk, is still there and tried again.
            if job.state not in ("done", "failed") or (job.file and Path(job.file).is_file()):
                self._queue.put(job.id)
        for left in self._home.glob(f"*/{_RECORDS}/*"):
            if left.suffix == ".new" or not left.with_suffix(".json").is_file():  # a crash before it was acknowledged
                left.unlink()
        self._thread.start()

    def stop(self) -> None:
        """Finish the current upload; the others are continued at the next start."""
        self._ending = True
        self._queue.put(None)
        self._thread.join()

    def take(self, member: Member, name: str, data: BinaryIO, stated: Stated) -> Upload:
        """Store a file and queue it with what is `stated` about it. Raises UploadRefused.

        A file with the name of an earlier one of the same member is a new version of that document.
        """
        folder, safe = self._home / str(member.id), safe_name(name)
        if Path(safe).suffix.lower() not in formats_read():
            formats = ", ".join(sorted(formats_read()))
            raise UploadRefused(415, "This format isn't supported. Supported formats: {formats}.", formats=formats)
        (folder / _RECORDS).mkdir(parents=True, exist_ok=True)
        id_ = f"{member.id}-{self._next_number():08}-{secrets.token_hex(4)}"
        file = folder / _RECORDS / f"{id_}{Path(safe).suffix.lower()}"
        self._store(data, file)
        job = Upload(
            id_, member.id, safe, str(_place(folder, name)), stated.access, stated.kind, file=str(file),
            embargo_until=stated.embargo_until, readers=stated.readers,
        )  # fmt: skip
        self._readers[id_] = reader_of(member)
        self._record(job)
        self._queue.put(job.id)
        return job

    def _next_number(self) -> int:
        """Numbers in the order of uploads, also over restarts."""
        with self._counting:
            self._last = max(self._last, *(_number(job.id) for job in self._jobs.values()), 0) + 1
            return self._last

    def _store(self, data: BinaryIO, target: Path) -> None:
        size = 0
        with write_aside(target) as temporary:
            with temporary.open("wb") as file:
                while chunk := data.read(_CHUNK):
                    size += len(chunk)
                    if size > self._max_bytes:
                        message = "The file is larger than {megabytes} MB. Make it smaller, or split it."
                        raise UploadRefused(413, message, megabytes=self._max_bytes // 1_000_000)
                    file.write(chunk)
            if not size:
                raise UploadRefused(422, "The file is empty. Choose another one.")

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
        replace_file(self._record_of(job), json.dumps(asdict(job), ensure_ascii=False))

    def _record_of(self, job: Upload) -> Path:
        return self._home / str(job.member) / _RECORDS / f"{job.id}.json"

    def _next(self) -> str | None:
        try:
            return self._queue.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            self._sandbox.stop()
            return self._queue.get()

    def _work(self) -> None:
        while (job_id := self._next()) is not None and not self._ending:
            job = self._jobs[job_id]
            if not self._library.write_lock.acquire_unless(lambda: self._ending):
                break
            try:
                self._ingest(replace(job, state="reading"))
            except PolikbError as error:
                if isinstance(error, UploadRefused) and job.file:
                    Path(job.file).unlink(missing_ok=True)  # it isn't in the library, so it isn't stored either
                self._record(replace(job, state="failed", message=str(error)))
            except Exception:
                log.exception("The upload %s failed.", job.name)
                self._record(replace(job, state="failed", message="Something went wrong on our side."))
            finally:
                self._library.write_lock.release()
        self._sandbox.stop()

    def _ingest(self, job: Upload) -> None:
        self._record(job)
        path, file = Path(job.path), Path(job.file or job.path)
        source = Source(path, path.name, file if file.is_file() else path)
        held = self._library.catalogue.metadata.rights(path) if self._library.catalogue.stored(path) else None
        options = Options(job.kind, job.access, embargo_until=job.embargo_until or None, readers=readers_of(job, held))
        entry = ingest_file(self._library, source, options, self._sandbox)
        if entry.outcome in ("duplicate", "failed"):
            raise self._refusal(job, entry, source.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.file != path:
            source.file.replace(path)
        stored = self._library.catalogue.stored(path)
        job = replace(job, document=stored.id if stored else "", message=entry.reason, file="")
        if held is not None and (now := self._library.catalogue.metadata.rights(path)) is not None:
            job = _with_kept_access(job, held, now)
        self._record(replace(job, state="searchable"))
        self._library.embedding_queue.run()
        if notice := send_alerts(self._library, LINKS):
            log.warning(notice)
        self._drop_older(job)
        self._record(replace(job, state="done"))

    def _refusal(self, job: Upload, entry: LedgerEntry, file: Path) -> UploadRefused:
        """Why a file isn't taken, without a word about documents that its member couldn't see."""
        reader, digest = self._readers.get(job.id, ANONYMOUS), file_digest(file)
        if withdrawal := self._library.catalogue.withdrawals.refusing(Path(job.path), digest):
            could_see = withdrawal.access in reader.clearance
            return UploadRefused(409, "This file was withdrawn." if could_see else _NOT_TAKEN)
        if entry.outcome == "failed":
            return UploadRefused(422, entry.reason)
        same = self._library.catalogue.documents_with(digest)
        sees = any(is_visible(self._library, document.id, reader) for document in same)
        return UploadRefused(409, "The library already has this file." if sees else _NOT_TAKEN)

    def _drop_older(self, job: Upload) -> None:
        """Forget finished uploads of earlier versions of the same document."""
        for other in list(self._jobs.values()):
            if other.path == job.path and other.state in ("done", "failed") and _number(other.id) < _number(job.id):
                self._jobs.pop(other.id), self._readers.pop(other.id, None)
                self._record_of(other).unlink(missing_ok=True)


def readers_of(job: Upload, held: Rights | None) -> tuple[str, ...]:
    """The readers of a document that is uploaded: those stated, but for a new version of a restricted one none that it hasn't yet."""
    if held is None or held.access != "restricted":
        return job.readers
    return tuple(name for name in job.readers if name in held.readers) or held.readers


def _with_kept_access(job: Upload, held: Rights, now: Rights) -> Upload:
    """The upload with the level that was kept, and without ingestion's message about it, which names an option of a command."""
    is_opened = loosens(held, {"access": job.access, "readers": "; ".join(job.readers)})
    is_earlier = (
        bool(held.embargo_until) and now.embargo_until == held.embargo_until and job.embargo_until != held.embargo_until
    )
    if not (is_opened or is_earlier):
        return job
    return replace(job, kept_access=now.access, message=job.message.rpartition("--loosen")[2].lstrip("; "))


def _read(record: Path) -> Upload:
    """The upload of a record."""
    values = json.loads(record.read_text(encoding="utf-8"))
    return Upload(**{**values, "readers": tuple(values.get("readers", ()))})


def _place(folder: Path, name: str) -> Path:
    """The identity of an uploaded file. A name that had to be cleaned gets a folder of its own: others may be cleaned to the same."""
    safe, plain = safe_name(name), unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    return folder / safe if plain == safe else folder / text_digest(plain)[:16] / safe


def _number(job_id: str) -> int:
    """The number in the id of an upload; 0 for ids of earlier versions, which were made of the file's name."""
    found = re.fullmatch(r"\d+-(\d{8})-[0-9a-f]{8}", job_id)
    return int(found[1]) if found else 0


def safe_name(name: str) -> str:
    """A file name without a path, in lower-case ASCII letters, digits and hyphens; at most 120 characters."""
    base = re.split(r"[/\\]", name)[-1]
    stem, dot, suffix = base.rpartition(".")
    plain = ascii_slug(stem if dot else base)[:100] or "document"
    return f"{plain}.{re.sub(r'[^a-z0-9]', '', suffix.lower())[:10]}" if dot else plain
