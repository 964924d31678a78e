"""Vector search: Chroma and exact scores agree."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from kb.errors import VectorIndexError
from kb.index.document_bitmaps import Numbers
from kb.index.nearest.vector_search import VectorSearch
from kb.library import Library
from kb.maintenance.doctor import examine
from tests.conftest import Put
from tests.fakes import document
from tests.kb.helpers import random_library, sound


def test_few_vectors_are_compared_one_by_one(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from the well.", "Bread and roses.")
    query = library.embed_query("water of a well")
    assert library.settings.exact_search_up_to == 0
    snapshot = library.snapshot()
    by_chroma = library.vector_search.nearest(snapshot, query, 2)
    library.vector_search.close()
    exact = library.vector_search.nearest(snapshot, query, 2)
    assert [i for i, _ in exact] == [i for i, _ in by_chroma]
    assert np.allclose([s for _, s in exact], [s for _, s in by_chroma], atol=1e-4)


def test_there_is_no_index_where_it_does_not_pay(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from the well.", "Bread and roses.")
    assert library.open_vectors() is not None and (library.home / "chroma").is_dir()
    library.vector_search._settings = replace(library.settings, exact_search_up_to=2)
    assert library.open_vectors() is None
    assert not (library.home / "chroma").exists()
    assert len(library.vector_search.nearest(library.snapshot(), library.embed_query("water of a well"), 5)) == 2
    (finding,) = [finding for finding in examine(library) if finding.check == "vector index"]
    assert finding.sound and finding.detail == "none: 2 vectors are compared one by one"
    put(document("bread"), "Flour, salt and yeast.")
    assert library.open_vectors() is not None
    assert sound(library)


def test_nearest_among_the_allowed_is_numpys(library: Library, tmp_path: Path) -> None:
    random_library(library, 7, tmp_path)
    snapshot = library.snapshot()
    numbers = Numbers(np.random.default_rng(0).choice(np.unique(snapshot.passage_documents), 8, replace=False).tolist())
    chosen = snapshot.passages_of(numbers)
    query = library.embedding_queue.embedder.embed_query("acqua garden")
    scores = snapshot.matrix.vectors[snapshot.matrix.rows_of(chosen)] @ query
    best = chosen[np.lexsort((chosen, -scores))][:5]
    found = library.vector_search.nearest(snapshot, query, 5, numbers)
    assert library.settings.exact_search_up_to == 0 and library.vector_search.is_open, "Chroma isn't asked"
    assert sorted(round(score, 5) for _, score in found) == sorted(round(float(s), 5) for s in np.sort(scores)[-5:])
    assert len(set(best.tolist()) & {i for i, _ in found}) >= 4  # equal scores may be in another order


class Failing:
    """An index that fails at every call."""

    generation = 0

    def search(self, query: np.ndarray, limit: int, allowed: Numbers | None) -> list[tuple[int, float]]:
        raise VectorIndexError("gone")

    def close(self) -> None: ...


def test_an_index_that_fails_is_replaced_by_exact_search(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from the well.", "Bread and roses.")
    searching = VectorSearch(library.settings, library.catalogue, [])
    searching._index = Failing()  # type: ignore[assignment]
    query, snapshot = library.embed_query("water of a well"), library.snapshot()
    found = searching.nearest(snapshot, query, 1)
    assert found == snapshot.matrix.search(query, 1)
    assert searching._index is None and searching.search(query, 1) is None, "it isn't asked again at once"
    searching.close()
