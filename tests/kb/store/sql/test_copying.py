"""Rows are copied with their keys, also after an interruption, and compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import kb.store.sql.tables
from kb.model import Named
from kb.store.catalogue import Catalogue
from kb.store.sql.copying import copy_tables, differences, empty
from kb.store.sql.tables import Tables, reading
from tests.fakes import document
from tests.kb.store.conftest import Store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "other.sqlite")
    yield opened
    opened.close()


def test_rows_are_copied_in_batches_and_only_those_that_lack(
    catalogue: Catalogue, store: Store, other: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.store.sql.tables, "_BATCH", 2)
    for name in ("one", "two", "three"):
        store(document(name, people=(Named(f"Ada {name}", "author"),)), "Water.", "Bread.")
    catalogue.remove("three")
    reports = list[int]()
    with catalogue.reading() as tables:
        assert "passages" in differences(tables, other)
        copy_tables(tables, other, reports.append)
        assert differences(tables, other) == [] and reports == sorted(set(reports))
        assert sum(tables.count(name) for name in tables.all) == reports[-1]
        with other.transaction() as connection:
            connection.execute("DELETE FROM used_ids")
        copy_tables(tables, other, reports.append)
        assert differences(tables, other) == []
        with other.transaction() as connection:
            connection.execute("UPDATE pages SET text = 'other' WHERE number = 1")
        assert differences(tables, other) == ["pages"]
        empty(tables, other)
        assert other.counts()["pages"] == 0


def test_what_is_read_is_of_one_moment_and_keys_come_in_order(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.")
    with reading(catalogue._engine) as tables:
        assert isinstance(tables, Tables) and tables.count("documents") == 1
        store(document("two"), "Bread.")
        assert tables.count("documents") == 1 and tables.last_key("documents") == [1]
        assert tables.last_key("flags") is None and dict(tables.numbered())["documents"] == "number"
    catalogue.remove("two")
    with catalogue.reading() as tables:
        assert tables.highest_number("documents", "number") == 2, "also of what is gone"
        assert [[row["id"] for row in rows] for rows in tables.batches("documents")] == [["one"]]
        assert list(tables.batches("documents", [1])) == []
