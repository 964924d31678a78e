"""A database of accounts with two members, and needs to send."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.access.accounts import Accounts
from kb.store.database import Database
from kb.workspace.database import open_accounts
from kb.workspace.sent_needs import Found, Sender

SENDER = Sender("Ada Rossi, Cooperativa Uno (fictional)", "ada@example.org", "it")
FOUND = Found(("wells", "bees"), ("ada-rossi",), ("Cerchiamo qualcuno che canti.",), 12)


@pytest.fixture
def members(tmp_path: Path, either_url: str) -> Iterator[tuple[Database, Accounts, int, int]]:
    """The database, the accounts, and the numbers of two members."""
    accounts = Accounts(tmp_path, "", either_url)
    anna, bo = (accounts.add(name, "correct horse battery", "reader").id for name in ("anna", "bo"))
    database = open_accounts(tmp_path, either_url)
    yield database, accounts, anna, bo
    database.close()
    accounts.close()
