"""Commands that fill the library and correct its metadata: ingest, harvest, edit."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from kb.cli.common import counted, links_of, open_library, print_json, print_table, require_choice, say

app = typer.Typer(rich_markup_mode=None)

Loosen = Annotated[
    bool,
    typer.Option(
        "--loosen", help="Let what is stated open documents to more people than before, or end an embargo earlier."
    ),
]
Queue = Annotated[
    bool, typer.Option("--queue", help="Leave the work to `polikb worker` (PostgreSQL only), and return at once.")
]


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    kind: Annotated[str | None, typer.Option(help="Kind, unless a manifest says: thesis|course|report|other.")] = None,
    access: Annotated[
        str | None, typer.Option(help="Access, unless a manifest says: public|internal|restricted.")
    ] = None,
    no_manifest: Annotated[bool, typer.Option("--no-manifest", help="Ignore manifest.toml and manifest.csv.")] = False,
    loosen: Loosen = False,
    queue: Queue = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Read theses, course material and reports into the library.

    Each document can be searched by words as soon as it is read, and by meaning a little later. Unchanged files are skipped,
    so the command can be repeated at any time, also after an interruption. Access once stated stays until --loosen is given.
    Exit code 1 if a file or the embedding model failed. With --queue, the paths must be the same on the workers' machines.

    Example: polikb ingest ~/theses --kind thesis
    """
    from ingest import tasks as work

    _check(kind, access)
    started = time.monotonic()
    wanted = {
        "paths": [str(path.absolute()) for path in paths],
        "kind": kind,
        "access": access,
        "manifest": not no_manifest,
        "loosen": loosen,
    }
    found = _done(work.ingestion(links_of(context)), wanted, ", ".join(map(str, paths)), is_left=queue)
    if as_json:
        print_json(found)
    else:
        _print(found, time.monotonic() - started)
    if found["failed"] or found["embedding_error"]:
        raise typer.Exit(1)


harvesting = typer.Typer(help="Fetch the works of a repository, with their metadata.", rich_markup_mode=None)
app.add_typer(harvesting, name="harvest")


@harvesting.command()
def oai(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The repository's OAI-PMH address.")],
    set_: Annotated[str | None, typer.Option("--set", help="Only this set of the repository.")] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="Only records changed since this date; by default, since the last harvest."),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Kind of the works, unless the repository says.")] = None,
    access: Annotated[
        str | None, typer.Option(help="Access to the works, unless the repository says; internal by default.")
    ] = None,
    loosen: Loosen = False,
    queue: Queue = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Fetch new, changed and deleted records by OAI-PMH, with their files.

    Addresses in private networks are refused unless POLIKB_HARVEST_NETWORKS allows them. Exit code 1 if a record or the embedding model failed.

    Example: polikb harvest oai https://repository.example.org/oai/request --set com_10589_3
    """
    from ingest import tasks as work

    _check(kind, access)
    wanted = {"url": url, "set": set_, "since": from_, "kind": kind, "access": access, "loosen": loosen}
    found = _done(work.harvesting(links_of(context)), wanted, url, is_left=queue)
    if as_json:
        print_json({name: value for name, value in found.items() if name != "entries"})
    else:
        counted = ("records", "unchanged_records", "without_files", "deleted", "withdrawn")
        say(", ".join(f"{found[name]} {name.replace('_', ' ')}" for name in counted) + ".")
        for identifier, reason in found["failed_records"].items():
            say(f"  failed: {identifier}: {reason}")
        _print(found, found["searchable_seconds"])
    if found["failed_records"] or found["failed"] or found["embedding_error"]:
        raise typer.Exit(1)


def _done(task: Any, wanted: dict[str, Any], about: str, *, is_left: bool) -> dict[str, Any]:
    """The result of a task. If the task is left to workers, the command ends with a message."""
    from kb.maintenance.delegate import leave, perform

    if is_left:
        say(leave(task, wanted, about))
        raise typer.Exit
    return perform(task, wanted, makes_library=True)


def _check(kind: str | None, access: str | None) -> None:
    from kb.model import ACCESSES, KINDS

    require_choice("--kind", kind, KINDS)
    require_choice("--access", access, ACCESSES)


@app.command()
def edit(
    document: Annotated[str, typer.Argument(help="The document's id, as `polikb documents` shows it.")],
    changes: Annotated[
        list[str] | None, typer.Argument(help="field=value, such as year=2021 or authors='Maria Rossi; Ugo Neri'.")
    ] = None,
    forget: Annotated[
        list[str] | None, typer.Option(help="Undo the correction of this field; for readers: name nobody.")
    ] = None,
) -> None:
    """Correct the metadata of a document. A correction overrides manifest and document, also when it is ingested again.

    Without changes, shows every value and its origin. Example: polikb edit rossi-tesi-3fa9c1 year=2021 access=internal
    """
    from ingest import tasks as work
    from kb.errors import PolikbError
    from kb.maintenance.delegate import perform
    from kb.model import OWNER
    from kb.search.scope import open_document

    said: dict[str, str | None] = dict.fromkeys(forget or [])
    for change in changes or []:
        name, equals, value = change.partition("=")
        if not equals or not value.strip():
            raise PolikbError(f"{change!r} isn't a correction. Write field=value, or --forget {name}.")
        said[name.strip()] = value.strip()
    if said:
        perform(work.edit, {"document": document, "said": said})
    with open_library() as library:
        found = open_document(library, document, OWNER).document
        fields = library.catalogue.metadata.fields(document)
    embargo = f", embargo until {found.embargo_until}" if found.embargo_until else ""
    rows = [(field.name, field.value[:200], field.origin, f"{field.confidence:.0%}") for field in fields]
    access = ("access", f"{found.access}{embargo}", "", "")
    print_table(("field", "value", "origin", "confidence"), [access, *rows], found.title)
    if set(forget or []) - {"readers"}:
        say("The original value returns when the document is next ingested.", err=True)


def _print(found: dict[str, Any], seconds: float) -> None:
    from ingest.summary import OUTCOMES

    say(", ".join(f"{found[o]} {o}" for o in OUTCOMES if found[o] or o == "added") + ".")
    scans = (
        f" {counted(found['scanned_pages'], 'scanned page')} read in {found['scanned_seconds']:.1f} s,"
        if found["scanned_pages"]
        else ""
    )
    say(
        f"{counted(found['pages'], 'page')} searchable after {found['searchable_seconds']:.1f} s,{scans}"
        f" {counted(found['passages_embedded'], 'passage')} embedded, {seconds:.1f} s in all."
    )
    unstated = found["unstated"]
    if count := unstated["documents"]:
        silent = (
            "1 new document doesn't say who may see it: it is"
            if count == 1
            else f"{count} new documents don't say who may see them: they are"
        )
        say(
            f"{silent} {unstated['access']}. "
            "`--access` or a manifest states it; POLIKB_DEFAULT_ACCESS is the library's default."
        )
    for entry in found["entries"]:
        if entry["outcome"] in ("skipped", "failed"):
            say(f"  {entry['outcome']}: {entry['source']}: {entry['reason']}")
    if found["embedding_error"]:
        say(
            f"What was read is found by its words, but not by meaning: {found['embedding_error']}\n"
            "Once that is mended, the next `polikb ingest` goes on with it.",
            err=True,
        )
