"""Metadata of documents: fields, flags, words of scans, editions and corrections."""

import json
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kb.clock import today
from kb.model import Field, Flag, Word
from kb.store.catalogue import Catalogue
from kb.store.metadata import _packed
from tests.fakes import document
from tests.kb.store.conftest import Store

TITLE, READER = Field("title", "Wells", "manifest", 1.0), Field("reader", "Anna", "manifest", 1.0)


def test_fields_keep_their_order_and_their_origin(catalogue: Catalogue, store: Store) -> None:
    guessed = Field("department", "DABC", "front page", 0.7)
    number = store(document("one"), "Water.", fields=(TITLE, guessed, READER))
    assert catalogue.metadata.fields("one") == [TITLE, guessed, READER]
    assert catalogue.metadata.values("department", "title") == {number: [("title", "Wells"), ("department", "DABC")]}
    assert catalogue.metadata.stated("title") == {number: [TITLE]}
    assert catalogue.metadata.stated("department") == {}, "what a program found isn't stated"
    catalogue.update(catalogue.all_documents()[0], [replace(TITLE, value="Pozzi")])
    assert [field.value for field in catalogue.metadata.fields("one")] == ["Pozzi"]


def test_hidden_names_leave_the_fields_and_come_back(catalogue: Catalogue, store: Store) -> None:
    named = Field("author", "Ada Rossi", "front page", 0.9)
    store(document("one"), "Water.", fields=(TITLE, named))
    catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    assert catalogue.metadata.fields("one") == [TITLE]
    catalogue.update(catalogue.all_documents()[0], [TITLE])
    catalogue.name_rules.set("person", "Ada Rossi", None)
    assert set(catalogue.metadata.fields("one")) == {TITLE, named}


def test_flags_of_one_document_or_of_all(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.", flags=(Flag(2, "hidden text", "white"), Flag(1, "instruction", "ignore")))
    store(document("two"), "Bread.", flags=(Flag(1, "instruction", "obey"),))
    assert [flag.page for _, flag in catalogue.metadata.flags("one")] == [1, 2]
    assert [name for name, _ in catalogue.metadata.flags()] == ["one", "one", "two"]


def test_words_of_a_scanned_page(catalogue: Catalogue, store: Store) -> None:
    words = (Word("Acqua", 72.0, 90.5, 40.25, 12.0), Word("potabile", 115.0, 90.5, 60.0, 12.0))
    store(document("scan"), "Acqua potabile", words={1: words})
    assert catalogue.metadata.words("scan", 1) == words
    assert catalogue.metadata.words("scan", 2) == () == catalogue.metadata.words("absent", 1)


@given(st.lists(st.builds(Word, st.text(), *[st.floats(0, 1000)] * 4), max_size=5))
def test_packed_words_lose_nothing(words: list[Word]) -> None:
    assert [Word(*values) for values in json.loads(zlib.decompress(_packed(words)))] == words


def test_alike_documents_are_editions_of_each_other(catalogue: Catalogue, store: Store) -> None:
    one = store(document("one"), "Water.", sketch=tuple(range(100)))
    two = store(document("two"), "Water.", sketch=tuple(range(20, 120)))
    store(document("three"), "Bread.", sketch=tuple(range(80, 180)))
    editions = catalogue.metadata.editions()
    assert editions.keys() == {one, two} and editions[one][two] == editions[two][one] >= 0.5
    catalogue.remove("two")
    assert catalogue.metadata.editions() == {}


def test_corrections_outlive_the_document(catalogue: Catalogue, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    store(document("one"), "Water.")
    catalogue.metadata.correct(path, {"year": "2021", "title": "Wells"})
    catalogue.remove("one")
    assert catalogue.metadata.corrections(path) == {"title": "Wells", "year": "2021"}
    catalogue.metadata.correct(path, {"title": None})
    assert catalogue.metadata.corrections(path) == {"year": "2021"}


def test_a_document_is_shown_since_it_was_first_read_opened_or_its_text_found(
    catalogue: Catalogue, store: Store
) -> None:
    def shown(*texts: str, **rights: str) -> str:
        store(document("mill", **rights), *texts)
        (found,) = catalogue.all_documents()
        return found.shown_since

    scan = shown(access="internal")
    first = shown("Water.", access="internal")
    assert first > scan, "nobody could find it by its text"
    assert first == shown("Water.", access="internal") == shown("Water mill.", access="restricted")
    opened = shown("Water.")
    assert opened > first
    later, past = (today() + timedelta(days=9)).isoformat(), today().isoformat()
    assert opened == shown("Water.", embargo_until=later), "the end of the embargo counts then"
    assert shown("Water.", embargo_until=past) > opened
