"""Versions of a database: files from before Alembic are upgraded to the newest one, completely or not at all."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy

from kb.access.accounts import MIGRATIONS as ACCOUNTS
from kb.access.accounts import Accounts
from kb.errors import LibraryError
from kb.store.catalogue import Catalogue
from kb.store.database import Database
from kb.store.sql.engine import place_of
from kb.store.sql.schema import MIGRATIONS, newest_version


def made_before_alembic(path: Path, migrations: Path, version: int) -> None:
    """A file as programs before Alembic made it."""
    connection = sqlite3.connect(path)
    connection.create_function("sha256", 1, lambda text: f"hash of {text}", deterministic=True)
    for number, script in enumerate(sorted(migrations.glob("[0-9]*.sql"))[:version], 1):
        connection.executescript(f"{script.read_text()}; PRAGMA user_version = {number}")
    connection.close()


def schema(path: Path) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(path)
    columns = "SELECT m.type, m.name, c.name, c.type, c.pk FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c ORDER BY 1, 2, 3"
    found = connection.execute(columns).fetchall()
    connection.close()
    return found


@pytest.mark.parametrize("version", range(1, 11))
def test_each_older_catalogue_becomes_what_a_new_one_is(tmp_path: Path, version: int) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    made_before_alembic(old, MIGRATIONS, version)
    for path in (old, new):
        Catalogue(path).close()
    assert schema(old) == schema(new)
    connection = sqlite3.connect(old)
    assert connection.execute("PRAGMA user_version").fetchone() == (newest_version(MIGRATIONS),)
    connection.close()


def test_groups_of_older_accounts_are_kept(tmp_path: Path) -> None:
    made_before_alembic(tmp_path / "accounts.sqlite", ACCOUNTS, 4)
    connection = sqlite3.connect(tmp_path / "accounts.sqlite")
    connection.execute(
        "INSERT INTO members (name, password, role, groups, created_at) VALUES ('ada', '', 'reader', '[\"lab\", \"dean\"]', '')"
    )
    connection.commit()
    connection.close()
    accounts = Accounts(tmp_path)
    assert accounts.member("ada").groups == ("dean", "lab")
    accounts.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    made_before_alembic(path, MIGRATIONS, 10)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER documents_use_id")  # which the next version drops
    connection.close()
    before = schema(path)
    with pytest.raises(LibraryError, match="no such trigger"):
        Catalogue(path)
    assert schema(path) == before


def test_an_older_file_is_not_read_as_it_is(tmp_path: Path) -> None:
    made_before_alembic(tmp_path / "catalogue.sqlite", MIGRATIONS, 10)
    with pytest.raises(LibraryError, match="older version"):
        Database(tmp_path / "catalogue.sqlite", writable=False)


def tables(name: str, home: Path, url: str = "") -> dict[str, object]:
    """Columns, keys and references of every table, without the names that a database gives them."""
    migrations = ACCOUNTS if name == "accounts" else MIGRATIONS
    database = Database(place_of(home, name, url), migrations=migrations)
    found = sqlalchemy.inspect(database._engine)
    described: dict[str, object] = {}
    for table in found.get_table_names():
        keys = found.get_pk_constraint(table)["constrained_columns"]
        columns = {
            c["name"]: (c["type"].python_type.__name__, c["nullable"] and c["name"] not in keys)
            for c in found.get_columns(table)
        }
        links = {(key["constrained_columns"][0], key["referred_table"]) for key in found.get_foreign_keys(table)}
        described[table] = columns, keys, links
    database.close()
    return described


@pytest.mark.parametrize("name", ["catalogue", "accounts"])
def test_both_databases_have_the_same_tables(tmp_path: Path, database_url: str, name: str) -> None:
    embedded = tables(name, tmp_path)
    assert embedded == tables(name, tmp_path, database_url) and len(embedded) > 5


def test_the_ledger_of_an_older_catalogue_keeps_what_it_shows(tmp_path: Path) -> None:
    path, nights = tmp_path / "catalogue.sqlite", range(4)
    made_before_alembic(path, MIGRATIONS, 10)
    connection = sqlite3.connect(path)
    for night in nights:
        for name, outcome in (("a", "unchanged" if night else "added"), ("b", "skipped"), ("c", "failed")):
            values = (f"2026-01-0{night + 1}", f"/in/{name}", name, outcome)
            connection.execute("INSERT INTO ledger VALUES (NULL, ?, ?, ?, ?, '', 0, 0)", values)
    connection.commit()
    connection.close()
    catalogue = Catalogue(path)
    shown = [(entry.source, entry.outcome, entry.at[-1]) for entry in catalogue.ledger.files()]
    assert shown == [("c", "failed", "4"), ("b", "skipped", "4"), ("a", "added", "1")]
    assert catalogue.rows("SELECT count(*) FROM ledger")[0][0] == 2 + 1 + len(nights)
    catalogue.close()
