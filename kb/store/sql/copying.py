"""Copying of all tables to a database of the same version, of either dialect; continues a run that was cut off."""

from collections.abc import Callable

from kb.store.database import Database
from kb.store.sql.engine import Connection
from kb.store.sql.tables import Rows, Tables

OnRows = Callable[[int], None]


def copy_tables(source: Tables, target: Database, on_rows: OnRows) -> None:
    """Insert all rows that the target lacks, with their keys. `on_rows` gets the number of rows copied so far."""
    with target.reading() as there:
        reached = {name: (there.count(name), there.last_key(name)) for name in there.all}
    done = 0
    for name in source.all:
        count, last = reached[name]
        done += count
        if count and last is None:
            continue  # it has no key, and was copied whole
        for rows in source.batches(name, last):
            with target.transaction() as connection:
                _insert(connection, name, rows)
            done += len(rows)
            on_rows(done)
    with target.transaction() as connection:
        for name, column in source.numbered():
            _count_from(connection, name, column, source.highest_number(name, column))


def _insert(connection: Connection, name: str, rows: Rows) -> None:
    columns, places = ", ".join(f'"{column}"' for column in rows[0]), ", ".join("?" * len(rows[0]))
    sql = f'INSERT INTO "{name}" ({columns}) VALUES ({places})'  # noqa: S608
    connection.executemany(sql, [tuple(row.values()) for row in rows])


def _count_from(connection: Connection, name: str, column: str, number: int) -> None:
    """Continue the automatic keys of a table from `number`, if it has any."""
    if number and not connection.is_sqlite:
        connection.execute("SELECT setval(pg_get_serial_sequence(?, ?), ?)", (f'"{name}"', column, number))
    elif number:  # of tables without AUTOINCREMENT SQLite keeps no number
        connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, name))


def differences(source: Tables, target: Database) -> list[str]:
    """Names of the tables that don't hold the same rows."""
    with target.reading() as there:
        return [name for name in source.all if source.digest(name) != there.digest(name)]


def empty(source: Tables, target: Database) -> None:
    """Delete all rows that `copy_tables` may have copied."""
    with target.transaction() as connection:
        for name in reversed(source.all):
            connection.execute(f'DELETE FROM "{name}"')  # noqa: S608
