"""A database: transactions, migrations, and a key–value table of library facts."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from weakref import WeakSet

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError, ProgrammingError

from kb.errors import LibraryError, LibraryTooNew
from kb.store.sql.engine import (
    Connection,
    Place,
    Row,
    check_server,
    copy_sqlite,
    listen,
    matches_nothing,
    open_engine,
    unreadable,
    unwritable,
)
from kb.store.sql.schema import MIGRATIONS, found_version, newest_version, upgrade
from kb.store.sql.shared_lock import SharedLock
from kb.store.sql.tables import Tables, reading

# Keys of counters: all changes, those of documents, those of indexed data of documents, removals, deletions of vectors.
GENERATION, DOCUMENTS, CHANGES, REMOVALS, VECTORS_FORGOTTEN = (
    "generation",
    "changes of documents",
    "changes",
    "removals",
    "vectors forgotten",
)

MOVING = "moving"  # key of a fact: `polikb move` hasn't copied all of the library with this id


class _ThreadConnection:
    """A thread's connection. It is returned to the engine when the thread ends."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.sqlalchemy.close()


class Database:
    """An SQLite file or a PostgreSQL schema, migrated to the newest version if opened for writing. Safe to use from threads.

    Raises LibraryTooNew for a newer version, LibraryError for one that is missing, damaged or needs migrating first.
    """

    def __init__(self, place: Place, *, writable: bool = True, migrations: Path = MIGRATIONS) -> None:
        self.place, self._writable = place, writable
        self._engine = open_engine(place, writable=writable)
        self._local = threading.local()
        self._open = WeakSet[_ThreadConnection]()
        self._lock, self._shared = threading.RLock(), dict[str, SharedLock]()
        try:
            self._migrate(migrations)
        except BaseException as error:
            self.close()
            if isinstance(error, DatabaseError):
                raise unreadable(place, error) from error
            raise

    def _migrate(self, migrations: Path) -> None:
        newest = newest_version(migrations)
        check_server(self._connection(), self.place)
        found = found_version(self._connection())
        if found > newest:
            raise LibraryTooNew(self._where, found, newest)
        if found < newest and not self._writable:
            raise LibraryError(
                f"The library in {self._where} was written by an older version; `polikb doctor --repair` brings it up to date."
                if found
                else f"There is no library in {self._where} yet; run `polikb ingest` first."
            )
        if found < newest:
            with self.transaction() as connection:
                upgrade(connection, migrations, self._name)

    @property
    def _where(self) -> Path | str:
        return self.place.parent if isinstance(self.place, Path) else str(self.place)

    def close(self) -> None:
        """Close every connection, of all threads."""
        for held in list(self._open):
            held.connection.sqlalchemy.close()
        self._local = threading.local()
        self._engine.dispose()

    def _connection(self) -> Connection:
        held: _ThreadConnection | None = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = _ThreadConnection(Connection(self._engine.connect()))
            self._open.add(held)
        return held.connection

    def shared_lock(self, name: str) -> SharedLock:
        """A lock across all threads and processes that use the database: always the same one for the same name."""
        return self._shared.setdefault(name, SharedLock(self._engine, self.place, f"{self._name} {name}"))

    @contextmanager
    def listening(self) -> Iterator[Callable[[float], None]]:
        """Listen to changes in PostgreSQL: yields a function that waits for the next one, at most the given seconds."""
        connection = Connection(self._engine.connect())
        connection.sqlalchemy.detach()
        try:
            yield listen(connection)
        finally:
            connection.sqlalchemy.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction, rolled back on any error. Only one runs at a time, across threads and processes.

        Raises LibraryError if the database can't be written or is damaged.
        """
        try:
            with self._lock:
                connection = self._connection()
                connection.begin(self._name)
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    with suppress(DBAPIError):  # if the error has already ended it
                        connection.execute("ROLLBACK")
                    raise
        except OperationalError as error:
            self._local.held = None
            raise unwritable(self.place, error) from error
        except (IntegrityError, ProgrammingError):
            raise
        except DatabaseError as error:
            raise unreadable(self.place, error) from error

    @property
    def _name(self) -> str:
        return self.place.stem if isinstance(self.place, Path) else self.place.name

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query; none for a parameter that no row can have. Raises LibraryError for a damaged database."""
        try:
            try:
                return [*self._connection().execute(sql, parameters).all()]
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                self._local.held = None
                return [*self._connection().execute(sql, parameters).all()]
        except ProgrammingError:
            raise
        except (OverflowError, UnicodeEncodeError, DatabaseError) as error:
            if matches_nothing(error):
                return []
            assert isinstance(error, DatabaseError)
            self._local.held = None
            raise unreadable(self.place, error) from error

    def copy_to(self, path: Path) -> None:
        """Copy a consistent snapshot of an SQLite file to the file `path`, while other threads and processes keep writing."""
        copy_sqlite(self._engine, path)

    def reading(self) -> AbstractContextManager[Tables]:
        """All tables as of one moment, to copy them."""
        return reading(self._engine)

    def flush(self) -> None:
        """Free what was deleted: truncate SQLite's write-ahead log, which may still contain it; vacuum PostgreSQL's tables."""
        with self._lock:
            connection = self._connection()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.is_sqlite else "VACUUM")

    def check(self) -> list[str]:
        """Problems that SQLite's integrity check finds; [] for a sound file, and for PostgreSQL, which checks its pages itself."""
        if not self._connection().is_sqlite:
            return []
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    # -- facts about the library ---------------------------------------------------------------------------------

    def fact(self, key: str) -> str | None:
        """A library fact, such as the identity of the embedding model; None if it isn't set."""
        return self.facts(key)[0]

    def facts(self, *keys: str) -> list[str | None]:
        """Several library facts as of one moment, in order; None for one that isn't set."""
        rows = self.rows(f"SELECT key, value FROM library WHERE key IN ({marks(keys)})", keys)  # noqa: S608
        found = {row[0]: str(row[1]) for row in rows}
        return [found.get(key) for key in keys]

    def set_fact(self, key: str, value: str) -> None:
        """Set a library fact."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO library VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
            )

    @property
    def generation(self) -> int:
        """Counter that increases with each change of documents or vectors."""
        return int(self.fact(GENERATION) or 0)

    @staticmethod
    def advance(connection: Connection, *parts: str) -> None:
        """Increase `generation` and the counters named in `parts`, within the transaction that makes the change."""
        for key in (GENERATION, *parts):
            connection.execute(
                "INSERT INTO library (key, value) VALUES (?, '1')"
                " ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(library.value AS BIGINT) + 1 AS TEXT)",
                (key,),
            )
        connection.announce()

    @classmethod
    def change(cls, connection: Connection, numbers: str, parameters: Sequence[object]) -> None:
        """Record a change of the documents whose numbers the query `numbers` returns, within the transaction that makes it."""
        cls.advance(connection, DOCUMENTS, CHANGES)
        connection.execute(
            "INSERT INTO changes SELECT n.number, CAST(l.value AS BIGINT)"  # noqa: S608
            f" FROM ({numbers}) n JOIN library l ON l.key = '{CHANGES}' WHERE true"
            " ON CONFLICT (document) DO UPDATE SET change = excluded.change",
            parameters,
        )

    def changes(self) -> tuple[int, int]:
        """Counters of changes of documents and of removals: the sequence that lexical indexes follow."""
        changes, removals = self.facts(CHANGES, REMOVALS)
        return int(changes or 0), int(removals or 0)

    def changed_since(self, change: int) -> list[int]:
        """Numbers of documents that changed after the change with this number, ascending, deleted ones included."""
        sql = "SELECT document FROM changes WHERE change > ? ORDER BY document"
        return [int(row[0]) for row in self.rows(sql, (change,))]


def chunks(values: Sequence[int], size: int = 5000) -> Iterator[list[int]]:
    """Split numbers into lists short enough to be parameters of one query."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def marks(values: Sequence[object]) -> str:
    """SQL placeholders for the values: "?,?,?"."""
    return ",".join("?" * len(values))


def containing(text: str) -> str:
    r"""The pattern of LIKE (with ESCAPE '\') for values that contain this text."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
