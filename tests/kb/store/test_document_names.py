"""The names of a document: kept in order, deleted with the last document, hidden ones left alone by an edit."""

from kb.model import Field, Filters, Named, Reader
from kb.store.catalogue import Catalogue
from kb.store.document_names import drop_names, drop_unused_names, insert_names, names_of
from kb.store.visibility import visible_documents
from tests.fakes import document
from tests.kb.store.conftest import Store

ADA, UGO = Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor")


def names(catalogue: Catalogue) -> list[str]:
    return [str(row[0]) for row in catalogue.rows("SELECT name FROM people ORDER BY name")]


def test_names_come_back_in_order_by_document(catalogue: Catalogue, store: Store) -> None:
    number = store(document("wells", people=(UGO, ADA)), "Clean water.")
    assert names_of(catalogue, "person", [number]) == {number: [UGO, ADA]}
    assert names_of(catalogue, "organisation", [number]) == {}


def test_an_edit_drops_names_that_were_seen_and_those_that_nobody_has(catalogue: Catalogue, store: Store) -> None:
    number = store(document("wells", people=(UGO, ADA)), "Clean water.")
    catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    with catalogue.transaction() as connection:
        drop_names(connection, number)
        insert_names(connection, number, document("wells", people=(Named("Ida Blu", "author", "Blu", "Ida"),)))
        drop_unused_names(connection)
    assert names(catalogue) == ["Ada Rossi", "Ida Blu"]
    (shown,) = names_of(catalogue, "person", [number])[number]
    assert (shown.name, shown.family, shown.given) == ("Ida Blu", "Blu", "Ida")


def test_the_parts_of_a_name_are_those_that_the_same_document_states(catalogue: Catalogue, store: Store) -> None:
    first = store(document("wells", people=(Named("Ida Maria Blu", "author", "Blu", "Ida Maria"),)), "Clean water.")
    other = store(document("bread", people=(Named("Ida Maria Blu", "author", "Maria Blu", "Ida"),)), "Bread.")
    found = names_of(catalogue, "person", [first, other])
    assert [(n.family, n.given) for number in (first, other) for n in found[number]] == [
        ("Blu", "Ida Maria"),
        ("Maria Blu", "Ida"),
    ]


def test_a_name_read_with_doubt_is_shown_only_after_a_curator_said_so(catalogue: Catalogue, store: Store) -> None:
    fields = (Field("author", "Ada Rossi", "front page", 0.4), Field("supervisor", "Ugo Neri", "front page", 0.9))
    number = store(document("wells", people=(ADA, UGO)), "Clean water.", fields=fields)
    by_ada = Filters(author="rossi")
    assert names_of(catalogue, "person", [number]) == {number: [UGO]}
    assert names_of(catalogue, "person", [number], doubtful=True) == {number: [ADA]}
    assert [field.value for field in catalogue.metadata.fields("wells")] == ["Ugo Neri"]
    assert len(catalogue.metadata.fields("wells", doubtful=True)) == 2
    assert visible_documents(catalogue, Reader(), by_ada) == []
    catalogue.name_rules.set("person", "Ada Rossi", ("right", ""))
    assert names_of(catalogue, "person", [number]) == {number: [ADA, UGO]}
    assert visible_documents(catalogue, Reader(), by_ada) == [number]
    catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    assert names_of(catalogue, "person", [number]) == {number: [UGO]}
    assert names_of(catalogue, "person", [number], doubtful=True) == {}


def test_nobody_doubts_what_a_manifest_or_a_person_states(catalogue: Catalogue, store: Store) -> None:
    fields = (Field("author", "Ada Rossi", "manifest", 0.1), Field("supervisor", "Ugo Neri", "person", 0.1))
    number = store(document("wells", people=(ADA, UGO)), "Clean water.", fields=fields)
    assert names_of(catalogue, "person", [number]) == {number: [ADA, UGO]}
