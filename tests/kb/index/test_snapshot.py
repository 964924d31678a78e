"""An updated snapshot equals a newly loaded one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.index.snapshot import _of_documents, load_snapshot
from kb.library import Library
from kb.model import OWNER
from kb.models.bert import Progress
from kb.search.scope import all_documents
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document


class Contrary(HashingEmbedder):
    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        return -super().embed_passages(texts, progress)


@example([("put", 0), ("put", 1), ("embed", 0), ("rename", 0), ("put", 2), ("embed", 0)])  # new vectors for older ids
@given(st.lists(st.tuples(st.sampled_from(["put", "embed", "remove", "rename"]), st.integers(0, 5)), max_size=14))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@pytest.mark.slow
def test_a_view_that_is_brought_up_is_as_one_loaded_anew(
    put: Put, library: Library, steps: list[tuple[str, int]]
) -> None:
    for at, (what, number) in enumerate(steps):
        stored = {known.id: known for known in all_documents(library, OWNER)}
        known = stored.get(f"d{number}")
        if what == "put":
            put(replace(document(f"d{number}"), content_hash=f"{at:064}"), f"Words {at}.", "More words.", embed=False)
        elif what == "embed":
            library.embedding_queue.run()
        elif known and what == "remove":
            library.remove(known)
        elif known:
            library.catalogue.update(replace(known, title=f"Title {at}"), ())
        brought_up, anew = library.snapshot(), load_snapshot(library.catalogue)
        for name in ("passage_ids", "passage_documents", "passage_pages", "passage_languages", "passage_parts"):
            assert np.array_equal(getattr(brought_up, name), getattr(anew, name)), name
        assert np.array_equal(brought_up.matrix.ids, anew.matrix.ids)
        assert np.array_equal(brought_up.matrix.vectors.ravel(), anew.matrix.vectors.ravel())
        titles = {entry.title for entry in library.documents(library.catalogue.numbers().tolist()).values()}
        assert titles == {
            entry.title for entry in library.catalogue.documents(library.catalogue.numbers().tolist()).values()
        }
        assert brought_up.has_vectors(tuple(library.catalogue.numbers().tolist())) == (
            not library.catalogue.vectors.missing()
        )


def test_vectors_of_another_model_are_searched_at_once(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.", "Bread and roses.")
    before = library.snapshot().matrix.vectors.copy()
    library.forget_vectors()
    library.embedding_queue.use(Contrary("contrary@1"))
    library.embedding_queue.run()
    assert not np.array_equal(library.snapshot().matrix.vectors, before)
    assert np.array_equal(library.snapshot().matrix.vectors, load_snapshot(library.catalogue).matrix.vectors)


def test_sketches_of_the_sample_tell_no_two_works_to_be_one(sample: Library) -> None:
    assert sample.snapshot().editions == {}


def test_a_passage_that_has_gone_is_of_no_document_that_is_allowed() -> None:
    assert _of_documents(np.array([-1, 2, 5]), [5]).tolist() == [False, False, True]
