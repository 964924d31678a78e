"""The office's inbox from the command line."""

import json

import pytest

from kb.access.accounts import Accounts
from kb.cli.needs import app
from kb.errors import AccountError, MailError, NotFound, PolikbError
from kb.settings import Settings
from kb.workspace.database import open_accounts
from kb.workspace.sent_needs import Found, Sender, SentNeed, SentNeeds
from tests.kb.cli.conftest import Run


@pytest.fixture
def need(filled: Settings) -> SentNeed:
    database = open_accounts(filled.home)
    sent = SentNeeds(database).add(
        "Vorremmo un pozzo.", "Lodi", Sender("Ada", "ada@example.org", "it"), Found(("wells",))
    )
    database.close()
    accounts = Accounts(filled.home)
    accounts.add("cleo", "correct horse battery", "curator")
    accounts.add("anna", "correct horse battery", "reader")
    accounts.close()
    return sent


def test_a_need_is_listed_assigned_answered_and_closed(run: Run, need: SentNeed, filled: Settings) -> None:
    assert need.id in run(app, "needs", "list").stdout and "Vorremmo un pozzo." in run(app, "needs", "list").stdout
    assert run(app, "needs", "assign", need.id, "cleo").stdout == f"Need {need.id} is assigned, assigned to cleo.\n"
    assert "answered" in run(app, "needs", "answer", need.id, "Chiamaci.", "--as", "Cleo").stdout
    shown = run(app, "needs", "show", need.id).stdout
    for part in ("Ada <ada@example.org>", "Where: Lodi", "Works found: wells", "Cleo:\nChiamaci."):
        assert part in shown, part
    assert "closed" in run(app, "needs", "close", need.id).stdout
    assert run(app, "needs", "list", "--state", "new").stdout == ""
    audit = (filled.home / "audit.jsonl").read_text()
    assert [event in audit for event in ("need assigned", "need answered", "need closed")] == [True] * 3
    assert "pozzo" not in audit and "ada@" not in audit


def test_json_holds_all_but_the_senders_token(run: Run, need: SentNeed) -> None:
    for arguments in (
        ("list",),
        ("show", need.id),
        ("assign", need.id, "cleo"),
        ("answer", need.id, "Sì."),
        ("close", need.id),
    ):
        printed = run(app, "needs", *arguments, "--json").stdout
        value = json.loads(printed)
        value = value[0] if isinstance(value, list) else value
        assert value["id"] == need.id and value["sender"]["email"] == "ada@example.org", arguments
        assert need.token not in printed


def test_an_answer_whose_e_mail_fails_is_stored_once_and_says_so(
    run: Run, need: SentNeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("SMTP_URL", "smtp://127.0.0.1:1"),
        ("MAIL_FROM", "kb@example.org"),
        ("PUBLIC_URL", "https://kb"),
    ):
        monkeypatch.setenv(f"POLIKB_{name}", value)
    failed = run(app, "needs", "answer", need.id, "Chiamaci.")
    assert isinstance(failed.exception, MailError) and "The answer is stored" in str(failed.exception)
    assert run(app, "needs", "show", need.id).stdout.count("Chiamaci.") == 1


def test_an_erased_need_is_gone(run: Run, need: SentNeed) -> None:
    assert run(app, "needs", "close", need.id, "--erase", "--json").exit_code == 0
    assert json.loads(run(app, "needs", "list", "--json").stdout) == []
    assert isinstance(run(app, "needs", "show", need.id).exception, NotFound)


def test_mistakes_are_said(run: Run, need: SentNeed) -> None:
    for arguments, error in (
        (("list", "--state", "lost"), PolikbError),
        (("show", "nothing"), NotFound),
        (("assign", need.id, "nobody"), AccountError),
        (("assign", need.id, "anna"), AccountError),
        (("answer", need.id, " "), PolikbError),
        (("answer", need.id, "a" * 5001), PolikbError),
        (("close", "nothing"), NotFound),
    ):
        assert isinstance(run(app, "needs", *arguments).exception, error), arguments
