"""Passages are embedded with one model; another one is refused until the library is re-indexed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kb.errors import ModelMismatch
from kb.index.embedding_queue import embedded_text
from kb.library import Library
from kb.model import Passage
from kb.models.bert import Progress
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document
from tests.kb.helpers import sound


class Watched(HashingEmbedder):
    """Remembers the texts that it embedded."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        self.texts += texts
        return super().embed_passages(texts, progress)


@pytest.fixture
def watched(library: Library) -> Watched:
    library.embedding_queue.use(embedder := Watched())
    return embedder


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


def test_a_passage_is_embedded_below_its_title_and_its_innermost_heading() -> None:
    passage = Passage(1, "wells", 1, "1", 0, 12, "Clean water.", "Africa › Tanzania", "en")
    assert embedded_text("Wells", passage) == "Wells\nTanzania\nClean water."
    assert embedded_text("", replace(passage, heading="")) == "Clean water."


def test_a_changed_title_re_embeds_its_document(put: Put, library: Library, watched: Watched) -> None:
    wells = put(document("wells", title="Wells"), "Clean water.")
    put(document("bread", title="Bread"), "Bread and roses.")
    (vector, *_) = next(library.catalogue.vectors.batches())[1].tolist()
    library.catalogue.update(replace(wells, title="Fountains"), [])
    library.index_words()
    watched.texts.clear()
    assert library.embedding_queue.run() == 1 and watched.texts == ["Fountains\nClean water."]
    assert next(library.catalogue.vectors.batches())[1].tolist()[0] != vector
    assert sound(library)


def test_sentences_of_twenty_characters_have_vectors(put: Put, library: Library, watched: Watched) -> None:
    long = "The wells of the village are deep."
    put(document("wells"), f"Clean water. {long} Dry in May.", "Dry.")
    known = library.catalogue.vectors.sentences([1, 2])
    assert known[1].spans.tolist() == [[13, 13 + len(long)]] and len(known[2].spans) == 0
    assert float(known[1].vectors[0] @ watched.embed_query(long)) > 0.99
    assert long in watched.texts and "Clean water." not in watched.texts


def test_a_sentence_that_occurs_again_is_embedded_once(put: Put, library: Library, watched: Watched) -> None:
    head, other = "Report of the fictional village.", "Bread and roses for everybody."
    put(document("wells"), f"{head} {other}", f"{other} {head}")
    known = library.catalogue.vectors.sentences([1, 2])
    assert watched.texts.count(head) == watched.texts.count(other) == 1
    assert (known[1].vectors == known[2].vectors[::-1]).all() and len(known[1].vectors) == 2


def test_progress_never_falls_and_ends_at_the_total(put: Put, library: Library) -> None:
    put(document("wells"), "The wells of the village are deep. They were dug by hand.", "Dry.", embed=False)
    put(document("bread"), "Bread and roses.", embed=False)
    seen: list[tuple[int, int]] = []
    library.embedding_queue.run(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3) and seen == sorted(seen)
