"""The vector index in PostgreSQL: almost exact, filtered as it searches, and without vectors deleted from the catalogue."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import LibraryError, VectorIndexError
from kb.index.document_bitmaps import Numbers
from kb.index.nearest import pgvector
from kb.index.nearest.pgvector import PgVectorIndex
from kb.library import Library
from kb.maintenance.doctor import examine
from kb.model import IngestedDocument
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import Schema
from tests.fakes import HashingEmbedder, document, pages_and_passages
from tests.kb.helpers import random_library
from tests.kb.index.nearest.test_vector_matrix import unit_vectors

IDENTITY = {"library": "0123456789abcdef", "model": "hashing@1"}
DOCUMENTS, EACH = 60, 20


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    """Sixty documents of twenty passages with random vectors."""
    opened = Catalogue(Schema(database_url, "catalogue"))
    for number in range(DOCUMENTS):
        pages, passages = pages_and_passages(f"d{number}", ["words"] * EACH)
        opened.add(IngestedDocument(document(f"d{number}"), tuple(pages), tuple(passages)), Path(f"/in/{number}"), "")
    ids = opened.passage_map()[0]
    opened.vectors.put(ids.tolist(), unit_vectors(np.random.default_rng(0), len(ids), 24))
    yield opened
    opened.close()


@pytest.fixture
def index(catalogue: Catalogue) -> Iterator[PgVectorIndex]:
    assert isinstance(catalogue.place, Schema)
    opened = PgVectorIndex(catalogue.place, IDENTITY)
    opened.rebuild(catalogue.vectors.batches(), 7)
    yield opened
    opened.close()


@pytest.mark.parametrize("share", [1.0, 0.9, 0.33, 0.1, 0.02])
def test_it_finds_nearly_all_that_an_exact_search_finds(
    catalogue: Catalogue, index: PgVectorIndex, share: float
) -> None:
    ids, owners = catalogue.passage_map()[:2]
    vectors = np.concatenate([batch for _, batch in catalogue.vectors.batches()])
    numbers = catalogue.numbers()[: max(round(share * DOCUMENTS), 1)]
    allowed = None if share == 1 else Numbers(numbers.tolist())
    kept, found = np.isin(owners, numbers), 0
    queries = unit_vectors(np.random.default_rng(1), 20, 24)
    for query in queries:
        exact = ids[kept][np.argsort(-(vectors[kept] @ query))[:10]].tolist()
        nearest = index.search(query, 10, allowed)
        assert {i for i, _ in nearest} <= set(ids[kept].tolist())
        found += len({i for i, _ in nearest} & set(exact))
        (best, score) = nearest[0]
        assert score == pytest.approx(float(vectors[ids == best][0] @ query), abs=0.01)
    assert found >= 0.98 * 10 * len(queries)


def test_what_leaves_the_catalogue_leaves_the_index_and_all_servers_share_it(
    catalogue: Catalogue, index: PgVectorIndex
) -> None:
    assert isinstance(catalogue.place, Schema)
    other = PgVectorIndex(catalogue.place, IDENTITY)
    assert (other.stale, other.generation, other.count()) == (False, 7, DOCUMENTS * EACH)
    gone = catalogue.passages_of(1)[0].id
    catalogue.remove("d0")
    assert other.count() == (DOCUMENTS - 1) * EACH and gone not in other.ids().tolist()
    assert index.search(unit_vectors(np.random.default_rng(2), 1, 24)[0], 5, Numbers([1])) == []
    index.upsert(np.array([gone, 21]), unit_vectors(np.random.default_rng(3), 2, 24))
    index.end(8)
    assert other.generation == 8 and gone not in other.ids().tolist(), "it isn't in the catalogue"
    other.remove(np.array([21]))
    assert 21 not in index.ids().tolist()
    other.close()
    another = PgVectorIndex(catalogue.place, {**IDENTITY, "model": "another"})
    assert another.stale
    another.close()


def test_errors_are_named(catalogue: Catalogue, index: PgVectorIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VectorIndexError, match="different halfvec dimensions"):
        index.search(np.ones(3, np.float32), 5)
    assert isinstance(catalogue.place, Schema)
    monkeypatch.setattr(pgvector, "_TABLES", ("no SQL",))
    with pytest.raises(LibraryError, match="CREATE EXTENSION vector"):
        PgVectorIndex(catalogue.place, IDENTITY)


@pytest.mark.slow
def test_a_library_searches_by_it_with_and_without_filters(
    settings: Settings, database_url: str, tmp_path: Path
) -> None:
    chosen = replace(settings, database_url=database_url, vectors="pgvector", exact_search_up_to=1_000_000)
    with Library(chosen, writable=True) as library:
        library.embedding_queue.use(HashingEmbedder())
        documents, *_ = random_library(library, 3, tmp_path)
        index, snapshot = library.open_vectors(), library.snapshot()
        assert isinstance(index, PgVectorIndex) and index.count() == len(snapshot.passage_ids)
        query, some = library.embed_query("acqua garden"), Numbers([2, 3, 5, 8])
        for allowed in (None, some):
            found = library.vector_search.search(query, 200, allowed)
            exact = snapshot.matrix.search(query, 200, None if allowed is None else snapshot.row_mask(allowed))
            assert found is not None and {i for i, _ in found} == {i for i, _ in exact}
        assert all(finding.sound for finding in examine(library) if "vector" in finding.check)
        library.remove(next(iter(documents.values())))
        assert index.count() == len(library.snapshot().passage_ids) and library.vector_search.is_open
        library.forget_vectors()
        assert library.vector_search.search(query, 5) is None, "it is closed until vectors are there again"
        library.embedding_queue.use(HashingEmbedder("hashing@2"))
        library.embedding_queue.run()
        assert library.vector_search.search(query, 5)
