"""Features of shortlisted passages, and the linear ranker that scores them."""

from dataclasses import fields, replace

import numpy as np
import pytest

from kb.ranking_config import RankerWeights
from kb.search.query_analysis import analyse
from kb.search.rerank_features import (
    LINEAR,
    Cosines,
    Features,
    Match,
    QueryMatcher,
    WordFeatures,
    logistic,
    match,
    word_features,
)

NAN = float("nan")
NONE = RankerWeights(**dict.fromkeys((field.name for field in fields(RankerWeights)), 0.0))


def matched(query: str, text: str, heading: str = "", title: str = "") -> Match:
    return match(QueryMatcher(analyse(query)), text, heading, title)


def local(query: str, texts: list[str], documents: list[int], title: str = "") -> list[float]:
    """The local coverage of passages under one title."""
    analysed = analyse(query)
    matches = [match(QueryMatcher(analysed), text, "", title) for text in texts]
    found: list[float] = word_features(matches, analysed.idf, np.array(documents)).local.tolist()
    return found


def features(coverage: list[float], cosines: list[float], documents: list[int] | None = None) -> Features:
    """Features of passages with this coverage and cosines, in the body, each of its own document unless said."""
    words, found = np.array(coverage), np.array(cosines)
    none, ones = np.zeros(len(words)), np.ones(len(words), dtype=bool)
    numbers = np.array(documents or range(len(words)))
    return Features(WordFeatures(words, none, none, none), Cosines(*[found] * 5), numbers, ones, ones)


def column(found: Features, name: str) -> list[float]:
    values: list[float] = found.columns()[:, LINEAR.index(name)].tolist()
    return values


def test_words_are_matched_in_the_passage_and_above_it() -> None:
    found = matched("clean water wells", "Water is clean here.", "Deep wells", "Clean energy")
    assert (found.inside, found.heading, found.title) == ([1, 1, 0], [0, 0, 1], [1, 0, 0])
    assert matched("clean water wells", "", "Bread").inside == [0, 0, 0]


def test_a_word_is_met_in_any_of_its_forms() -> None:
    assert matched("dug wells", "A well is dug.").inside == [1, 1]
    assert matched("pozzi scavati", "Il pozzo fu scavato.").inside == [1, 1]


def test_letters_meet_what_the_stemmer_keeps_apart() -> None:
    assert 0 < matched("gestione", "Chi gestisce il pozzo?").letters < 1
    assert matched("gestione", "Il pane.").letters == 0
    assert matched("wells", "", "Deep wells").letters == 1


def test_runs_of_three_words_are_told_as_typed() -> None:
    assert matched("water of the well", "The WATER of the well.").trigrams == 1
    assert matched("water of the well", "Water of the spring.").trigrams == 1 / 2
    assert matched("water of the well", "the well of water").trigrams == 0
    assert matched("water", "Water of the well.").trigrams == 0


def test_local_coverage_is_of_words_that_the_document_does_not_say_anyway() -> None:
    texts = ["Wells are deep.", "Wells cost money.", "Wells are old."]
    everywhere, apart = local("cost of wells", texts, [1, 1, 1]), local("cost of wells", texts, [1, 2, 3])
    assert everywhere[1] > 0 and everywhere[0] == everywhere[2] == 0
    assert apart[0] == apart[2] > 0
    assert local("cost of wells", texts, [1, 1, 1], "What wells cost") == [0, 0, 0]


def test_columns_have_the_order_of_the_weights() -> None:
    assert set(LINEAR) | {"level", "lead", "intercept"} == {field.name for field in fields(RankerWeights)}
    words = WordFeatures(*(np.array([value]) for value in (0.5, 0.4, 1.0, 0.6)))
    cosines = Cosines(*(np.array([value]) for value in (0.1, 0.2, 0.15, 0.3, 0.25)))
    found = Features(words, cosines, np.array([7]), np.array([True]), np.array([False]))
    expected = [0.5, 0.4, 1, 0.6, 0.1, 0.2, 0.15, 0.3, 0.25, 0.5, 1, 0, 0.5 * 0.2]
    assert found.columns()[0].tolist() == pytest.approx(expected)


def test_a_passage_has_the_best_coverage_of_its_document() -> None:
    found = features([0.2, 0.9, 0.4], [0.0] * 3, documents=[7, 3, 7])
    assert column(found, "document_coverage") == [0.4, 0.9, 0.4]


def test_meaning_counts_more_where_words_find_less() -> None:
    assert column(features([0.75, 0.0], [0.8, 0.4]), "unmet_sentence_cosine") == pytest.approx([0.2, 0.1])
    assert column(features([0.0, 0.0], [0.8, 0.4]), "unmet_sentence_cosine") == pytest.approx([0.8, 0.4])


def test_a_passage_without_a_vector_has_the_cosine_that_its_words_let_expect() -> None:
    found = features([1, 0.5, 0], [0.7, NAN, NAN])
    for name in ("cosine", "sentence_cosine", "document_cosine", "nearby_cosine"):
        assert column(found, name) == pytest.approx([0.7, 0.4, 0.3])
    assert column(found, "own_cosine") == pytest.approx([0.7, 0.25, 0.15])


def test_probabilities_keep_the_order_of_the_scores() -> None:
    found = features([0.1, 1, 0.4], [0.0] * 3)
    scores, probabilities = (f(RankerWeights()) for f in (found.scores, found.probabilities))
    assert scores.argsort().tolist() == probabilities.argsort().tolist() == [0, 2, 1]
    assert ((probabilities > 0) & (probabilities < 1)).all()


def test_a_probability_is_of_the_score_and_of_its_lead_over_the_median() -> None:
    found = features([0.0, 0.5, 1.0], [0.0] * 3)
    level = replace(NONE, coverage=2.0, level=1.0, intercept=-1.0)
    lead = replace(NONE, coverage=2.0, lead=1.0)
    logits = [np.log(p / (1 - p)).tolist() for p in (found.probabilities(level), found.probabilities(lead))]
    assert logits[0] == pytest.approx([-1, 0, 1]) and logits[1] == pytest.approx([-1, 0, 1])
    assert found.probabilities(NONE).tolist() == [0.5] * 3


def test_nothing_has_no_features() -> None:
    nothing = features([], [])
    assert nothing.columns().shape == (0, len(LINEAR))
    assert len(nothing.scores(RankerWeights())) == len(nothing.probabilities(RankerWeights())) == 0


def test_a_logistic_of_any_number_is_a_probability() -> None:
    assert logistic(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]
    assert logistic(1.0) == pytest.approx(1 / (1 + np.exp(-1)))
