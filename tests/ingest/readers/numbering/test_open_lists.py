"""Numbers that an OpenDocument file prints before headings and items. All texts are fictional."""

from pathlib import Path

import pytest

from ingest.readers.office.opendocument import read_odt
from tests.ingest.readers.office.made import packed
from tests.ingest.readers.office.test_opendocument import lines, p, text_file, whole


def level(at: int, kind: str, more: str = "") -> str:
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{kind}" {more}/>'


STYLES = "".join(
    f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'
    for name, levels in {
        "L": (level(1, "1", 'style:num-suffix="."'), level(2, "a", 'style:num-prefix="(" style:num-suffix=")"')),
        "D": (level(1, "I", 'text:start-value="3"'), level(2, "1", 'text:display-levels="2"')),
        "F": (level(1, "1"), level(2, "1", 'text:num-list-format="§ %1%/%2%"')),
        "B": ('<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>',),
    }.items()
)
OUTLINE = (
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/>'
    '<text:outline-level-style text:level="2" style:num-format="A" text:display-levels="2"/></text:outline-style>'
)


def items(*inner: str, style: str = "L", more: str = "") -> str:
    made = "".join(f"<text:list-item>{item}</text:list-item>" for item in inner)
    return f'<text:list text:style-name="{style}" {more}>{made}</text:list>'


def h(text: str, at: int, more: str = "") -> str:
    return f'<text:h text:outline-level="{at}" {more}>{text}</text:h>'


def content(body: str) -> str:
    return f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"


CELL = "<table:table><table:table-row><table:table-cell>{}</table:table-cell><table:table-cell>{}</table:table-cell></table:table-row></table:table>"


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (items(p("uno"), p("due") + items(p("sotto"), p("again"))), ["1. uno", "2. due", "(a) sotto", "(b) again"]),
        (items(p("uno")) + p("fuori") + items(p("da capo")), ["1. uno", "fuori", "1. da capo"]),
        (items(p("uno")) + p("out") + items(p("due"), more='text:continue-numbering="true"'), ["1. uno", "out", "2. due"]),
        (items(p("uno"), more='text:id="x"') + items(p("altro")) + items(p("due"), more='text:continue-list="x"'),
         ["1. uno", "1. altro", "2. due"]),
        (items(p("uno") + p("ancora lui"), p("due")), ["1. uno", "ancora lui", "2. due"]),
        (items(items(p("solo sotto"))), ["(a) solo sotto"]),
        (items(p("terzo") + items(p("sotto"), style="D"), style="D"), ["III terzo", "III.1 sotto"]),
        (items(p("uno") + items(p("formato"), style="F"), style="F"), ["1 uno", "§ 1/1 formato"]),
        (items(p("punto"), style="B") + items(p("ignoto"), style="Z"), ["punto", "ignoto"]),
        (items(p("sette")).replace("<text:list-item>", '<text:list-item text:start-value="7">'), ["7. sette"]),
        (f"<text:list text:style-name='L'><text:list-header>{p('titolo')}</text:list-header></text:list>", ["titolo"]),
        (h("Wells", 1) + h("Depth", 2) + h("Thanks", 1, "text:is-list-header='true'") + h("Costs", 1) + h("Labour", 2),
         ["1 Wells", "1.A Depth", "Thanks", "2 Costs", "2.A Labour"]),
        (h("<text:number>1 </text:number>Pozzi", 1), ["1 Pozzi"]),
        (CELL.format(items(p("pane"), p("latte")), p("3")), ["1. pane 2. latte | 3"]),
    ],
)  # fmt: skip
def test_numbers_stand_before_what_they_number(tmp_path: Path, body: str, texts: list[str]) -> None:
    common = whole("document-styles", f"<office:styles>{OUTLINE}</office:styles>")
    parts = {"content.xml": whole("document-content", content(body)), "styles.xml": common}
    assert lines(read_odt(packed(tmp_path / "a.odt", parts))) == texts


def test_lists_nested_without_end_are_read_all_the_same(tmp_path: Path) -> None:
    body = p("in fondo")
    for _ in range(14):
        body = items(body)
    assert lines(read_odt(text_file(tmp_path / "a.odt", body, STYLES)))[-1].endswith("in fondo")
