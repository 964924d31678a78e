"""Engines of both dialects: statements are written once, errors say what to do, a file on a read-only disk is readable."""

import time
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from kb.errors import LibraryError
from kb.store.catalogue import Catalogue
from kb.store.database import Database
from kb.store.sql.engine import Connection, Schema, _for_psycopg, open_engine, place_of, unreadable, unwritable
from tests.postgres import PostgresServer


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


def test_a_server_that_does_not_answer_is_named(tmp_path: Path, free_port: int) -> None:
    with pytest.raises(LibraryError, match=rf"127\.0\.0\.1:{free_port}/polikb can't be read: .*POLIKB_DATABASE_URL"):
        Catalogue(place_of(tmp_path, "catalogue", f"postgresql://polikb:secret@127.0.0.1:{free_port}/polikb"))


def test_a_database_of_another_encoding_is_refused(tmp_path: Path, postgres_server: PostgresServer) -> None:
    postgres_server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(LibraryError, match=r"LATIN1\. Create it with ENCODING 'UTF8'"):
        Catalogue(place_of(tmp_path, "catalogue", postgres_server.url("latin")))


def test_a_library_that_is_read_only_is_not_made(tmp_path: Path, postgres_server: PostgresServer) -> None:
    postgres_server.execute("CREATE DATABASE nothing")
    with pytest.raises(LibraryError, match="There is no library"):
        Catalogue(place_of(tmp_path, "catalogue", postgres_server.url("nothing")), writable=False)


def test_an_address_that_names_several_servers_leads_to_the_one_that_writes(
    tmp_path: Path, database_url: str, free_port: int
) -> None:
    before, _, folder = database_url.partition("?host=")
    url = f"{before}?host=127.0.0.1,{folder}&port={free_port},5432&target_session_attrs=read-write"
    for writable in (True, False):
        catalogue = Catalogue(place_of(tmp_path, "catalogue", url), writable=writable)
        assert catalogue.counts()["documents"] == 0
        if not writable:
            with pytest.raises(LibraryError, match="read-only"):
                catalogue.set_fact("a", "b")
        catalogue.close()


def test_what_no_row_can_hold_is_not_found(tmp_path: Path, database_url: str) -> None:
    catalogue = Catalogue(place_of(tmp_path, "catalogue", database_url))
    for value in ("a\0b", 10**30, "\ud800"):
        assert catalogue.rows("SELECT id FROM documents WHERE id = ?", (str(value),)) == []
    catalogue.close()


def test_a_connection_that_was_cut_is_made_anew(
    tmp_path: Path, database_url: str, postgres_server: PostgresServer
) -> None:
    database = Database(place_of(tmp_path, "catalogue", database_url))
    database.set_fact("kept", "1")
    postgres_server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'polikb'")
    assert database.fact("kept") == "1"
    postgres_server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'polikb'")
    with pytest.raises(LibraryError, match="Nothing that was confirmed is lost"):
        database.set_fact("kept", "2")
    database.set_fact("kept", "3")
    assert database.fact("kept") == "3"
    database.close()


def test_a_change_is_announced_to_who_listens(tmp_path: Path, database_url: str) -> None:
    database, other = (Database(place_of(tmp_path, "catalogue", database_url)) for _ in range(2))
    with database.listening() as wait:
        with other.transaction() as connection:
            other.advance(connection)
        began = time.monotonic()
        wait(30)
        assert time.monotonic() - began < 15
    for opened in (database, other):
        opened.close()
