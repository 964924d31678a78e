"""Backups while people search and files go in, and bringing a library back from one.

A backup is a folder: `originals/`, shared by all backups in it, and one folder for each moment with the catalogue, the
accounts, uploads that wait, and a list of hashes. Indexes aren't kept; they are built again.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.access.accounts import MIGRATIONS as ACCOUNTS
from kb.errors import BackupError
from kb.files import replace_file, write_aside
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.database import Database
from kb.store.withdrawals import Withdrawal, hashed

_LIST, _WITHDRAWN = "backup.json", "withdrawn.json"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Backup:
    """One moment that was kept: where, and how many documents it has."""

    path: Path
    documents: int


def back_up(settings: Settings, folder: Path, progress: Progress = lambda *_: None) -> Backup:
    """Keep the library as it is now. A backup that was broken off leaves a folder that ends in ".partial".

    Raises BackupError when there is no library, or the folder can't be written.
    """
    if not (settings.home / "catalogue.sqlite").is_file():
        raise BackupError(f"There is no library in {settings.home}.")
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    partial, done = folder / f"{stamp}.partial", folder / stamp
    try:
        partial.mkdir(parents=True)
        documents = _copy_catalogue(settings, partial, folder / "originals", progress)
        for name in ("uploads", "audit.jsonl"):
            _copy(settings.home / name, partial / name)
        for beside in partial.glob("*.sqlite-*"):  # SQLite's own, of whoever looked into the copies
            beside.unlink()
        hashes = {p.relative_to(partial).as_posix(): _hash(p) for p in sorted(partial.rglob("*")) if p.is_file()}
        (partial / _LIST).write_text(json.dumps({"documents": documents, "files": hashes}, indent=1))
        partial.rename(done)
        _forget_withdrawn(folder, done)
    except OSError as error:
        raise BackupError(
            f"The backup in {folder} can't be written: {error.strerror or error}. Nothing in the library changed."
        ) from error
    return Backup(done, documents)


def _copy_catalogue(settings: Settings, partial: Path, originals: Path, progress: Progress) -> int:
    """The databases as of one moment, and the originals that this catalogue names."""
    source = Catalogue(settings.home / "catalogue.sqlite", writable=False)
    source.copy_to(partial / "catalogue.sqlite")
    source.close()
    if (settings.home / "accounts.sqlite").is_file():
        accounts = Database(settings.home / "accounts.sqlite", writable=False, migrations=ACCOUNTS)
        accounts.copy_to(partial / "accounts.sqlite")
        accounts.close()
    copied = Catalogue(partial / "catalogue.sqlite", writable=False)
    documents = copied.all_documents()
    copied.close()
    for done, document in enumerate(documents, 1):
        name = f"{document.content_hash[:2]}/{document.content_hash}.{document.format}"
        if not (originals / name).is_file():
            _copy(settings.home / "originals" / name, originals / name)
        progress(done, len(documents))
    return len(documents)


def _copy(source: Path, target: Path) -> None:
    """Copy a file or folder aside first; what isn't there any more, since it was removed meanwhile, is left out."""
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with write_aside(target) as aside:
            shutil.copyfile(source, aside)


def _forget_withdrawn(folder: Path, newest_one: Path) -> None:
    """Note beside the backups what was withdrawn, and take it out of the older ones."""
    catalogue = Catalogue(newest_one / "catalogue.sqlite", writable=False)
    withdrawn = {gone.id: gone for gone in (*_noted(folder), *catalogue.withdrawals.all())}
    if not withdrawn:
        catalogue.close()
        return
    present = {hashed(document.id) for document in catalogue.all_documents()}
    needed = catalogue.content_hashes()
    catalogue.close()
    withdrawn = {name: gone for name, gone in withdrawn.items() if name not in present}  # but for what was let in again
    replace_file(folder / _WITHDRAWN, json.dumps([asdict(gone) for gone in withdrawn.values()], indent=1))
    for gone in withdrawn.values():
        if gone.content not in needed:
            for original in (folder / "originals" / gone.content[:2]).glob(f"{gone.content}.*"):
                original.unlink()
    for listed in folder.glob(f"*/{_LIST}"):
        if not withdrawn.keys() <= set(json.loads(listed.read_text()).get("without", ())):
            _take_out(listed, set(withdrawn))


def _noted(folder: Path) -> list[Withdrawal]:
    file = folder / _WITHDRAWN
    return [Withdrawal(**entry) for entry in json.loads(file.read_text())] if file.is_file() else []


def _take_out(listed: Path, withdrawn: set[str]) -> None:
    """Take documents, by the hashes of their ids, out of one backup, and list its files anew."""
    moment = listed.parent
    aside = (
        moment / ".catalogue.sqlite.new"
    )  # opening it may bring its schema up to date, and it is held against its hash
    shutil.copyfile(moment / "catalogue.sqlite", aside)
    catalogue = Catalogue(aside)
    gone = [d for d in catalogue.all_documents() if hashed(d.id) in withdrawn]
    for document in gone:
        path = catalogue.path(document.id)
        if path.parent.parent.name == "uploads":
            (moment / "uploads" / path.parent.name / path.name).unlink(missing_ok=True)
        catalogue.withdraw(document, "")
        catalogue.saved_answers.forget(document.id)
    catalogue.flush()
    catalogue.close()
    kept = json.loads(listed.read_text())
    if gone:
        aside.replace(moment / "catalogue.sqlite")
        kept["files"] = {name: _hash(moment / name) for name in kept["files"] if (moment / name).is_file()}
        kept["documents"] -= len(gone)
    aside.unlink(missing_ok=True)
    replace_file(listed, json.dumps({**kept, "without": sorted(withdrawn)}, indent=1))


def newest(folder: Path) -> Path:
    """The newest whole backup in a folder, or the folder itself when it is one. Raises BackupError."""
    if (folder / _LIST).is_file():
        return folder
    found = sorted(path.parent for path in folder.glob(f"*/{_LIST}"))
    if not found:
        raise BackupError(f"There is no backup in {folder}.")
    return found[-1]


def restore(backup: Path, settings: Settings, progress: Progress = lambda *_: None) -> Backup:
    """Bring a library back into the empty folder that the settings name, and build its indexes.

    Every file is held against its hash first. Raises BackupError, before anything is written.
    """
    chosen, home = newest(backup), settings.home
    if home.exists() and any(home.iterdir()):
        raise BackupError(f"{home} isn't empty. Move it away, or set POLIKB_HOME to a new folder.")
    listed = json.loads((chosen / _LIST).read_text())
    for name, digest in listed["files"].items():
        if not (chosen / name).is_file() or _hash(chosen / name) != digest:
            raise BackupError(f"{chosen / name} is missing or damaged; try an older backup.")
    for name in sorted({Path(name).parts[0] for name in listed["files"]}):
        _copy(chosen / name, home / name)
    catalogue = Catalogue(home / "catalogue.sqlite")
    documents = catalogue.all_documents()
    catalogue.close()
    missing = []
    for done, document in enumerate(documents, 1):
        name = f"{document.content_hash[:2]}/{document.content_hash}.{document.format}"
        source = chosen.parent / "originals" / name
        if source.is_file() and _hash(source) == document.content_hash:
            _copy(source, home / "originals" / name)
        else:
            missing.append(document.source)
        progress(done, len(documents))
    with Library(settings, writable=True, owner="polikb restore") as library:
        _withdraw_again(library, _noted(chosen.parent))
        library.open_vectors()
    if missing:
        raise BackupError(
            f"Restored, but {len(missing)} originals are missing or damaged in the backup: {', '.join(missing[:5])}. Their text is searched; "
            "ingest the files again to have them back."
        )
    return Backup(chosen, len(documents))


def _withdraw_again(library: Library, withdrawn: list[Withdrawal]) -> None:
    """What was withdrawn since the backup was made doesn't come back with it."""
    reasons = {gone.id: gone.reason for gone in withdrawn}
    for document in all_documents(library, OWNER):
        if hashed(document.id) in reasons:
            library.withdraw(document, reasons[hashed(document.id)])
    library.catalogue.withdrawals.take_over(withdrawn)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
