"""Deleted documents: tombstones of withdrawn ones with hashes that refuse their files, and files still to be deleted."""

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import Withdrawn
from kb.files import text_digest
from kb.model import Document, Reader
from kb.store.database import Database
from kb.store.jobs.uploads import UploadStates
from kb.store.originals import Originals, forget_harvested, forget_upload
from kb.store.saved_answers import SavedAnswers
from kb.store.sql.engine import Connection, Row


@dataclass(frozen=True)
class Withdrawal:
    """A withdrawn document. `id`, `path` and `content` are sha256 hashes of its id, path and file.

    `access` is the level it had, `at` is ISO 8601 in UTC, `reason` is shown at its address.
    """

    id: str
    path: str
    content: str
    access: str
    at: str
    reason: str

    @property
    def day(self) -> str:
        """The date, as YYYY-MM-DD."""
        return self.at[:10]


class Withdrawals:
    """The table `withdrawn`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, connection: Connection, document: Document, path: Path, access: str, reason: str) -> None:
        """Record a withdrawal, within the transaction that deletes the document; delete its ledger entries and corrections.

        `access` is the level it could be seen with; an embargoed document counts as restricted.
        """
        connection.execute("DELETE FROM ledger WHERE path = ? OR source = ?", (str(path), document.source))
        connection.execute("DELETE FROM corrections WHERE path = ?", (str(path),))
        now = datetime.now(UTC).isoformat()
        self._put(
            connection,
            Withdrawal(text_digest(document.id), text_digest(str(path)), document.content_hash, access, now, reason),
        )

    @staticmethod
    def _put(connection: Connection, withdrawal: Withdrawal) -> None:
        connection.execute("DELETE FROM withdrawn WHERE id = ?", (withdrawal.id,))
        connection.execute("INSERT INTO withdrawn VALUES (?, ?, ?, ?, ?, ?, 0)", astuple(withdrawal))

    def merge(self, withdrawals: Iterable[Withdrawal]) -> None:
        """Insert withdrawals from another copy of the library."""
        with self._database.transaction() as connection:
            for withdrawal in withdrawals:
                self._put(connection, withdrawal)

    def all(self) -> list[Withdrawal]:
        """All withdrawals, oldest first."""
        return self._where("1 = 1")

    def lifted(self) -> set[str]:
        """Hashes of the ids whose withdrawal was lifted."""
        return {str(row[0]) for row in self._database.rows("SELECT id FROM withdrawn WHERE lifted = 1")}

    def check(self, document_id: str, reader: Reader) -> None:
        """Raise Withdrawn if the document was withdrawn and the reader could see it before."""
        for withdrawal in self._where("id = ?", text_digest(document_id)):
            if withdrawal.access in reader.clearance:
                raise Withdrawn(withdrawal.day, withdrawal.reason)

    def refusing(self, path: Path, content_hash: str) -> Withdrawal | None:
        """The withdrawal that refuses a file, by its path or content hash; None if there is none."""
        return next(iter(self._where("path = ? OR content = ?", text_digest(str(path)), content_hash)), None)

    def lift(self, document_id: str) -> bool:
        """Lift a withdrawal. Returns False if there was none."""
        with self._database.transaction() as connection:
            sql = "UPDATE withdrawn SET lifted = 1 WHERE id = ? AND lifted = 0"
            return bool(connection.execute(sql, (text_digest(document_id),)).rowcount)

    def _where(self, clause: str, *values: str) -> list[Withdrawal]:
        sql = f"SELECT id, path, content, access, at, reason FROM withdrawn WHERE lifted = 0 AND ({clause}) ORDER BY at, id"  # noqa: S608
        return [Withdrawal(*row) for row in self._database.rows(sql, values)]


@dataclass(frozen=True)
class PendingDeletion:
    """A deleted or replaced document: its id, the digest and format of its file, and its source path."""

    document: str
    content_hash: str
    format: str
    path: str
    is_replaced: int


class PendingDeletions:
    """The table `left_behind`: files to be deleted. A row is written in the transaction that deletes the document, so that a crash doesn't lose it."""

    def __init__(self, database: Database) -> None:
        self._database, self._saved_answers, self._uploads = database, SavedAnswers(database), UploadStates(database)

    @staticmethod
    def record(connection: Connection, row: Row, new_content: str | None) -> None:
        """Record a row of `documents` being deleted; `new_content` is the digest of the version that replaces it."""
        if row.content_hash != new_content:
            values = (row.id, row.content_hash, row.format, row.path, int(new_content is not None))
            connection.execute("INSERT INTO left_behind VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", values)

    def all(self) -> list[PendingDeletion]:
        """The documents whose files are to be deleted."""
        sql = (
            "SELECT document, content_hash, format, path, is_replaced FROM left_behind ORDER BY document, content_hash"
        )
        return [PendingDeletion(*row) for row in self._database.rows(sql)]

    def delete(self, originals: Originals, home: Path, on_removal: Callable[[], None] = lambda: None) -> None:
        """Delete these files, after `on_removal` if a document was removed.

        The caller holds the write lock, so that nobody adds these bytes again meanwhile, or has withdrawn them.
        Files in the library's folder `home` belong to it, others are left alone.
        """
        pending = self.all()
        if not all(deletion.is_replaced for deletion in pending):
            on_removal()
        for deletion in pending:
            if not deletion.is_replaced:
                self._delete_copies_of(deletion, home)
            if not self._has("content_hash", deletion.content_hash):
                originals.remove(deletion.content_hash, deletion.format)
            with self._database.transaction() as connection:
                key = (deletion.document, deletion.content_hash)
                connection.execute("DELETE FROM left_behind WHERE document = ? AND content_hash = ?", key)
        if pending:
            self._database.flush()

    def _delete_copies_of(self, deletion: PendingDeletion, home: Path) -> None:
        path = Path(deletion.path)
        for folder, forget in ((home / "uploads", forget_upload), (home / "harvest", forget_harvested)):
            if path.is_relative_to(folder) and not self._has("path", deletion.path):
                forget(folder, path.relative_to(folder))
        self._uploads.forget(path)
        self._saved_answers.forget(deletion.document)

    def _has(self, column: str, value: str) -> bool:
        return bool(self._database.rows(f"SELECT 1 FROM documents WHERE {column} = ? LIMIT 1", (value,)))  # noqa: S608
