"""Evidence features of the best candidates, one at a time."""

from dataclasses import fields

import pytest

from kb.ranking_config import EvidenceWeights
from kb.search.query_analysis import analyse
from kb.search.rerank_features import QueryMatcher, evidence

NONE = dict.fromkeys((field.name for field in fields(EvidenceWeights)), 0.0)


def alone(feature: str, query: str, text: str, above: str = "") -> float:
    """One feature's value."""
    return evidence(QueryMatcher(analyse(query)), text, above, EvidenceWeights(**{**NONE, feature: 1.0}))


def test_words_are_matched_in_the_passage_and_above_it() -> None:
    assert alone("words", "clean water wells", "Water is clean here.") == pytest.approx(2 / 3)
    assert alone("words", "clean water wells", "Water is clean here.", "Wells of Tanzania") == 1


def test_words_are_known_by_their_letters_where_the_stemmer_parts_them() -> None:
    assert alone("words", "Chi gestisce?", "La gestione dei dati.") == 0
    assert 0 < alone("letters", "Chi gestisce?", "La gestione dei dati.") < 1


def test_neighbouring_words_may_have_one_word_between_them() -> None:
    assert alone("pairs", "clean water", "clean and fresh spring water") == 0
    assert alone("pairs", "clean water", "clean spring water") == 1
    assert alone("pairs", "clean water", "water that is clean") == 0


def test_runs_of_words_are_told_as_typed() -> None:
    assert alone("bigrams", "water of the well", "the water of a well") == pytest.approx(1 / 3)
    assert alone("trigrams", "water of the well", "The water of the well.") == 1


def test_names_and_numbers_of_the_query_count() -> None:
    assert alone("names", "Did Ada Rossi write it in 2019?", "Rossi wrote it in 2019.") == pytest.approx(2 / 3)


def test_the_kind_of_answer_counts() -> None:
    assert alone("answer_kind", "How many wells?", "There were 12.") == 1
    assert alone("answer_kind", "How many wells?", "There were many of them.") == 0


def test_evidence_stays_below_its_total() -> None:
    weights = EvidenceWeights()
    question = "How many clean wells of Ada Rossi?"
    found = evidence(QueryMatcher(analyse(question)), f"{question} 12", question, weights)
    assert 0.9 * weights.total < found <= weights.total
