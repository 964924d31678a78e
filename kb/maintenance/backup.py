"""Online backup of a library, and restoring from one.

A backup folder holds `originals/`, shared by all backups in it, and one subfolder per backup with the catalogue, the accounts,
pending uploads and a list of file hashes. Indexes are not backed up; restoring rebuilds them.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kb.access.accounts import MIGRATIONS as ACCOUNTS
from kb.errors import BackupError
from kb.files import file_digest, write_aside
from kb.library import Library
from kb.maintenance.withdrawn_in_backups import BECOMING, LIST, Gone, forget_withdrawn, noted, read_list
from kb.model import OWNER, Document
from kb.search.scope import all_documents
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.database import Database
from kb.store.deletions import Withdrawal
from kb.store.originals import Originals

_ASIDE, _RESTORING = "restoring", "restoring.lock"  # in the home of a library that is being restored
Json = dict[str, Any]
_WAIT = 2  # seconds to wait for another backup in the same folder
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Backup:
    """A backup: its folder, its number of documents, and the sources of those whose original is missing or damaged."""

    path: Path
    documents: int
    missing: list[str] = field(default_factory=list)


def back_up(settings: Settings, folder: Path, progress: Progress = lambda *_: None) -> Backup:
    """Back up the library into a new subfolder of `folder`, while it stays in use. `progress` gets (done, total) documents.

    A killed backup leaves a folder that ends in ".partial"; the next one deletes it. Raises BackupError if there is no library,
    `folder` is in it or can't be written, or another backup is being written there.
    """
    _require_embedded(settings)
    if not (settings.home / "catalogue.sqlite").is_file():
        raise BackupError(f"There is no library in {settings.home}.")
    folder = folder.expanduser().absolute()
    if folder.resolve().is_relative_to(settings.home.resolve()):
        raise BackupError(
            f"{folder} is inside the library's folder {settings.home}, and would be lost with it. Choose another one, on another disk if you can."
        )
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    partial, done = folder / f"{stamp}.partial", folder / stamp
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=_WAIT):
            _drop_partial(folder)
            documents, missing = _copy_library(settings, partial, progress)
            partial.rename(done)
            forget_withdrawn(folder, done)
    except Timeout as error:
        raise BackupError(
            f"Another backup is being written to {folder}. Wait for it, and run the command again."
        ) from error
    except OSError as error:
        raise BackupError(
            f"The backup in {folder} can't be written: {error.strerror or error}. Nothing in the library changed."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Backup(done, documents, missing)


def _require_embedded(settings: Settings) -> None:
    if settings.database_url:
        raise BackupError(
            "This library is in PostgreSQL. Back it up and restore it with pg_dump and pg_restore, together with the folder "
            f"{settings.originals or settings.home / 'originals'}; see docs/operations.md."
        )


def _drop_partial(folder: Path) -> None:
    """Delete the remains of killed backups, whose text a withdrawal doesn't reach. The caller holds the folder's lock."""
    for partial in folder.glob("*.partial"):
        shutil.rmtree(partial)
    for aside in (*folder.glob("originals/*/*.new"), *folder.glob("*/.catalogue.sqlite.new*")):
        aside.unlink()


def _copy_library(settings: Settings, partial: Path, progress: Progress) -> tuple[int, list[str]]:
    """Copy everything into the new folder `partial`, and list it there. Returns what `_copy_catalogue` does."""
    partial.mkdir()
    documents, missing = _copy_catalogue(settings, partial, partial.parent / "originals", progress)
    for name in ("uploads", "audit.jsonl"):
        _copy(settings.home / name, partial / name)
    for beside in partial.glob("*.sqlite-*"):  # SQLite's log files, left by reading the copies
        beside.unlink()
    hashes = {p.relative_to(partial).as_posix(): file_digest(p) for p in sorted(partial.rglob("*")) if p.is_file()}
    (partial / LIST).write_text(json.dumps({"documents": documents, "files": hashes}, indent=1))
    return documents, missing


def _copy_catalogue(settings: Settings, partial: Path, originals: Path, progress: Progress) -> tuple[int, list[str]]:
    """Copy the databases as of one moment, then the originals of that catalogue.

    Returns the number of documents, and the sources of those whose original neither the library nor an earlier backup has.
    """
    source = Catalogue(settings.home / "catalogue.sqlite", writable=False)
    source.copy_to(partial / "catalogue.sqlite")
    source.close()
    if (settings.home / "accounts.sqlite").is_file():
        accounts = Database(settings.home / "accounts.sqlite", writable=False, migrations=ACCOUNTS)
        accounts.copy_to(partial / "accounts.sqlite")
        accounts.close()
    copied, library = (
        Catalogue(partial / "catalogue.sqlite", writable=False),
        Originals(settings.home, settings.originals),
    )
    documents, missing = copied.all_documents(), []
    copied.close()
    for done, document in enumerate(documents, 1):
        name = f"{document.content_hash[:2]}/{document.content_hash}.{document.format}"
        if not (originals / name).is_file():
            file = library.path(document)
            if file.is_file() and file_digest(file) == document.content_hash:
                _copy(file, originals / name)
            else:
                missing.append(document)
        progress(done, len(documents))
    with closing(Catalogue(settings.home / "catalogue.sqlite", writable=False)) as now:
        held = now.content_hashes()  # some may have been removed or replaced meanwhile
    return len(documents), [document.source for document in missing if document.content_hash in held]


def _copy(source: Path, target: Path) -> None:
    """Copy a file or folder, to a temporary name first; files removed meanwhile are left out."""
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_aside(target) as aside:
            shutil.copyfile(source, aside)


def newest(folder: Path) -> Path:
    """The newest complete backup in a folder, or the folder itself if it is one. Raises BackupError if there is none."""
    if (folder / LIST).is_file():
        return folder
    found = sorted(path.parent for path in folder.glob(f"*/{LIST}"))
    if not found:
        raise BackupError(f"There is no backup in {folder}.")
    return found[-1]


def restore(backup: Path, settings: Settings, progress: Progress = lambda *_: None) -> Backup:
    """Restore a library into POLIKB_HOME, which must be empty, and rebuild its indexes.

    Every file is checked against its hash before anything is written. The library is made in a folder inside and moved
    into place when it is complete: a killed call leaves no library, and the next one starts anew. Raises BackupError if
    a file is damaged, if another call is running, or, after restoring, if originals are missing from the backup.
    """
    _require_embedded(settings)
    chosen, home = newest(backup.expanduser().absolute()), settings.home
    _require_empty(home)
    listed = read_list(chosen / LIST)
    for name, digest in listed["files"].items():
        if _is_damaged(chosen / name, digest, listed.get(BECOMING)):
            raise BackupError(f"{chosen / name} is missing or damaged; try an older backup.")
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / _RESTORING, timeout=0)
    try:
        with lock:
            _drop_unfinished(home)
            documents, missing = _restored(chosen, listed, replace(settings, home=home / _ASIDE), progress)
            _move_into_place(home)
    except Timeout as error:
        raise BackupError(f"Another restore into {home} is at work. Wait for it.") from error
    (home / _RESTORING).unlink(missing_ok=True)
    if missing:
        raise BackupError(
            f"The library is restored, but {len(missing)} originals are missing from the backup or damaged:"
            f" {', '.join(missing[:5])}. Their text can be searched; ingest the files again to restore the originals."
        )
    return Backup(chosen, documents)


def _is_damaged(file: Path, digest: str, becoming: str | None) -> bool:
    """Whether a file differs from the list. `becoming` is the digest of a catalogue whose withdrawn documents were being deleted."""
    if not file.is_file():
        return becoming is None or "uploads" not in file.parts
    return file_digest(file) not in (digest, becoming)


def _require_empty(home: Path) -> None:
    """Raise BackupError if the folder has anything other than the remains of a killed restore."""
    there = {entry.name for entry in home.iterdir()} if home.exists() else set()
    is_unfinished = there == {_RESTORING} or (there >= {_RESTORING, _ASIDE} and "catalogue.sqlite" not in there)
    if there and not is_unfinished:
        raise BackupError(f"{home} isn't empty. Move it away, or set POLIKB_HOME to a new folder.")


def _drop_unfinished(home: Path) -> None:
    for entry in home.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != _RESTORING:
            entry.unlink()


def _restored(chosen: Path, listed: Json, settings: Settings, progress: Progress) -> tuple[int, list[str]]:
    """Make the library of a backup in an empty folder; returns the number of documents and the sources of missing originals."""
    for name in sorted({Path(name).parts[0] for name in listed["files"]}):
        _copy(chosen / name, settings.home / name)
    catalogue = Catalogue(settings.home / "catalogue.sqlite")
    documents = catalogue.all_documents()
    catalogue.close()
    originals, missing = Originals(settings.home, settings.originals), []
    for done, document in enumerate(documents, 1):
        name = f"{document.content_hash[:2]}/{document.content_hash}.{document.format}"
        source = chosen.parent / "originals" / name
        if source.is_file() and file_digest(source) == document.content_hash:
            originals.keep(source, document)
        else:
            missing.append(document.source)
        progress(done, len(documents))
    with Library(settings, writable=True, owner="polikb restore") as library:
        _withdraw_again(library, noted(chosen.parent))
        library.open_vectors()
    return len(documents), missing


def _move_into_place(home: Path) -> None:
    """Move the library out of its temporary folder, the catalogue last: without it there is no library."""
    aside = home / _ASIDE
    for entry in sorted(aside.iterdir(), key=lambda entry: entry.name == "catalogue.sqlite"):
        entry.replace(home / entry.name)
    aside.rmdir()


def _withdraw_again(library: Library, withdrawn: list[Withdrawal]) -> None:
    """Withdraw documents again that were withdrawn after the backup was made."""
    known = Gone(withdrawn)
    again: dict[str, list[Document]] = {}
    for document in all_documents(library, OWNER):
        if gone := known.of(document):
            again.setdefault(gone.reason, []).append(document)
    for reason, documents in again.items():
        library.withdraw(*documents, reason=reason)
    library.catalogue.withdrawals.merge(withdrawn)
