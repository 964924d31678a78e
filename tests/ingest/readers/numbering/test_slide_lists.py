"""Numbers of paragraphs on slides. All texts are fictional."""

from pathlib import Path

import pytest

from ingest.readers.office.slides import read_pptx
from tests.ingest.readers.office.made import shape, slides


def bullet(kind: str = "arabicPeriod", level: int = 0, start: str = "") -> str:
    first = f'startAt="{start}"' if start else ""
    return f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}" {first}/></a:pPr>'


def texts(tmp_path: Path, *paragraphs: tuple[str, str], style: str = "") -> list[str]:
    inner = "".join(f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>" for properties, text in paragraphs)
    tree = (
        shape("x")
        .replace("<p:txBody>", f"<p:txBody>{style}")
        .replace("<a:p><a:r><a:rPr></a:rPr><a:t>x</a:t></a:r></a:p>", inner)
    )
    return [line.text for line in read_pptx(slides(tmp_path / "a.pptx", tree)).pages[0].lines]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("arabicPeriod", "1.", "2."), ("alphaLcParenR", "a)", "b)"), ("romanUcParenBoth", "(I)", "(II)"), ("arabicPlain", "1", "2"),
    ],
)  # fmt: skip
def test_kinds_of_numbers(tmp_path: Path, kind: str, first: str, second: str) -> None:
    assert texts(tmp_path, (bullet(kind), "pane"), (bullet(kind), "milk")) == [f"{first} pane", f"{second} milk"]


def test_levels_count_apart_and_other_paragraphs_begin_anew(tmp_path: Path) -> None:
    one, two = bullet(), bullet("alphaLcPeriod", 1)
    found = texts(tmp_path, (one, "A"), (two, "b"), (two, "c"), (one, "D"), (two, "e"), ("", "nota"), (one, "F"))
    assert found == ["1. A", "a. b", "b. c", "2. D", "a. e", "nota", "1. F"]


def test_a_list_may_begin_later_and_be_stated_by_the_style_of_the_body(tmp_path: Path) -> None:
    assert texts(tmp_path, (bullet(start="5"), "E"), (bullet(start="5"), "F")) == ["5. E", "6. F"]
    style = f"<a:lstStyle>{bullet().replace('a:pPr', 'a:lvl1pPr')}</a:lstStyle>"
    plain = "<a:pPr><a:buNone/></a:pPr>"
    assert texts(tmp_path, ("", "uno"), ("", "due"), (plain, "fuori"), style=style) == ["1. uno", "2. due", "fuori"]
