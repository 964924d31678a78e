"""The rendered pages that show a slide or a section."""

from pathlib import Path

import pytest

from kb.model import Page
from kb.text.quotes import squash
from web.render.sheets import Sheet, Sheets, sections, slides

WATER = "Water. The wells of the village are eleven metres deep, and three of them are closed in summer."
FILTERS = "Filters. Clay filters cost nine euros each and last for a year if children don't break them."
COSTS = "Costs. Over five years a filter costs less than a bottle of water a day, says the (fictional) survey."


def sheets(*texts: str) -> tuple[Sheet, ...]:
    return tuple(Sheet(at, 595, 842, squash(text)[0]) for at, text in enumerate(texts, 1))


def pages(*texts: str) -> list[Page]:
    return [Page(at, str(at), text) for at, text in enumerate(texts, 1)]


def test_a_section_is_on_the_sheets_from_its_beginning_to_the_next() -> None:
    rendered = sheets(f"Running head. {WATER} {FILTERS[:30]}", FILTERS[30:], f"Running head. {COSTS}")
    assert sections(pages(WATER, FILTERS, COSTS), rendered) == [(1, 1), (1, 2), (3, 3)]


def test_a_section_that_is_not_found_is_looked_for_where_the_one_before_it_is() -> None:
    assert sections(pages(WATER, "Never printed.", COSTS), sheets(WATER, COSTS)) == [(1, 1), (1, 1), (2, 2)]
    assert sections(pages(WATER, "", COSTS), sheets("", "")) == [(2, 2)] * 3, "a PDF of pictures"


def test_hidden_slides_have_no_picture_and_other_numbers_give_none() -> None:
    deck = [Page(1, "1", "One"), Page(2, "2", "", "empty", "a hidden slide"), Page(3, "3", "Three")]
    assert slides(deck, sheets("One", "Three")) == [(1, 1), (0, 0), (2, 2)]
    assert slides(deck, sheets("One")) == []


@pytest.mark.parametrize(
    ("text", "shown"), [("", [1, 2]), ("three of them", [1, 2]), ("Clay filters cost", [2]), ("x", [1, 2])]
)
def test_the_sheets_of_a_section_begin_with_the_one_that_has_the_quote(text: str, shown: list[int]) -> None:
    found = Sheets(Path("x"), sheets(WATER, FILTERS), ((1, 2), (0, 0)))
    assert [sheet.number for sheet in found.of_page(1, text)] == shown
    assert found.of_page(2) == found.of_page(3) == () and found.page_on(2) == 1


def test_a_text_is_near_its_place_on_the_sheet() -> None:
    (sheet,) = sheets(WATER)
    found = Sheets(Path("x"), (sheet,), ((1, 1),))
    assert 0.4 < found.near(sheet, "metres deep, and three") < 0.6 and found.near(sheet, "Clay filters cost") == 0
