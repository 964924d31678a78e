"""Passages are embedded with one model; another one is refused until the library is re-indexed."""

import pytest

from kb.errors import ModelMismatch
from kb.library import Library
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document
from tests.kb.helpers import sound


def test_another_model_is_a_clear_error(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.")
    library.embedding_queue.forget()
    with pytest.raises(ModelMismatch, match="polikb reindex"):
        library.embedding_queue.embedder  # noqa: B018


def test_reindexing_embeds_everything_with_the_new_model(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.", "Bread and roses.")
    library.forget_vectors()
    library.embedding_queue.use(HashingEmbedder("hashing@2"))
    assert library.embedding_queue.run() == 2
    assert library.catalogue.fact("model") == "hashing@2"
    assert sound(library)
