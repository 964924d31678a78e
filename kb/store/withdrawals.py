"""Withdrawn documents: a tombstone for the document's address, and hashes by which its file is refused."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import Withdrawn
from kb.files import text_digest
from kb.model import Document, Reader
from kb.store.database import Database
from kb.store.sql.engine import Connection


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
