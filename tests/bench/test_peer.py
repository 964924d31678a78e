"""A peer is measured in the same way as this program."""

from bench.peer import _ratios, quality
from kb.evaluation import Place, Question

QUESTIONS = [
    Question("1", "How deep is the fictional well?", "en", "fact", (Place("report/wells.pdf", (3, 4)),)),
    Question("2", "Quanto pane si vende?", "it", "crosslingual", (Place("thesis/bread.pdf", (1,)),)),
]


def test_a_page_counts_in_its_document_only() -> None:
    found = [[("bread.pdf", 3), ("wells.pdf", 9), ("wells.pdf", 4)], [("bread.pdf", 1)]]
    assert quality(QUESTIONS, found) == {
        "questions": 2,
        "document@1": 0.5,
        "page@1": 0.5,
        "page@5": 1.0,
        "page@5, across languages": 1.0,
        "page@5, other words": 0.0,
    }
    assert quality(QUESTIONS, [[], []])["document@1"] == 0


def test_only_times_are_compared_as_ratios() -> None:
    assert _ratios({"searchable (s)": 5.0, "page@1": 0.6}, {"searchable (s)": 60.0, "page@1": 0.3}) == {
        "searchable (s)": 12.0
    }
