"""The pages in the strip of a document."""

from kb.model import Hit
from tests.fakes import document, pages_and_passages
from web.render.page_strip import page_strip


def hits(*numbers: int) -> list[Hit]:
    record = document("hives")
    _, passages = pages_and_passages("hives", [f"Hive {number}." for number in range(1, 101)])
    return [Hit(record, passages[number - 1], 1.0, "") for number in numbers]


def test_a_short_document_is_shown_whole_with_its_hits_counted() -> None:
    strip = page_strip(4, hits(3, 2, 3))
    assert [(page.number, page.found) for page in strip] == [(1, 0), (2, 1), (3, 2), (4, 0)]
    assert strip[2].best and strip[2].best.page == 3 and strip[0].best is None
    assert not any(page.after_gap for page in strip)


def test_of_a_long_one_the_pages_with_hits_are_shown_and_the_first() -> None:
    strip = page_strip(100, hits(90, 40), most=5)
    assert [page.number for page in strip] == [1, 2, 3, 40, 90]
    assert [page.number for page in strip if page.after_gap] == [40, 90]


def test_of_too_many_hits_the_best_are_kept() -> None:
    assert [page.number for page in page_strip(100, hits(50, 70, 20), most=2)] == [50, 70]
    assert page_strip(100, hits(50), most=1)[0].after_gap


def test_a_document_without_pages_has_no_strip() -> None:
    assert page_strip(0, []) == []
