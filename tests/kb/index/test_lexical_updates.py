"""Lexical indexes follow the catalogue from their last position."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.errors import LibraryError
from kb.index import lexical_by_access, lexical_updates
from kb.index.lexical import LexicalIndex
from kb.index.lexical_by_access import LexicalIndexes
from kb.index.lexical_updates import LexicalUpdates
from kb.model import ANONYMOUS, OWNER
from kb.store.catalogue import Catalogue
from kb.store.visibility import visible_documents
from kb.text.terms import Term
from tests.kb.helpers import damage_words
from tests.kb.index.test_lexical_by_access import add

WATER, GOLD = Term("water", "en"), Term("gold", "en")


class Server:
    """One of several that share a catalogue, with indexes of its own."""

    def __init__(self, home: Path, catalogue: Catalogue) -> None:
        self.indexes = LexicalIndexes(home, catalogue.library_id, writable=True)
        self.updates = LexicalUpdates(home, catalogue, self.indexes)

    def counts(self) -> tuple[int, int]:
        self.updates.update()
        return self.indexes.everything.document_frequency(WATER), self.indexes.everything.document_frequency(GOLD)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def test_each_server_follows_at_its_own_pace(tmp_path: Path, catalogue: Catalogue) -> None:
    first, second = Server(tmp_path / "one", catalogue), Server(tmp_path / "two", catalogue)
    add(catalogue, "open", "Clean water.")
    assert first.counts() == (1, 0) and not first.updates.is_behind
    assert second.updates.is_behind and second.updates.seconds_behind() > 0
    add(catalogue, "inside", "Gold.", "internal")
    assert second.counts() == (1, 1) and second.updates.seconds_behind() == 0 and second.updates.is_whole
    assert not first.updates.is_whole and first.counts() == (1, 1)
    again = Server(tmp_path / "three", catalogue)
    assert again.counts() == (1, 1), "one that comes later builds all of it"
    for server in (first, second, again):
        server.indexes.close()


def test_a_removal_leaves_no_word_in_the_files_of_any_server(tmp_path: Path, catalogue: Catalogue) -> None:
    servers = [Server(tmp_path / name, catalogue) for name in ("one", "two")]
    add(catalogue, "open", "Clean water.")
    add(catalogue, "other", "Gold.")
    for server in servers:
        server.counts()
    catalogue.remove("open")
    for server in servers:
        assert server.updates.removals == 0 and server.counts() == (0, 1) and server.updates.removals == 1
        server.indexes.close()
        files = [file for file in (tmp_path / "one" / "words").iterdir() if file.is_file()]
        assert files and not any(b"water" in file.read_bytes() for file in files)


def test_a_place_is_kept_over_restarts_and_one_ahead_of_the_catalogue_counts_for_nothing(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    server = Server(tmp_path, catalogue)
    add(catalogue, "open", "Clean water.")
    server.counts()
    server.indexes.close()
    opened = Server(tmp_path, catalogue)
    assert not opened.updates.is_behind and opened.updates.is_whole
    place = tmp_path / "words" / "place.json"
    place.write_text('{"changes": 99, "removals": 0}')  # as after restoring an older copy of the database
    opened.updates.reload()
    assert opened.updates.is_behind and opened.counts() == (1, 0)
    assert json.loads(place.read_text()) == {"changes": catalogue.changes()[0], "removals": 0}
    place.write_text("{")
    opened.updates.reload()
    assert opened.updates.removals == 0 and opened.updates.is_behind
    opened.indexes.close()


@pytest.mark.parametrize("folder", ["words", "words-public"])
def test_an_index_in_which_a_search_met_damage_is_built_anew(tmp_path: Path, catalogue: Catalogue, folder: str) -> None:
    server = Server(tmp_path, catalogue)
    add(catalogue, "open", "Clean water.")
    add(catalogue, "inside", "Gold.", "internal")
    assert server.counts() == (1, 1)
    numbers = set(visible_documents(catalogue, OWNER if folder == "words" else ANONYMOUS))
    index, is_exact = server.indexes.of(numbers, 2, catalogue)
    damage_words(tmp_path / folder)
    with pytest.raises(LibraryError, match=f"{folder} is damaged"):
        index.search(((WATER,),), {"body": 1.0}, 9)
    assert is_exact and server.indexes.is_damaged and server.updates.is_behind
    server.updates.settle()
    assert not server.indexes.is_damaged and not server.updates.is_behind
    mended, is_exact = server.indexes.of(numbers, 2, catalogue)
    assert is_exact and len(mended.search(((WATER,),), {"body": 1.0}, 9)) == 1
    server.indexes.close()


def test_many_words_are_indexed_step_by_step_and_can_be_stopped(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical_by_access, "_STEP", 2)
    monkeypatch.setattr(lexical_updates, "_MANY", 3)
    server = Server(tmp_path, catalogue)
    for number in range(5):
        add(catalogue, f"d{number}", "Clean water.")
    assert server.updates.is_far_behind and server.updates.done == 1
    seen, put = [], LexicalIndex.put

    def watched(index: LexicalIndex, *arguments: Any) -> None:
        seen.append((server.updates.done, index.document_frequency(WATER)))
        put(index, *arguments)

    monkeypatch.setattr(LexicalIndex, "put", watched)
    assert server.counts() == (5, 0) and server.updates.done == 1 and not server.updates.is_far_behind
    assert seen == [(0, 0), (0, 0), (0.4, 2), (0.4, 2), (0.8, 4)], "what is indexed is found while the rest is written"
    add(catalogue, "late", "Clean water.")
    assert not server.updates.is_far_behind, "one document is indexed at once"
    server.updates.stop()
    with pytest.raises(LibraryError, match="next start"):
        server.updates.update()
    assert server.updates.is_behind
    server.indexes.close()
    again = Server(tmp_path, catalogue)
    assert again.counts() == (6, 0) and again.updates.is_whole
    again.indexes.close()
