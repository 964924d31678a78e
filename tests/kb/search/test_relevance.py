"""The probability that a passage speaks of a text, and its state."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from kb.index.derived import DerivedCache
from kb.library import Library
from kb.model import OWNER, Filters
from kb.models.embedded_model import everyday
from kb.ranking_config import RelevanceWeights, SimilarWeights
from kb.search.rank import background, openings, rank
from kb.search.relevance import (
    NAMES,
    STATES,
    Background,
    background_of,
    features,
    probabilities,
    similar_probability,
    state_of,
)
from kb.search.rerank_features import Cosines, Features, WordFeatures
from kb.search.scope import open_scope
from kb.search.search import Listing, search
from tests.conftest import Put
from tests.fakes import document

NONE: dict[str, Any] = dict.fromkeys(NAMES, 0.0)


def found(coverage: list[float], documents: list[int]) -> Features:
    words, ones = np.array(coverage), np.ones(len(coverage), dtype=bool)
    return Features(
        WordFeatures(words, words, words, words), Cosines(*[words / 2] * 5), np.array(documents), ones, ones
    )


def column(name: str, coverage: list[float], documents: list[int], scores: list[float]) -> list[float]:
    values = features(np.array(scores), found(coverage, documents), [20.0, 20.0], Background(0.1, 0.2))
    listed: list[float] = values[:, NAMES.index(name)].tolist()
    return listed


def test_there_is_a_weight_for_each_feature() -> None:
    others = {"intercept", "answers", "related", "passages_shown"}
    assert {field.name for field in fields(RelevanceWeights)} == set(NAMES) | others


def test_features_compare_a_passage_with_the_others_and_with_the_library() -> None:
    given = ([1.0, 0.5, 0.0], [7, 7, 8], [3.0, 1.0, 0.0])
    assert column("behind", *given) == [0, 2, 3]
    assert column("apart", *given) == pytest.approx([2, 0.75, -0.5])
    # Two documents, with cosines of 0.5 and 0; the library's mean of 0.1 replaces the eight missing ones.
    assert column("peak", *given) == pytest.approx([0.5 - 0.13, 0.25 - 0.13, 0 - 0.13])
    assert column("unmet", *given) == [0, 0, 0]
    assert column("words", *given) == [0.1] * 3


def test_nothing_has_no_features() -> None:
    assert features(np.zeros(0), found([], []), [], Background(0.0, 1.0)).shape == (0, len(NAMES))


def test_a_probability_is_logistic_in_the_weighted_features() -> None:
    values = np.zeros((2, len(NAMES)))
    values[1, NAMES.index("score")] = 2.0
    weights = replace(RelevanceWeights(), **(NONE | {"score": 1.0, "intercept": -2.0}))
    assert probabilities(values, weights).tolist() == pytest.approx([1 / (1 + np.exp(2)), 0.5])


def test_the_state_is_told_by_two_lines() -> None:
    weights = RelevanceWeights(answers=0.5, related=0.2)
    assert [state_of(chance, weights) for chance in (0.9, 0.5, 0.49, 0.2, 0.19, 0.0)] == [
        "answers", "answers", "related", "related", "nothing", "nothing",
    ]  # fmt: skip
    assert set(STATES) == {"answers", "related", "nothing"}


def test_works_are_alike_by_meaning_and_by_at_most_two_names() -> None:
    weights = SimilarWeights(cosine=10.0, shared=1.0, intercept=-5.0)
    assert similar_probability(0.5, 0, weights) == 0.5
    assert similar_probability(0.3, 2, weights) == similar_probability(0.3, 9, weights) == 0.5
    assert similar_probability(0.0, 9, weights) < 0.05


def test_a_query_is_compared_with_what_its_reader_may_see(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from deep wells.")
    put(document("bread", kind="report"), "Bread and roses.")
    everything, reports = open_scope(library, OWNER), open_scope(library, OWNER, Filters(kind="report"))
    wide, narrow = (background(scope, scope.analyse("clean water")) for scope in (everything, reports))
    assert wide.mean > narrow.mean and narrow.deviation == 0 < wide.deviation
    nowhere = open_scope(library, OWNER, Filters(kind="thesis", year_from=1900, year_to=1901))
    assert background(nowhere, nowhere.analyse("water")) == Background(0.0, 1.0)


def test_candidates_are_judged_and_what_filters_alone_find_is_not_doubted(sample: Library) -> None:
    scope = open_scope(sample, OWNER)
    assert openings(scope).probabilities.min() == 1
    near, far = (
        rank(scope, scope.analyse(text)).probabilities.max() for text in ("filtri a carbone d'ossa", "apicoltura")
    )
    assert near >= scope.config.relevance.answers and far < scope.config.relevance.related


def test_a_search_counts_the_documents_that_speak_of_it(sample: Library) -> None:
    found = search(sample, "filtri a carbone d'ossa", OWNER, None, 10, Listing(page=1))
    states = [entry.state for entry in found.documents]
    assert states[0] == "answers" and states.count("nothing") == len(states) - found.speaking
    assert search(sample, "apicoltura", OWNER).speaking == 0


def test_a_document_that_is_near_to_everyday_texts_is_less_probable() -> None:
    told = Background(0.1, 0.2, {7: 0.4})
    values = features(np.zeros(2), found([0.5, 0.5], [7, 8]), [20.0], told)
    assert values[:, NAMES.index("everyday")].tolist() == [0.4, pytest.approx(0.1)], "8 has no vectors"
    narrative, plain = probabilities(values, RelevanceWeights())
    assert narrative < plain


def test_everyday_texts_are_known_to_the_embedded_model_alone(sample: Library, library: Library, put: Put) -> None:
    scope = open_scope(sample, OWNER)
    near = background(scope, scope.analyse("acqua")).everyday
    assert near.keys() == set(scope.allowed) and max(near.values()) < 0.5
    assert np.linalg.norm(everyday()) < 1, "a mean of unit vectors"
    put(document("wells"), "Clean water from deep wells.")
    other = open_scope(library, OWNER)
    found = background(other, other.analyse("water"))
    assert found.everyday == {} and found.elsewhere == Background(0.0, 1.0).elsewhere


def test_texts_on_what_the_library_lacks_are_near_to_topics_elsewhere(
    sample: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = open_scope(sample, OWNER)
    far, near = (
        background(scope, scope.analyse(text)).elsewhere for text in ("filtri per l'acqua dei pozzi", "balli di paese")
    )
    assert near > 0.6 > far
    # A topic that the library speaks of is passed over for the next one.
    spoken_of = scope.snapshot.matrix.vector(0)
    fresh = replace(scope, snapshot=replace(scope.snapshot, by_generation=DerivedCache()))
    query = fresh.analyse("filtri per l'acqua dei pozzi")
    assert query.vector is not None
    monkeypatch.setattr("kb.search.rank.elsewhere", lambda: np.stack([spoken_of, -spoken_of]))
    assert background(fresh, query).elsewhere == pytest.approx(-float(spoken_of @ query.vector), abs=1e-5)
    monkeypatch.setattr("kb.search.rank.elsewhere", lambda: np.stack([spoken_of]))
    assert background(fresh, query).elsewhere == 0


def test_without_vectors_passages_are_judged_by_weights_of_their_own(sample: Library) -> None:
    scope = open_scope(sample, OWNER)
    never = replace(scope.config, word_relevance=replace(scope.config.word_relevance, intercept=-100.0))
    scope, text = replace(scope, config=never), "filtri a carbone d'ossa"
    by_words = scope.analyse(text)
    by_words.__dict__["vector"] = None  # as while nothing is embedded
    assert rank(scope, by_words).probabilities.max() < 0.01 < rank(scope, scope.analyse(text)).probabilities.max()


def test_in_a_small_library_the_background_is_what_unrelated_passages_have() -> None:
    alone = background_of(np.array([0.5]))
    assert alone.mean == pytest.approx(0.005) and 0.08 < alone.deviation < 0.1
    few, many = np.full(99, 0.2), np.linspace(-0.2, 0.4, 200)
    assert background_of(few).mean == pytest.approx(0.198)
    assert background_of(many) == Background(float(many.mean()), float(many.std()))
