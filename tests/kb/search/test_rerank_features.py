"""Features that re-rank the best passages."""

from kb.search.fusion import ENGLISH_MODEL, MULTILINGUAL_MODEL
from kb.search.query_analysis import analyse
from kb.search.rerank_features import READ, QuestionTerms, evidence


def test_letters_count_where_the_model_cannot_read_both_sides() -> None:
    query = analyse("Chi gestisce lo stato?")
    wanted = QuestionTerms(query.words, [1.0] * len(query.words), query.forms, query.text)
    text = "La gestione dei dati è affidata a un componente."
    assert evidence(wanted, text, "") > evidence(wanted, text, "", READ)
    assert ENGLISH_MODEL.reads_both("en", "en") and not ENGLISH_MODEL.reads_both("en", "it")
    assert not ENGLISH_MODEL.reads_both("it", "it") and MULTILINGUAL_MODEL.reads_both("it", "en")
