"""Rows of all tables of a database, in batches, with counts, digests and keys to compare and continue a copy."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy
from sqlalchemy import func, select, tuple_

from kb.store.sql.engine import Connection

_BATCH = 500  # rows: sentences with their vectors take some 50 KB each
_OWN = ("alembic_version", "library")  # the database's version, and the facts, which are written last
Rows = list[dict[str, Any]]


class Tables:
    """Tables of one database with their rows, as of one moment, ordered so that each follows those it refers to."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection
        metadata = sqlalchemy.MetaData()
        metadata.reflect(connection)
        self.all = {table.name: table for table in metadata.sorted_tables if table.name not in _OWN}

    def count(self, name: str) -> int:
        """The number of rows of a table."""
        return int(self._connection.execute(select(func.count()).select_from(self.all[name])).scalar_one())

    def batches(self, name: str, after: Sequence[object] | None = None) -> Iterator[Rows]:
        """The rows after the key `after`, in the order of keys. A table without a key is one batch."""
        table = self.all[name]
        key = list(table.primary_key)
        query = select(table).order_by(*key)
        while True:
            part = query if after is None else query.where(tuple_(*key) > tuple_(*after))
            found = self._connection.execute(part.limit(_BATCH) if key else part).mappings().all()
            if found:
                yield [dict(row) for row in found]
            if not key or len(found) < _BATCH:
                return
            after = [found[-1][column.name] for column in key]

    def last_key(self, name: str) -> Sequence[object] | None:
        """The highest key of a table; None for an empty one, or one without a key."""
        if not (key := list(self.all[name].primary_key)):
            return None
        row = self._connection.execute(select(*key).order_by(*(column.desc() for column in key)).limit(1)).first()
        return None if row is None else list(row)

    def digest(self, name: str) -> tuple[int, str]:
        """The number of rows and a SHA-256 of their values, the same in both dialects."""
        names, count, digest = sorted(self.all[name].columns.keys()), 0, hashlib.sha256()
        for rows in self.batches(name):
            values = [repr([_plain(row[column]) for column in names]) for row in rows]
            for value in values if list(self.all[name].primary_key) else sorted(values):
                digest.update(value.encode(errors="surrogatepass"))
            count += len(rows)
        return count, digest.hexdigest()

    def numbered(self) -> Iterator[tuple[str, str]]:
        """(table, column) of each table with a numeric key of its own."""
        for name, table in self.all.items():
            key = list(table.primary_key)
            if len(key) == 1 and isinstance(key[0].type, sqlalchemy.Integer) and not key[0].foreign_keys:
                yield name, key[0].name

    def highest_number(self, name: str, column: str) -> int:
        """The highest number that a table ever gave to a row, and won't give again."""
        given: list[Any] = [self._connection.execute(select(func.max(self.all[name].c[column]))).scalar()]
        if self._connection.dialect.name == "sqlite":
            sql = "SELECT seq FROM sqlite_sequence WHERE name = ?"
            given.append(self._connection.exec_driver_sql(sql, (name,)).scalar())
        else:
            sequence = self._connection.execute(select(func.pg_get_serial_sequence(f'"{name}"', column))).scalar()
            if sequence is not None:
                sql = f"SELECT last_value FROM {sequence} WHERE is_called"  # noqa: S608
                given.append(self._connection.exec_driver_sql(sql).scalar())
        return max(int(number or 0) for number in given)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@contextmanager
def reading(engine: sqlalchemy.Engine) -> Iterator[Tables]:
    """The tables as of one moment, unaffected by concurrent writes."""
    with engine.connect() as held:
        Connection(held).begin_reading()
        try:
            yield Tables(held)
        finally:
            held.exec_driver_sql("ROLLBACK")
