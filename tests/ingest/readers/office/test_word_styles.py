"""Styles of Word: what a run inherits, and the level of headings."""

from typing import Any

import pytest
from lxml import etree

from ingest.readers.office.word_styles import Drawn, Styles, drawn, look, shading, table_background
from ingest.readers.visibility import WHITE, is_seen
from tests.ingest.readers.office.made import spaced


def element(name: str, inner: str = "", attributes: str = "") -> Any:
    return etree.fromstring(spaced(name, inner, attributes))


STYLES = Styles(
    element(
        "w:styles",
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:rPr><w:color w:val="111111"/></w:rPr></w:style>'
        '<w:style w:styleId="A"><w:basedOn w:val="B"/><w:rPr><w:sz w:val="30"/></w:rPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:vanish/><w:sz w:val="40"/></w:rPr></w:style>'
        '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="Dark"><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:style>'
        '<w:style w:styleId="Light"><w:tcPr><w:shd w:val="clear" w:fill="D9E2F3"/></w:tcPr></w:style>',
    )
)


def test_a_run_inherits_from_its_style_its_paragraph_and_the_document() -> None:
    own = element("w:rPr", '<w:rStyle w:val="A"/>')
    assert STYLES.run(own, "") == Drawn(hidden=True, size=15.0, colour=(17, 17, 17))
    assert STYLES.run(None, "").size == 11.0
    assert STYLES.run(element("w:rPr", '<w:vanish w:val="false"/>'), "B").hidden is False


@pytest.mark.parametrize(
    ("attributes", "colour"),
    [
        ('w:val="clear" w:fill="0000FF"', (0, 0, 255)),
        ('w:val="solid" w:color="FF0000" w:fill="0000FF"', (255, 0, 0)),
        ('w:val="clear" w:fill="auto"', None),
    ],
)
def test_shading(attributes: str, colour: tuple[int, int, int] | None) -> None:
    assert shading(element("w:shd", "", attributes)) == colour


def test_tables_with_dark_cells_may_have_white_letters() -> None:
    assert table_background(STYLES, "Dark") is None
    assert table_background(STYLES, "Light") == table_background(STYLES, "none") == WHITE


def test_letters_of_automatic_colour_are_seen_on_anything() -> None:
    automatic = drawn(element("w:rPr", '<w:color w:val="auto"/>'))
    assert is_seen(look(automatic, (0, 0, 0))) and is_seen(look(automatic, WHITE))
    assert not is_seen(look(drawn(element("w:rPr", '<w:color w:val="FFFFFF"/>')), WHITE))


def test_levels() -> None:
    assert STYLES.level(element("w:pPr", '<w:pStyle w:val="T"/>')) == 1
    assert STYLES.level(element("w:pPr", '<w:outlineLvl w:val="9"/>')) == 0
    assert STYLES.level(None) == 0
