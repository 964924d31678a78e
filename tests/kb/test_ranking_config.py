"""Weights of ranking, answers and refusals: frozen, and chosen by the embedding model."""

from dataclasses import FrozenInstanceError, replace

import pytest

from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT, ENGLISH_MODEL, MULTILINGUAL_MODEL, EvidenceWeights, RankingConfig
from kb.search.search import search
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document


def test_the_fusion_weights_belong_to_the_model() -> None:
    assert DEFAULT.fusion("all-MiniLM-L6-v2@abc") is ENGLISH_MODEL
    assert DEFAULT.fusion("intfloat/multilingual-e5-small@abc") is MULTILINGUAL_MODEL
    tried = replace(DEFAULT, english_model=replace(ENGLISH_MODEL, en_en=0.0))
    assert tried.fusion("all-MiniLM-L6-v2@abc").of("en", "en") == 0


def test_an_english_model_hardly_counts_for_italian() -> None:
    assert ENGLISH_MODEL.of("it", "it") < ENGLISH_MODEL.of("en", "en")
    assert ENGLISH_MODEL.of("fr", "it") == ENGLISH_MODEL.other
    assert ENGLISH_MODEL.reads_both("en", "en") and not ENGLISH_MODEL.reads_both("en", "it")
    assert not ENGLISH_MODEL.reads_both("it", "it") and MULTILINGUAL_MODEL.reads_both("it", "en")


def test_the_total_is_the_most_that_evidence_adds() -> None:
    weights = EvidenceWeights(1, 0, 0, 0.5, 0, 0, 0.25)
    assert weights.total == 1.75


def test_a_weight_is_changed_in_a_copy_only() -> None:
    with pytest.raises(FrozenInstanceError):
        DEFAULT.rank.same_page = 1.0  # type: ignore[misc]


def test_a_library_ranks_by_the_weights_it_is_opened_with(put: Put, library: Library, settings: Settings) -> None:
    put(document("title", title="Wells"), "Clean water for the village.")
    put(document("text"), "Wells are dug by hand, and other things are said here too.")
    by_title = replace(DEFAULT, fields=replace(DEFAULT.fields, body=0.0, title=1.0))
    for config, first in ((by_title, "title"), (replace(DEFAULT, fields=replace(DEFAULT.fields, title=0.0)), "text")):
        words_only = replace(config, english_model=replace(ENGLISH_MODEL, en_en=0.0), evidence=_NO_EVIDENCE)
        with Library(settings, writable=False, ranking=words_only) as reader:
            reader.embedding_queue.use(HashingEmbedder())
            assert search(reader, "wells", OWNER).hits[0].document.id == first


def test_a_source_of_translations_is_turned_off_by_its_weight(sample: Library, settings: Settings) -> None:
    words, everything = ["acqua", "sostenibilità"], dict.fromkeys(("glossary", "cognate"), 0.0)
    known = sample.translator.translate(words, "it", lambda _: 1, DEFAULT.translation)
    assert all(known)
    off = RankingConfig(translation=replace(DEFAULT.translation, **everything)).translation
    assert sample.translator.translate(words, "it", lambda _: 1, off) == [[], []]


_NO_EVIDENCE = EvidenceWeights(0, 0, 0, 0, 0, 0, 0)
