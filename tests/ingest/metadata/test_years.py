"""Years of documents."""

import pytest

from ingest.cover.read import NO_TITLE, Cover, Part
from ingest.metadata.years import find_year
from tests.ingest.cover.pages import parsed, sheet, with_texts


def year(kind: str, *dates: str, text: str = "Acqua", title: str = "", made: int | None = None) -> int | None:
    document = parsed(sheet((text, 12)), year=made)
    cover = Cover(NO_TITLE, NO_TITLE, tuple(Part("date", date, 0.9) for date in dates))
    found = find_year(document, with_texts(document), kind, title, cover)
    return int(found.value) if found else None


@pytest.mark.parametrize(
    ("dates", "made", "wanted"),
    [
        (["Anno Accademico 2018/2019"], None, 2019),
        (["A.A. 2018-19"], 2021, 2019),
        (["Academic year 2020 – 2021"], None, 2021),
        (["2019/2020"], 2023, 2020),
        (["September 2018"], None, 2018),
        (["12/10/2018"], None, 2018),
        (["Sessione 2045"], 2016, 2016),
        ([], 2016, 2016),
        ([], None, None),
    ],
)
def test_a_thesis_has_the_year_of_its_date(dates: list[str], made: int | None, wanted: int | None) -> None:
    assert year("thesis", *dates, made=made) == wanted


@pytest.mark.parametrize(
    ("title", "made", "wanted"),
    [
        ("Rapporto annuale 2017", None, 2017),
        ("Rapporto annuale 2023", 2024, 2024),
        ("Bilancio sociale 2022", 2023, 2022),
        ("Il piano 2015-2045", None, 2015),
    ],
)
def test_a_report_appears_in_the_year_of_its_file_and_accounts_are_of_their_own(
    title: str, made: int | None, wanted: int
) -> None:
    assert year("report", title=title, made=made) == wanted


def test_dates_of_the_cover_count_before_the_text() -> None:
    assert year("thesis", "Ottobre 2020", text="I pozzi del 1999 (Rossi, 2011)") == 2020
    assert year("thesis", text="Costo: 2.019,50 euro e 1,2019 litri") is None
    assert year("thesis", text="Discussa nell'anno accademico 2011/2012") == 2012


def test_a_year_that_has_not_come_is_none() -> None:
    assert year("report", "Agenda 2050", title="Agenda 2050") is None


def test_a_date_of_the_cover_counts_before_an_academic_year_within_a_sentence() -> None:
    sentence = "Starting with the academic year 2014/15, all theses on wells of the department of physics have had the same form."
    assert year("report", "January 28, 2022", text=sentence) == 2022
    assert year("thesis", "10 dicembre 2018", text="Anno Accademico 2018/2019") == 2019
