"""Versions of a database: detection, and upgrade to the newest (Alembic's revisions, after scripts for SQLite's first ones).

A revision's number is in the name of its file, `v0011_folded.py`. SQLite's `user_version` follows it, so that programs from
before Alembic refuse a newer file.
"""

import sqlite3
from pathlib import Path

from kb.store.sql.engine import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_version(migrations: Path) -> int:
    """The number of the last revision in a folder of migrations."""
    return max(int(file.name[1:5]) for file in (migrations / "versions").glob("v[0-9]*.py"))


def found_version(connection: Connection) -> int:
    """The version of a database; 0 for an empty one."""
    if connection.is_sqlite:
        (found,) = connection.execute("PRAGMA user_version").one()
        return int(found)
    (is_made,) = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").one()
    return int(connection.execute("SELECT version_num FROM alembic_version").scalar() or 0) if is_made else 0


def upgrade(connection: Connection, migrations: Path, name: str) -> None:
    """Bring the database `name` to the newest version, within the transaction that was begun on the connection."""
    from alembic import command  # importing it takes a tenth of a second, and it is seldom needed
    from alembic.config import Config

    if not connection.is_sqlite:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
    config = Config(attributes={"connection": connection})
    for name, value in (
        ("script_location", MIGRATIONS),
        ("version_locations", migrations / "versions"),
        ("path_separator", "newline"),
    ):
        config.set_main_option(name, str(value).replace("%", "%%"))
    command.upgrade(config, "head")
    if connection.is_sqlite:
        connection.execute(f"PRAGMA user_version = {newest_version(migrations)}")


def run_scripts(connection: Connection, folder: Path) -> None:
    """Create the tables of the first revision: by the scripts that an SQLite file lacks, or by `postgresql.sql`."""
    if not connection.is_sqlite:
        for statement in (folder / "postgresql.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.execute(statement)
        return
    for script in sorted(folder.glob("[0-9]*.sql"))[found_version(connection) :]:
        statement = ""
        for line in script.read_text(encoding="utf-8").splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                connection.execute(statement)
                statement = ""
