"""Charts as rows: categories with the value of each series."""

import pytest
from lxml import etree

from ingest.readers.office.charts import chart_lines
from tests.ingest.readers.office.made import spaced


def kept(*values: str, kind: str = "str", code: str = "") -> str:
    points = "".join(f'<c:pt idx="{index}"><c:v>{value}</c:v></c:pt>' for index, value in enumerate(values))
    return f"<c:{kind}Ref><c:{kind}Cache>{code}{points}</c:{kind}Cache></c:{kind}Ref>"


def series(name: str, categories: str, values: str) -> str:
    return f"<c:ser><c:tx>{kept(name)}</c:tx><c:cat>{categories}</c:cat><c:val>{values}</c:val></c:ser>"


TITLE = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Iscritti </a:t></a:r><a:r><a:t>per sede</a:t></a:r></a:p></c:rich></c:tx></c:title>"


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (
            TITLE
            + series("2021", kept("Affori", "Greco"), kept("41", "58", kind="num"))
            + series("2022", kept("Affori", "Greco"), kept("44", "60.5", kind="num")),
            ["Iscritti per sede", "| 2021 | 2022", "Affori | 41 | 44", "Greco | 58 | 60.5"],
        ),
        (
            series(
                "Quota",
                kept("Donne", "Uomini"),
                kept("0.62", "0.38", kind="num", code="<c:formatCode>0%</c:formatCode>"),
            ),
            ["Quota", "Donne | 62%", "Uomini | 38%"],
        ),
        (TITLE, ["Iscritti per sede"]),
        (
            "<c:ser><c:tx><c:v>Prova</c:v></c:tx><c:xVal>"
            + kept("1", "2")
            + "</c:xVal><c:yVal>"
            + kept("3", "4", kind="num")
            + "</c:yVal></c:ser>",
            ["Prova", "1 | 3", "2 | 4"],
        ),
        ("", []),
    ],
)
def test_chart_lines(inner: str, lines: list[str]) -> None:
    assert chart_lines(etree.fromstring(spaced("c:chartSpace", inner))) == lines


def test_levels_of_categories_are_joined() -> None:
    level = '<c:lvl><c:pt idx="0"><c:v>{0}</c:v></c:pt></c:lvl>'
    categories = f"<c:multiLvlStrRef><c:multiLvlStrCache>{level.format('Gennaio')}{level.format('2021')}</c:multiLvlStrCache></c:multiLvlStrRef>"
    inner = f"<c:ser><c:cat>{categories}</c:cat><c:val>{kept('7', kind='num')}</c:val></c:ser>"
    assert chart_lines(etree.fromstring(spaced("c:chartSpace", inner))) == ["2021 Gennaio | 7"]
