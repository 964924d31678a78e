"""The database of accounts, which also stores what members keep and the needs sent to the office."""

from pathlib import Path

from kb.access.accounts import MIGRATIONS
from kb.store.database import Database
from kb.store.sql.engine import place_of


def open_accounts(home: Path, database_url: str = "") -> Database:
    """The database of accounts of the library in `home`. Safe to open while a server is running."""
    home.mkdir(parents=True, exist_ok=True)
    return Database(place_of(home, "accounts", database_url), migrations=MIGRATIONS)
