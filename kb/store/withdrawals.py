"""Documents that were withdrawn: a stone where each stood, and a bar against its file. In the catalogue's database."""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import Withdrawn
from kb.model import Document, Reader
from kb.store.database import Connection, Database


@dataclass(frozen=True)
class Withdrawal:
    """What is kept: sha256 of the document's id, of its path and of its file; who could see it; when (ISO, UTC); the reason shown."""

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

    def put(self, connection: Connection, document: Document, path: Path, access: str, reason: str) -> None:
        """Note that a document is withdrawn, in the transaction that takes it out, and forget what it was called.

        `access` says who could see it, embargo counted.
        """
        connection.execute("DELETE FROM ledger WHERE path = ? OR source = ?", (str(path), document.source))
        connection.execute("DELETE FROM corrections WHERE path = ?", (str(path),))
        now = datetime.now(UTC).isoformat()
        self._put(
            connection,
            Withdrawal(hashed(document.id), hashed(str(path)), document.content_hash, access, now, reason),
        )

    @staticmethod
    def _put(connection: Connection, withdrawal: Withdrawal) -> None:
        connection.execute("INSERT OR REPLACE INTO withdrawn VALUES (?, ?, ?, ?, ?, ?)", astuple(withdrawal))

    def take_over(self, withdrawals: Iterable[Withdrawal]) -> None:
        """Put in what another copy of the library knows."""
        with self._database.transaction() as connection:
            for withdrawal in withdrawals:
                self._put(connection, withdrawal)

    def all(self) -> list[Withdrawal]:
        """All of them, the oldest first."""
        return self._where("1 = 1 ORDER BY at")

    def check(self, document_id: str, reader: Reader) -> None:
        """Raises Withdrawn when a document that this reader could see was withdrawn."""
        for withdrawal in self._where("id = ?", hashed(document_id)):
            if withdrawal.access in reader.clearance:
                raise Withdrawn(withdrawal.day, withdrawal.reason)

    def barring(self, path: Path, content_hash: str) -> Withdrawal | None:
        """The withdrawal of the document from this path, or with these bytes, if any."""
        return next(iter(self._where("path = ? OR content = ?", hashed(str(path)), content_hash)), None)

    def end(self, document_id: str) -> bool:
        """Let a document in again; whether it was withdrawn."""
        with self._database.transaction() as connection:
            return bool(connection.execute("DELETE FROM withdrawn WHERE id = ?", (hashed(document_id),)).rowcount)

    def _where(self, clause: str, *values: str) -> list[Withdrawal]:
        sql = f"SELECT id, path, content, access, at, reason FROM withdrawn WHERE {clause}"  # noqa: S608
        return [Withdrawal(*row) for row in self._database.rows(sql, values)]


def hashed(text: str) -> str:
    """sha256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
