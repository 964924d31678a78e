"""Weights of ranking, answers and refusals: frozen, and passed when a library is opened."""

from dataclasses import FrozenInstanceError, replace

import pytest

from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT, FITTED_WITH, RankerWeights, RankingConfig, foreign_weights, weights_of
from kb.search.search import search
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document


def test_a_weight_is_changed_in_a_copy_only() -> None:
    with pytest.raises(FrozenInstanceError):
        DEFAULT.rank.same_page = 1.0  # type: ignore[misc]


def test_a_library_ranks_by_the_weights_it_is_opened_with(put: Put, library: Library, settings: Settings) -> None:
    put(document("title", title="Wells"), "Clean water for the village.")
    put(document("text"), "Wells are dug by hand, and other things are said here too.")
    words_only = replace(DEFAULT, rank=replace(DEFAULT.rank, shortlist=0, fused_cosine=0.0))
    by_title = replace(words_only, fields=replace(DEFAULT.fields, body=0.0, title=1.0))
    by_text = replace(words_only, fields=replace(DEFAULT.fields, title=0.0))
    # The ranker alone: the words in the passage itself count for less than nothing, or for much.
    ranker = RankerWeights(**{**dict.fromkeys(vars(DEFAULT.ranker), 0.0), "coverage": 1.0, "level": 1.0})
    against, for_it = (replace(DEFAULT, ranker=replace(ranker, local_coverage=w)) for w in (-0.5, 0.5))
    for config, first in ((by_title, "title"), (by_text, "text"), (against, "title"), (for_it, "text")):
        with Library(settings, writable=False, ranking=config) as reader:
            reader.embedding_queue.use(HashingEmbedder())
            assert search(reader, "wells", OWNER).hits[0].document.id == first


def test_a_source_of_translations_is_turned_off_by_its_weight(sample: Library, settings: Settings) -> None:
    words = ["acqua", "scuola"]
    assert all(sample.translator.translate(words, "it", DEFAULT.translation))
    off = RankingConfig(translation=replace(DEFAULT.translation, glossary=0.0)).translation
    assert sample.translator.translate(words, "it", off) == [[], []]


def test_weights_belong_to_a_model_and_others_get_the_multilingual_ones() -> None:
    assert foreign_weights(f"{FITTED_WITH}@abc-1") == foreign_weights("") == ""
    assert foreign_weights("tiny@abc") == foreign_weights("openai:embed") == FITTED_WITH
    assert weights_of("tiny@abc") is weights_of(f"{FITTED_WITH}@abc-1") is DEFAULT
