"""Vectors in the catalogue: the embedding queue, and what rebuilds a lost index."""

import numpy as np

from kb.store.catalogue import Catalogue
from kb.store.vectors import Vectors
from tests.fakes import document
from tests.kb.store.conftest import Store


def test_vectors_come_back_bit_for_bit(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), *[f"Water {n}." for n in range(5)])
    ids = catalogue.vectors.missing()
    vectors = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32)
    assert catalogue.vectors.put(ids, vectors) == ids and catalogue.vectors.missing() == []
    batches = list(catalogue.vectors.batches(batch=2))
    assert [len(part) for part, _ in batches] == [2, 2, 1]
    assert np.concatenate([part for part, _ in batches]).tolist() == ids
    assert np.array_equal(np.concatenate([rows for _, rows in batches]), vectors)
    assert [part.tolist() for part, _ in catalogue.vectors.batches(after=ids[2])] == [ids[3:]]


def test_passages_that_are_gone_are_skipped(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.")
    store(document("two"), "Bread.")
    first, second = catalogue.vectors.missing()
    catalogue.remove("one")
    assert catalogue.vectors.put([first, second], np.ones((2, 4), np.float32)) == [second]
    catalogue.remove("two")
    assert list(catalogue.vectors.batches()) == []


def test_forgetting_puts_all_back_in_the_queue(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.")
    ids = catalogue.vectors.missing()
    catalogue.vectors.put(ids, np.ones((1, 4), np.float32))
    catalogue.set_fact("model", "hashing@1")
    catalogue.vectors.forget()
    assert catalogue.vectors.missing() == ids and catalogue.fact("model") is None


def test_vectors_are_those_of_one_database(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.")
    catalogue.vectors.put(catalogue.vectors.missing(), np.ones((1, 4), np.float32))
    assert Vectors(catalogue).missing() == [] and len(list(Vectors(catalogue).batches())) == 1
