"""The command that makes and changes accounts; it works beside a running server."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kb.access.accounts import Accounts

app = typer.Typer(rich_markup_mode=None)
users = typer.Typer(
    help="Make and change the accounts of those who may sign in.", rich_markup_mode=None, no_args_is_help=True
)
app.add_typer(users, name="users")

Name = Annotated[str, typer.Argument(help="The name, such as an e-mail address.")]
RoleOption = Annotated[
    str, typer.Option("--role", help="reader, contributor (uploads), curator (corrects, sees all) or admin.")
]
Groups = Annotated[
    str, typer.Option("--groups", help="Groups, separated by commas; restricted documents may name them.")
]


def _accounts() -> "Accounts":
    from kb.access.accounts import Accounts
    from kb.settings import load_settings

    settings = load_settings()
    return Accounts(settings.home, settings.secret_key)


def _password() -> str:
    """Asked for twice at a terminal, else the first line of the input: never an argument, which others can see."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def _role(role: str) -> None:
    from kb.access.accounts import ROLES
    from kb.errors import AccountError

    if role not in ROLES:
        raise AccountError(f"{role!r} is no role; roles are {', '.join(ROLES)}.")


def _split(groups: str) -> list[str]:
    return [group.strip() for group in groups.split(",") if group.strip()]


@users.command()
def add(
    name: Name,
    role: RoleOption = "reader",
    groups: Groups = "",
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="Without a password: they sign in at a provider or a proxy.")
    ] = False,
) -> None:
    """Make an account. The password is asked for, or read from the input.

    Example: polikb users add anna@example.org --role curator
    """
    _role(role)
    member = _accounts().add(name, None if elsewhere else _password(), role, _split(groups))  # type: ignore[arg-type]
    typer.echo(f"{member.name} may sign in as {member.role}.")


@users.command("list")
def list_all() -> None:
    """List everybody who may sign in."""
    for member in _accounts().members():
        typer.echo(" ".join(filter(None, [member.name, member.role, ",".join(member.groups)])))


@users.command()
def password(name: Name) -> None:
    """Set a new password; sessions end."""
    accounts = _accounts()
    accounts.member(name)
    accounts.change(name, password=_password())
    typer.echo("Changed.")


@users.command()
def change(
    name: Name,
    role: Annotated[str | None, typer.Option(help="The new role.")] = None,
    groups: Annotated[str | None, typer.Option(help="The new groups, separated by commas.")] = None,
) -> None:
    """Change somebody's role or groups."""
    if role is not None:
        _role(role)
    _accounts().change(name, role=role, groups=None if groups is None else _split(groups))  # type: ignore[arg-type]
    typer.echo("Changed.")


@users.command()
def remove(name: Name) -> None:
    """Let somebody in no more; sessions and tokens end."""
    _accounts().remove(name)
    typer.echo("Removed.")
