"""The SQLite file itself: connections per thread, migrations, transactions, and the library's own facts."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from kb.errors import LibraryError, LibraryTooNew
from kb.text.normalise import fold

Connection = sqlite3.Connection
Row = sqlite3.Row
# Parts of the library whose changes are counted beside those of the whole.
DOCUMENTS, VECTORS_FORGOTTEN = "changes of documents", "vectors forgotten"
MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("[0-9]*.sql"))


class _Held:
    """A thread's connection: closed with the thread, or when the database is."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """One SQLite file, brought to the newest schema when opened. Safe to use from several threads."""

    def __init__(self, path: Path, *, writable: bool = True, migrations: Sequence[Path] = MIGRATIONS) -> None:
        self._path, self._writable, self._migrations = path, writable, migrations
        self._local = threading.local()
        self._open = WeakSet[_Held]()
        self._lock = threading.RLock()
        try:
            self._migrate()
        except sqlite3.DatabaseError as error:
            self.close()
            raise self._unreadable(error) from error

    def _connection(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
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
            connection.execute("PRAGMA foreign_keys = ON")
            if self._writable:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA secure_delete = ON")  # what is taken out is overwritten, not only let go
            held = self._local.held = _Held(connection)
            with self._lock:
                self._open.add(held)
        return held.connection

    def _mode(self) -> str:
        if self._writable:
            return "mode=rwc"
        # SQLite keeps an index of its log in shared memory, beside the file: on a disk that nobody can write to, and without a
        # log, it must be told that it needs none.
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
        """Everything done on the connection, or nothing. Raises LibraryError when the disk can't take it."""
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
                        "permissions; nothing that was acknowledged is lost."
                    ) from error
                if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.IntegrityError):
                    raise self._unreadable(error) from error
                raise

    def _unreadable(self, error: sqlite3.DatabaseError) -> LibraryError:
        what = (
            "Check the disk and the folder's permissions."
            if isinstance(error, sqlite3.OperationalError)
            else "It is damaged: stop the server, bring the last backup back with `polikb restore`, or move the folder away and ingest again."
        )
        return LibraryError(f"The catalogue {self._path} can't be read: {error}. {what}")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """What a query gives. Raises LibraryError when the file can't be read or is damaged."""
        try:
            return self._connection().execute(sql, parameters).fetchall()
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    def copy_to(self, path: Path) -> None:
        """A copy as of this moment, while others go on writing."""
        target = sqlite3.connect(path)
        try:
            self._connection().backup(target)
        finally:
            target.close()

    def flush(self) -> None:
        """Bring the write-ahead log into the file and empty it: it may hold what was taken out."""
        with self._lock:
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> list[str]:
        """What SQLite finds wrong in its own file; [] when sound."""
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    # -- facts about the library ---------------------------------------------------------------------------------

    def fact(self, key: str) -> str | None:
        """A value of the library's own, such as the model's identity."""
        rows = self.rows("SELECT value FROM library WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_fact(self, key: str, value: str) -> None:
        """Keep a value of the library's own."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO library VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """Grows with each change of documents or vectors."""
        return int(self.fact("generation") or 0)

    @staticmethod
    def advance(connection: Connection, *parts: str) -> None:
        """Count a change of the library, in the transaction that makes it, and of these of its parts."""
        for key in ("generation", *parts):
            connection.execute(
                "INSERT INTO library (key, value) VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = value + 1",
                (key,),
            )


def chunks(values: Sequence[int], size: int = 5000) -> Iterator[list[int]]:
    """Numbers in pieces that fit one query's parameters."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def marks(values: Sequence[object]) -> str:
    """A question mark for each value."""
    return ",".join("?" * len(values))
