"""Commands that manage accounts. They work beside a running server."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import counted, print_table, say
from kb.errors import AccountError

if TYPE_CHECKING:
    from kb.access.accounts import Accounts

app = typer.Typer(rich_markup_mode=None)
users = typer.Typer(
    help="Create and change the accounts of people who may sign in.", rich_markup_mode=None, no_args_is_help=True
)
app.add_typer(users, name="users")

Name = Annotated[str, typer.Argument(help="The name, such as an e-mail address.")]
RoleOption = Annotated[
    str, typer.Option("--role", help="reader, contributor (uploads), curator (corrects, sees all) or admin.")
]
Groups = Annotated[
    str, typer.Option("--groups", help="Groups, separated by commas; restricted documents may name them.")
]


def _accounts(*, makes_them: bool = False) -> "Accounts":
    """The accounts of the library. Raises LibraryError if there are neither accounts nor a library, unless `makes_them`."""
    from kb.access.accounts import Accounts
    from kb.settings import load_settings
    from kb.store.lock import require_library

    settings = load_settings()
    if not makes_them and not (settings.home / "accounts.sqlite").is_file():
        require_library(settings)
    return Accounts(settings.home, settings.secret_key, settings.database_url)


def _password() -> str:
    """Prompt twice on a terminal, else read the first line of standard input. Never an argument: other users can see those."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def _role(role: str) -> None:
    from kb.access.accounts import ROLES

    if role not in ROLES:
        raise AccountError(f"{role!r} is not a role. Roles are {', '.join(ROLES)}.")


def _split(groups: str) -> list[str]:
    return [group.strip() for group in groups.split(",") if group.strip()]


@users.command()
def add(
    name: Name,
    role: RoleOption = "reader",
    groups: Groups = "",
    elsewhere: Annotated[
        bool,
        typer.Option("--elsewhere", help="Without a password, for people who sign in through a provider or proxy."),
    ] = False,
) -> None:
    """Create an account. The password is prompted for, or read from standard input.

    Example: polikb users add anna@example.org --role curator
    """
    _role(role)
    member = _accounts(makes_them=True).add(name, None if elsewhere else _password(), role, _split(groups))  # type: ignore[arg-type]
    say(f"{member.name} can now sign in as {member.role}.")


@users.command("list")
def list_all() -> None:
    """List all accounts."""
    rows = [(member.name, member.role, ",".join(member.groups)) for member in _accounts().members()]
    print_table(("name", "role", "groups"), rows, counted(len(rows), "account"))


@users.command()
def password(name: Name) -> None:
    """Set a new password. The member's sessions and API tokens end."""
    accounts = _accounts()
    accounts.member(name)
    accounts.change(name, password=_password())
    say("The password is changed; sessions and API tokens have ended.")


@users.command()
def change(
    name: Name,
    role: Annotated[str | None, typer.Option(help="The new role.")] = None,
    groups: Annotated[str | None, typer.Option(help="The new groups, separated by commas.")] = None,
) -> None:
    """Change a member's role or groups. A new role ends their sessions and API tokens."""
    accounts = _accounts()
    if role is None and groups is None:
        raise AccountError("Nothing was changed. Give --role, --groups or both.")
    if role is not None:
        _role(role)
    accounts.change(name, role=role, groups=None if groups is None else _split(groups))  # type: ignore[arg-type]
    say("The account is changed.")


@users.command()
def remove(name: Name) -> None:
    """Delete an account. Its sessions and tokens end."""
    _accounts().remove(name)
    say("The account is deleted.")
