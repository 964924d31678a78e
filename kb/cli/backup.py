"""Commands: backup, restore, move and withdraw."""

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.common import counted, open_library, print_table, say

app = typer.Typer(rich_markup_mode=None)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Folder of backups. They share the originals in it.")],
) -> None:
    """Back up the library as it is now, while it is in use.

    Example: polikb backup /mnt/backup/polikb
    """
    from kb.maintenance.backup import back_up
    from kb.maintenance.progress import ProgressBar
    from kb.settings import load_settings

    with ProgressBar("Backing up", None) as bar:
        kept = back_up(load_settings(), folder, lambda done, total: bar.to(done, f"{done} of {total}"))
    say(f"Backed up {kept.documents} documents to {kept.path}.")
    for source in kept.missing:
        say(f"The original of {source} is missing or damaged; its text is there. Ingest the file again.", err=True)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup, or a folder of backups to take the newest from.")],
) -> None:
    """Restore a library into POLIKB_HOME, which must be empty. Its indexes are rebuilt.

    Example: POLIKB_HOME=/srv/new-library polikb restore /mnt/backup/polikb
    """
    from kb.maintenance.backup import restore as bring_back
    from kb.maintenance.progress import ProgressBar
    from kb.settings import load_settings

    settings = load_settings()
    with ProgressBar("Restoring", None) as bar:
        done = bring_back(folder, settings, lambda done, total: bar.to(done, f"{done} of {total}"))
    say(
        f"Restored {done.documents} documents from {done.path.name} to {settings.home}. Check them with `polikb doctor`."
    )


@app.command()
def move(
    to: Annotated[str, typer.Option(help="A folder, or postgresql://user:password@host/database.")],
) -> None:
    """Copy the library to an empty folder or a PostgreSQL database.

    Nothing is read or embedded again, and the two are compared.
    No server may use it meanwhile. Run it again if it was cut off. The library stays where it is, too.
    Example: polikb move --to postgresql://polikb@db.example.org/polikb
    """
    from kb.maintenance.move import move as copy_library
    from kb.maintenance.progress import ProgressBar
    from kb.settings import load_settings

    with ProgressBar("Moving", None) as bar:
        done = copy_library(load_settings(), to, lambda done, total, what: bar.to(done, f"{done} of {total} {what}"))
    is_database = "://" in to
    say(f"Copied {done.documents} documents, {done.rows} rows in all, and compared them.")
    for source in done.missing:
        say(f"The original of {source} is missing or damaged; its text is there.", err=True)
    say(f"Set {'POLIKB_DATABASE_URL' if is_database else 'POLIKB_HOME'} to use it there.")


@app.command()
def withdraw(
    document_id: Annotated[list[str] | None, typer.Argument(help="Ids, as `polikb documents` shows them.")] = None,
    reason: Annotated[str, typer.Option(help="Shown at the document's address, to readers who could see it.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Allow these documents to be ingested again.")] = False,
) -> None:
    """Delete documents permanently, and refuse their files. Nothing of them stays; their address says so.

    The next backup also deletes them from older backups in its folder. Without ids, lists the withdrawals.
    Example: polikb withdraw thesis-rossi --reason "At the author's request."
    """
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    if not document_id:
        with open_library(writable=False) as library:
            rows = [(gone.day, gone.access, gone.id[:12], gone.reason) for gone in library.catalogue.withdrawals.all()]
        print_table(("date", "access", "hash of id", "reason"), rows, counted(len(rows), "withdrawn document"))
    elif undo:
        perform(work.readmit, {"ids": document_id})
        say("Their files can be ingested again.")
    else:
        for title in perform(work.withdraw, {"ids": document_id, "reason": reason})["withdrawn"]:
            say(f"Withdrawn: {title}.")
