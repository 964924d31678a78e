"""The source of truth and derived data: kept consistent, repaired, and never shown to readers without access."""

import os
import shutil

import pytest

from kb.errors import LibraryError, LibraryInUse, NotFound
from kb.library import Library
from kb.model import OWNER, IngestedDocument
from kb.search.scope import open_document
from kb.search.search import search
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document, pages_and_passages
from tests.kb.helpers import found, sound


def reopen(settings: Settings) -> Library:
    library = Library(settings, writable=True)
    library.embedding_queue.use(HashingEmbedder())
    library.open_vectors()
    return library


def test_a_document_is_found_by_its_words_before_it_has_vectors(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from bone char filters.", embed=False)
    assert found(library, "water filter") == ["wells"]
    library.embedding_queue.run()
    assert sound(library)


def test_the_same_source_is_replaced_and_the_old_words_are_gone(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from filters.")
    put(document("wells"), "Bread and roses.")
    assert library.catalogue.counts()["documents"] == 1
    assert found(library, "roses") == ["wells"]
    assert "water" not in search(library, "water", OWNER).hits[0].passage.text.lower()
    assert sound(library)


def test_removing_leaves_nothing(put: Put, library: Library) -> None:
    kept = put(document("bread"), "Bread and roses.")
    gone = put(document("wells"), "Clean water from filters.")
    library.remove(gone)
    assert found(library, "water") in ([], ["bread"])
    assert not library.originals.path(gone).exists() and library.originals.path(kept).exists()
    with pytest.raises(NotFound):
        open_document(library, "wells", OWNER)
    assert sound(library)


@pytest.mark.parametrize("damage", ["delete", "garbage", "stamp"])
@pytest.mark.parametrize("folder", ["words", "chroma"])
def test_a_damaged_index_is_built_again_without_embedding(
    put: Put, library: Library, settings: Settings, folder: str, damage: str
) -> None:
    put(document("wells"), "Clean water from filters.", "Bread and roses.")
    library.close()
    target = settings.home / folder
    if damage == "delete":
        shutil.rmtree(target)
    elif damage == "stamp":
        (target / "stamp.json").write_text("not json")
    else:
        for path in [p for p in target.rglob("*") if p.is_file() and p.name != "stamp.json"]:
            path.write_bytes(os.urandom(64))
    with reopen(settings) as again:
        assert any("rebuilt" in notice for notice in again.notices)
        assert again.embedding_queue.embedder.embedded == 0  # type: ignore[attr-defined]
        assert found(again, "water") == ["wells"]
        assert sound(again)


def test_what_a_crash_left_unindexed_is_indexed_at_the_next_opening(
    put: Put, library: Library, settings: Settings
) -> None:
    put(document("bread"), "Bread and roses.")
    pages, passages = pages_and_passages("wells", ["Clean water."])
    library.catalogue.add(
        IngestedDocument(document("wells"), tuple(pages), tuple(passages)), settings.home / "wells.txt", "stated"
    )
    library.lexical.close()
    library._release()  # as a crash would: nothing after the commit to the truth has happened
    with reopen(settings) as again:
        assert found(again, "water")[0] == "wells"
        assert again.embedding_queue.run() == 1


def test_a_store_that_was_being_written_is_not_trusted(put: Put, library: Library, settings: Settings) -> None:
    put(document("wells"), "Clean water.")
    index = library.open_vectors()
    assert index is not None
    index.begin()
    library.close()
    with reopen(settings) as again:
        assert any("vector index" in notice for notice in again.notices)
        assert sound(again)


def test_a_library_has_one_owner_and_any_number_of_readers(put: Put, library: Library, settings: Settings) -> None:
    put(document("wells"), "Clean water.")
    with pytest.raises(LibraryInUse, match="another polikb command"):
        Library(settings, writable=True)
    with Library(settings, writable=False) as reader:
        reader.embedding_queue.use(HashingEmbedder())
        assert found(reader, "water") == ["wells"]


def test_a_reader_finds_words_that_were_indexed_after_it_saw_their_document(
    put: Put, library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("wells"), "Clean water.", embed=False)
    with Library(settings, writable=False) as reader:
        with monkeypatch.context() as patch:
            patch.setattr(library, "index_words", lambda: None)
            put(document("bread"), "Bread and roses.", embed=False)
        assert found(reader, "roses") == [] and len(reader.snapshot().passage_ids) == 2
        assert not reader.lexical_indexes.has_changed()
        library.index_words()
        assert found(reader, "roses") == ["bread"]
        library.remove(library.documents([1])[1])
        assert found(reader, "water") == [] and reader.lexical_updates.removals == 1


def test_an_empty_folder_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(LibraryError, match="polikb ingest"):
        Library(settings, writable=False)
