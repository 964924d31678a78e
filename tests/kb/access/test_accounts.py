"""Members, their passwords, sessions and tokens."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.access.accounts import ROLES, Accounts, Member, reader_of
from kb.errors import AccountError
from kb.model import ANONYMOUS, OWNER

WORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path, either_url: str) -> Iterator[Accounts]:
    opened = Accounts(tmp_path, "a secret of these tests", either_url)
    yield opened
    opened.close()


def test_a_password_opens_its_own_account_only(accounts: Accounts) -> None:
    anna = accounts.add("  Anna@Example.org ", WORD, "reader", ["DABC", " dastu "])
    assert (anna.name, anna.role, anna.groups) == ("anna@example.org", "reader", ("dabc", "dastu"))
    assert accounts.check("ANNA@example.org", WORD) == anna
    assert accounts.check("anna@example.org", WORD + "!") is None
    assert accounts.check("nobody@example.org", WORD) is None
    accounts.change("anna@example.org", password="another long one")
    assert accounts.check("anna@example.org", WORD) is None


def test_names_and_passwords_that_cannot_be_used(accounts: Accounts) -> None:
    accounts.add("anna", WORD, "reader")
    for name, password, says in (
        ("anna", WORD, "already"),
        (" ", WORD, "name is empty"),
        ("bo", "short", "at least 10"),
    ):
        with pytest.raises(AccountError, match=says):
            accounts.add(name, password, "reader")
    with pytest.raises(AccountError, match="no member bo"):
        accounts.member("bo")
    assert [member.name for member in accounts.members()] == ["anna"]


def test_a_session_lasts_until_it_ends(accounts: Accounts) -> None:
    anna = accounts.add("anna", WORD, "reader")
    first, second = accounts.start_session(anna), accounts.start_session(anna)
    assert accounts.session_member(first) == accounts.session_member(second) == anna and first != second
    accounts.end_session(first)
    assert accounts.session_member(first) is None and accounts.session_member(second) == anna
    accounts.change("anna", role="curator")
    assert accounts.session_member(second) is None, "who may more or less now signs in again"


def test_sessions_and_tokens_end_with_the_member_and_with_the_secret(
    accounts: Accounts, tmp_path: Path, either_url: str
) -> None:
    anna = accounts.add("anna", WORD, "reader")
    session, token = accounts.start_session(anna), accounts.issue_token(anna, "script")
    other = Accounts(tmp_path, "another secret", either_url)
    assert other.session_member(session) is None and other.token_member(token) is None
    other.close()
    accounts.remove("anna")
    assert accounts.session_member(session) is None and accounts.token_member(token) is None


def test_tokens_are_listed_without_their_secret_and_revoked_by_their_owner(accounts: Accounts) -> None:
    anna, bo = accounts.add("anna", WORD, "contributor"), accounts.add("bo", WORD, "reader")
    token = accounts.issue_token(anna, "upload", "write")
    known = accounts.token_member(token)
    assert known is not None and (known.name, known.scope) == ("anna", "write")
    ((token_id, label, _, scope),) = accounts.tokens(anna)
    assert (label, scope) == ("upload", "write") and token_id not in token
    accounts.revoke_token(bo, token_id)
    assert accounts.token_member(token) is not None, "only its owner's"
    accounts.revoke_token(anna, token_id)
    assert accounts.token_member(token) is None and accounts.tokens(anna) == []


def test_who_signs_in_elsewhere_gets_no_account_with_a_password(accounts: Accounts) -> None:
    accounts.add("anna", WORD, "admin")
    accounts.add("bo", None, "curator")
    with pytest.raises(AccountError, match="another account named anna"):
        accounts.external_member("https://idp|1", "anna", None)
    bo = accounts.external_member("https://idp|2", "Bo", ["dabc"])
    assert (bo.role, bo.groups, bo.has_password) == ("curator", ("dabc",), False)
    renamed = accounts.external_member("https://idp|2", "bo-the-second", None)
    assert (renamed.name, renamed.groups) == ("bo", ("dabc",)), "the subject counts, not the name"
    with pytest.raises(AccountError):
        accounts.external_member("https://idp|3", "bo", None)
    assert accounts.external_member("https://idp|4", "carla", []).role == "reader"
    assert accounts.check("bo", "") is None


def test_each_role_may_what_those_before_it_may() -> None:
    for at, role in enumerate(ROLES):
        member = Member(1, "anna", role)
        assert [member.may(other) for other in ROLES] == [True] * (at + 1) + [False] * (len(ROLES) - at - 1)


def test_what_a_member_may_see() -> None:
    assert reader_of(None) == ANONYMOUS
    assert reader_of(Member(1, "cleo", "curator")) == reader_of(Member(1, "root", "admin")) == OWNER
    anna = reader_of(Member(1, "anna", "reader", ("dabc",)))
    assert (
        anna.clearance == {"public", "internal"}
        and anna.names == {"anna", "dabc", "user:anna", "group:dabc"}
        and not anna.sees_embargoed
    )


def test_a_proxy_that_names_a_group_twice_changes_nothing(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the groups with each request, which mustn't write to the database."""
    eve = accounts.external_member("https://idp|9", "eve", ["Staff", "staff"])
    monkeypatch.setattr(accounts, "change", lambda *_, **__: pytest.fail("nothing has changed"))
    assert accounts.external_member("https://idp|9", "eve", ["staff", "Staff"]) == eve and eve.groups == ("staff",)


def test_a_member_never_reads_what_a_group_of_the_same_name_may(accounts: Accounts) -> None:
    accounts.add("bo", WORD, "reader", ["ethics"])
    with pytest.raises(AccountError, match="ethics is the name of a group"):
        accounts.add("Ethics", WORD, "reader")
    with pytest.raises(AccountError, match="name of a group"):
        accounts.external_member("https://idp|9", "ethics", None)
    with pytest.raises(AccountError, match="name of a group"):
        accounts.add("user:bo", WORD, "reader")
    carla = accounts.add("carla", WORD, "reader")
    for change in (
        lambda: accounts.add("dan", WORD, "reader", ["bo"]),
        lambda: accounts.change("bo", groups=["carla"]),
    ):
        with pytest.raises(AccountError, match="can't have the same name"):
            change()
    assert accounts.external_member("https://idp|9", "eve", ["bo", "housing"]).groups == ("housing",)
    assert not carla.is_group
    # An account of an earlier version: what names the group doesn't name it, but "user:" does.
    with accounts._database.transaction() as connection:
        connection.execute("UPDATE members SET name = 'ethics' WHERE name = 'carla'")
    names = reader_of(accounts.member("ethics")).names
    assert "ethics" not in names and "user:ethics" in names
    assert {"ethics", "group:ethics"} <= reader_of(accounts.member("bo")).names


def test_a_group_can_not_pretend_to_be_a_member() -> None:
    assert "user:anna" not in reader_of(Member(1, "bo", "reader", ("user:anna",))).names


@pytest.mark.parametrize("change", [{"password": "another long one"}, {"role": "admin"}])
def test_tokens_end_with_the_password_and_the_role(accounts: Accounts, change: dict[str, Any]) -> None:
    anna = accounts.add("anna", WORD, "reader")
    token = accounts.issue_token(anna, "a program")
    accounts.change("anna", groups=["housing"])
    assert accounts.token_member(token) is not None
    accounts.change("anna", **change)
    assert accounts.token_member(token) is None and accounts.tokens(anna) == []


def test_changes_of_accounts_are_in_the_audit_log(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("anna", WORD, "reader", ["dabc"])
    accounts.change("anna", role="curator", groups=["dastu"])
    accounts.change("anna", password="another long one")
    accounts.external_member("https://idp|1", "Bo", ["dabc"])
    accounts.external_member("https://idp|1", "Bo", ["dabc"])
    accounts.remove("anna")
    for refused in (lambda: accounts.add("bo", WORD, "admin"), lambda: accounts.change("anna", role="admin")):
        with pytest.raises(AccountError):
            refused()
    log = (tmp_path / "audit.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line) for line in log.splitlines()]
    assert [(event["event"], event["member"]) for event in events] == [
        ("account added", "anna"), ("account changed", "anna"), ("password changed", "anna"),
        ("account added", "bo"), ("account linked", "bo"), ("account changed", "bo"), ("account removed", "anna"),
    ]  # fmt: skip
    changed = {name: events[1][name] for name in ("role", "groups", "before", "groups_before")}
    assert changed == {"role": "curator", "groups": "dastu", "before": "reader", "groups_before": "dabc"}
    assert WORD not in log and "another long one" not in log and "idp" not in log
