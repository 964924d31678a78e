"""The pages in the strip of a document."""

from pathlib import Path

from kb.model import Document, Hit
from tests.fakes import document, pages_and_passages
from web.render.page_strip import page_strip
from web.render.sheets import Sheet, Sheets


def hits(*numbers: int) -> list[Hit]:
    record = document("hives")
    _, passages = pages_and_passages("hives", [f"Hive {number}." for number in range(1, 101)])
    return [Hit(record, passages[number - 1], 1.0, "") for number in numbers]


def pdf(pages: int) -> Document:
    return document("hives", format="pdf", page_count=pages)


def test_a_short_document_is_shown_whole_with_its_hits_counted() -> None:
    strip = page_strip(pdf(4), hits(3, 2, 3), None)
    assert [(page.number, page.found) for page in strip] == [(1, 0), (2, 1), (3, 2), (4, 0)]
    assert strip[2].best and strip[2].best.page == 3 and strip[0].best is None
    assert not any(page.after_gap for page in strip)


def test_of_a_long_one_the_pages_with_hits_are_shown_and_the_first() -> None:
    strip = page_strip(pdf(100), hits(90, 40), None, most=5)
    assert [page.number for page in strip] == [1, 2, 3, 40, 90]
    assert [page.number for page in strip if page.after_gap] == [40, 90]


def test_of_too_many_hits_the_best_are_kept() -> None:
    assert [page.number for page in page_strip(pdf(100), hits(50, 70, 20), None, most=2)] == [50, 70]
    assert page_strip(pdf(100), hits(50), None, most=1)[0].after_gap


def test_a_document_without_pictures_has_no_strip() -> None:
    assert page_strip(pdf(0), [], None) == [] and page_strip(document("text"), hits(1), None) == []
    assert page_strip(document("slides", format="pptx"), [], Sheets(Path("x"), (Sheet(1, 4, 3),), ())) == []


def test_pictures_of_a_word_document_lead_to_the_section_that_they_show() -> None:
    sheets = Sheets(Path("x"), (Sheet(1, 2, 3, "onehive7"), Sheet(2, 2, 3, "hive8")), ((1, 2),) * 8)
    strip = page_strip(document("word", format="docx"), hits(7, 8), sheets)
    assert [(page.number, page.page, page.found) for page in strip] == [(1, 1, 1), (2, 1, 1)]
