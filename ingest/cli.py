"""The command that fills the library."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(rich_markup_mode=None)

_MARKS = {"added": "+", "replaced": "↻", "updated": "↻", "unchanged": "=", "duplicate": "=", "failed": "✗"}


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    kind: Annotated[
        str | None,
        typer.Option(help="What the files are, where their manifest doesn't say: thesis|course|report|other."),
    ] = None,
    access: Annotated[
        str | None, typer.Option(help="Who may see them, where their manifest doesn't say: public|internal|restricted.")
    ] = None,
    no_manifest: Annotated[bool, typer.Option("--no-manifest", help="Ignore manifest.toml and manifest.csv.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Read theses, course material and reports into the library.

    Each document is searchable by words as soon as it is read; its meaning follows. What hasn't changed is left alone, so
    the command can be run again at any time, also after an interruption. Exit code 1 when a file failed.

    Example: polikb ingest ~/theses --kind thesis
    """
    from ingest.pipeline import Summary
    from ingest.pipeline import ingest as run
    from ingest.sources import Options
    from kb.alerts import tell
    from kb.cli import open_library, print_json
    from kb.progress import Bar, embedding_progress

    _check(kind, access)
    started = time.monotonic()
    with open_library(writable=True, owner="polikb ingest") as library:
        for notice in library.notices:
            typer.echo(notice, err=True)
        summary = Summary()
        with Bar("Reading", None) as bar:

            def report(entry: Any) -> None:
                bar.to(bar.done + 1, entry.source)
                if entry.outcome == "failed" or entry.reason:
                    bar.say(f"{_MARKS[entry.outcome]} {entry.source}: {entry.reason}")

            def scanning(done: int, total: int, source: str) -> None:
                bar.phase("Reading scans", total)
                bar.to(done, source)

            summary = run(library, paths, Options(kind, access, not no_manifest), report, scanning)
        embedding = time.monotonic()
        summary.passages = embedding_progress(library)
        summary.embedded_seconds = time.monotonic() - embedding
        if told := tell(library):
            typer.echo(told, err=True)
    if as_json:
        print_json({**_counts(summary), "entries": [asdict(entry) for entry in summary.entries]})
    else:
        _print(summary, time.monotonic() - started)
    if summary.count("failed"):
        raise typer.Exit(1)


harvesting = typer.Typer(help="Fetch the works of a repository, with their metadata.", rich_markup_mode=None)
app.add_typer(harvesting, name="harvest")


@harvesting.command()
def oai(
    url: Annotated[str, typer.Argument(help="The repository's OAI-PMH address.")],
    set_: Annotated[str | None, typer.Option("--set", help="Only this set of the repository.")] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", help="Only records changed since this date; without it, goes on after the last harvest."
        ),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="What the works are, where the repository doesn't say.")] = None,
    access: Annotated[str | None, typer.Option(help="Who may see them, where the repository doesn't say.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Fetch records and files by OAI-PMH: new and changed ones, deletions and embargoes too.

    Addresses within private networks are refused unless POLIKB_HARVEST_NETWORKS allows them. Exit code 1 when a record failed.

    Example: polikb harvest oai https://repository.example.org/oai/request --set com_10589_3
    """
    from ingest.harvest.guard import guarded_client, parse_networks
    from ingest.harvest.oai import Repository
    from ingest.harvest.run import Wanted, harvest
    from ingest.sources import Options
    from kb.cli import open_library, print_json
    from kb.errors import SettingsError
    from kb.progress import Bar, embedding_progress

    _check(kind, access)
    with open_library(writable=True, owner="polikb harvest") as library:
        try:
            networks = parse_networks(library.settings.harvest_networks)
        except ValueError as error:
            raise SettingsError(f"POLIKB_HARVEST_NETWORKS: {error}") from error
        with guarded_client(networks) as client, Bar("Harvesting", None) as bar:
            found = harvest(
                library, Repository(url, client), client, Wanted(set_, from_), Options(kind, access),
                lambda title: bar.to(bar.done + 1, title),
            )  # fmt: skip
        found.summary.passages = embedding_progress(library)
    counted = {
        "records": found.records,
        "unchanged": found.unchanged,
        "without_files": found.without_files,
        "deleted": found.deleted,
    }
    if as_json:
        print_json({**counted, "failed_records": found.failed, **_counts(found.summary)})
    else:
        typer.echo(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counted.items()) + ".")
        for identifier, reason in found.failed.items():
            typer.echo(f"  failed: {identifier}: {reason}")
        _print(found.summary, found.summary.searchable_seconds)
    if found.failed or found.summary.count("failed"):
        raise typer.Exit(1)


def _check(kind: str | None, access: str | None) -> None:
    from kb.errors import PolikbError
    from kb.model import ACCESSES, KINDS

    if kind not in (None, *KINDS) or access not in (None, *ACCESSES):
        raise PolikbError(f"--kind must be one of {', '.join(KINDS)}; --access one of {', '.join(ACCESSES)}.")


@app.command()
def edit(
    document: Annotated[str, typer.Argument(help="The document's id, as `polikb documents` shows it.")],
    changes: Annotated[
        list[str] | None, typer.Argument(help="field=value, such as year=2021 or authors='Maria Rossi; Ugo Neri'.")
    ] = None,
    forget: Annotated[list[str] | None, typer.Option(help="Take a correction of this field back.")] = None,
) -> None:
    """Correct what is known of a document. A correction wins over manifest and document, also when it is ingested again.

    Without changes, shows every value and where it is from. Example: polikb edit rossi-tesi-3fa9c1 year=2021 access=internal
    """
    from ingest.provenance import correct
    from kb.cli import open_library
    from kb.errors import PolikbError
    from kb.model import OWNER

    said: dict[str, str | None] = dict.fromkeys(forget or [])
    for change in changes or []:
        name, equals, value = change.partition("=")
        if not equals or not value.strip():
            raise PolikbError(f"{change!r} isn't a correction; write field=value, or --forget {name}.")
        said[name.strip()] = value.strip()
    with open_library(writable=bool(said), owner="polikb edit") as library:
        if said:
            correct(library, document, said)
        found = library.catalogue.document(document, OWNER)
        typer.echo(
            f"{found.title}\n  access {found.access}"
            + (f", embargo until {found.embargo_until}" if found.embargo_until else "")
        )
        for field in library.catalogue.details.fields(document):
            typer.echo(f"  {field.name}: {field.value[:200]}  ({field.origin}, {field.confidence:.0%})")
        if forget:
            typer.echo("What was taken back is read anew when the document is next ingested.")


def _counts(summary: Any) -> dict[str, Any]:
    from ingest.pipeline import OUTCOMES

    return {
        **{outcome: summary.count(outcome) for outcome in OUTCOMES},
        "pages": summary.pages,
        "passages_embedded": summary.passages,
        "searchable_seconds": round(summary.searchable_seconds, 2),
        "scanned_pages": summary.scanned,
        "scanned_seconds": round(summary.scanned_seconds, 2),
        "embedded_seconds": round(summary.embedded_seconds, 2),
    }


def _print(summary: Any, seconds: float) -> None:
    from ingest.pipeline import OUTCOMES

    typer.echo(", ".join(f"{summary.count(o)} {o}" for o in OUTCOMES if summary.count(o) or o == "added") + ".")
    typer.echo(
        f"{summary.pages} pages searchable after {summary.searchable_seconds:.1f} s,"
        + (f" {summary.scanned} scanned pages read in {summary.scanned_seconds:.1f} s," if summary.scanned else "")
        + f" {summary.passages} passages embedded, {seconds:.1f} s in all."
    )
    failed = [entry for entry in summary.entries if entry.outcome == "failed"]
    for entry in failed:
        typer.echo(f"  failed: {entry.source}: {entry.reason}")
