"""Curators' rules on names: by kind, replaced, taken back; the documents concerned are indexed again."""

from typing import get_args

import pytest

from kb.model import Named
from kb.store.catalogue import Catalogue
from kb.store.name_rules import NameKind
from tests.fakes import document
from tests.kb.store.conftest import Store


@pytest.mark.parametrize("kind", get_args(NameKind))
def test_a_name_of_each_kind_is_known_as_written(catalogue: Catalogue, store: Store, kind: NameKind) -> None:
    name = Named("La Soglia", "partner")
    store(
        document(
            "one", people=(name,) if kind == "person" else (), organisations=(name,) if kind == "organisation" else ()
        )
    )
    assert [other for other in get_args(NameKind) if catalogue.name_rules.knows(other, "La Soglia")] == [kind]


def test_rules_are_kept_by_kind_and_the_last_one_counts(catalogue: Catalogue) -> None:
    rules = catalogue.name_rules
    rules.set("person", "La Soglia", ("apart", ""))
    rules.set("organisation", "La Soglia", ("same", "Coop. La Soglia"))
    rules.set("organisation", "La Soglia", ("hidden", ""))
    assert rules.all("person") == {"La Soglia": ("apart", "")}
    assert rules.all("organisation") == {"La Soglia": ("hidden", "")}
    rules.set("person", "La Soglia", None)
    assert rules.all("person") == {}


def test_documents_that_name_them_are_indexed_again(catalogue: Catalogue, store: Store) -> None:
    named = store(document("one", people=(Named("Ada Rossi", "author"),)), "Water.")
    other = store(document("two", people=(Named("Ugo Neri", "author"),)), "Bread.")
    seen, _ = catalogue.changes()
    catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    assert catalogue.changed_since(seen) == [named] and other != named
    assert catalogue.name_rules.knows("person", "Ada Rossi")
    assert not catalogue.name_rules.knows("person", "ada rossi")
    assert not catalogue.name_rules.knows("organisation", "Ada Rossi")
