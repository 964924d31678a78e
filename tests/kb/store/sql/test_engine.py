"""Engines of both dialects: statements are written once, errors say what to do, a file on a read-only disk is read as it is."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from kb.store.sql.engine import Connection, Schema, _for_psycopg, open_engine, unreadable, unwritable


def test_statements_are_written_once() -> None:
    assert _for_psycopg("SELECT 1 WHERE role LIKE '%author' AND id IN (?,?)") == (
        "SELECT 1 WHERE role LIKE '%%author' AND id IN (%s,%s)"
    )


def test_a_password_is_never_shown() -> None:
    place = Schema("postgresql://polikb:secret@db.example.org/polikb", "catalogue")
    error = OperationalError("SELECT 1", (), Exception("connection refused"))
    for said in (str(place), str(unreadable(place, error)), str(unwritable(place, error))):
        assert "db.example.org" in said and "secret" not in said
    assert "POLIKB_DATABASE_URL" in str(unreadable(place, error))


def test_many_rows_and_none(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "some.sqlite", writable=True)
    with engine.connect() as opened:
        connection = Connection(opened)
        connection.execute("CREATE TABLE words (word TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO words VALUES (?)", [["one"], ("two",)])
        connection.executemany("INSERT INTO words VALUES (?)", [])
        assert [row.word for row in connection.execute("SELECT word FROM words ORDER BY word")] == ["one", "two"]
        (mode,) = connection.execute("PRAGMA journal_mode").one()
        (durable,) = connection.execute("PRAGMA synchronous").one()
        (wiped,) = connection.execute("PRAGMA secure_delete").one()
        assert (mode, durable, wiped) == ("wal", 2, 1)
    engine.dispose()


def test_what_is_not_written_to_is_opened_for_reading(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "absent.sqlite", writable=False)
    with pytest.raises(DBAPIError, match="unable to open"):
        engine.connect()
    assert not (tmp_path / "absent.sqlite").exists()
