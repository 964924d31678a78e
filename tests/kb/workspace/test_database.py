"""The database of accounts is opened beside the accounts."""

from pathlib import Path

from kb.access.accounts import Accounts
from kb.workspace.database import open_accounts


def test_it_is_the_file_of_the_accounts_whoever_opens_it_first(tmp_path: Path) -> None:
    for first in (True, False):
        home = tmp_path / str(first)
        database = open_accounts(home) if first else None
        accounts = Accounts(home)
        accounts.add("anna", "correct horse battery", "reader")
        database = database or open_accounts(home)
        assert [row.name for row in database.rows("SELECT name FROM members")] == ["anna"]
        database.close()
        accounts.close()
