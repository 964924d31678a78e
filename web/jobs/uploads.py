"""Uploads: stored before they are acknowledged, then read by a worker; their states for members and curators."""

import re
import secrets
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.readers.registry import formats as formats_read
from kb.access.accounts import Member, reader_of
from kb.errors import PolikbError
from kb.files import text_digest, write_aside
from kb.library import Library
from kb.model import Rights
from kb.store.jobs.records import Jobs, Wanted
from kb.store.jobs.uploads import RECORDS, Upload
from kb.text.slug import ascii_slug

_CHUNK = 1 << 20  # bytes


class UploadRefused(PolikbError):
    """A file that isn't accepted: the HTTP status, and a message to translate with its named values."""

    def __init__(self, status: int, message: str, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.status, self.message, self.values = status, message, values


@dataclass(frozen=True)
class Stated:
    """The fields of the upload form about a file; see Upload."""

    access: str = "internal"
    kind: str | None = None
    embargo_until: str = ""
    readers: tuple[str, ...] = ()


class Uploads:
    """Uploads of a library. An upload is stored before it is acknowledged, so that the next process to start continues it.

    With a database of several servers its file is stored beside the originals, for all workers; else in the library's folder.
    """

    def __init__(self, library: Library, max_mb: int, jobs: Jobs) -> None:
        """`jobs` is the queue in which they wait to be read."""
        self._library, self._max_bytes, self._jobs = library, max_mb * 1_000_000, jobs
        self._states = library.catalogue.uploads
        self._home, self._is_shared = library.home / "uploads", bool(library.settings.database_url)

    def resume(self) -> None:
        """Queue uploads again that an earlier server didn't finish, or that failed temporarily, as on a full disk."""
        unfinished = self._states.unfinished()
        for upload in unfinished:
            self._jobs.add(job_of(upload))
        known = {upload.file for upload in unfinished}
        for left in self._home.glob(f"*/{RECORDS}/*"):
            if str(left) not in known:  # a crash before it was acknowledged
                left.unlink()

    def take(self, member: Member, name: str, data: BinaryIO, stated: Stated) -> Upload:
        """Store a file and queue it with its `stated` fields. Raises UploadRefused, LibraryError.

        A file with the name of an earlier one of the same member is a new version of that document.
        """
        safe = safe_name(name)
        if Path(safe).suffix.lower() not in formats_read():
            formats = ", ".join(sorted(formats_read()))
            raise UploadRefused(415, "This format isn't supported. Supported formats: {formats}.", formats=formats)
        id_ = f"{member.id}-{secrets.token_hex(8)}"
        root = self._states.root(self._home) if self._is_shared else self._home
        file = self._store(data, member, f"{id_}{Path(safe).suffix.lower()}")
        reader = reader_of(member)
        upload = Upload(
            id_, member.id, safe, str(_place(root / str(member.id), name)), stated.access, stated.kind, file=file,
            embargo_until=stated.embargo_until, readers=stated.readers, clearance=tuple(sorted(reader.clearance)),
            names=tuple(sorted(reader.names)),
        )  # fmt: skip
        upload = self._states.put(upload)
        self._jobs.add(job_of(upload))
        return upload

    def _store(self, data: BinaryIO, member: Member, name: str) -> str:
        """Store the waiting file; returns `Upload.file`."""
        if not self._is_shared:
            folder = self._home / str(member.id) / RECORDS
            folder.mkdir(parents=True, exist_ok=True)
            self._write(data, folder / name)
            return str(folder / name)
        with tempfile.TemporaryDirectory(prefix="polikb-") as aside:
            self._write(data, Path(aside) / name)
            self._library.originals.keep_waiting(Path(aside) / name, name)
        return name

    def _write(self, data: BinaryIO, target: Path) -> None:
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

    def find(self, upload_id: str, member: Member) -> Upload | None:
        """The upload with this id if it is this member's or the member is a curator; None otherwise."""
        found = self._states.find(upload_id)
        return found if found and (found.member == member.id or member.may("curator")) else None

    def of(self, member: Member) -> list[Upload]:
        """A member's uploads, oldest first."""
        return self._states.of(member.id)

    @property
    def waiting(self) -> int:
        """Number of uploads that aren't ingested yet."""
        return self._states.waiting()

    def owns(self, member: Member, document_id: str) -> bool:
        """Whether a member has uploaded this document."""
        return any(upload.document == document_id for upload in self.of(member))


def job_of(upload: Upload) -> Wanted:
    """The job that reads an upload: once, after earlier versions of the same document, before ingested folders."""
    digest = text_digest(upload.path)
    return Wanted(
        "upload", {"id": upload.id, "name": upload.name}, once=f"upload {upload.id}", lock=digest, priority=10
    )


def readers_of(upload: Upload, held: Rights | None) -> tuple[str, ...]:
    """The readers of an uploaded document: the stated ones; a new version of a restricted one gets no new readers."""
    if held is None or held.access != "restricted":
        return upload.readers
    return tuple(name for name in upload.readers if name in held.readers) or held.readers


def _place(folder: Path, name: str) -> Path:
    """The identity of an uploaded file. A name that had to be cleaned gets a folder of its own, since cleaned names may clash."""
    safe, plain = safe_name(name), unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    return folder / safe if plain == safe else folder / text_digest(plain)[:16] / safe


def safe_name(name: str) -> str:
    """A file name without a path, in lower-case ASCII letters, digits and hyphens; at most 120 characters."""
    base = re.split(r"[/\\]", name)[-1]
    stem, dot, suffix = base.rpartition(".")
    plain = ascii_slug(stem if dot else base)[:100] or "document"
    return f"{plain}.{re.sub(r'[^a-z0-9]', '', suffix.lower())[:10]}" if dot else plain
