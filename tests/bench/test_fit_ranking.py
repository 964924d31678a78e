"""The fit ranks as the program does."""

from dataclasses import asdict, replace

from ir_measures import RR

from bench.fit_ranking import made, measured, neighbours, page_recall
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import DEFAULT, EvidenceWeights
from kb.search.search import search

QUESTION = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"


def test_a_case_is_ranked_as_by_a_search(sample: Library) -> None:
    shown = [hit.document.id for hit in search(sample, QUESTION, OWNER, None, 50).hits]
    case = made(sample, QUESTION, frozenset(shown[:1]))
    ranked = case.documents(DEFAULT)
    assert ranked[: len(set(shown))] == list(dict.fromkeys(shown))
    assert measured([case], DEFAULT, RR @ 10) == 1


def test_other_weights_rank_otherwise(sample: Library) -> None:
    case = made(sample, QUESTION, frozenset())
    without = replace(DEFAULT, evidence=EvidenceWeights(0, 0, 0, 0, 0, 0, 0), rank=replace(DEFAULT.rank, same_page=0.1))
    assert case.documents(DEFAULT) != case.documents(without)


def test_the_first_right_page_counts(sample: Library) -> None:
    hit = search(sample, QUESTION, OWNER).hits[0]
    number = next(n for n, d in sample.documents(sample.catalogue.numbers().tolist()).items() if d == hit.document)
    case = made(sample, QUESTION, frozenset({(number, hit.passage.page)}))
    assert case.first_page(DEFAULT) == 1
    assert page_recall([case, made(sample, QUESTION, frozenset())], DEFAULT) == [0.5, 0.5, 0.5]


def test_a_step_changes_one_weight_and_none_falls_below_zero() -> None:
    weights = EvidenceWeights(pairs=0.1)
    for tried in neighbours(weights, 0.2):
        changed = [name for name, value in asdict(tried).items() if value != getattr(weights, name)]
        assert len(changed) == 1 and min(asdict(tried).values()) >= 0
