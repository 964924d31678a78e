"""Documents, pages and passages: inserted whole, replaced by path, found by number."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import NotFound
from kb.model import Named
from kb.store.catalogue import Catalogue
from tests.fakes import document
from tests.kb.store.conftest import Store


def test_a_document_comes_back_as_it_was_put_in(catalogue: Catalogue, store: Store) -> None:
    record = document("wells", organisations=(Named("Comune di Lodi", "partner"),), abstract="Due righe.")
    number = store(record, "Clean water.", "Bread and roses.")
    (found,) = catalogue.all_documents()
    assert replace(found, added_at="", shown_since="") == record and found.added_at and found.shown_since
    assert [(p.page, p.text) for p in catalogue.passages_of(number)] == [(1, "Clean water."), (2, "Bread and roses.")]
    assert catalogue.counts() == {"documents": 1, "pages": 2, "passages": 2, "vectors": 0}


def test_the_same_path_is_replaced_and_unused_names_go(catalogue: Catalogue, store: Store) -> None:
    first = store(document("wells", people=(Named("Ada Rossi", "author"),)), "Clean water.")
    second = store(document("wells", people=(Named("Ugo Neri", "author"),)), "Bread.")
    assert second != first and catalogue.numbers().tolist() == [second]
    assert not catalogue.name_rules.knows("person", "Ada Rossi") and catalogue.name_rules.knows("person", "Ugo Neri")
    assert catalogue.changed_since(0) == [first, second], "the index has to forget the old one"


def test_stored_files_are_found_by_path_and_by_content(catalogue: Catalogue, store: Store, tmp_path: Path) -> None:
    store(document("wells", content_hash="a" * 64), "Clean water.")
    stored = catalogue.stored(tmp_path / "wells.txt")
    assert stored is not None and stored == catalogue.same_content("a" * 64)
    catalogue.set_stamp(tmp_path / "wells.txt", "12-34")
    restamped = catalogue.stored(tmp_path / "wells.txt")
    assert restamped == replace(stored, stamp="12-34")
    assert catalogue.stored(tmp_path / "other.txt") is None and catalogue.same_content("b" * 64) is None
    assert catalogue.is_taken("wells") and not catalogue.is_taken("well")


def test_a_folder_is_no_prefix_of_a_name(catalogue: Catalogue, store: Store, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("in/one", "in/two", "inside"):
        store(document(name), "Water.")
    assert catalogue.ids_under(tmp_path / "in") == ["in/one", "in/two"]


def test_each_index_knows_by_a_number_what_it_has_not_seen(catalogue: Catalogue, store: Store) -> None:
    start = catalogue.changes()
    numbers = [store(document(name), "Water.") for name in ("one", "two")]
    assert catalogue.changed_since(start[0]) == numbers
    changes, removals = catalogue.changes()
    assert (changes > start[0], removals) == (True, start[1]) and catalogue.changed_since(changes) == []
    catalogue.remove("one")
    assert catalogue.changed_since(changes) == numbers[:1] and catalogue.changes() == (changes + 1, removals + 1)
    assert catalogue.changed_since(start[0]) == numbers, "each document is named once, by its latest change"


def test_every_change_advances_the_generation(catalogue: Catalogue, store: Store) -> None:
    seen = [catalogue.generation]
    store(document("wells"), "Water.")
    seen.append(catalogue.generation)
    catalogue.update(replace(catalogue.all_documents()[0], title="Wells"), ())
    seen.append(catalogue.generation)
    catalogue.remove("wells")
    seen.append(catalogue.generation)
    assert seen == sorted(set(seen))


def test_what_is_not_there_is_not_found(catalogue: Catalogue) -> None:
    for ask in (catalogue.path, catalogue.remove):
        with pytest.raises(NotFound, match="document absent"):
            ask("absent")
    assert catalogue.documents([1, 2]) == {} and catalogue.passages([1]) == {}


def test_hidden_names_are_left_out_and_outlive_an_update(catalogue: Catalogue, store: Store) -> None:
    shy, other = Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor")
    store(document("one", people=(shy, other)), "Water.")
    catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    (shown,) = catalogue.all_documents()
    assert shown.people == (other,)
    catalogue.update(shown, ())
    catalogue.name_rules.set("person", "Ada Rossi", None)
    assert set(catalogue.all_documents()[0].people) == {shy, other}


def test_passages_may_be_those_that_are_short(catalogue: Catalogue, store: Store) -> None:
    short, long = (p.id for p in catalogue.passages_of(store(document("wells"), "Clean.", "Clean water of a well.")))
    assert catalogue.passages([short, long]).keys() == {short, long}
    assert catalogue.passages([short, long], longest=6).keys() == {short} and not catalogue.passages([long], longest=6)


def test_columns_of_all_passages(catalogue: Catalogue, store: Store) -> None:
    assert [len(column) for column in catalogue.passage_map()] == [0] * 5
    number = store(document("one", language="it"), "Acqua.", "Pane.")
    ids, documents, pages, languages, parts = catalogue.passage_map()
    assert documents.tolist() == [number] * 2 and pages.tolist() == [1, 2]
    assert languages.tolist() == ["it"] * 2 and parts.tolist() == ["body"] * 2
    assert catalogue.passage_map(after=int(ids[0]))[0].tolist() == ids[1:].tolist()


def test_an_id_stays_taken_when_its_document_is_gone(catalogue: Catalogue, store: Store) -> None:
    store(document("wells"), "Clean water.")
    catalogue.remove("wells")
    assert catalogue.is_taken("wells") and not catalogue.is_taken("well")


def test_documents_with_the_same_bytes_are_found_together(catalogue: Catalogue, store: Store) -> None:
    for name in ("one", "two"):
        store(document(name, content_hash="a" * 64), "Clean water.")
    store(document("other", content_hash="b" * 64), "Bread.")
    assert [d.id for d in catalogue.documents_with("a" * 64)] == ["one", "two"]
    assert catalogue.documents_with("c" * 64) == []
