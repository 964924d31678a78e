"""Commands for the administrator: backup, restore and withdraw."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept; originals are shared by all in it.")],
) -> None:
    """Keep the library as it is now, while people search and files go in.

    Example: polikb backup /mnt/backup/polikb
    """
    from kb.maintenance.backup import back_up
    from kb.maintenance.progress import ProgressBar
    from kb.settings import load_settings

    with ProgressBar("Keeping", None) as bar:
        kept = back_up(load_settings(), folder, lambda done, total: bar.to(done, f"{done} of {total}"))
    typer.echo(f"{kept.documents} documents kept in {kept.path}.")


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup, or the folder of them: then the newest is taken.")],
) -> None:
    """Bring a library back into POLIKB_HOME, which must be empty, and build its indexes again.

    Example: POLIKB_HOME=/srv/new-library polikb restore /mnt/backup/polikb
    """
    from kb.maintenance.backup import restore as bring_back
    from kb.maintenance.progress import ProgressBar
    from kb.settings import load_settings

    settings = load_settings()
    with ProgressBar("Bringing back", None) as bar:
        done = bring_back(folder, settings, lambda done, total: bar.to(done, f"{done} of {total}"))
    typer.echo(f"{done.documents} documents of {done.path.name} are in {settings.home}. `polikb doctor` checks them.")


@app.command()
def withdraw(
    document_id: Annotated[list[str] | None, typer.Argument(help="Ids, as `polikb documents` shows them.")] = None,
    reason: Annotated[str, typer.Option(help="Shown at the document's address to who could see it.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Let them be ingested again.")] = False,
) -> None:
    """Take documents out for good: nothing of them stays, their address says so, and their files aren't taken again.

    The next backup takes them out of older ones beside it. Without ids it lists what was withdrawn.
    Example: polikb withdraw thesis-rossi --reason "At the author's request."
    """
    from kb.cli.common import open_library
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    if not document_id:
        with open_library(writable=False) as library:
            for gone in library.catalogue.withdrawals.all():
                typer.echo(f"{gone.day}  {gone.access:10}  {gone.id[:12]}  {gone.reason}")
    elif undo:
        perform(work.readmit, {"ids": document_id})
        typer.echo("Their files can be ingested again.")
    else:
        for title in perform(work.withdraw, {"ids": document_id, "reason": reason})["withdrawn"]:
            typer.echo(f"Withdrawn: {title}.")
