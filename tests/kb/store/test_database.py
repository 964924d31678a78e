"""The catalogue's file: newer and damaged ones are refused with what to do."""

import sqlite3
from pathlib import Path

import pytest

from kb.errors import LibraryError, LibraryTooNew
from kb.library import Library
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.database import MIGRATIONS, Database


def test_a_newer_library_is_refused_politely(library: Library, settings: Settings) -> None:
    library.close()
    with sqlite3.connect(settings.home / "catalogue.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LibraryTooNew, match="Upgrade polikb"):
        Library(settings, writable=True)


def test_a_catalogue_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"garbage" * 1000)
    with pytest.raises(LibraryError, match="backup"):
        Catalogue(tmp_path / "catalogue.sqlite")


def test_names_of_an_older_catalogue_have_no_parts_until_they_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    old = Database(path, migrations=[file for file in MIGRATIONS if file.name < "0006"])
    with old.transaction() as connection:
        connection.execute("INSERT INTO people (name) VALUES ('Angelo Di Santi')")
    old.close()
    catalogue = Catalogue(path)
    assert [tuple(row) for row in catalogue.rows("SELECT name, family, given FROM people")] == [
        ("Angelo Di Santi", "", "")
    ]
    catalogue.close()


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
def test_a_number_that_no_row_can_hold_finds_none(library: Library, number: int) -> None:
    assert library.catalogue.rows("SELECT id FROM documents WHERE number = ?", (number,)) == []
    assert library.catalogue.rows("SELECT ?", (2**63 - 1,))[0][0] == 2**63 - 1
