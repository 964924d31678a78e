"""The command `polikb needs`: the needs that were sent to the office. It works beside a running server."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.common import AsJson, counted, links_of, print_json, print_table, say

if TYPE_CHECKING:
    from kb.access.audit import Event
    from kb.settings import Settings
    from kb.workspace.sent_needs import SentNeed, SentNeeds

app = typer.Typer(rich_markup_mode=None)
needs = typer.Typer(
    help="List, assign and answer the needs sent by partners.", rich_markup_mode=None,
    no_args_is_help=True,
)  # fmt: skip
app.add_typer(needs, name="needs")

NeedId = Annotated[str, typer.Argument(help="The number of the need, as `polikb needs list` shows it.")]


def _opened() -> "tuple[SentNeeds, Settings]":
    from kb.settings import load_settings
    from kb.store.lock import require_library
    from kb.workspace.database import open_accounts
    from kb.workspace.sent_needs import SentNeeds

    settings = load_settings()
    require_library(settings)
    return SentNeeds(open_accounts(settings.home, settings.database_url), settings.need_days), settings


def need_json(need: "SentNeed") -> dict[str, Any]:
    """A need for the office as JSON: everything but its sender's token."""
    values = {name: value for name, value in asdict(need).items() if name != "token"}
    return {**values, "sender": {name: values["sender"][name] for name in ("name", "email", "language")}}


def _note(settings: "Settings", event: "Event", need_id: str) -> None:
    from kb.access.audit import AuditLog

    AuditLog(settings.home).note(event, need=need_id, by="command")


def _told(need: "SentNeed", as_json: bool) -> None:
    """Print the state of a need after a change."""
    if as_json:
        print_json(need_json(need))
    else:
        say(f"Need {need.id} is {need.state}{f', assigned to {need.assignee}' if need.assignee else ''}.")


@needs.command("list")
def list_all(
    state: Annotated[str, typer.Option(help="Only needs that are new, assigned, answered or closed.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the needs, newest first."""
    from kb.errors import PolikbError
    from kb.workspace.sent_needs import STATES

    if state and state not in STATES:
        raise PolikbError(f"{state!r} is not a state. States are {', '.join(STATES)}.")
    found = _opened()[0].all(state)
    if as_json:
        print_json([need_json(need) for need in found])
        return
    rows = [(n.id, n.created_at[:10], n.state, n.assignee, n.sender.name, n.text[:100]) for n in found]
    print_table(("id", "sent", "state", "assigned to", "from", "need"), rows, counted(len(rows), "need"))


@needs.command()
def show(need_id: NeedId, as_json: AsJson = False) -> None:
    """Show a need: its sender, what was found for it, and the messages."""
    need = _opened()[0].find(need_id)
    if as_json:
        print_json(need_json(need))
        return
    say(f"{need.id}  {need.created_at[:10]}  {need.state}  {need.assignee}".rstrip())
    say(f"From: {need.sender.name} <{need.sender.email}>")
    say(f"Where: {need.places or '–'}\n\n{need.text}\n")
    say(f"Works found: {', '.join(need.found.works) or 'none'}")
    for part in need.found.uncovered:
        say(f"Nothing here speaks of it: {part}")
    for message in need.messages:
        say(f"\n{message.written_at[:10]} {message.author or need.sender.name}:\n{message.text}")


@needs.command()
def assign(
    need_id: NeedId,
    member: Annotated[str, typer.Argument(help="The name of a curator's account; empty for nobody.")],
    as_json: AsJson = False,
) -> None:
    """Have a curator look after a need."""
    from kb.access.accounts import Accounts
    from kb.errors import AccountError

    opened, settings = _opened()
    accounts = Accounts(settings.home, settings.secret_key, settings.database_url)
    name = accounts.member(member) if member else None
    if name is not None and not name.may("curator"):
        raise AccountError(f"{name.name} is a {name.role}. Only a curator or an administrator can look after a need.")
    need = opened.assign(need_id, name.name if name else "")
    _note(settings, "need assigned", need_id)
    _told(need, as_json)


@needs.command()
def answer(
    context: typer.Context,
    need_id: NeedId,
    text: Annotated[str, typer.Argument(help="The answer.")],
    author: Annotated[str, typer.Option("--as", help="The name under which the sender sees it.")] = "Polisocial",
    as_json: AsJson = False,
) -> None:
    """Answer a need. The sender gets an e-mail, if a mail server is set, and sees the answer on the need's page."""
    from kb.alerts.mail import load_mailer
    from kb.errors import MailError, PolikbError
    from kb.workspace.need_mail import answer_to_sender
    from kb.workspace.sent_needs import LONGEST_MESSAGE

    opened, settings = _opened()
    if not text.strip() or len(text) > LONGEST_MESSAGE or not author.strip():
        raise PolikbError(f"Give an answer of 1 to {LONGEST_MESSAGE} characters, and a name with --as.")
    need = opened.write(need_id, author.strip(), text.strip())
    _note(settings, "need answered", need_id)
    mailer = load_mailer(settings)
    if mailer is not None and settings.public_url:
        try:
            mailer.send(answer_to_sender(need, settings.office_email, links_of(context).at(settings.public_url)))
        except MailError as error:
            raise MailError(
                f"The answer is stored and stands on the need's page: don't give it again. Its sender wasn't told. {error}"
            ) from error
    _told(need, as_json)


@needs.command()
def close(
    need_id: NeedId,
    erase: Annotated[bool, typer.Option("--erase", help="Delete it for good, with its sender and messages.")] = False,
    as_json: AsJson = False,
) -> None:
    """Close a need, or erase it. Closed needs are erased after POLIKB_NEED_DAYS days."""
    opened, settings = _opened()
    need = opened.close(need_id)
    if erase:
        opened.erase(need_id)
    _note(settings, "need erased" if erase else "need closed", need_id)
    _told(need, as_json)
