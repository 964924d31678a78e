"""Findings of `polikb doctor`: a changed byte in any file is reported or harmless, and no removed text is left in any file."""

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.access.accounts import MIGRATIONS as ACCOUNTS
from kb.access.accounts import Accounts
from kb.errors import LibraryError
from kb.library import Library
from kb.maintenance.doctor import Finding, examine
from kb.model import OWNER
from kb.search.scope import open_document
from kb.search.search import search
from kb.settings import Settings
from kb.store.database import Database
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document
from tests.kb.store.sql.test_schema import made_before_alembic

TEXT = "Number {} of the fictional wells gives clean water to the families of the valley."


def flip(path: Path, seed: int = 0) -> None:
    """Change one byte in the middle half of a file, as a failing disk does: without a trace in its times."""
    data, times = bytearray(path.read_bytes()), path.stat()
    at = random.Random(seed).randrange(len(data) // 4, max(3 * len(data) // 4, len(data) // 4 + 1))
    data[at] ^= 0x20
    path.write_bytes(bytes(data))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def wrong(library: Library) -> dict[str, str]:
    return {finding.check: finding.detail for finding in examine(library) if not finding.sound}


@pytest.fixture
def filled(put: Put, library: Library, settings: Settings) -> Settings:
    """A closed library of five documents, two of them hidden, with vectors in Chroma."""
    for number in range(5):
        text = TEXT.format(number)
        access = "internal" if number > 2 else "public"
        put(document(f"d{number}", access=access), text)
    library.open_vectors()
    library.close()
    return settings


def reopened(settings: Settings) -> Library:
    library = Library(settings, writable=True)
    library.embedding_queue.use(HashingEmbedder())
    return library


def test_a_sound_library_has_nothing_wrong(filled: Settings) -> None:
    with reopened(filled) as library:
        assert wrong(library) == {}
        assert all(isinstance(finding, Finding) for finding in examine(library))


def test_weights_of_another_model_are_told_and_nothing_wrong(filled: Settings) -> None:
    with reopened(filled) as library:
        (told,) = (finding for finding in examine(library) if finding.check == "ranking weights")
        assert told.sound and told.detail.startswith("hashing@1 has none of its own, so those of multilingual-e5-small")


def test_a_changed_byte_in_an_original_is_named(filled: Settings) -> None:
    for original in sorted((filled.home / "originals").rglob("*.text")):
        flip(original)
    with reopened(filled) as library:
        assert "d0.txt was changed on disk" in wrong(library)["originals"]


def test_a_changed_letter_in_a_page_is_named(filled: Settings) -> None:
    catalogue = filled.home / "catalogue.sqlite"
    data = catalogue.read_bytes()
    assert data.count(b"Number 1 of the") >= 1
    catalogue.write_bytes(data.replace(b"Number 1 of the", b"Number 7 of the"))
    with reopened(filled) as library:
        assert "d1.txt was changed on disk" in wrong(library)["text"]


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["words", "words-public", "chroma"])
def test_a_changed_byte_in_a_derived_file_is_told_or_mended(filled: Settings, folder: str) -> None:
    files = [path for path in (filled.home / folder).rglob("*") if path.is_file() and path.stat().st_size > 8]
    if folder != "chroma":  # a segment that was merged into another is unused
        used = (filled.home / folder / "meta.json").read_text().replace("-", "")
        files = [path for path in files if path.name.partition(".")[0] in used]
    untold = []
    for seed, path in enumerate(files):
        home = filled.home.parent / f"copy{seed}"
        shutil.copytree(filled.home, home)
        damaged = home / path.relative_to(filled.home)
        flip(damaged, seed)
        content = damaged.read_bytes()
        with reopened(replace(filled, home=home)) as library:
            is_there = damaged.is_file() and damaged.read_bytes() == content  # else it was rebuilt
            if is_there and not wrong(library) and path.suffix not in (".json", ".lock"):
                untold.append(path.name)
    assert files and untold == []


@pytest.mark.slow
def test_no_vector_of_what_was_removed_is_in_any_file(filled: Settings) -> None:
    vector = HashingEmbedder().embed_passages([f"D1\n{TEXT.format(1)}"])[0]
    with reopened(filled) as library:
        stored = next(v for ids, vectors in library.catalogue.vectors.batches() for v in vectors[1:2])
        marks = [np.asarray(values, "<f4").tobytes()[:64] for values in (vector, stored)]
        library.open_vectors()
        library.remove(open_document(library, "d1", OWNER).document)
        library.open_vectors()
        assert wrong(library) == {}
    left = [path for path in filled.home.rglob("*") if path.is_file() and any(m in path.read_bytes() for m in marks)]
    assert left == []


@pytest.mark.slow
def test_vectors_of_a_replaced_version_are_pruned(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.", "Deep wells.")
    library.open_vectors()
    put(document("wells"), "Bread and roses.")
    index = library.open_vectors()
    assert index is not None and index.ids().tolist() == library.snapshot().matrix.ids.tolist()
    assert "vector index" not in wrong(library)


@pytest.mark.parametrize("how", ["empty", "missing"])
def test_a_catalogue_that_is_gone_is_no_new_library(filled: Settings, how: str) -> None:
    for log in filled.home.glob("catalogue.sqlite-*"):
        log.unlink()
    (filled.home / "catalogue.sqlite").unlink()
    if how == "empty":
        (filled.home / "catalogue.sqlite").touch()
    with pytest.raises(LibraryError, match=f"is {how}, though there are documents"):
        Library(filled, writable=True)
    with pytest.raises(LibraryError):
        Library(filled, writable=False)
    Library(replace(filled, home=filled.home.parent / "new"), writable=True).close()


@pytest.mark.parametrize("table", ["vectors", "sentences"])
def test_a_changed_sign_in_a_vector_is_told(put: Put, library: Library, table: str) -> None:
    """Which leaves its length as it was."""
    put(document("a"), TEXT.format(1))
    put(document("b"), TEXT.format(2))
    column = "vector" if table == "vectors" else "vectors"
    [(stored,)] = library.catalogue.rows(f"SELECT {column} FROM {table} WHERE passage = 1")
    changed = bytearray(stored)
    changed[3] ^= 0x80
    with library.catalogue.transaction() as connection:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE passage = 1", (bytes(changed),))
    assert wrong(library)["vectors"].startswith("1 vectors were changed on disk; run `polikb reindex`")
    assert search(library, "number", OWNER).hits


def test_packed_vectors_that_differ_from_the_catalogue_are_told(put: Put, library: Library) -> None:
    put(document("a"), TEXT.format(1))
    assert "packed vectors" not in wrong(library)
    library.snapshot().matrix.store.coarse[0, :8] += 50
    assert wrong(library)["packed vectors"].startswith(
        "1 are others than the catalogue's; run `polikb doctor --repair`"
    )


def test_damaged_accounts_and_files_of_no_document_are_told(filled: Settings) -> None:
    Accounts(filled.home).close()
    file = filled.home / "accounts.sqlite"
    data = bytearray(file.read_bytes())
    data[4096:12288] = bytes(8192)
    file.write_bytes(data)
    stranger = filled.home / "originals" / "00" / f"{'00' * 32}.pdf"
    stranger.parent.mkdir()
    stranger.write_bytes(b"%PDF of nothing")
    with reopened(filled) as library:
        told = wrong(library)
    assert "restore a backup" in told["accounts"] and told["originals"].startswith(
        "1 files of documents that aren't there"
    )


def test_accounts_of_an_earlier_version_are_brought_up_to_date(filled: Settings) -> None:
    """As `polikb backup` says where it finds some."""
    made_before_alembic(filled.home / "accounts.sqlite", ACCOUNTS, 4)
    with pytest.raises(LibraryError, match="polikb doctor --repair"):
        Database(filled.home / "accounts.sqlite", writable=False, migrations=ACCOUNTS)
    with reopened(filled) as library:
        assert wrong(library) == {}
    Database(filled.home / "accounts.sqlite", writable=False, migrations=ACCOUNTS).close()
