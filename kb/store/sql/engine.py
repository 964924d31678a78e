"""SQLAlchemy engines for the two places of a database: an SQLite file, or a schema of a PostgreSQL database.

Differences between the two dialects are handled here. SQL is written once, with "?" for each parameter.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.pool import QueuePool

from kb.errors import LibraryError

Row = sqlalchemy.Row[*tuple[Any, ...]]  # of any columns
# Of columns: texts compare by code point in PostgreSQL, too.
TEXT = sqlalchemy.Text().with_variant(sqlalchemy.Text(collation="C"), "postgresql")
_OLDEST_POSTGRESQL = 14
_CHANNEL = "polikb"
_CONNECTIONS = 60  # of one process to PostgreSQL at most: one for each thread of the server

# A connection cut by the network ends within half a minute, on both sides, and so do its locks. By judgement.
# Seconds, seconds, a number, milliseconds.
_KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}


@dataclass(frozen=True)
class Schema:
    """The schema `name` of the PostgreSQL database at `url`."""

    url: str
    name: str

    def __str__(self) -> str:
        """The address without the password."""
        return sqlalchemy.make_url(self.url).render_as_string(hide_password=True)


Place = Path | Schema  # of a database


def place_of(home: Path, name: str, database_url: str) -> Place:
    """The place of the database `name` of a library: in the PostgreSQL database of the settings, or else in the library's folder."""
    return Schema(database_url, name) if database_url else home / f"{name}.sqlite"


class Connection:
    """A connection of either dialect. It takes SQL with "?" for each parameter."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self.sqlalchemy = connection
        self.is_sqlite = connection.dialect.name == "sqlite"

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> sqlalchemy.CursorResult[*tuple[Any, ...]]:
        """Run one statement."""
        return self.sqlalchemy.exec_driver_sql(sql if self.is_sqlite else _for_psycopg(sql), tuple(parameters))

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row of parameters."""
        if parameters := [tuple(row) for row in rows]:
            self.sqlalchemy.exec_driver_sql(sql if self.is_sqlite else _for_psycopg(sql), parameters)

    def begin(self, lock: str) -> None:
        """Begin a transaction that writes, once no other with the same `lock` is running."""
        if self.is_sqlite:
            self.execute("BEGIN IMMEDIATE")
        else:
            self.execute("BEGIN")
            self.execute("SELECT pg_advisory_xact_lock(hashtext(?))", (f"polikb {lock}",))

    def begin_reading(self) -> None:
        """Begin a transaction that sees the database as of one moment."""
        self.execute("BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def announce(self) -> None:
        """Notify all listening processes of a change once the transaction is committed. Only PostgreSQL has others."""
        if not self.is_sqlite:
            self.execute(f"NOTIFY {_CHANNEL}")


@lru_cache(maxsize=1000)
def _for_psycopg(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


def run_script(connection: Connection, script: str) -> None:
    """Run the statements of a script on a connection to PostgreSQL, within the transaction that was begun on it."""
    driver: Any = connection.sqlalchemy.connection.dbapi_connection
    driver.execute(script)


def listen(connection: Connection) -> Callable[[float], None]:
    """Listen on a connection to PostgreSQL; returns a function that waits for the next change, at most the given seconds."""
    connection.execute(f"LISTEN {_CHANNEL}")
    driver: Any = connection.sqlalchemy.connection.dbapi_connection

    def wait(seconds: float) -> None:
        for _ in driver.notifies(timeout=seconds, stop_after=1):
            pass

    return wait


def open_engine(place: Place, *, writable: bool) -> sqlalchemy.Engine:
    """An engine whose connections commit each statement, unless a transaction was begun."""
    if isinstance(place, Path):
        return sqlalchemy.create_engine(
            "sqlite://",
            creator=lambda: _sqlite_connection(place, writable=writable),
            poolclass=QueuePool,
            max_overflow=-1,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
        )
    engine = sqlalchemy.create_engine(
        sqlalchemy.make_url(place.url).set(drivername="postgresql+psycopg"),
        connect_args=connect_arguments(place),
        max_overflow=_CONNECTIONS - 5,  # beyond the five that are kept open
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )
    if not writable:
        sqlalchemy.event.listen(engine, "connect", _forbid_writing)
    return engine


def _forbid_writing(driver: Any, _: object) -> None:
    """Make a new connection read-only; as an option, addresses with `target_session_attrs=read-write` would refuse it."""
    driver.execute("SET default_transaction_read_only = on")
    driver.commit()


def connect_arguments(place: Schema) -> dict[str, Any]:
    """psycopg's arguments, beside the address, of a connection to a schema."""
    alive = " ".join(f"-ctcp_{name}={value}" for name, value in _KEEPALIVES.items() if name.startswith("keepalives_"))
    options = f"-csearch_path={place.name} {alive}"
    return {"options": options, "application_name": "polikb", "connect_timeout": 10, **_KEEPALIVES}


def _sqlite_connection(path: Path, *, writable: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?{_mode(path, writable=writable)}",
        uri=True,
        isolation_level=None,
        timeout=30,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        if writable:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # overwrite deleted rows instead of only freeing them
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _mode(path: Path, *, writable: bool) -> str:
    if writable:
        return "mode=rwc"
    # SQLite keeps a shared-memory index of its write-ahead log beside the file. On a read-only disk without a log it can't
    # create one; `immutable` tells it that none is needed.
    is_frozen = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    return "mode=ro&immutable=1" if is_frozen else "mode=ro"


def copy_sqlite(source: sqlalchemy.Engine, target: Path) -> None:
    """Copy a consistent snapshot, while other threads and processes keep writing (SQLite's backup API).

    Raises LibraryError if it can't be read or written.
    """
    with closing(source.raw_connection()) as held:
        opened = held.dbapi_connection
        assert isinstance(opened, sqlite3.Connection)
        try:
            with closing(sqlite3.connect(target)) as copy:
                opened.backup(copy)
        except sqlite3.Error as error:
            raise LibraryError(
                f"The copy {target} can't be written: {error}. Check the disk and its limits."
            ) from error


def check_server(connection: Connection, place: Place) -> None:
    """Raise LibraryError for a PostgreSQL that is too old, or whose database can't hold every character."""
    if connection.is_sqlite:
        return
    version, encoding = (
        str(connection.execute(f"SHOW {name}").scalar()) for name in ("server_version", "server_encoding")
    )
    if int(version.split(".")[0]) < _OLDEST_POSTGRESQL:
        raise LibraryError(f"PostgreSQL at {place} is version {version}. Upgrade it to {_OLDEST_POSTGRESQL} or newer.")
    if encoding != "UTF8":
        raise LibraryError(f"The database {place} has the encoding {encoding}. Create it with ENCODING 'UTF8'.")


def matches_nothing(error: Exception) -> bool:
    """Whether a parameter can't match any row: a number of more than 64 bits, or text with a character that is never stored."""
    return isinstance(error, OverflowError | UnicodeEncodeError | DataError)


def _said(error: DBAPIError) -> str:
    return " ".join(str(error.orig).split()).rstrip(".?")


def unreadable(place: Place, error: DBAPIError) -> LibraryError:
    """The error of a database that can't be read, with what to do."""
    found = _said(error)
    is_operational = isinstance(error, sqlalchemy.exc.OperationalError)
    if isinstance(place, Schema):
        what = "Check that PostgreSQL runs there, and POLIKB_DATABASE_URL." if is_operational else "See its log."
        return LibraryError(f"The database {place} can't be read: {found}. {what}")
    what = (
        "Check the disk and the folder's permissions."
        if is_operational
        else "It is damaged. Stop the server and restore the last backup with `polikb restore`, or move the folder away and ingest again."
    )
    return LibraryError(f"The catalogue {place} can't be read: {found}. {what}")


def unwritable(place: Place, error: DBAPIError) -> LibraryError:
    """The error of a database that can't be written, with what to do."""
    found = _said(error)
    if isinstance(place, Schema):
        return LibraryError(
            f"The database {place} can't be written: {found}. Check that PostgreSQL runs there and has free space. "
            "Nothing that was confirmed is lost."
        )
    return LibraryError(
        f"The catalogue {place} can't be written: {found}. Free some space or check the folder's "
        "permissions. Nothing that was confirmed is lost."
    )
