"""Commands about people and partners: experts, match, prior-work, names."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import AsJson, links_of, open_library, print_json

if TYPE_CHECKING:
    from kb.model import Hit, Passage
    from kb.people.experts import Expert

app = typer.Typer(rich_markup_mode=None)

Text = Annotated[str, typer.Argument(help="The text itself, or the name of a text file.")]


def _read(text: str) -> str:
    """The text, or what stands in the file of that name."""
    try:
        is_file = len(text) < 500 and Path(text).is_file()
    except OSError:
        is_file = False
    return Path(text).read_text(encoding="utf-8", errors="replace") if is_file else text


@app.command()
def experts(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="A topic, in Italian or English.")],
    k: Annotated[int, typer.Option("-k", help="How many of each to show.", min=1, max=50)] = 5,
    as_json: AsJson = False,
) -> None:
    """Find who knows about a topic, with the passages that prove it.

    Example: polikb experts "accoglienza abitativa per migranti"
    """
    from kb.model import OWNER
    from kb.output.people_json import experts_json
    from kb.people.experts import experts as find

    with open_library() as library:
        found = find(library, topic, OWNER, k)
    if as_json:
        print_json(experts_json(found, links_of(context)))
        return
    if not found.people and not found.organisations:
        typer.echo(f"Nobody: none of {found.searched} documents speaks of it.")
    for heading, entries in (("People", found.people), ("Organisations", found.organisations)):
        if entries:
            typer.echo(typer.style(heading, bold=True))
        for expert in entries:
            _print_expert(expert)


def _print_expert(expert: "Expert") -> None:
    years = "–".join(dict.fromkeys(map(str, expert.years)))
    count = f"{expert.documents} document{'s' * (expert.documents > 1)}"
    typer.echo(f"  {expert.entity.name}: {', '.join(expert.roles)}; {count}{f', {years}' if years else ''}")
    for hit in expert.evidence:
        _print_hit(hit)


def _print_hit(hit: "Hit | None") -> None:
    if hit:
        typer.echo(f"    {hit.document.title}, p. {hit.passage.page_label}: {' '.join(hit.snippet.split())[:160]}")


def _print_outcome(passage: "Passage | None") -> None:
    if passage:
        typer.echo(f"    what came of it (p. {passage.page_label}): {' '.join(passage.text.split())[:160]}")


@app.command()
def match(context: typer.Context, need: Text, as_json: AsJson = False) -> None:
    """Find what has been done about a partner's need, who can help, and what nobody has worked on yet.

    Example: polikb match "Vorremmo recuperare il cibo invenduto dei mercati rionali."
    """
    from kb.explore.needs import match as find
    from kb.model import OWNER
    from kb.output.people_json import match_json

    with open_library() as library:
        found = find(library, _read(need), OWNER)
    if as_json:
        print_json(match_json(found, links_of(context)))
        return
    for kind, works in found.works.items():
        typer.echo(typer.style(f"{kind.capitalize()}", bold=True))
        for work in works:
            typer.echo(f"  {work.document.title} ({work.document.year or '–'})")
            _print_hit(work.hits[0])
            _print_outcome(work.came_of_it)
    for heading, entries in (("People", found.experts.people), ("Organisations", found.experts.organisations)):
        if entries:
            typer.echo(f"{typer.style(heading, bold=True)}: {', '.join(expert.entity.name for expert in entries)}")
    for part in found.uncovered:
        typer.echo(f"Nobody has worked on this yet ({found.searched} documents looked through): {part.text}")


@app.command(name="prior-work")
def prior_work(context: typer.Context, idea: Text, as_json: AsJson = False) -> None:
    """Find the works closest to a thesis proposal, what they share with it and where they differ.

    Example: polikb prior-work proposal.txt
    """
    from kb.explore.prior_work import prior_work as find
    from kb.model import OWNER
    from kb.output.people_json import prior_work_json

    with open_library() as library:
        found = find(library, _read(idea), OWNER)
    if as_json:
        print_json(prior_work_json(found, links_of(context)))
        return
    if not found.works:
        typer.echo(f"Nothing like it among {found.searched} documents.")
    for work in found.works:
        typer.echo(f"{typer.style(work.document.title, bold=True)} ({work.document.year or '–'})")
        _print_hit(work.hits[0])
        for heading, traits in (("both", work.shared), ("only there", work.theirs), ("only yours", work.yours)):
            if traits:
                typer.echo(f"    {heading}: {', '.join(f'{trait.aspect} {trait.label}' for trait in traits)}")


@app.command()
def alerts(
    context: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="Send an e-mail for each alert with new works.")] = False,
) -> None:
    """Show the number of confirmed alerts, or send their e-mails now; ingestion sends them by itself."""
    from kb.alerts.alerts import Alerts, send_digests
    from kb.alerts.mail import load_mailer
    from kb.errors import SettingsError

    with open_library(writable=send, owner="polikb alerts") as library:
        typer.echo(f"{len(Alerts(library).confirmed())} confirmed alerts.")
        if send:
            mailer, base = load_mailer(library.settings), library.settings.public_url.rstrip("/")
            if mailer is None or not base:
                raise SettingsError("Set POLIKB_SMTP_URL, POLIKB_MAIL_FROM and POLIKB_PUBLIC_URL to send e-mails.")
            typer.echo(f"{send_digests(library, mailer, links_of(context).at(base))} e-mails sent.")


@app.command()
def names(
    kind: Annotated[str, typer.Argument(help="person or organisation.")],
    name: Annotated[str | None, typer.Argument(help="The name, as it is written in documents.")] = None,
    same_as: Annotated[str | None, typer.Option(help="Show it under this name.")] = None,
    apart: Annotated[bool, typer.Option("--apart", help="Never take it for another that looks alike.")] = False,
    hide: Annotated[bool, typer.Option("--hide", help="Show it nowhere; the documents stay.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Take back what was said of it.")] = False,
) -> None:
    """Say which names mean one person or organisation, or list what was said. It outlives ingestion.

    Example: polikb names person "M. Rossi" --same-as "Maria Rossi"
    """
    from kb.errors import PolikbError
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    if kind not in ("person", "organisation"):
        raise PolikbError(f"{kind!r} is no kind of name; write person or organisation.")
    if name is None:
        with open_library() as library:
            for written, (rule, target) in library.catalogue.name_rules.all(kind).items():  # type: ignore[arg-type]
                typer.echo(f"{written}: {rule} {target}".rstrip())
        return
    if [bool(same_as), apart, hide, forget].count(True) != 1:
        raise PolikbError("Say one of --same-as NAME, --apart, --hide and --forget.")
    said = None if forget else ("same", same_as) if same_as else ("apart" if apart else "hidden", "")
    perform(work.names, {"kind": kind, "name": name, "said": said})
    typer.echo(f"{name}: {'as it was' if said is None else ' '.join(said).strip()}")


@app.command()
def mcp(
    context: typer.Context,
    member: Annotated[
        str | None, typer.Option(help="Answer as this member may see; without, only what is public.")
    ] = None,
) -> None:
    """Offer search, ask, experts, match, prior_work and document to a language model's client, by the Model Context Protocol.

    Example: polikb mcp --member anna@example.org
    """
    from kb.access.accounts import Accounts, reader_of
    from kb.answer.pdf_pages import PageViewer
    from kb.output.mcp_server import tools

    viewer = PageViewer()
    try:
        with open_library() as library:
            settings = library.settings
            known = Accounts(settings.home, settings.secret_key).member(member) if member else None
            tools(library, viewer, reader_of(known), links_of(context)).run("stdio")
    finally:
        viewer.close()
