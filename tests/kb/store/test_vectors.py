"""Vectors in the catalogue: the embedding queue, those of sentences, and rebuilding a lost index."""

from dataclasses import replace

import numpy as np

from kb.store.catalogue import Catalogue
from kb.store.vectors import Sentences, Vectors
from tests.fakes import document
from tests.kb.store.conftest import Store


def unit(count: int, dimension: int = 384) -> np.ndarray:
    vectors = np.random.default_rng(count).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def spans(*bounds: tuple[int, int]) -> np.ndarray:
    return np.array(bounds, np.int32).reshape(-1, 2)


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
    catalogue.vectors.put(ids, np.ones((1, 4), np.float32), [Sentences(spans((0, 6)), unit(1, 4))])
    catalogue.set_fact("model", "hashing@1")
    catalogue.vectors.forget()
    assert catalogue.vectors.missing() == ids and catalogue.fact("model") is None
    assert catalogue.vectors.sentences(ids) == {}


def test_sentences_come_back_with_a_cosine_less_than_a_hundredth_off(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water. Wells.", "Bread.", "Roses.")
    first, second, third = catalogue.vectors.missing()
    vectors, none, query = unit(50), Sentences(spans(), unit(0)), unit(1)[0]
    bounds = spans(*((at, at + 20) for at in range(50)))
    catalogue.vectors.put([first, second], unit(2), [Sentences(bounds, vectors), none])
    catalogue.vectors.put([third], unit(1))
    found = catalogue.vectors.sentences([third, second, first, third + 1])
    assert found.keys() == {first, second} and len(found[second].spans) == len(found[second].vectors) == 0
    assert np.array_equal(found[first].spans, bounds)
    assert np.abs(found[first].vectors @ query - vectors @ query).max() < 0.01
    assert np.allclose(np.linalg.norm(found[first].vectors, axis=1), 1, atol=1e-6)


def test_outdated_vectors_put_a_documents_passages_back_in_the_queue(catalogue: Catalogue, store: Store) -> None:
    number = store(document("one"), "Water.", "Wells.")
    store(document("two"), "Bread.")
    ids = catalogue.vectors.missing()
    catalogue.vectors.put(ids, unit(3, 4), [Sentences(spans((0, 6)), unit(1, 4))] * 3)
    with catalogue.transaction() as connection:
        catalogue.vectors.outdated(connection, number)
    assert catalogue.vectors.missing() == ids[:2]
    assert catalogue.vectors.sentences(ids).keys() == {ids[2]}


def test_only_another_title_makes_a_documents_vectors_outdated(catalogue: Catalogue, store: Store) -> None:
    stored = document("one")
    store(stored, "Water.")
    ids = catalogue.vectors.missing()
    catalogue.vectors.put(ids, unit(1, 4))
    catalogue.update(replace(stored, year=2021, abstract="Wells."), [])
    assert catalogue.vectors.missing() == []
    catalogue.update(replace(stored, title="Wells"), [])
    assert catalogue.vectors.missing() == ids


def test_a_removed_document_leaves_no_sentences(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.")
    ids = catalogue.vectors.missing()
    catalogue.vectors.put(ids, unit(1, 4), [Sentences(spans((0, 6)), unit(1, 4))])
    catalogue.remove("one")
    assert catalogue.vectors.sentences(ids) == {}


def test_vectors_are_those_of_one_database(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.")
    catalogue.vectors.put(catalogue.vectors.missing(), np.ones((1, 4), np.float32))
    assert Vectors(catalogue).missing() == [] and len(list(Vectors(catalogue).batches())) == 1


def test_the_first_vectors_of_a_document_end_before_one_that_is_missing(catalogue: Catalogue, store: Store) -> None:
    store(document("one"), "Water.", "Wells.", "Pumps.")
    first, second, third = catalogue.vectors.missing()
    vectors = unit(2, 8)
    catalogue.vectors.put([third, first], vectors)
    assert np.array_equal(catalogue.vectors.of([first, second, third]), vectors[1:])
    assert np.array_equal(catalogue.vectors.of([third, first]), vectors)
    assert len(catalogue.vectors.of([])) == len(catalogue.vectors.of([second])) == 0
