"""Labels of documents: replaced as a whole, outdated by a change of the document."""

from dataclasses import replace

import numpy as np

from kb.model import Goal
from kb.store.catalogue import Catalogue
from kb.store.labels import WAITING, DocumentLabels
from tests.fakes import document
from tests.kb.store.conftest import Store


def test_labels_are_replaced_as_a_whole(catalogue: Catalogue, store: Store) -> None:
    number = store(document("one"), "Water.")
    assert catalogue.labels.pending("lists-1") == [number]
    goals = [Goal("6", 0.4, "terms"), Goal("11", 0.9, "text"), Goal("2", 0.4, "terms")]
    catalogue.labels.put({number: DocumentLabels(goals, ["Milano", "Lodi"], {"water": 3})}, "lists-1")
    assert [goal.goal for goal in catalogue.labels.goals()[number]] == ["11", "2", "6"], "surest first, then by number"
    assert catalogue.labels.places() == {number: ["Milano", "Lodi"]}
    assert catalogue.labels.concept_counts() == {number: {"water": 3}}
    assert catalogue.labels.pending("lists-1") == [] and catalogue.labels.pending("lists-2") == [number]
    catalogue.labels.put({number: DocumentLabels((), (), {})}, "lists-2")
    assert catalogue.labels.goals() == {} == catalogue.labels.places()


def test_a_changed_document_is_labelled_again(catalogue: Catalogue, store: Store) -> None:
    number = store(document("one"), "Water.")
    catalogue.labels.put({number: DocumentLabels((), (), {})}, "lists-1")
    catalogue.update(replace(catalogue.all_documents()[0], title="Other"), ())
    assert catalogue.labels.pending("lists-1") == [number]


def test_a_document_that_has_gone_meanwhile_gets_no_labels(catalogue: Catalogue, store: Store) -> None:
    number = store(document("one"), "Water.")
    catalogue.remove("one")
    catalogue.labels.put({number: DocumentLabels([Goal("6", 1.0, "text")], ["Lodi"], {"water": 1})}, "lists-1")
    assert catalogue.labels.goals() == {} and catalogue.labels.places() == {}
    assert catalogue.labels.concept_counts() == {}


def test_a_document_waits_for_its_vectors_to_be_labelled_again(catalogue: Catalogue, store: Store) -> None:
    number = store(document("one"), "Water.")
    catalogue.labels.put({number: DocumentLabels((), (), {})}, f"lists-1{WAITING}")
    assert catalogue.labels.pending("lists-1") == []
    assert catalogue.labels.pending("lists-2") == [number]
    catalogue.vectors.put(catalogue.vectors.missing(), np.ones((1, 8), np.float32))
    assert catalogue.labels.pending("lists-1") == [number]
