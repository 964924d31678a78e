"""The catalogue's file: newer and damaged ones are refused with advice."""

import sqlite3
from pathlib import Path

import pytest

from kb.errors import LibraryError, LibraryTooNew
from kb.library import Library
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.database import Database
from kb.store.sql.schema import MIGRATIONS, newest_version


def test_a_newer_library_is_refused_politely(library: Library, settings: Settings) -> None:
    library.close()
    with sqlite3.connect(settings.home / "catalogue.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {newest_version(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LibraryTooNew, match="Upgrade polikb"):
        Library(settings, writable=True)


def test_a_catalogue_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"garbage" * 1000)
    with pytest.raises(LibraryError, match="backup"):
        Catalogue(tmp_path / "catalogue.sqlite")


def test_names_of_an_older_catalogue_are_folded(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with sqlite3.connect(path) as old:
        for number in range(1, 6):
            (script,) = MIGRATIONS.glob(f"{number:04}_*.sql")
            old.executescript(f"{script.read_text()}; PRAGMA user_version = {number}")
        old.execute("INSERT INTO people (name) VALUES ('Angelo Dì Santi')")
    old.close()
    catalogue = Catalogue(path)
    assert [tuple(row) for row in catalogue.rows("SELECT name, folded FROM people")] == [
        ("Angelo Dì Santi", "angelo di santi")
    ]
    catalogue.close()


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
def test_a_number_that_no_row_can_hold_finds_none(library: Library, number: int) -> None:
    assert library.catalogue.rows("SELECT id FROM documents WHERE number = ?", (number,)) == []
    assert library.catalogue.rows("SELECT ?", (2**63 - 1,))[0][0] == 2**63 - 1


def test_what_fails_within_a_transaction_changes_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.sqlite")
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        connection.execute("INSERT INTO library VALUES ('half', 'done')")
        assert database.fact("half") == "done", "a thread sees what it has written"
        raise ZeroDivisionError
    assert database.fact("half") is None
    database.set_fact("whole", "done")
    assert database.fact("whole") == "done"
    assert database.facts("whole", "half", "whole") == ["done", None, "done"] and database.facts() == []
    database.close()
