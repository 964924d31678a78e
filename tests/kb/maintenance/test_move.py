"""A library moves to PostgreSQL and back with every row, key and file."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import kb.store.sql.tables
from kb.access.accounts import Accounts
from kb.errors import LibraryError, LibraryInUse
from kb.library import Library
from kb.maintenance.move import Moved, move
from kb.model import Field, Named
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.database import MOVING
from kb.store.sql.engine import place_of
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document
from tests.kb.helpers import found, sound


def reported(settings: Settings, to: str) -> Moved:
    return move(settings, to, lambda done, total, what: None)


@pytest.fixture
def filled(put: Put, library: Library) -> Settings:
    """A closed library: two documents, one removed, a person, an account, an upload."""
    ada = (Named("Ada Rossi", "author"),)
    put(
        document("wells", people=ada),
        "Clean water\u00a0from wells: è così.",
        fields=(Field("place", "Lodi", "manifest", 1.0),),
    )
    put(document("bread", access="internal"), "Bread and roses.")
    library.remove(put(document("gone"), "Nothing."))
    library.catalogue.set_fact("told", "once")
    accounts = Accounts(library.home)
    accounts.add("ada", "a long password", "curator", ["lab"])
    accounts.close()
    (library.home / "uploads" / "1").mkdir(parents=True)
    (library.home / "uploads" / "1" / "notes.txt").write_text("Notes.")
    library.close()
    return library.settings


def facts(settings: Settings) -> dict[str, str]:
    with closing(Catalogue(place_of(settings.home, "catalogue", settings.database_url), writable=False)) as catalogue:
        return {str(row[0]): str(row[1]) for row in catalogue.rows("SELECT key, value FROM library")}


def test_a_library_moves_to_postgresql_and_back(
    filled: Settings, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.store.sql.tables, "_BATCH", 3)
    there = replace(filled, database_url=database_url)
    first = reported(filled, database_url)
    assert (first.documents, first.missing) == (2, []) and first.rows > 20
    assert facts(there) == facts(filled)
    back = replace(filled, home=tmp_path / "back")
    assert reported(there, str(back.home)) == first, "every row came back, as the comparison said"
    assert (back.home / "uploads" / "1" / "notes.txt").read_text() == "Notes."
    for settings in (there, back):
        with Library(settings, writable=True) as library:
            library.embedding_queue.use(HashingEmbedder())
            assert found(library, "wells")[0] == "wells" and sound(library)
            assert library.catalogue.is_taken("gone")
            last = library.catalogue.rows("SELECT max(document) FROM changes")[0][0]
            with library.catalogue.transaction() as connection:
                library.catalogue.change(connection, "SELECT number FROM documents", ())
                added = connection.execute(
                    "INSERT INTO documents (id, path, source, content_hash, metadata_hash, format, title, folded, kind, language,"
                    " abstract, access, page_count, pages_read, added_at) VALUES"
                    " ('new', '/new', 'new', '', '', 'txt', '', '', 'other', 'en', '', 'public', 0, 0, '') RETURNING number"
                ).scalar_one()
            assert added > last, "the number of a removed document isn't used again"
        accounts = Accounts(settings.home, "", settings.database_url)
        assert accounts.member("ada").groups == ("lab",) and accounts.check("ada", "a long password")
        accounts.close()


def test_a_move_that_was_cut_off_goes_on_and_nobody_opens_a_part(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.store.sql.tables, "_BATCH", 1)
    target = replace(filled, home=tmp_path / "target")

    def stop(done: int, total: int, what: str) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(filled, str(target.home), stop)
    with pytest.raises(LibraryError, match="Run `polikb move` again"):
        Library(target, writable=True)
    with Library(filled, writable=True) as library:  # a row that was copied changes meanwhile
        library.catalogue.set_stamp(library.catalogue.path("wells"), "other")
    originals = sorted((filled.home / "originals").glob("*/*"))
    originals[0].write_text("damaged")
    moved = reported(filled, str(target.home))
    assert moved.documents == 2 and len(moved.missing) == 1
    assert facts(target) == facts(filled) and MOVING not in facts(target)
    with Library(target, writable=True) as library:
        stored = library.catalogue.stored(library.catalogue.path("wells"))
        assert stored is not None and stored.stamp == "other"


def test_what_can_not_be_moved_is_told(filled: Settings, put: Put, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="already"):
        reported(filled, str(filled.home))
    with pytest.raises(LibraryError, match="must be a folder"):
        reported(filled, "mysql://somewhere/polikb")
    shutil.copytree(filled.home, tmp_path / "other")
    (tmp_path / "third").mkdir()
    reported(filled, str(tmp_path / "third" / "home"))
    with pytest.raises(LibraryError, match="another library"):
        reported(filled, str(tmp_path / "other"))
    with Library(filled, writable=True), pytest.raises(LibraryInUse):
        reported(filled, str(tmp_path / "fourth"))
    with pytest.raises(LibraryError, match="There is no library"):
        reported(replace(filled, home=tmp_path / "nothing"), str(tmp_path / "fifth"))
