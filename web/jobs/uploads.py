"""Uploads on their way into the library: kept first, read one after the other in a thread of the server."""

import json
import logging
import queue
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from ingest.pipeline import ingest
from ingest.readers.registry import READERS
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options
from kb.access.accounts import Member
from kb.alerts.alerts import tell
from kb.errors import PolikbError
from kb.files import replace_file, write_aside
from kb.library import Library
from kb.text.slug import ascii_slug

log = logging.getLogger("polikb")

State = Literal["waiting", "reading", "searchable", "done", "failed"]
_NOTES = ".uploads"  # a hidden folder beside the files: ingestion passes over it
_PIECE = 1 << 20
_IDLE = 120  # seconds after the last upload until the processes that read them are let go


class UploadRefused(PolikbError):
    """A file that isn't taken; `status` is the answer's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Upload:
    """One upload: whose it is, where the file is kept, what was stated of it, and how far it has come.

    `message` says why it failed, or what was left out; `document` is its id once it is searchable.
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
    """The uploads of a library. What is acknowledged is on the disk: a server that starts again goes on with it."""

    def __init__(self, library: Library, max_mb: int) -> None:
        self._library, self._most = library, max_mb * 1_000_000
        self._home = library.home / "uploads"
        self._jobs: dict[str, Upload] = {}
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._sandbox = Sandbox(library.settings)
        self._ending = False
        self.turn = threading.Lock()  # held by whoever writes: one upload, or one command's work
        self._thread = threading.Thread(target=self._work, name="uploads")

    def start(self) -> None:
        """Begin to work, first on what an earlier server has left."""
        for note in sorted(self._home.glob(f"*/{_NOTES}/*.json")):
            try:
                job = Upload(**json.loads(note.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                log.exception("The note %s of an upload can't be read.", note)
                continue
            self._jobs[job.id] = job
            if job.state not in ("done", "failed"):
                self._queue.put(job.id)
        self._thread.start()

    def stop(self) -> None:
        """Let the upload at hand come to its end; the others wait for the next start."""
        self._ending = True
        self._queue.put(None)
        self._thread.join()

    def take(self, member: Member, name: str, data: BinaryIO, access: str, kind: str | None) -> Upload:
        """Keep a file, and read it when its turn has come. Raises UploadRefused.

        The same member's file of the same name is a new version of that document.
        """
        name = safe_name(name)
        if Path(name).suffix.lower() not in READERS:
            raise UploadRefused(415, f"Files of this kind aren't read. Those that are: {', '.join(sorted(READERS))}.")
        folder = self._home / str(member.id)
        (folder / _NOTES).mkdir(parents=True, exist_ok=True)
        self._keep(data, folder / name)
        job = Upload(_id(member, name), member.id, name, str(folder / name), access, kind)
        self._note(job)
        self._queue.put(job.id)
        return job

    def _keep(self, data: BinaryIO, target: Path) -> None:
        size = 0
        with write_aside(target) as aside:
            with aside.open("wb") as file:
                while piece := data.read(_PIECE):
                    size += len(piece)
                    if size > self._most:
                        raise UploadRefused(413, f"The file is larger than {self._most // 1_000_000} MB.")
                    file.write(piece)
            if not size:
                raise UploadRefused(422, "The file is empty.")

    def find(self, job_id: str, member: Member) -> Upload | None:
        """An upload of this member; curators see all."""
        job = self._jobs.get(job_id)
        return job if job and (job.member == member.id or member.may("curator")) else None

    def of(self, member: Member) -> list[Upload]:
        """A member's uploads, the newest last."""
        return [job for job in self._jobs.values() if job.member == member.id]

    @property
    def waiting(self) -> int:
        """How many uploads are not read yet."""
        return sum(job.state not in ("done", "failed") for job in self._jobs.values())

    def owns(self, member: Member, document_id: str) -> bool:
        """Whether a member has uploaded this document."""
        return any(job.document == document_id for job in self.of(member))

    def _note(self, job: Upload) -> None:
        self._jobs[job.id] = job
        path = Path(job.path)
        note = path.parent / _NOTES / f"{path.name}.json"
        replace_file(note, json.dumps(asdict(job), ensure_ascii=False))

    def _next(self) -> str | None:
        try:
            return self._queue.get(timeout=_IDLE)
        except queue.Empty:
            self._sandbox.rest()
            return self._queue.get()

    def _work(self) -> None:
        while (job_id := self._next()) is not None and not self._ending:
            job = self._jobs[job_id]
            try:
                self._note(replace(self._read(job, self._note), state="done"))
            except PolikbError as error:
                if isinstance(error, UploadRefused):
                    Path(job.path).unlink(missing_ok=True)  # not in the library, so nothing of it stays here
                self._note(replace(job, state="failed", message=str(error)))
            except Exception:
                log.exception("The upload %s failed.", job.name)
                self._note(replace(job, state="failed", message="Something went wrong on our side."))
        self._sandbox.rest()

    def _read(self, job: Upload, note: Callable[[Upload], None]) -> Upload:
        with self.turn:
            return self._put(replace(job, state="reading"), note)

    def _put(self, job: Upload, note: Callable[[Upload], None]) -> Upload:
        note(job)
        options = Options(job.kind, job.access, manifest=False)
        summary = ingest(self._library, [Path(job.path)], options, sandbox=self._sandbox)
        entry = summary.entries[-1]
        if entry.outcome == "duplicate":
            raise UploadRefused(409, "This very file is in the library already.")
        if entry.outcome == "failed":
            raise UploadRefused(422, entry.reason)
        stored = self._library.catalogue.stored(Path(job.path))
        job = replace(job, document=stored.id if stored else "", message=entry.reason)
        note(replace(job, state="searchable"))
        self._library.embedding_queue.run()
        if told := tell(self._library):
            log.warning(told)
        return job


def safe_name(name: str) -> str:
    """A file's name without any path, in letters that every file system takes; at most 120 characters."""
    base = re.split(r"[/\\]", name)[-1]
    stem, dot, suffix = base.rpartition(".")
    plain = ascii_slug(stem if dot else base)[:100] or "document"
    return f"{plain}.{re.sub(r'[^a-z0-9]', '', suffix.lower())[:10]}" if dot else plain


def _id(member: Member, name: str) -> str:
    return f"{member.id}-{name}"
