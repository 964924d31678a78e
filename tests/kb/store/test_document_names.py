"""The names of a document: kept in order, deleted with the last document, hidden ones left alone by an edit."""

from kb.model import Named
from kb.store.catalogue import Catalogue
from kb.store.document_names import drop_names, drop_unused_names, insert_names, names_of
from tests.fakes import document
from tests.kb.store.conftest import Store

ADA, UGO = Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor")


def names(catalogue: Catalogue) -> list[str]:
    return [str(row[0]) for row in catalogue.rows("SELECT name FROM people ORDER BY name")]


def test_names_come_back_in_order_by_document(catalogue: Catalogue, store: Store) -> None:
    number = store(document("wells", people=(UGO, ADA)), "Clean water.")
    assert names_of(catalogue, "people", "person", [number]) == {number: [UGO, ADA]}
    assert names_of(catalogue, "organisations", "organisation", [number]) == {}


def test_an_edit_drops_names_that_were_seen_and_those_that_nobody_has(catalogue: Catalogue, store: Store) -> None:
    number = store(document("wells", people=(UGO, ADA)), "Clean water.")
    catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    with catalogue.transaction() as connection:
        drop_names(connection, number)
        insert_names(connection, number, document("wells", people=(Named("Ida Blu", "author", "Blu", "Ida"),)))
        drop_unused_names(connection)
    assert names(catalogue) == ["Ada Rossi", "Ida Blu"]
    (shown,) = names_of(catalogue, "people", "person", [number])[number]
    assert (shown.name, shown.family, shown.given) == ("Ida Blu", "Blu", "Ida")
