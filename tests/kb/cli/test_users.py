"""Accounts from the command line; a password is never an argument."""

from kb.access.accounts import Accounts
from kb.cli.users import app
from kb.errors import AccountError
from kb.settings import Settings
from tests.kb.cli.conftest import Run

WORD = "correct horse battery"


def test_an_account_is_made_changed_and_removed(run: Run, settings: Settings) -> None:
    made = run(
        app, "users", "add", "Anna@Example.org", "--role", "curator", "--groups", "dabc, dastu", input=f"{WORD}\n"
    )
    assert made.stdout == "anna@example.org can now sign in as curator.\n"
    assert run(app, "users", "list").stdout == "anna@example.org\tcurator\tdabc,dastu\n"
    nothing = run(app, "users", "change", "anna@example.org")
    assert "Nothing was changed" in str(nothing.exception) and nothing.stdout == ""
    run(app, "users", "change", "anna@example.org", "--role", "reader", "--groups", "")
    run(app, "users", "password", "anna@example.org", input="another long one\n")
    accounts = Accounts(settings.home)
    member = accounts.check("anna@example.org", "another long one")
    assert member is not None and (member.role, member.groups) == ("reader", ())
    assert run(app, "users", "remove", "anna@example.org").stdout == "The account is deleted.\n"
    assert accounts.members() == []
    accounts.close()


def test_who_signs_in_elsewhere_is_asked_for_no_password(run: Run, settings: Settings) -> None:
    assert run(app, "users", "add", "bo", "--elsewhere").exit_code == 0
    accounts = Accounts(settings.home)
    assert not accounts.member("bo").has_password
    accounts.close()


def test_mistakes_are_said(run: Run) -> None:
    for arguments, typed in (
        (("add", "anna", "--role", "king"), WORD),
        (("add", "anna"), "short"),
        (("change", "nobody", "--role", "reader"), ""),
        (("password", "nobody"), WORD),
        (("remove", "nobody"), ""),
    ):
        assert isinstance(run(app, "users", *arguments, input=f"{typed}\n").exception, AccountError), arguments
