"""Moving a library between folders and PostgreSQL databases, without reading or embedding anything again."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kb.access.accounts import MIGRATIONS as ACCOUNTS
from kb.errors import LibraryError
from kb.files import file_digest, write_aside
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.database import MOVING, Database
from kb.store.lock import LibraryLock, require_library
from kb.store.originals import Originals
from kb.store.sql.copying import copy_tables, differences, empty
from kb.store.sql.engine import place_of

Progress = Callable[[int, int, str], None]  # (done, total, what)


@dataclass(frozen=True)
class Moved:
    """Counts of what was copied and compared. `missing` are sources of documents whose original is missing or damaged."""

    documents: int
    rows: int
    missing: list[str]


def move(settings: Settings, to: str, progress: Progress) -> Moved:
    """Copy the library of the settings to a database's address or a folder, and compare the two. The source is kept.

    A run that was cut off is continued. Raises LibraryError if the library is in use or changes meanwhile, or if the
    target holds another.
    """
    require_library(settings)
    target = _target(settings, to)
    with (
        _locked(settings.home, target.home),
        _opened(settings) as (source, accounts),
        _opened(target) as (copy, members),
    ):
        _mark(source, copy, members)
        generation = source.generation
        rows = _copy_rows(accounts, members, progress) + _copy_rows(source, copy, progress)
        missing = _copy_files(settings, target, source, progress)
        if source.generation != generation:
            raise LibraryError("The library changed while it was moved. Stop all servers and run the command again.")
        _finish(source, copy)
        return Moved(copy.counts()["documents"], rows, missing)


def _target(settings: Settings, to: str) -> Settings:
    if to.startswith("postgresql://"):
        target = replace(settings, database_url=to)
    elif "://" in to:
        raise LibraryError(f"{to} must be a folder, or an address like postgresql://user:password@host/database.")
    else:
        target = replace(settings, home=Path(to), database_url="", originals="")
    if (target.home, target.database_url) == (settings.home, settings.database_url):
        raise LibraryError(f"The library is in {to} already.")
    return target


@contextmanager
def _locked(*homes: Path) -> Iterator[None]:
    with ExitStack() as held:
        for home in dict.fromkeys(homes):
            lock = LibraryLock(home)
            lock.acquire("polikb move")
            held.callback(lock.release)
        yield


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Catalogue, Database]]:
    with (
        closing(Catalogue(place_of(settings.home, "catalogue", settings.database_url))) as catalogue,
        closing(Database(place_of(settings.home, "accounts", settings.database_url), migrations=ACCOUNTS)) as accounts,
    ):
        yield catalogue, accounts


def _mark(source: Catalogue, copy: Catalogue, members: Database) -> None:
    """Mark the target as incomplete, so that nothing else opens it."""
    marked = copy.fact(MOVING)
    is_empty = not copy.counts()["documents"] and not members.rows("SELECT 1 FROM members")
    if marked != source.library_id and not (marked is None and is_empty):
        raise LibraryError(
            f"There is another library in {copy.place}. Choose an empty place, or delete that library first."
        )
    copy.set_fact(MOVING, source.library_id)


def _copy_rows(source: Database, copy: Database, progress: Progress) -> int:
    """Copy all rows but the facts, and compare them. Returns their number."""
    with source.reading() as tables:
        total = sum(tables.count(name) for name in tables.all)
        for _ in range(2):  # if rows copied by an earlier run have changed since, all are copied again
            copy_tables(tables, copy, lambda done: progress(done, total, "rows"))
            if not (different := differences(tables, copy)):
                return total
            empty(tables, copy)
    raise LibraryError(f"{copy.place} doesn't hold what was copied ({', '.join(different)}). See the database's log.")


def _copy_files(settings: Settings, target: Settings, source: Catalogue, progress: Progress) -> list[str]:
    """Copy originals and other files of the folder, unless it stays the same. Returns the sources of missing originals."""
    before, after = (Originals(each.home, each.originals) for each in (settings, target))
    documents, missing = source.all_documents(), []
    for done, document in enumerate(documents, 1):
        file, wanted = before.path(document), after.path(document)
        if not file.is_file() or file_digest(file) != document.content_hash:
            missing.append(document.source)
        elif file != wanted:
            after.keep(file, document)
        progress(done, len(documents), "originals")
    if settings.home != target.home:
        for name in ("uploads", "pictures", "audit.jsonl"):
            _copy_missing(settings.home / name, target.home / name)
    return missing


def _copy_missing(source: Path, target: Path) -> None:
    files = [source] if source.is_file() else [file for file in source.rglob("*") if file.is_file()]
    for file in files:
        wanted = target / file.relative_to(source)
        if not wanted.is_file() or wanted.stat().st_size != file.stat().st_size:
            wanted.parent.mkdir(parents=True, exist_ok=True)
            with write_aside(wanted) as aside:
                shutil.copyfile(file, aside)


def _finish(source: Catalogue, copy: Catalogue) -> None:
    """Copy the facts, which replaces the target's mark."""
    facts = source.rows("SELECT key, value FROM library")
    with copy.transaction() as connection:
        connection.execute("DELETE FROM library")
        connection.executemany("INSERT INTO library VALUES (?, ?)", facts)
