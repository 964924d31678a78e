"""Needs in the office's inbox: states, refusals, erasure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.access.accounts import Accounts
from kb.errors import NotFound, TooMany
from kb.store.database import Database
from kb.workspace.database import open_accounts
from kb.workspace.sent_needs import STATES, Found, SentNeeds
from tests.kb.workspace.conftest import FOUND, SENDER

Members = tuple[Database, Accounts, int, int]


def test_a_need_goes_from_new_to_closed(members: Members) -> None:
    needs = SentNeeds(members[0])
    sent = needs.add("Vorremmo un pozzo.", "Lodi", SENDER, FOUND)
    states = [
        needs.find(sent.id).state,
        needs.assign(sent.id, "cleo").state,
        needs.write(sent.id, "cleo", "Chiamaci.").state,
        needs.write(sent.id, "", "A che numero?").state,
        needs.write(sent.id, "cleo", "02 1234.").state,
        needs.close(sent.id).state,
    ]
    assert states == ["new", "assigned", "answered", "assigned", "answered", "closed"]
    found = needs.of_sender(sent.token)
    assert [(m.author, m.text) for m in found.messages] == [
        ("cleo", "Chiamaci."),
        ("", "A che numero?"),
        ("cleo", "02 1234."),
    ]
    assert (found.text, found.places, found.sender, found.found) == ("Vorremmo un pozzo.", "Lodi", SENDER, FOUND)
    assert [need.id for need in needs.all("closed")] == [sent.id] and needs.all("new") == []
    assert {need.state for need in needs.all()} <= set(STATES)


def test_an_assignment_is_taken_back(members: Members) -> None:
    needs = SentNeeds(members[0])
    sent = needs.add("Vorremmo un pozzo.", "", SENDER, Found())
    assert needs.assign(sent.id, "cleo").assignee == "cleo"
    taken_back = needs.assign(sent.id, "")
    assert (taken_back.state, taken_back.assignee) == ("new", "")


def test_nobody_finds_a_need_by_a_wrong_token(members: Members) -> None:
    needs = SentNeeds(members[0])
    sent = needs.add("Vorremmo un pozzo.", "", SENDER, Found())
    for token in ("", sent.id, sent.token[:-1], sent.token + "x", sent.token.swapcase(), "%"):
        with pytest.raises(NotFound):
            needs.of_sender(token)
    for act in (needs.find, needs.close, needs.erase):
        with pytest.raises(NotFound):
            act(sent.token)


def test_an_inbox_is_not_flooded_by_one_mailbox(members: Members) -> None:
    needs = SentNeeds(members[0])
    for spelling in ("ada@example.org", "Ada+1@example.org", "ADA+2@Example.org."):
        needs.add("Vorremmo un pozzo.", "", replace(SENDER, email=spelling), Found())
    with pytest.raises(TooMany, match="today"):
        needs.add("Vorremmo un pozzo.", "", replace(SENDER, email="ada+3@example.org"), Found())
    assert needs.add("Vorremmo un pozzo.", "", replace(SENDER, email="bo@example.org"), Found()).state == "new"


def test_a_full_inbox_and_an_endless_conversation_are_refused(
    members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = SentNeeds(members[0])
    sent = needs.add("Vorremmo un pozzo.", "", SENDER, Found())
    monkeypatch.setattr("kb.workspace.sent_needs._MAX_OPEN", 1)
    monkeypatch.setattr("kb.workspace.sent_needs._MAX_MESSAGES", 2)
    with pytest.raises(TooMany, match="full"):
        needs.add("Vorremmo un pozzo.", "", replace(SENDER, email="bo@example.org"), Found())
    needs.write(sent.id, "", "Ecco.")
    needs.write(sent.id, "", "Ecco ancora.")
    with pytest.raises(TooMany, match="messages"):
        needs.write(sent.id, "", "E ancora.")
    needs.close(sent.id)
    assert needs.add("Vorremmo un pozzo.", "", replace(SENDER, email="bo@example.org"), Found()).id


def test_what_is_erased_leaves_no_row(members: Members) -> None:
    database = members[0]
    needs = SentNeeds(database)
    sent = needs.add("Vorremmo un pozzo.", "", SENDER, Found())
    needs.write(sent.id, "", "Ecco.")
    needs.erase(sent.id)
    assert database.rows("SELECT * FROM needs") == database.rows("SELECT * FROM need_messages") == []


def test_closed_needs_are_erased_after_their_days_and_open_ones_never(members: Members) -> None:
    database, _, _, _ = members
    needs = SentNeeds(database, keep_days=30)
    old, open_ = (needs.add(text, "", SENDER, Found()) for text in ("Uno.", "Due."))
    needs.close(old.id)
    for days, left in ((29, {old.id, open_.id}), (31, {open_.id})):
        with database.transaction() as connection:
            connection.execute("UPDATE needs SET changed_at = ?", ((datetime.now(UTC) - timedelta(days)).isoformat(),))
        assert {need.id for need in needs.all()} == left, days


def test_without_a_limit_of_days_nothing_is_erased(members: Members) -> None:
    needs = SentNeeds(members[0])
    closed = needs.close(needs.add("Uno.", "", SENDER, Found()).id)
    with members[0].transaction() as connection:
        connection.execute("UPDATE needs SET changed_at = '2001-01-01'")
    assert [need.id for need in needs.all()] == [closed.id]


def test_a_need_outlives_its_senders_account(members: Members) -> None:
    database, accounts, anna, bo = members
    needs = SentNeeds(database)
    sent = needs.add("Vorremmo un pozzo.", "", replace(SENDER, member=anna), Found())
    assert [need.id for need in needs.of_member(anna)] == [sent.id] and needs.of_member(bo) == []
    accounts.remove("anna")
    assert needs.find(sent.id).sender.member is None and needs.of_member(anna) == []


def test_two_processes_may_look_at_once(members: Members, tmp_path: Path, either_url: str) -> None:
    sent = SentNeeds(members[0]).add("Vorremmo un pozzo.", "", SENDER, Found())
    beside = open_accounts(tmp_path, either_url)
    assert SentNeeds(beside).assign(sent.id, "cleo").state == "assigned"
    assert SentNeeds(members[0]).find(sent.id).assignee == "cleo"
    beside.close()
