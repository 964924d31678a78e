"""An SQLite file: one connection per thread, migrations, transactions, and a key–value table of library facts."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from kb.errors import LibraryError, LibraryTooNew
from kb.files import text_digest
from kb.text.normalise import fold

Connection = sqlite3.Connection
Row = sqlite3.Row
# Keys of counters kept beside `generation`: changes of documents, and deletions of all vectors.
DOCUMENTS, VECTORS_FORGOTTEN = "changes of documents", "vectors forgotten"
MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("[0-9]*.sql"))


class _ThreadConnection:
    """A thread's connection. Closes when the thread ends or the database is closed, whichever comes first."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """One SQLite file, migrated to the newest schema when opened for writing. Safe to use from several threads.

    Raises LibraryTooNew for a newer schema, LibraryError for a file that is missing, damaged or needs migrating first.
    """

    def __init__(self, path: Path, *, writable: bool = True, migrations: Sequence[Path] = MIGRATIONS) -> None:
        self._path, self._writable, self._migrations = path, writable, migrations
        self._local = threading.local()
        self._open = WeakSet[_ThreadConnection]()
        self._lock = threading.RLock()
        try:
            self._migrate()
        except sqlite3.DatabaseError as error:
            self.close()
            raise self._unreadable(error) from error

    def _connection(self) -> sqlite3.Connection:
        held: _ThreadConnection | None = getattr(self._local, "held", None)
        if held is None:
            connection = sqlite3.connect(
                f"{self._path.as_uri()}?{self._mode()}",
                uri=True,
                isolation_level=None,
                timeout=30,
                check_same_thread=False,
            )
            connection.row_factory = sqlite3.Row
            connection.create_function("fold", 1, fold, deterministic=True)
            connection.create_function("sha256", 1, text_digest, deterministic=True)
            connection.execute("PRAGMA foreign_keys = ON")
            if self._writable:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA secure_delete = ON")  # overwrite deleted rows instead of only freeing them
            held = self._local.held = _ThreadConnection(connection)
            with self._lock:
                self._open.add(held)
        return held.connection

    def _mode(self) -> str:
        if self._writable:
            return "mode=rwc"
        # SQLite keeps a shared-memory index of its write-ahead log beside the file. On a read-only disk without a log it can't
        # create one; `immutable` tells it that none is needed.
        is_frozen = not os.access(self._path.parent, os.W_OK) and not Path(f"{self._path}-wal").exists()
        return "mode=ro&immutable=1" if is_frozen else "mode=ro"

    def _migrate(self) -> None:
        found = int(self._connection().execute("PRAGMA user_version").fetchone()[0])
        if found > len(self._migrations):
            raise LibraryTooNew(self._path.parent, found, len(self._migrations))
        if found < len(self._migrations) and not self._writable:
            raise LibraryError(
                f"The library in {self._path.parent} was written by an older version; `polikb doctor --repair` brings it up to date."
                if found
                else f"There is no library in {self._path.parent} yet; run `polikb ingest` first."
            )
        for number, migration in enumerate(self._migrations[found:], start=found + 1):
            script = migration.read_text(encoding="utf-8")
            self._connection().executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {number};COMMIT;")

    def close(self) -> None:
        """Close every connection, of all threads."""
        with self._lock:
            for held in list(self._open):
                held.connection.close()
            self._open.clear()
        self._local = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction on this thread's connection, rolled back on any error. One at a time across threads.

        Raises LibraryError if the file can't be written or is damaged.
        """
        with self._lock:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise LibraryError(
                        f"The catalogue {self._path} can't be written: {error}. Free some space or check the folder's "
                        "permissions. Nothing that was confirmed is lost."
                    ) from error
                if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.IntegrityError):
                    raise self._unreadable(error) from error
                raise

    def _unreadable(self, error: sqlite3.DatabaseError) -> LibraryError:
        what = (
            "Check the disk and the folder's permissions."
            if isinstance(error, sqlite3.OperationalError)
            else "It is damaged. Stop the server and restore the last backup with `polikb restore`, or move the folder away and ingest again."
        )
        return LibraryError(f"The catalogue {self._path} can't be read: {error}. {what}")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query; none for a number of more than 64 bits, which no row holds. Raises LibraryError for a damaged file."""
        try:
            return self._connection().execute(sql, parameters).fetchall()
        except OverflowError:
            return []
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    def copy_to(self, path: Path) -> None:
        """Copy a consistent snapshot to `path`, while other threads and processes keep writing (SQLite's backup API)."""
        target = sqlite3.connect(path)
        try:
            self._connection().backup(target)
        finally:
            target.close()

    def flush(self) -> None:
        """Checkpoint and truncate the write-ahead log, which may still contain deleted text."""
        with self._lock:
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> list[str]:
        """Problems that SQLite's integrity check finds; [] for a sound file."""
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    # -- facts about the library ---------------------------------------------------------------------------------

    def fact(self, key: str) -> str | None:
        """A library fact, such as the identity of the embedding model; None if it isn't set."""
        rows = self.rows("SELECT value FROM library WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_fact(self, key: str, value: str) -> None:
        """Set a library fact."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO library VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """Counter that increases with each change of documents or vectors."""
        return int(self.fact("generation") or 0)

    @staticmethod
    def advance(connection: Connection, *parts: str) -> None:
        """Increase `generation` and the counters named in `parts`, within the transaction that makes the change."""
        for key in ("generation", *parts):
            connection.execute(
                "INSERT INTO library (key, value) VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = value + 1",
                (key,),
            )


def chunks(values: Sequence[int], size: int = 5000) -> Iterator[list[int]]:
    """Split numbers into lists short enough to be parameters of one query."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def marks(values: Sequence[object]) -> str:
    """SQL placeholders for the values: "?,?,?"."""
    return ",".join("?" * len(values))
