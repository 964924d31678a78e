"""What tells an answer from a near miss."""

import math

import pytest

from kb.answer.answerability import confidence, features, probability
from kb.answer.candidates import Candidate
from kb.model import Passage
from kb.ranking_config import AnswerabilityWeights
from kb.search.hits import RankedHit
from kb.search.query_analysis import Query, analyse
from kb.text.terms import text_terms
from tests.fakes import document


def candidate(query: Query, text: str) -> Candidate:
    passage = Passage(1, "d", 1, "1", 0, len(text), text, "", "en")
    suits = query.expected_answer is None or query.expected_answer.search(text) is not None
    hit = RankedHit(document("d"), passage, 0.5, text)
    return Candidate(hit, 0, len(text), text, suits, suits, 0.7, text_terms(text))


def of(question: str, *texts: str) -> dict[str, float]:
    query = analyse(question)
    return features(query, [candidate(query, text) for text in texts])


def test_a_sentence_without_the_kind_of_answer_finds_nothing() -> None:
    assert of("How many families dug wells?", "Many families dug wells.")["unsuited"] == 1
    found = of("How many families dug wells?", "41 families dug wells.")
    assert found["unsuited"] == 0 and found["found"] > 0 and found["own"] == 1


def test_names_and_words_that_no_passage_has_are_told() -> None:
    near = of("Which wells belong to Ada Rossi?", "Wells belong to Lodi.")
    answering = of("Which wells belong to Ada Rossi?", "Wells belong to Ada Rossi.", "Wells.")
    assert near["strange"] == 1 and answering["strange"] == 0
    assert near["lacking"] > answering["lacking"]


def test_the_noun_asked_for_is_looked_for_by_its_letters() -> None:
    assert of("Quanti studenti parteciparono?", "Parteciparono 12 studentesse.")["unsought"] < 0.5
    assert of("Quanti studenti parteciparono?", "Parteciparono 12 cani.")["unsought"] > 0.7
    assert of("Who came?", "Ada came.")["unsought"] == 0


def test_only_the_first_five_count() -> None:
    few = of("How many wells?", *["Wells."] * 5)
    assert of("How many wells?", *["Wells."] * 5, "There were 12 wells.") == few


def test_the_probability_is_that_of_a_logistic_model() -> None:
    weights = AnswerabilityWeights(score=2.0, intercept=-1.0)
    assert probability({"score": 0.5}, weights) == 0.5
    assert probability({"score": 1.0}, weights) == pytest.approx(1 / (1 + math.exp(-1)))
    assert confidence(analyse("Who came?"), [], weights) == 0
