"""Passages are embedded with one model; another one is refused until the library is re-indexed."""

from dataclasses import replace

import pytest

from kb.errors import ModelMismatch
from kb.index.embedding_queue import embedded_text
from kb.library import Library
from kb.model import Passage
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


def test_a_passage_is_embedded_under_its_innermost_heading() -> None:
    passage = Passage(1, "d", 1, "1", 0, 6, "Acqua.", "Capitolo 1 › Pozzi", "it")
    assert embedded_text(passage) == "Pozzi\nAcqua."
    assert embedded_text(replace(passage, heading="")) == "Acqua."


def test_queries_are_embedded_once(library: Library) -> None:
    embedder = HashingEmbedder()
    library.embedding_queue.use(embedder)
    first = library.embedding_queue.embed_query("water")
    assert library.embedding_queue.embed_query("water") is first and embedder.embedded == 1
    for number in range(300):
        library.embedding_queue.embed_query(str(number))
    assert library.embedding_queue.embed_query("water") is not first, "only the last ones are kept"


def test_stopping_keeps_what_was_embedded(put: Put, library: Library) -> None:
    put(document("wells"), *["Clean water."] * 5, embed=False)
    library.embedding_queue.stop()
    assert library.embedding_queue.run() == 0 and len(library.catalogue.vectors.missing()) == 5


def test_progress_reaches_the_total(put: Put, library: Library) -> None:
    put(document("wells"), *["Clean water."] * 5, embed=False)
    told: list[tuple[int, int]] = []
    assert library.embedding_queue.run(lambda done, total: told.append((done, total))) == 5
    assert told[-1] == (5, 5) and told == sorted(told)
