"""OpenDocument: all visible text is read once; invisible text is separated. All texts are fictional."""

from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, P

from ingest.readers.office.opendocument import read_odt
from ingest.readers.office.opendocument_slides import read_odp
from ingest.readers.office.opendocument_styles import points
from ingest.readers.records import Heading, Parsed
from kb.errors import UnreadableFile
from tests.ingest.readers.office.made import packed

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
        ("presentation", "presentation"),
        ("meta", "meta"),
        ("chart", "chart"),
        ("manifest", "manifest"),
    )
)
LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def whole(name: str, inner: str) -> str:
    return f"<office:{name} {SPACES} {LINK}>{inner}</office:{name}>"


def text_file(path: Path, body: str, styles: str = "", **parts: str) -> Path:
    content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
    return packed(
        path,
        {
            "content.xml": whole("document-content", content),
            **{k.replace("__", "/") + ".xml": v for k, v in parts.items()},
        },
    )


def lines(parsed: Parsed) -> list[str]:
    return [line.text for page in parsed.pages for line in page.lines]


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def test_headings_paragraphs_and_rows_come_in_order(tmp_path: Path) -> None:
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="Capitolo"))
    document.text.addElement(P(text="Testo  aperto."))
    table, row = Table(), TableRow()
    for value in ("voce", "", "valore"):
        cell = TableCell()
        cell.addElement(P(text=value))
        row.addElement(cell)
    table.addElement(row)
    document.text.addElement(table)
    document.text.addElement(H(outlinelevel=2, text="Sezione"))
    document.save(str(tmp_path / "a.odt"))
    parsed = read_odt(tmp_path / "a.odt")
    assert [[line.text for line in page.lines] for page in parsed.pages] == [
        ["Capitolo", "Testo aperto.", "voce | | valore"],
        ["Sezione"],
    ]
    assert parsed.headings == (Heading(1, "Capitolo", 1), Heading(2, "Sezione", 2))


NOTE = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Il geometra Elio Prati.</text:p></text:note-body></text:note>"
COMMENT = "<office:annotation><dc:creator>Ivo</dc:creator><dc:date>2024-01-01</dc:date><text:p>forse falso</text:p></office:annotation>"
DELETED = "<text:tracked-changes><text:changed-region><text:deletion><text:p>tolto</text:p></text:deletion></text:changed-region></text:tracked-changes>"
BOX = "<draw:frame><draw:text-box><text:p>nel riquadro</text:p></draw:text-box></draw:frame>"
INDEX = "<text:table-of-content><text:table-of-content-source><text:index-title-template>no</text:index-title-template></text:table-of-content-source><text:index-body><text:p>Uno 3</text:p></text:index-body></text:table-of-content>"


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (p(f"Aperto{COMMENT} a tutti"), ["Aperto a tutti"]),
        (p(f"Trenta banchi{NOTE} in piazza."), ["Trenta banchi in piazza.", "Il geometra Elio Prati."]),
        (DELETED + p("resta"), ["resta"]),
        (p(f"Prima{BOX}") + p("dopo"), ["Prima", "nel riquadro", "dopo"]),
        (p("via Roma 3<text:line-break/>Milano<text:tab/>12<text:s text:c='3'/>euro"), ["via Roma 3 Milano 12 euro"]),
        (p("uno <text:span>due <text:a>tre</text:a></text:span> quattro"), ["uno due tre quattro"]),
        (
            p("<text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>lettura</text:ruby-text></text:ruby>"),
            ["base"],
        ),
        (
            "<text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item></text:list>",
            ["a", "b"],
        ),
        ("<text:section><text:p>in sezione</text:p></text:section>", ["in sezione"]),
        (INDEX, ["Uno 3"]),
        (p("Il titolo", "Title"), ["Il titolo"]),
    ],
)
def test_what_is_shown(tmp_path: Path, body: str, texts: list[str]) -> None:
    assert lines(read_odt(text_file(tmp_path / "a.odt", body))) == texts


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def grid(*rows: str) -> str:
    return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"


COVERED = "<table:covered-table-cell/>"


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        (grid(cell("Greco") + cell("9") + cell("9")), ["Greco | 9 | 9"]),
        (grid(cell("Greco") + "<table:table-cell table:number-columns-repeated='2'/>" + cell("9")), ["Greco | | | 9"]),
        (grid(cell("2021", 'table:number-columns-spanned="2"') + COVERED + cell("x")), ["2021 | | x"]),
        (
            grid(cell("Affori", 'table:number-rows-spanned="2"') + cell("1"), COVERED + cell("2")),
            ["Affori | 1", "Affori | 2"],
        ),
        (
            grid(cell("fuori") + f"<table:table-cell>{grid(cell('dentro') + cell('x'))}</table:table-cell>"),
            ["fuori", "dentro | x"],
        ),
        (
            f"<table:table><table:table-header-rows><table:table-row>{cell('a') + cell('b')}</table:table-row></table:table-header-rows></table:table>",
            ["a | b"],
        ),
    ],
)
def test_rows_of_tables(tmp_path: Path, table: str, texts: list[str]) -> None:
    assert lines(read_odt(text_file(tmp_path / "a.odt", table))) == texts


def style(name: str, properties: str, family: str = "text", parent: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">{properties}</style:style>'


def look(attributes: str) -> str:
    return f"<style:text-properties {attributes}/>"


STYLES = (
    style("white", look('fo:color="#ffffff"'))
    + style("pale", look('fo:color="#eeeeee"'))
    + style("tiny", look('fo:font-size="1pt"'))
    + style("none", look('text:display="none"'))
    + style("clear", look('fo:color="#000000" loext:opacity="0%"').replace("loext:", "style:"))
    + style("on_dark", look('fo:color="#ffffff" fo:background-color="#102030"'))
    + style("up", look('style:text-position="super 58%"'))
    + style("base", look('fo:color="#fefefe"'), "paragraph")
    + style("child", "", "paragraph", "base")
    + style("dark", '<style:table-cell-properties fo:background-color="#102030"/>', "table-cell")
    + style("filled", '<style:graphic-properties draw:fill="solid" draw:fill-color="#102030"/>', "graphic")
)


def span(name: str) -> str:
    return f'<text:span text:style-name="{name}">parola</text:span>'


@pytest.mark.parametrize(
    ("body", "is_seen"),
    [
        (p(span("white")), False),
        (p(span("pale")), False),
        (p(span("tiny")), False),
        (p(span("none")), False),
        (p(span("clear")), False),
        (p(span("on_dark")), True),
        (p("parola", "child"), False),
        (grid(cell(span("white"))), False),
        (grid(cell(span("white"), 'table:style-name="dark"')), True),
        (
            p(f'<draw:frame draw:style-name="filled"><draw:text-box>{p(span("white"))}</draw:text-box></draw:frame>'),
            True,
        ),
        ('<text:section text:display="none"><text:p>parola</text:p></text:section>', False),
        (p('<text:hidden-text text:is-hidden="true">parola</text:hidden-text>'), False),
        (p(f"<text:a>{span('white')}</text:a>"), False),
    ],
)
def test_what_is_seen_of_a_word(tmp_path: Path, body: str, is_seen: bool) -> None:
    parsed = read_odt(text_file(tmp_path / "a.odt", p("Inizio") + body, STYLES))
    assert ("parola" in " ".join(lines(parsed)), "parola" in parsed.pages[0].hidden) == (is_seen, not is_seen)


def test_raised_marks_go_and_powers_stay(tmp_path: Path) -> None:
    body = p(
        'nel 2019<text:span text:style-name="up">5</text:span> e 12 m<text:span text:style-name="up">2</text:span>'
    )
    assert lines(read_odt(text_file(tmp_path / "a.odt", body, STYLES))) == ["nel 2019 e 12 m2"]


def test_formulas_charts_and_objects(tmp_path: Path) -> None:
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'
    chart = whole(
        "document-content",
        f"<office:body><office:chart><chart:chart>{grid(cell('Affori') + cell('41'))}</chart:chart></office:chart></office:body>",
    )
    held = '<draw:frame><draw:object xlink:href="./{}"/></draw:frame>'
    body = (
        p(f"area {held.format('F')}")
        + p(held.format("C"))
        + p(held.format("X"))
        + p("<draw:frame><draw:image/></draw:frame>")
    )
    parsed = read_odt(text_file(tmp_path / "a.odt", body, F__content=formula, C__content=chart))
    assert lines(parsed) == ["area a/2", "Affori | 41"]
    assert parsed.remarks == ("1 picture(s) not read", "1 embedded object(s) not read")


def test_headers_come_once_and_the_file_states_its_title(tmp_path: Path) -> None:
    page = "<style:header><text:p>Relazione del rione</text:p></style:header><style:footer><text:p>3</text:p></style:footer>"
    common = whole("document-styles", f"<office:master-styles>{page}{page}</office:master-styles>")
    stated = whole(
        "document-meta",
        "<office:meta><dc:title>Orti</dc:title><dc:creator>Zoe Alberi</dc:creator><meta:keyword>verde</meta:keyword><meta:creation-date>2021-02-03</meta:creation-date></office:meta>",
    )
    body = f"<office:body><office:text>{p('Testo.')}</office:text></office:body>"
    parts = {"content.xml": whole("document-content", body), "styles.xml": common, "meta.xml": stated}
    parsed = read_odt(packed(tmp_path / "b.odt", parts))
    assert lines(parsed) == ["Testo.", "Relazione del rione"]
    assert (parsed.properties.title, parsed.properties.author, parsed.properties.year) == ("Orti", "Zoe Alberi", 2021)
    assert parsed.properties.keywords == ("verde",)


def test_a_locked_file_says_so(tmp_path: Path) -> None:
    listed = f"<manifest:manifest {SPACES}><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    path = packed(tmp_path / "a.odt", {"META-INF/manifest.xml": listed, "content.xml": "noise"})
    with pytest.raises(UnreadableFile, match="password-protected"):
        read_odt(path)


# -- slides -------------------------------------------------------------------------------------------------------------


def frame(text: str, top: int, attributes: str = "", left: int = 1) -> str:
    place = f'svg:x="{left}cm" svg:y="{top}cm" svg:width="5cm" svg:height="1cm"'
    return f"<draw:frame {place} {attributes}><draw:text-box>{text if '<' in text else p(text)}</draw:text-box></draw:frame>"


def slides(path: Path, *pages: str) -> Path:
    listed = "".join(f"<draw:page {page if page.startswith('draw:') else '>' + page}</draw:page>" for page in pages)
    content = f"<office:automatic-styles>{STYLES}{HIDDEN}</office:automatic-styles><office:body><office:presentation>{listed}</office:presentation></office:body>"
    layout = whole(
        "document-styles",
        '<style:page-layout><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout>',
    )
    return packed(path, {"content.xml": whole("document-content", content), "styles.xml": layout})


HIDDEN = style("gone", '<style:drawing-page-properties presentation:visibility="hidden"/>', "drawing-page")


def test_each_slide_is_a_page_with_its_first_line_as_heading(files: Path) -> None:
    parsed = read_odp(files / "open.odp")
    assert [[line.text for line in page.lines] for page in parsed.pages] == [["Lucido Uno"], ["Lucido Due"]]
    assert [heading.title for heading in parsed.headings] == ["Lucido Uno", "Lucido Due"]


def test_shapes_are_read_from_the_top_groups_where_they_stand_notes_last(tmp_path: Path) -> None:
    group = f"<draw:g>{frame('due', 6)}{frame('uno', 5)}</draw:g>"
    notes = f"<presentation:notes>{frame('nota', 1, 'presentation:class=' + chr(34) + 'notes' + chr(34))}</presentation:notes>"
    page = frame("fine", 9) + group + frame("inizio", 3) + frame("Titolo", 8, 'presentation:class="title"') + notes
    parsed = read_odp(slides(tmp_path / "a.odp", page))
    assert lines(parsed) == ["Titolo", "inizio", "due", "uno", "fine", "nota"]
    assert parsed.headings == (Heading(1, "Titolo", 1),)


def test_what_is_off_the_slide_white_or_on_a_hidden_slide_is_not_seen(tmp_path: Path) -> None:
    path = slides(
        tmp_path / "a.odp",
        frame("vista", 1) + frame("lontano", 1, left=90) + frame(p(span("white")), 3),
        f'draw:style-name="gone">{frame("celata", 1)}',
    )
    first, second = read_odp(path).pages
    assert ([line.text for line in first.lines], first.hidden) == (["vista"], "lontano parola")
    assert (second.lines, second.hidden, second.note) == ((), "celata", "a hidden slide")


def test_feet_are_told_once(tmp_path: Path) -> None:
    foot = frame("Corso di prova", 20, 'presentation:class="footer"')
    assert lines(read_odp(slides(tmp_path / "a.odp", frame("Uno", 1) + foot, frame("Due", 1) + foot))) == [
        "Uno",
        "Corso di prova",
        "Due",
    ]


def test_a_presentation_without_slides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no slides"):
        read_odp(slides(tmp_path / "a.odp"))


@pytest.mark.parametrize(
    ("length", "size"),
    [("1in", 72), ("2.54cm", 72), ("12pt", 12), ("4px", 3), ("50%", None), ("x", None), ("1.2.3cm", None)],
)
def test_lengths(length: str, size: float | None) -> None:
    assert points(length) == (None if size is None else pytest.approx(size, abs=0.01))


def test_a_section_in_a_cell_and_a_formula_in_its_place_are_read(tmp_path: Path) -> None:
    section = "<text:section><text:p>Orto finto</text:p></text:section>"
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'
    table = f"<table:table><table:table-row><table:table-cell>{section}</table:table-cell>{cell('4')}</table:table-row></table:table>"
    body = f"{table}<text:p>Vale <draw:frame><draw:object>{formula}</draw:object></draw:frame></text:p>"
    parsed = read_odt(text_file(tmp_path / "a.odt", body))
    assert [line.text for page in parsed.pages for line in page.lines] == ["Orto finto | 4", "Vale a/2"]


def test_front_pages_keep_size_weight_and_style(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"><style:text-properties fo:font-size="20pt"'
        ' fo:font-weight="bold"/></style:style><style:style style:name="T1" style:family="text"><style:text-properties fo:font-size="9pt"/></style:style>'
    )
    body = (
        p("Acqua e città", "P1")
        + p("Ada Rossi")
        + '<text:p>Sì: <text:span text:style-name="T1">una nota più lunga</text:span></text:p>'
    )
    (page,) = read_odt(text_file(tmp_path / "a.odt", body, styles)).pages
    assert [(line.text, line.size, line.bold, line.style) for line in page.front] == [
        ("Acqua e città", 20.0, True, "title"),
        ("Ada Rossi", 12.0, False, ""),
        ("Sì: una nota più lunga", 9.0, False, ""),
    ]


def test_a_hidden_paragraph_is_told_apart(tmp_path: Path) -> None:
    hidden = '<text:p><text:hidden-paragraph text:is-hidden="true"/>made-up secret</text:p>'
    parsed = read_odt(text_file(tmp_path / "a.odt", p("si vede") + hidden + hidden.replace("true", "false")))
    assert (lines(parsed), parsed.pages[0].hidden) == (["si vede", "made-up secret"], "made-up secret")
