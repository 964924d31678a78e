"""The histogram of years beside a list."""

from kb.model import Facet, Filters
from web.render.year_histogram import HEIGHT, WIDTH, year_histogram


def years(**counts: int) -> list[Facet]:
    return [Facet(year.removeprefix("y"), count) for year, count in counts.items()]


def test_each_year_with_documents_has_a_bar_in_its_place() -> None:
    drawn = year_histogram(years(y2019=4, y2021=1, y2022=2), Filters())
    assert drawn is not None and (drawn.first, drawn.last) == (2019, 2022)
    assert [(bar.name, bar.count, bar.x, bar.height) for bar in drawn.bars] == [
        ("2019", 4, 0, HEIGHT), ("2021", 1, WIDTH / 2, HEIGHT / 4), ("2022", 2, WIDTH * 3 / 4, HEIGHT / 2),
    ]  # fmt: skip
    assert all(bar.chosen for bar in drawn.bars) and {bar.width for bar in drawn.bars} == {WIDTH / 4}


def test_the_years_of_the_filter_are_marked() -> None:
    for filters, chosen in (
        (Filters(year_from=2020), ["2021", "2022"]),
        (Filters(year_to=2021), ["2019", "2021"]),
        (Filters(year_from=2021, year_to=2021), ["2021"]),
    ):
        drawn = year_histogram(years(y2019=4, y2021=1, y2022=2), filters)
        assert drawn is not None and [bar.name for bar in drawn.bars if bar.chosen] == chosen


def test_many_years_share_bars_and_no_document_is_lost() -> None:
    drawn = year_histogram([Facet(str(year), 1) for year in range(1921, 2026)], Filters(year_from=2000))
    assert drawn is not None and len(drawn.bars) <= 40
    assert sum(bar.count for bar in drawn.bars) == 105
    assert (drawn.bars[0].name, drawn.bars[-1].name) == ("1921–1923", "2023–2025")
    assert drawn.bars[-1].x + drawn.bars[-1].width == WIDTH


def test_one_year_is_no_choice() -> None:
    assert year_histogram(years(y2019=4), Filters()) is None
    assert year_histogram([], Filters()) is None
