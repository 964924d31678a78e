"""Features of shortlisted passages, and the linear ranker that scores them."""

from dataclasses import fields, replace

import numpy as np
import pytest

from kb.ranking_config import RankerWeights
from kb.search.query_analysis import analyse
from kb.search.rerank_features import LINEAR, Features, QueryMatcher, match

NAN = float("nan")
NONE = RankerWeights(**dict.fromkeys((field.name for field in fields(RankerWeights)), 0.0))


def matched(query: str, text: str, above: str = "") -> tuple[float, float, float]:
    """Share of the words met with what is above the passage, share met in it alone, share of the runs of three words."""
    return match(QueryMatcher(analyse(query)), text, above)


def features(
    matches: list[list[float]], cosines: list[list[float]], best: list[float], documents: list[int] | None = None
) -> Features:
    """Features of passages in the body, in the query's language, each of its own document unless said."""
    ones = np.ones(len(matches), dtype=bool)
    numbers = np.array(documents or range(len(matches)))
    return Features(
        np.array(matches).reshape(-1, 3), np.array(cosines).reshape(-1, 2), np.array(best), numbers, ones, ones
    )


def column(found: Features, name: str) -> list[float]:
    values: list[float] = found.columns()[:, LINEAR.index(name)].tolist()
    return values


def test_words_are_matched_in_the_passage_and_above_it() -> None:
    assert matched("clean water wells", "Water is clean here.")[:2] == pytest.approx((2 / 3, 2 / 3))
    assert matched("clean water wells", "Water is clean here.", "Wells of Tanzania")[:2] == pytest.approx((1, 2 / 3))
    assert matched("clean water wells", "", "Bread") == (0, 0, 0)


def test_a_word_is_met_in_any_of_its_forms() -> None:
    assert matched("dug wells", "A well is dug.")[1] == 1
    assert matched("pozzi scavati", "Il pozzo fu scavato.")[1] == 1


def test_runs_of_three_words_are_told_as_typed() -> None:
    assert matched("water of the well", "The WATER of the well.")[2] == 1
    assert matched("water of the well", "Water of the spring.")[2] == 1 / 2
    assert matched("water of the well", "the well of water")[2] == 0
    assert matched("water", "Water of the well.")[2] == 0


def test_columns_have_the_order_of_the_weights() -> None:
    assert set(LINEAR) | {"level", "lead", "intercept"} == {field.name for field in fields(RankerWeights)}
    found = features([[0.5, 0.25, 1.0], [0.25, 0.25, 0]], [[0.1, 0.2], [0.3, 0.4]], [0.5, 0.6])
    assert found.columns().shape == (2, len(LINEAR))
    first = found.columns()[0]
    assert first.tolist() == pytest.approx([0.5, 0.25, 1, 0.1, 0.2, 0.5, 0.5, 1, 1, 0.5 * 0.2, 0.5 * 0.5])


def test_a_passage_has_the_best_coverage_of_its_document() -> None:
    found = features([[0.2, 0, 0], [0.9, 0, 0], [0.4, 0, 0]], [[0, 0]] * 3, [0] * 3, documents=[7, 3, 7])
    assert column(found, "document_coverage") == [0.4, 0.9, 0.4]


def test_meaning_counts_more_where_words_find_less() -> None:
    some, none = ([[words, 0.0, 0.0], [0.0, 0.0, 0.0]] for words in (0.75, 0.0))
    cosines, best = [[0.4, 0.8], [0.4, 0.4]], [0.4, 0.4]
    assert column(features(some, cosines, best), "unmet_sentence_cosine") == pytest.approx([0.2, 0.1])
    assert column(features(none, cosines, best), "unmet_sentence_cosine") == pytest.approx([0.8, 0.4])
    assert column(features(some, cosines, best), "unmet_document_cosine") == pytest.approx([0.1, 0.1])


def test_a_passage_without_a_vector_has_the_cosine_that_its_words_let_expect() -> None:
    found = features([[1, 1, 0], [0.5, 0, 0], [0, 0, 0]], [[0.7, 0.6], [NAN, NAN], [NAN, NAN]], [0.7, NAN, NAN])
    assert column(found, "cosine") == pytest.approx([0.7, 0.4, 0.3])
    assert column(found, "document_cosine") == pytest.approx([0.7, 0.4, 0.3])


def test_probabilities_keep_the_order_of_the_scores() -> None:
    found = features([[0.1, 0, 0], [1, 1, 1], [0.4, 0.4, 0]], [[0, 0]] * 3, [0.0] * 3)
    scores, probabilities = (f(RankerWeights()) for f in (found.scores, found.probabilities))
    assert scores.argsort().tolist() == probabilities.argsort().tolist() == [0, 2, 1]
    assert ((probabilities > 0) & (probabilities < 1)).all()


def test_a_probability_is_of_the_score_and_of_its_lead_over_the_median() -> None:
    found = features([[0.0, 0, 0], [0.5, 0, 0], [1.0, 0, 0]], [[0, 0]] * 3, [0.0] * 3)
    level = replace(NONE, coverage=2.0, level=1.0, intercept=-1.0)
    lead = replace(NONE, coverage=2.0, lead=1.0)
    logits = [np.log(p / (1 - p)).tolist() for p in (found.probabilities(level), found.probabilities(lead))]
    assert logits[0] == pytest.approx([-1, 0, 1]) and logits[1] == pytest.approx([-1, 0, 1])
    assert found.probabilities(NONE).tolist() == [0.5] * 3


def test_nothing_has_no_features() -> None:
    nothing = features([], [], [])
    assert nothing.columns().shape == (0, len(LINEAR))
    assert len(nothing.scores(RankerWeights())) == len(nothing.probabilities(RankerWeights())) == 0
