"""Commands: experts, match, prior-work, similar, alerts, names, contacts, mcp."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import AsJson, counted, links_of, open_library, place_of, print_json, print_table, say, state_name

if TYPE_CHECKING:
    from kb.answer.catalogue.aspects import Statement
    from kb.explore.needs import NeedReport
    from kb.model import Hit
    from kb.people.experts import Expert

app = typer.Typer(rich_markup_mode=None)

Text = Annotated[str, typer.Argument(help="The text, or the name of a text file.")]


def _read(text: str) -> str:
    """The text, or the content of the file with that name."""
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
    """Find people and organisations that know about a topic. Each comes with the pages that show it.

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
        say(f"Nobody: none of the {found.searched} documents speaks of it.")
        return
    headings = ("name", "state", "roles", "documents", "years", "evidence")
    print_table(headings, [_expert_row(expert) for expert in (*found.people, *found.organisations)])


def _expert_row(expert: "Expert") -> tuple[object, ...]:
    years = "–".join(dict.fromkeys(map(str, expert.years)))
    evidence = "; ".join(f"{hit.document.title}, {place_of(hit.passage.page_label)}" for hit in expert.evidence)
    evidence = f"as {expert.beside.name}" if expert.beside else evidence
    return expert.entity.name, state_name(expert.state), ", ".join(expert.roles), expert.documents, years, evidence


def _print_hit(hit: "Hit") -> None:
    say(f"    {hit.document.title}, {place_of(hit.passage.page_label)}: {' '.join(hit.snippet.split())[:160]}")


def _print_outcome(stated: "Statement | None") -> None:
    if stated:
        say(f"    outcome ({place_of(stated.passage.page_label)}): {stated.text}")


@app.command()
def match(context: typer.Context, need: Text, as_json: AsJson = False) -> None:
    """Find works and people for a partner's need. Also lists the parts that nobody has worked on yet.

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
        say(bold=kind.capitalize())
        for work in works:
            say(f"  {work.document.title} ({work.document.year or '–'}, {state_name(work.state)})")
            _print_hit(work.hits[0])
            _print_outcome(work.outcome)
    for heading, entries in (("People", found.experts.people), ("Organisations", found.experts.organisations)):
        if entries:
            say(f": {', '.join(expert.entity.name for expert in entries)}", bold=heading)
    _print_parts(found)


def _print_parts(found: "NeedReport") -> None:
    for text in found.left_out:
        say(f"Not read as part of the need: {text}")
    if found.state == "in part":
        spoken = len(found.parts) - len(found.uncovered)
        say(f"Covered in part: works speak of {spoken} of {len(found.parts)} parts of the need.")
    if not found.works:
        say("Nobody has worked on this yet.")
    for part in found.parts:
        searched = f" ({found.searched} documents searched)" if part.state == "nothing" else ""
        say(f"{state_name(part.state).capitalize()}{searched}: {part.text}")


@app.command(name="prior-work")
def prior_work(context: typer.Context, idea: Text, as_json: AsJson = False) -> None:
    """Find the works closest to a thesis proposal. Says what they share with it and where they differ.

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
        say(f"Nothing here speaks of it ({found.searched} documents searched).")
    for work in found.works:
        say(f" ({work.document.year or '–'}, {state_name(work.state)})", bold=work.document.title)
        _print_hit(work.hits[0])
        for heading, traits in (("in both", work.shared), ("only there", work.theirs), ("only yours", work.yours)):
            if traits:
                say(f"    {heading}: {', '.join(f'{trait.aspect} {trait.label}' for trait in traits)}")


@app.command()
def similar(
    document_id: Annotated[str, typer.Argument(help="An id, as `polikb documents` shows it.")],
    k: Annotated[int, typer.Option("-k", help="How many to show.", min=1, max=50)] = 5,
    as_json: AsJson = False,
) -> None:
    """Find the works that are about the same as a document. Says what they share with it.

    Example: polikb similar rossi-tesi-3fa9c1
    """
    from kb.explore.similar import similar as find
    from kb.model import OWNER
    from kb.output.api_json import similar_json
    from kb.search.scope import open_document

    with open_library() as library:
        found = find(library, open_document(library, document_id, OWNER), OWNER, k)
    if as_json:
        print_json([similar_json(entry) for entry in found])
        return
    if not found:
        say("No other work is close to this one.")
        return
    headings = ("id", "title", "state", "shares")
    shared = ("; ".join([*(named.name for named in entry.shared), *entry.places]) for entry in found)
    rows = [
        (entry.document.id, entry.document.title, "close" if entry.state == "answers" else entry.state, names)
        for entry, names in zip(found, shared, strict=True)
    ]
    print_table(headings, rows)


@app.command()
def alerts(
    context: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="Send e-mails to everybody with new results.")] = False,
) -> None:
    """Count the confirmed e-mail alerts, or send what is due now. Ingestion sends them by itself."""
    from kb.alerts.alerts import Alerts
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    with open_library() as library:
        say(f"{counted(len(Alerts(library).confirmed()), 'confirmed alert')}.")
    if send:
        say(f"{counted(perform(work.alerting(links_of(context)), {})['sent'], 'e-mail')} sent.")


@app.command()
def names(
    kind: Annotated[str, typer.Argument(help="person or organisation.")],
    name: Annotated[str | None, typer.Argument(help="The name as written in documents.")] = None,
    same_as: Annotated[str | None, typer.Option(help="Show it under this name.")] = None,
    apart: Annotated[bool, typer.Option("--apart", help="Never merge it with a similar name.")] = False,
    hide: Annotated[bool, typer.Option("--hide", help="Show it nowhere. The documents stay.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Delete its rule.")] = False,
) -> None:
    """Set a rule for a name: merge, keep apart or hide it. Rules survive ingestion. Without a name, lists all rules.

    Example: polikb names person "M. Rossi" --same-as "Maria Rossi"
    """
    from kb.errors import PolikbError
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    if kind not in ("person", "organisation"):
        raise PolikbError(f"{kind!r} is not a kind of name. Write person or organisation.")
    if name is None:
        with open_library() as library:
            rules = library.catalogue.name_rules.all(kind)  # type: ignore[arg-type]
        print_table(("name", "rule", "shown as"), [(written, *rule) for written, rule in rules.items()])
        return
    if [bool(same_as), apart, hide, forget].count(True) != 1:
        raise PolikbError("Give exactly one of --same-as NAME, --apart, --hide and --forget.")
    said = None if forget else ("same", same_as) if same_as else ("apart" if apart else "hidden", "")
    perform(work.names, {"kind": kind, "name": name, "said": said})
    say(f"{name}: {'no rule' if said is None else ' '.join(said).strip()}")


@app.command()
def contacts(
    file: Annotated[
        Path, typer.Argument(help="A CSV such as people.csv: name, department, position, email, office, orcid, until.")
    ],
) -> None:
    """Import how to reach people. It is shown on their pages until the date in the column `until`.

    Rows with an error are named and left out; the others are imported, each in place of what was stated about the same person before.

    Example: polikb contacts people.csv
    """
    from dataclasses import asdict

    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform
    from kb.people.contacts import read_contacts

    found, problems = read_contacts(file)
    if found:
        perform(work.contacts, {"contacts": [asdict(contact) for contact in found]})
    for problem in problems:
        say(problem, err=True)
    say(f"{counted(len(found), 'contact')} imported, {counted(len(problems), 'row')} left out.")
    if problems:
        raise typer.Exit(1)


@app.command()
def mcp(
    context: typer.Context,
    member: Annotated[
        str | None, typer.Option(help="Use this member's access rights. Without it, only public documents are shown.")
    ] = None,
) -> None:
    """Serve the library by the Model Context Protocol (MCP).

    Its tools are search, ask, experts, match, prior_work and document.

    Example: polikb mcp --member anna@example.org
    """
    from kb.access.accounts import Accounts, reader_of
    from kb.answer.pdf_pages import PageViewer
    from kb.output.mcp_server import tools

    viewer = PageViewer()
    try:
        with open_library() as library:
            settings = library.settings
            accounts = Accounts(settings.home, settings.secret_key, settings.database_url)
            known = accounts.member(member) if member else None
            tools(library, viewer, reader_of(known), links_of(context)).run("stdio")
    finally:
        viewer.close()
