"""Conversion of a library's databases to an earlier version, with their data, so that the next command migrates them."""

import json
import sqlite3
from pathlib import Path

from kb.access.accounts import MIGRATIONS as ACCOUNTS
from kb.files import text_digest
from kb.store.sql.schema import MIGRATIONS

_ACCOUNTS = 4  # the version of accounts that came before Alembic


def make_older(home: Path, version: int) -> None:
    """Make catalogue (`version`) and accounts like the scripts before Alembic, and delete the word indexes, which were different."""
    _make(home / "catalogue.sqlite", MIGRATIONS, version)
    _make(home / "accounts.sqlite", ACCOUNTS, _ACCOUNTS)
    for place in home.glob("words*/place.json"):  # earlier indexes had none
        place.unlink()


def _make(path: Path, migrations: Path, version: int) -> None:
    """Copy each table of the older version into a new file, column by column, and replace the newer file with it."""
    if not path.is_file():
        return
    aside = path.with_name(f"{path.name}.older")
    aside.unlink(missing_ok=True)
    connection = sqlite3.connect(aside)
    connection.create_function("sha256", 1, text_digest, deterministic=True)
    for number, script in enumerate(sorted(migrations.glob("[0-9]*.sql"))[:version], 1):
        connection.executescript(f"{script.read_text(encoding='utf-8')}; PRAGMA user_version = {number}")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("ATTACH ? AS newer", (str(path),))
    for table in _tables(connection, "main") & _tables(connection, "newer"):
        common = ", ".join(sorted(_columns(connection, "main", table) & _columns(connection, "newer", table)))
        connection.execute(f"INSERT OR REPLACE INTO main.{table} ({common}) SELECT {common} FROM newer.{table}")
    if "uploads" in _tables(connection, "newer"):
        _describe_uploads(connection, path.parent / "uploads")
    if "pending_words" in _tables(connection, "main"):  # the backlog of the word index; there were no counters
        connection.execute("INSERT OR IGNORE INTO pending_words SELECT number FROM documents")
        connection.execute("DELETE FROM library WHERE key IN ('changes', 'removals')")
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    for log in (f"{path}-wal", f"{path}-shm"):
        Path(log).unlink(missing_ok=True)
    aside.replace(path)


def _describe_uploads(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the states of uploads into files beside them, like earlier versions."""
    for number, name, member, path, state, stated in connection.execute(
        "SELECT number, id, member, path, state, stated FROM newer.uploads"
    ):
        id_ = f"{member}-{number:08}-{text_digest(name)[:8]}"
        record = folder / str(member) / ".uploads" / f"{id_}.json"
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps({**json.loads(stated), "id": id_, "member": member, "path": path, "state": state}))


def _tables(connection: sqlite3.Connection, schema: str) -> set[str]:
    found = connection.execute(
        f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {row[0] for row in found}


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {f'"{row[1]}"' for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}
