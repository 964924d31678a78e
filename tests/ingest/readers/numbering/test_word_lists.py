"""Numbers that Word prints before headings and items. All texts are fictional."""

from pathlib import Path

import pytest

from ingest.readers.office.word import read_docx
from tests.ingest.readers.office.made import paragraph, run, spaced, table, word


def level(at: int, kind: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


DEFINITIONS = {
    "1": level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)") + level(2, "bullet", "\uf0b7"),
    "2": level(0, "upperRoman", "Parte %1", '<w:pStyle w:val="H1"/>')
    + level(1, "decimal", "%1.%2", '<w:isLgl/><w:pStyle w:val="H2"/>'),
    "3": level(0, "decimal", "%1.") + level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'),
    "4": '<w:numStyleLink w:val="Elenco"/>',
}
LISTS = {"5": "1", "6": "1", "7": "2", "8": "3", "9": "4"}
STYLES = (
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="numbering" w:styleId="Elenco"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
)


def document(tmp_path: Path, body: str) -> list[str]:
    numbers = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{of}"/>{OVERRIDE if at == "6" else ""}</w:num>'
        for at, of in LISTS.items()
    )
    definitions = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{of}</w:abstractNum>' for at, of in DEFINITIONS.items()
    )
    parts = {
        "word/numbering.xml": spaced("w:numbering", definitions + numbers),
        "word/styles.xml": spaced("w:styles", STYLES),
    }
    path = word(tmp_path / "a.docx", body, parts, n="numbering:numbering.xml", s="styles:styles.xml")
    return [line.text for page in read_docx(path).pages for line in page.lines]


OVERRIDE = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'


def item(text: str, of: str = "5", at: int = 0, more: str = "") -> str:
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{of}"/></w:numPr>{more}')


def styled(text: str, style: str) -> str:
    return paragraph(text, properties=f'<w:pStyle w:val="{style}"/>')


GONE = "<w:rPr><w:del/></w:rPr>"


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (item("uno") + item("sotto", at=1) + item("ancora", at=1) + item("due"), ["1. uno", "a) sotto", "b) ancora", "2. due"]),
        (item("uno") + paragraph("fuori elenco") + item("due"), ["1. uno", "fuori elenco", "2. due"]),
        (item("uno") + item("da capo", "6") + item("two", "6"), ["1. uno", "1. da capo", "2. two"]),
        (item("uno") + item("punto", at=2) + item("due"), ["1. uno", "punto", "2. due"]),
        (item("uno") + item("") + item("tre"), ["1. uno", "3. tre"]),
        (item("uno") + item("<w:del><w:r><w:delText>via</w:delText></w:r></w:del>", more=GONE) + item("due"), ["1. uno", "2. due"]),
        (item("senza", "0") + item("ignoto", "99"), ["senza", "ignoto"]),
        (styled("The well", "H1") + styled("Depth", "H2") + styled("Costs", "H1") + styled("Labour", "H2"),
         ["Parte I The well", "1.1 Depth", "Parte II Costs", "2.1 Labour"]),
        (item("A", "8") + item("b", "8", 1) + item("C", "8") + item("d", "8", 1), ["1. A", "1. b", "2. C", "2. d"]),
        (item("per stile", "9") + item("also", "9"), ["1. per stile", "2. also"]),
        (table([f"<w:p/>{item('pane')}", "3"], [f"<w:p/>{item('latte')}", "5"]), ["1. pane | 3", "2. latte | 5"]),
        (paragraph(run("solo testo")), ["solo testo"]),
    ],
)  # fmt: skip
def test_numbers_stand_before_what_they_number(tmp_path: Path, body: str, texts: list[str]) -> None:
    assert document(tmp_path, body) == texts
