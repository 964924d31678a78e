"""Features that distinguish an answer from a near miss."""

from dataclasses import replace

from kb.answer.candidates import Candidate
from kb.answer.refusal.answerability import confidence, features
from kb.answer.refusal.boosted_trees import load_trees
from kb.model import Passage
from kb.ranking_config import AnswerabilityLimits
from kb.search.hits import RankedHit
from kb.search.query_analysis import Query, analyse
from kb.text.terms import text_terms
from tests.fakes import document


def candidate(query: Query, number: int, text: str) -> Candidate:
    passage = Passage(number, "d", 1, "1", 0, len(text), text, "", "en")
    suits = query.expected_answer is None or query.expected_answer.search(text) is not None
    hit = RankedHit(document("d"), passage, 0.5, text)
    return Candidate(hit, 0, len(text), text, suits, suits, 0.7, text_terms(text))


def of(question: str, *texts: str) -> dict[str, float]:
    query = analyse(question)
    return features(query, [candidate(query, number, text) for number, text in enumerate(texts)])


def test_a_sentence_without_the_kind_of_answer_finds_nothing() -> None:
    assert of("How many families dug wells?", "Many families dug wells.")["found"] == 0
    assert of("How many families dug wells?", "41 families dug wells.")["found"] > 0


def test_only_sentences_with_the_kind_of_answer_are_taken_to_answer() -> None:
    query = analyse("How many families dug wells?")
    told, untold = candidate(query, 1, "41 families dug wells."), candidate(query, 2, "Many families dug wells.")
    read = [replace(untold, answers=0.9), replace(told, answers=0.3)]
    assert features(query, read)["answers"] == 0.3
    assert features(query, read[:1])["answers"] < 0
    why = analyse("Why did families dig wells?")
    assert features(why, [replace(candidate(why, 1, "Families dug wells."), answers=0.9)])["answers"] == 0.9


def test_names_and_words_that_no_passage_has_are_told() -> None:
    near = of("Which wells belong to Ada Rossi?", "Wells belong to Lodi.")
    answering = of("Which wells belong to Ada Rossi?", "Wells belong to Ada Rossi.", "Wells.")
    assert near["untranslated"] == 1 and answering["untranslated"] == 0
    assert near["lacking"] > answering["lacking"] == 0
    assert near["unmet_by_best"] > answering["unmet_by_best"] == 0
    assert near["names"] == answering["names"] == 0.4


def test_what_a_passage_in_the_other_language_lacks_counts_less() -> None:
    foreign, own = of("Quali pozzi ha Ada Rossi?", "Wells of Lodi."), of("Which wells has Ada Rossi?", "Wells of Lodi.")
    assert foreign["untranslated"] == own["untranslated"] == own["untranslated_in_language"] == 1
    assert foreign["untranslated_in_language"] == foreign["lacking_in_language"] == 0 < own["lacking_in_language"]


def test_the_noun_asked_for_has_its_rarity() -> None:
    assert of("Quanti studenti parteciparono?", "Parteciparono 12 cani.")["noun_rarity"] == 1
    assert of("Who came?", "Ada came.")["noun_rarity"] == 0


def test_only_the_first_count() -> None:
    few = of("How many wells?", *["Wells."] * 8)
    assert of("How many wells?", *["Wells."] * 8, "There were 12 wells.") == few
    assert of("How many wells?", *["Wells."] * 5, "There were 12 wells.")["found"] == few["found"]


def test_a_word_met_by_a_cognate_or_its_letters_is_met() -> None:
    assert of("Quanti volontari vennero?", "Il volontariato fu di 12.")["unmet_by_best"] < 0.9
    assert of("Quanti volontari vennero?", "Le mele furono 12.")["unmet_by_best"] == 1


def test_a_sentence_off_the_topic_is_told_from_one_on_it() -> None:
    on, off = of("How many wells?", "12 wells."), of("How many wells?", "12 dogs.")
    assert on["answers_on_topic"] == on["answers"] and off["answers_on_topic"] < off["answers"]


def test_without_candidates_nothing_is_answered() -> None:
    assert confidence(analyse("Who came?"), [], AnswerabilityLimits()) == 0


def test_the_trees_know_each_feature() -> None:
    assert of("How many wells?", "12 wells.").keys() == {*load_trees(AnswerabilityLimits().trees).names}
