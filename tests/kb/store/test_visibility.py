"""Access control: SQL against the same rule in Python."""

from datetime import timedelta

import pytest

from kb.clock import today
from kb.model import ANONYMOUS, OWNER, Document, Field, Filters, Named, Reader
from kb.store.catalogue import Catalogue
from kb.store.visibility import visible_documents
from tests.fakes import document
from tests.kb.store.conftest import Store

INTERNAL = Reader(frozenset({"public", "internal"}))
ANNA = Reader(frozenset({"public", "internal"}), names=frozenset({"anna"}))


def seen(catalogue: Catalogue, reader: Reader, filters: Filters | None = None) -> set[str]:
    documents = catalogue.documents(visible_documents(catalogue, reader, filters))
    return {found.id for found in documents.values()}


def test_access_levels_embargoes_and_named_readers(catalogue: Catalogue, store: Store) -> None:
    day, tomorrow = today().isoformat(), (today() + timedelta(days=1)).isoformat()
    for access in ("public", "internal", "restricted"):
        store(document(access, access=access), "Water.")
        store(document(f"{access}-lifted", access=access, embargo_until=day), "Water.")
        store(document(f"{access}-embargo", access=access, embargo_until=tomorrow), "Water.")
    store(document("for-anna", access="restricted"), "Water.", fields=(Field("reader", "Anna", "manifest", 1.0),))
    public, internal = {"public", "public-lifted"}, {"internal", "internal-lifted"}
    assert seen(catalogue, ANONYMOUS) == public
    assert seen(catalogue, INTERNAL) == public | internal
    assert seen(catalogue, ANNA) == public | internal | {"for-anna"}
    assert len(seen(catalogue, OWNER)) == 10


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), {"a", "b", "c"}), (Filters(kind="report"), {"b"}), (Filters(language="it"), {"b"}), (Filters(year_from=2020), {"a"}),
        (Filters(year_to=2019), {"b"}), (Filters(document="c"), {"c"}), (Filters(title="citta"), {"b"}), (Filters(author="ROSSI"), {"a"}),
        (Filters(supervisor="rossi"), {"b"}), (Filters(partner="lodi"), {"a"}), (Filters(department="dabc"), {"c"}),
        (Filters(access="public"), {"a", "b", "c"}), (Filters(access="internal"), set()), (Filters(kind="thesis", author="rossi"), {"a"}),
        (Filters(author="nobody"), set()), (Filters(title="' OR 1=1 --"), set()),
    ],
)  # fmt: skip
def test_filters(catalogue: Catalogue, store: Store, filters: Filters, ids: set[str]) -> None:
    records: list[tuple[Document, tuple[Field, ...]]] = [
        (document("a", year=2020, organisations=(Named("Comune di Lodi", "partner"),)), ()),
        (document("b", year=2019, kind="report", language="it", title="La città", people=(Named("Ada Rossi", "co-supervisor"),)), ()),
        (document("c", year=None, people=()), (Field("department", "Dipartimento DABC", "front page", 0.9),)),
    ]  # fmt: skip
    for record, fields in records:
        store(record, "Water.", fields=fields)
    assert seen(catalogue, OWNER, filters) == ids


def test_a_hidden_name_matches_no_filter(catalogue: Catalogue, store: Store) -> None:
    store(document("one", people=(Named("Ada Rossi", "author"),)), "Water.")
    catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    assert seen(catalogue, OWNER, Filters(author="rossi")) == set() and seen(catalogue, OWNER) == {"one"}
