"""Reading of the corpora's questions."""

from bench.quality import CORPUS, SAMPLE_CORPUS, unanswerable


def test_near_misses_have_no_answer() -> None:
    for corpus in (CORPUS, SAMPLE_CORPUS):
        near = corpus.load_near_misses()
        assert [question.text for question in near] == unanswerable()[corpus.near_misses]["questions"]
        assert all(question.places == () and question.type == "near miss" for question in near)
