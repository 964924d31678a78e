"""Opens the database of accounts, where what members keep and the needs sent to the office are stored, too."""

from pathlib import Path

from kb.access.accounts import MIGRATIONS
from kb.store.database import Database


def open_accounts(home: Path) -> Database:
    """The database of accounts of the library in `home`. Safe to open beside a running server."""
    home.mkdir(parents=True, exist_ok=True)
    return Database(home / "accounts.sqlite", migrations=MIGRATIONS)
