"""What the ablation changes, and how the corpora's questions are read."""

from bench.quality import CORPUS, SAMPLE_CORPUS, unanswerable, variants
from kb.ranking_config import DEFAULT


def test_every_variant_of_the_ranking_differs_from_it_in_one_part() -> None:
    listed = variants()
    assert listed.pop("everything on") == DEFAULT
    assert len(set(map(repr, listed.values()))) == len(listed)
    for label, config in listed.items():
        assert sum(value != getattr(DEFAULT, name) for name, value in vars(config).items()) == 1, label


def test_near_misses_have_no_answer() -> None:
    for corpus in (CORPUS, SAMPLE_CORPUS):
        near = corpus.load_near_misses()
        assert [question.text for question in near] == unanswerable()[corpus.near_misses]["questions"]
        assert all(question.places == () and question.type == "near miss" for question in near)
