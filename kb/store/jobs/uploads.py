"""Uploads with their states, from a file's arrival until its document is in the library, for all processes."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from kb.store.database import Database
from kb.store.jobs.records import Overview, Running
from kb.store.sql.engine import Row

log = logging.getLogger("polikb")

RECORDS = ".uploads"  # a hidden folder beside a member's files with those that wait to be read; ingestion skips it
_ROOT = "uploads"  # key of a fact: the folder that uploaded files are named after
State = Literal["waiting", "reading", "searchable", "done", "failed"]
_ENDED = ("done", "failed")
_OWN = ("number", "id", "member", "path", "state")  # columns of their own


@dataclass(frozen=True)
class Upload:
    """One upload: its member's id, what was stated about it, and its state.

    `readers` are the names that a restricted document is open to, `embargo_until` an ISO date or "". `kept_access` is
    the level that a known document kept, because a new version never opens it; "" if it has the stated level. `path` is
    the identity of the document. `file` is the place of its bytes until they are ingested, "" after that: a path on
    this machine, or a name among the waiting files beside the originals. `message` says why it failed or what was left
    out; `document` is the document's id once it is searchable. `worker` is the (last) reader. `clearance` and `names`
    are the member's rights at upload, see Reader. `number` orders uploads; 0 before it is stored.
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
    worker: str = ""
    clearance: tuple[str, ...] = ("public",)
    names: tuple[str, ...] = ()
    number: int = 0

    @property
    def has_ended(self) -> bool:
        """Whether the upload is in the library, or won't be."""
        return self.state in _ENDED


class UploadStates:
    """The table `uploads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, upload: Upload) -> Upload:
        """Store an upload, replacing its earlier state; returns it with its number."""
        stated = {name: value for name, value in asdict(upload).items() if name not in _OWN}
        with self._database.transaction() as connection:
            found = connection.execute(
                "INSERT INTO uploads (id, member, path, state, stated) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET state = excluded.state, stated = excluded.stated RETURNING number",
                (upload.id, upload.member, upload.path, upload.state, json.dumps(stated, ensure_ascii=False)),
            )
            return replace(upload, number=int(found.scalar_one()))

    def take_over(self, folder: Path) -> None:
        """Store the uploads that earlier versions described in files below `folder`, and delete these.

        The order of their names is that of a member's uploads: of two waiting versions of a document, the later is read last.
        """
        for record in sorted(folder.glob(f"*/{RECORDS}/*.json")):
            try:
                upload = upload_of(json.loads(record.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                log.exception("The record %s of an upload can't be read.", record)
                continue
            if self.find(upload.id) is None:
                self.put(upload)
            record.unlink()

    def root(self, folder: Path) -> Path:
        """The folder that uploaded files are named after on every server: that of the first one."""
        if (known := self._database.fact(_ROOT)) is None:
            with self._database.transaction() as connection:  # another process may be quicker
                connection.execute("INSERT INTO library VALUES (?, ?) ON CONFLICT DO NOTHING", (_ROOT, str(folder)))
            known = self._database.fact(_ROOT)
        return Path(known or folder)

    def find(self, id_: str) -> Upload | None:
        """The upload with this id; None if there is none."""
        return next(iter(self._where("id = ?", (id_,))), None)

    def of(self, member: int) -> list[Upload]:
        """A member's uploads, oldest first."""
        return self._where("member = ?", (member,))

    def unfinished(self) -> list[Upload]:
        """The uploads that haven't ended, and those that failed but weren't refused, as on a full disk; oldest first."""
        waiting = self._where("state <> ?", ("done",))
        return [upload for upload in waiting if not upload.has_ended or upload.file]

    def waiting(self) -> int:
        """Number of uploads that haven't ended."""
        return int(self._database.rows("SELECT count(*) FROM uploads WHERE state NOT IN (?, ?)", _ENDED)[0][0])

    def overview(self) -> Overview:
        """The state of the queue of an embedded library, whose jobs its one server runs."""
        reading = self._where("state IN (?, ?)", ("reading", "searchable"))
        return Overview(self.waiting(), 0, 1, [Running(upload.name, upload.worker, "") for upload in reading])

    def drop_older(self, upload: Upload) -> None:
        """Forget ended uploads of earlier versions of the same document."""
        self._drop("path = ? AND number < ?", (upload.path, upload.number))

    def forget(self, path: Path) -> None:
        """Forget ended uploads of the document from this path."""
        self._drop("path = ?", (str(path),))

    def _drop(self, clause: str, values: Sequence[object]) -> None:
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM uploads WHERE {clause} AND state IN (?, ?)", (*values, *_ENDED))  # noqa: S608

    def _where(self, clause: str, values: Sequence[object]) -> list[Upload]:
        sql = f"SELECT number, id, member, path, state, stated FROM uploads WHERE {clause} ORDER BY number"  # noqa: S608
        return [_upload(row) for row in self._database.rows(sql, values)]


def _upload(row: Row) -> Upload:
    own = {name: getattr(row, name) for name in _OWN}
    return upload_of({**json.loads(row.stated), **own})


def upload_of(values: dict[str, Any]) -> Upload:
    """The upload with these values from JSON."""
    lists = {name: tuple(values.get(name, ())) for name in ("readers", "names")}
    return Upload(**{**values, **lists, "clearance": tuple(values.get("clearance", ("public",)))})
