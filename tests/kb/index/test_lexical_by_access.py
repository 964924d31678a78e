"""An index for each access level, so that hidden documents leave no trace in statistics."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb.errors import LibraryError
from kb.index import lexical_by_access
from kb.index.lexical_by_access import INDEXES, LexicalIndexes
from kb.model import IngestedDocument
from kb.store.catalogue import Catalogue
from kb.text.terms import Term
from tests.fakes import document, pages_and_passages

WATER, GOLD = Term("water", "en"), Term("gold", "en")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def indexes(tmp_path: Path, catalogue: Catalogue) -> Iterator[LexicalIndexes]:
    opened = LexicalIndexes(tmp_path, catalogue.library_id, writable=True)
    yield opened
    opened.close()


def add(catalogue: Catalogue, name: str, text: str, access: str = "public") -> int:
    pages, passages = pages_and_passages(name, [text])
    record = document(name, access=access)
    catalogue.add(IngestedDocument(record, tuple(pages), tuple(passages)), Path(f"/in/{name}"), "")
    return int(catalogue.numbers()[-1])


def update(catalogue: Catalogue, indexes: LexicalIndexes) -> None:
    indexes.update(catalogue, catalogue.changed_since(0))


def test_while_all_is_public_one_index_is_enough(tmp_path: Path, catalogue: Catalogue, indexes: LexicalIndexes) -> None:
    number = add(catalogue, "open", "Clean water.")
    update(catalogue, indexes)
    assert indexes.of({number}, 1, catalogue) == (indexes.everything, True)
    assert not any((tmp_path / f"words-{name}").exists() for name in INDEXES)


def test_each_level_counts_its_own_documents_only(catalogue: Catalogue, indexes: LexicalIndexes) -> None:
    public = add(catalogue, "open", "Clean water.")
    internal = add(catalogue, "inside", "Water and gold.", "internal")
    restricted = add(catalogue, "secret", "Gold.", "restricted")
    update(catalogue, indexes)
    for visible, water, gold in (({public}, 1, 0), ({public, internal}, 2, 1), ({public, internal, restricted}, 2, 2)):
        index, exact = indexes.of(visible, 3, catalogue)
        assert exact and (index.document_frequency(WATER), index.document_frequency(GOLD)) == (water, gold)
    index, exact = indexes.of({internal}, 3, catalogue)
    assert index is indexes.everything and not exact, "nobody's level holds a part of it"


def test_a_named_reader_searches_an_index_of_what_they_see(
    tmp_path: Path, catalogue: Catalogue, indexes: LexicalIndexes, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = add(catalogue, "open", "Clean water.")
    theirs = add(catalogue, "theirs", "Gold and water.", "restricted")
    other = add(catalogue, "other", "Gold.", "restricted")
    update(catalogue, indexes)
    index, exact = indexes.of({public, theirs}, 3, catalogue)
    assert exact and (index.document_frequency(WATER), index.document_frequency(GOLD), index.count()) == (2, 1, 2)
    assert indexes.of({public, theirs}, 3, catalogue)[0] is index, "it is kept"
    assert indexes.done == 1.0
    reading = LexicalIndexes(tmp_path, catalogue.library_id, writable=False)
    assert reading.of({public, theirs}, 3, catalogue) == (reading.everything, False)
    reading.must_be_exact = True
    with pytest.raises(LibraryError, match="just the documents"):
        reading.of({public, theirs}, 3, catalogue)
    assert reading.of({public, theirs, other}, 3, catalogue) == (reading.everything, True)
    monkeypatch.setattr(lexical_by_access, "_MOST_COPIES", 1)
    assert indexes.of({public, other}, 3, catalogue)[0].document_frequency(WATER) == 1
    assert len(list((tmp_path / "words-named").iterdir())) == 1, "the oldest is deleted"
    pages, passages = pages_and_passages("theirs", ["Silver."])
    catalogue.add(
        IngestedDocument(document("theirs", access="restricted"), tuple(pages), tuple(passages)), Path("/in/theirs"), ""
    )
    update(catalogue, indexes)
    assert not (tmp_path / "words-named").exists(), "what changed is nowhere"
    monkeypatch.setattr(lexical_by_access, "_MOST_ADDED", 0)
    assert indexes.of({public, other}, 3, catalogue) == (indexes.everything, False)


def test_what_becomes_hidden_leaves_no_term_behind(
    tmp_path: Path, catalogue: Catalogue, indexes: LexicalIndexes
) -> None:
    public = add(catalogue, "open", "Clean water.")
    other = add(catalogue, "other", "Clean gold.")
    add(catalogue, "secret", "Silver.", "restricted")
    update(catalogue, indexes)
    assert indexes.of({public, other}, 3, catalogue)[0].terms_with_prefix("gol", "en") == ["gold"]
    catalogue.update(replace(catalogue.documents([other])[other], access="restricted"), ())
    update(catalogue, indexes)
    index, exact = indexes.of({public}, 3, catalogue)
    assert exact and index.terms_with_prefix("gol", "en") == []
    assert not any(b"gold" in file.read_bytes() for file in (tmp_path / "words-public").rglob("*") if file.is_file())


def test_readers_see_what_another_process_indexed(
    tmp_path: Path, catalogue: Catalogue, indexes: LexicalIndexes
) -> None:
    public = add(catalogue, "open", "Clean water.")
    add(catalogue, "secret", "Gold.", "restricted")
    update(catalogue, indexes)
    reading = LexicalIndexes(tmp_path, catalogue.library_id, writable=False)
    later = add(catalogue, "later", "More water.")
    update(catalogue, indexes)
    reading.reload()
    index, exact = reading.of({public, later}, 3, catalogue)
    assert exact and index.document_frequency(WATER) == 2
    indexes.rebuild(catalogue)
    assert indexes.of({public, later}, 3, catalogue)[0].document_frequency(WATER) == 2


def test_settled_indexes_count_nothing_that_is_deleted(catalogue: Catalogue, indexes: LexicalIndexes) -> None:
    works = {add(catalogue, name, "Water.") for name in ("one", "two", "three")}
    add(catalogue, "inside", "Water.", "internal")
    update(catalogue, indexes)
    indexes.update(catalogue, [min(works)])
    narrow, _ = indexes.of(works, 4, catalogue)
    assert (indexes.everything.document_frequency(WATER), narrow.document_frequency(WATER)) == (5, 4)
    indexes.settle(catalogue)
    narrow, is_exact = indexes.of(works, 4, catalogue)
    assert is_exact
    for index, count in ((indexes.everything, 4), (narrow, 3)):
        assert (index.document_frequency(WATER), index.count(), index.deleted_share) == (count, count, 0)


def test_settling_in_steps_leaves_nothing_deleted_and_loses_nothing_when_it_is_stopped(
    catalogue: Catalogue, indexes: LexicalIndexes, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = [add(catalogue, f"work-{number}", "Water.") for number in range(40)]
    update(catalogue, indexes)
    indexes.update(catalogue, works[::2])
    assert indexes.everything.deleted_share == pytest.approx(1 / 3)
    monkeypatch.setattr(lexical_by_access, "_STEP", 2)
    with monkeypatch.context() as stopped:
        stopped.setattr(indexes, "_stopping", SimpleNamespace(is_set=iter([*[False] * 5, True]).__next__))
        indexes.settle(catalogue)
    assert indexes.everything.count() == 40 and indexes.everything.deleted_share > 0
    indexes.settle(catalogue)
    assert (indexes.everything.count(), indexes.everything.deleted_share) == (40, 0)
    assert indexes.everything.document_frequency(WATER) == 40
