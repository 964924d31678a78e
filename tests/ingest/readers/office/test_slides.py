"""Slides: all visible text, in reading order; invisible text is separated. All texts are fictional."""

from pathlib import Path

import pptx
import pytest
from pptx.util import Inches, Pt

from ingest.readers.office.slides import read_pptx
from ingest.readers.records import Heading
from kb.errors import UnreadableFile
from tests.ingest.readers.office.made import fill, packed, shape, slides, spaced


def test_a_slide_has_its_title_then_its_texts_from_top_to_bottom_then_its_notes(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Pozzi"
    for top, text in ((5, "sotto"), (3, "sopra")):
        slide.shapes.add_textbox(Inches(1), Inches(top), Inches(2), Inches(1)).text_frame.text = text
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(6), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "costo", "12 euro"
    slide.notes_slide.notes_text_frame.text = "nota"
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(str(tmp_path / "a.pptx"))
    first, second = read_pptx(tmp_path / "a.pptx").pages
    assert [line.text for line in first.lines] == ["Pozzi", "sopra", "sotto", "costo | 12 euro", "nota"]
    assert (second.status, second.label) == ("empty", "2")


def group(inner: str, place: tuple[int, int, int, int], inside: tuple[int, int, int, int]) -> str:
    (x, y, w, h), (cx, cy, cw, ch) = place, inside
    frame = (
        f'<a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/><a:chOff x="{cx}" y="{cy}"/><a:chExt cx="{cw}" cy="{ch}"/>'
    )
    return f"<p:grpSp><p:grpSpPr><a:xfrm>{frame}</a:xfrm></p:grpSpPr>{inner}</p:grpSp>"


def texts(path: Path, slide: int = 0) -> list[str]:
    return [line.text for line in read_pptx(path).pages[slide].lines]


def test_a_group_is_read_where_it_stands(tmp_path: Path) -> None:
    grouped = group(
        shape("due", (0, 5000, 10, 10)) + shape("uno", (0, 1000, 10, 10)), (10, 40, 50, 20), (0, 0, 6000, 6000)
    )
    path = slides(tmp_path / "a.pptx", shape("fine", (10, 80, 20, 10)) + grouped + shape("inizio", (10, 5, 20, 10)))
    assert texts(path) == ["inizio", "uno", "due", "fine"]


def test_shapes_side_by_side_are_read_from_the_left(tmp_path: Path) -> None:
    tree = shape("destra", (60, 40, 20, 10)) + shape("sinistra", (10, 41, 20, 10)) + shape("sotto", (10, 70, 20, 10))
    assert texts(slides(tmp_path / "a.pptx", tree)) == ["sinistra", "destra", "sotto"]


BEHIND = shape("", (0, 0, 100, 100), fill("102030"))
PICTURE = "<p:pic><p:nvPicPr><p:cNvPr id='9' name='p'/></p:nvPicPr><p:spPr><a:xfrm><a:off x='0' y='0'/><a:ext cx='100' cy='100'/></a:xfrm></p:spPr></p:pic>"
DARK = f"<p:cSld><p:bg><p:bgPr>{fill('111111')}</p:bgPr></p:bg><p:spTree>{shape('parola', look=fill('FFFFFF'))}</p:spTree></p:cSld>"
CELL = "<a:tc><a:txBody><a:p><a:r><a:rPr>{look}</a:rPr><a:t>{text}</a:t></a:r></a:p></a:txBody><a:tcPr>{fill}</a:tcPr></a:tc>"


def grid(*rows: str, look: str = "") -> str:
    inner = "".join(f"<a:tr>{row}</a:tr>" for row in rows)
    frame = '<p:nvGraphicFramePr><p:cNvPr id="5" name="t"/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="5" y="50"/><a:ext cx="50" cy="20"/></p:xfrm>'
    return f"<p:graphicFrame>{frame}<a:graphic><a:graphicData><a:tbl><a:tblPr {look}/>{inner}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"


def cell(text: str, look: str = "", filled: str = "") -> str:
    return CELL.format(text=text, look=look, fill=filled)


WHITE = fill("FFFFFF")


@pytest.mark.parametrize(
    ("tree", "is_seen"),
    [
        (shape("parola", look=fill("FFFFFF")), False),
        (shape("parola", look=fill("F4F4F4")), False),
        (shape("parola", look=fill("333333")), True),
        (shape("parola", look=' sz="100"'), False),
        (shape("parola", look=' sz="1200"'), True),
        (shape("parola", look="<a:noFill/>"), False),
        (
            shape(
                "parola", look="<a:solidFill><a:srgbClr val='000000'><a:alpha val='2000'/></a:srgbClr></a:solidFill>"
            ),
            False,
        ),
        (shape("parola", look="<a:solidFill><a:schemeClr val='bg1'/></a:solidFill>"), True),  # no theme: not known
        (shape("parola", (200, 10, 20, 10)), False),
        (shape("parola", (-50, 10, 20, 10)), False),
        (shape("parola", (-5, 10, 20, 10)), True),
        (shape("parola", properties=fill("203040"), look=WHITE), True),
        (shape("parola", properties=fill("203040"), look=fill("203040")), False),
        (BEHIND + shape("parola", look=WHITE), True),
        (PICTURE + shape("parola", look=WHITE), True),
        (shape("parola") + BEHIND, False),
        (shape("parola") + PICTURE, False),
        (shape("parola") + shape("", (0, 0, 15, 15), fill("102030")), True),
        (DARK, True),
        (shape("parola").replace('id="1"', 'id="1" hidden="1"'), False),
        (group(shape("parola", (200, 10, 20, 10)), (0, 0, 100, 100), (0, 0, 100, 100)), False),
        (grid(cell("x") + cell("parola", WHITE)), False),
        (grid(cell("x") + cell("parola", WHITE, fill("203040"))), True),
        (grid(cell("parola", WHITE), cell("x"), look='firstRow="1"'), True),
    ],
)
def test_what_is_seen_of_a_word(tmp_path: Path, tree: str, is_seen: bool) -> None:
    page = read_pptx(slides(tmp_path / "a.pptx", tree)).pages[0]
    assert ("parola" in " ".join(line.text for line in page.lines), "parola" in page.hidden) == (is_seen, not is_seen)


def test_what_an_animation_covers_is_seen_before_it(tmp_path: Path) -> None:
    tree = f"<p:cSld><p:spTree>{shape('parola')}{PICTURE}</p:spTree></p:cSld><p:timing/>"
    assert texts(slides(tmp_path / "a.pptx", tree)) == ["parola"]


def themed(path: Path, tree: str, layout: str = "", clrmap: str = 'bg1="lt1" tx1="dk1"') -> Path:
    """A slide with a layout, and a master whose theme has white and nearly black as its first colours."""
    theme = spaced(
        "a:theme",
        '<a:themeElements><a:clrScheme><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
        '<a:dk1><a:srgbClr val="101010"/></a:dk1></a:clrScheme></a:themeElements>',
    )
    relations = '<Relationships xmlns="x"><Relationship Id="a" Type="t/{kind}" Target="{target}"/></Relationships>'
    parts = {
        "ppt/layouts/l.xml": spaced(
            "p:sldLayout", f"<p:cSld><p:spTree>{layout or shape('Ateneo di Prova')}</p:spTree></p:cSld>"
        ),
        "ppt/layouts/_rels/l.xml.rels": relations.format(kind="slideMaster", target="../m.xml"),
        "ppt/m.xml": spaced("p:sldMaster", f"<p:clrMap {clrmap}/>"),
        "ppt/_rels/m.xml.rels": relations.format(kind="theme", target="t.xml"),
        "ppt/t.xml": theme,
    }
    return slides(path, tree, parts=parts, l="slideLayout:../layouts/l.xml")


def test_white_by_the_theme_is_white(tmp_path: Path) -> None:
    tree = shape("parola", look="<a:solidFill><a:schemeClr val='bg1'/></a:solidFill>") + shape("vista", (10, 50, 9, 9))
    assert texts(themed(tmp_path / "a.pptx", tree)) == ["vista", "Ateneo di Prova"]


DARK_GROUND = f"<p:bg><p:bgPr>{fill('151515')}</p:bgPr></p:bg>"
TREE = "<p:cSld>{}<p:spTree>{}</p:spTree></p:cSld>{}"
LIGHT_NAMES = "<p:clrMapOvr><a:overrideClrMapping bg1='dk1' tx1='lt1'/></p:clrMapOvr>"
WHITE_STYLE = f"<a:lstStyle><a:lvl1pPr><a:defRPr>{fill('FFFFFF')}</a:defRPr></a:lvl1pPr></a:lstStyle>"
WHITE_LETTERS = shape("parola").replace("<p:txBody>", f"<p:txBody>{WHITE_STYLE}")


@pytest.mark.parametrize(
    ("tree", "layout", "is_shown"),
    [
        (TREE.format(DARK_GROUND, shape("parola"), ""), "", False),  # the theme's black on a dark slide
        (TREE.format(DARK_GROUND, shape("parola"), LIGHT_NAMES), "", True),  # the slide calls white its text's colour
        (TREE.format("", WHITE_LETTERS, ""), "", False),
        (TREE.format("", WHITE_LETTERS, ""), shape("", (0, 0, 100, 100), fill("203040")), True),  # drawn by the layout
        (TREE.format("", shape("parola"), ""), "", True),
    ],
)
def test_letters_have_the_colour_of_their_list_style_or_the_theme(
    tmp_path: Path, tree: str, layout: str, is_shown: bool
) -> None:
    assert ("parola" in texts(themed(tmp_path / "a.pptx", tree, layout))) is is_shown


def test_a_placeholder_stands_on_the_fill_of_the_layouts(tmp_path: Path) -> None:
    of_kind = '<p:nvPr><p:ph type="body" idx="3"/></p:nvPr>'
    layout = shape("x", (0, 0, 50, 50), fill("203040")).replace("<p:nvPr/>", of_kind)
    tree = TREE.format("", WHITE_LETTERS.replace("<p:nvPr/>", of_kind), "")
    assert texts(themed(tmp_path / "a.pptx", tree, layout)) == ["parola"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [cell("Sede") + cell("Gen") + cell("Feb"), cell("Greco") + cell("") + cell("9")],
            ["Sede | Gen | Feb", "Greco | | 9"],
        ),
        (
            [
                cell("2021").replace("<a:tc>", '<a:tc gridSpan="2">')
                + cell("").replace("<a:tc>", '<a:tc hMerge="1">')
                + cell("x")
            ],
            ["2021 | | x"],
        ),
        (
            [cell("Affori") + cell("1"), cell("").replace("<a:tc>", '<a:tc vMerge="1">') + cell("2")],
            ["Affori | 1", "Affori | 2"],
        ),
        ([cell("due</a:t></a:r><a:br/><a:r><a:t>righe") + cell("z")], ["due righe | z"]),
    ],
)
def test_rows_of_tables(tmp_path: Path, rows: list[str], expected: list[str]) -> None:
    assert texts(slides(tmp_path / "a.pptx", grid(*rows))) == expected


def held(kind: str, text: str) -> str:
    return shape(text).replace("<p:nvPr/>", f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>')


def test_feet_are_told_once_and_numbers_of_slides_never(tmp_path: Path) -> None:
    path = slides(
        tmp_path / "a.pptx",
        held("ftr", "Corso di prova") + held("sldNum", "1") + held("title", "Uno"),
        held("ftr", "Corso di prova") + held("title", "Due"),
    )
    parsed = read_pptx(path)
    assert [[line.text for line in page.lines] for page in parsed.pages] == [["Uno", "Corso di prova"], ["Due"]]
    assert parsed.headings == (Heading(1, "Uno", 1), Heading(2, "Due", 1))


def test_a_hidden_slide_keeps_its_number_and_not_its_text(tmp_path: Path) -> None:
    path = slides(tmp_path / "a.pptx", shape("vista"), shape("nascosta"))
    data = spaced("p:sld", f"<p:cSld><p:spTree>{shape('nascosta')}</p:spTree></p:cSld>", 'show="0"')
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    page = read_pptx(packed(path, {**parts, "ppt/slides/slide1.xml": data})).pages[1]
    assert (page.lines, page.status, page.hidden, page.note) == ((), "empty", "nascosta", "a hidden slide")


POINT = '<dgm:pt modelId="{id}" type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'


def test_charts_diagrams_and_formulas_are_text(tmp_path: Path) -> None:
    points = (
        ("0", "doc", ""),
        ("1", "node", "Ascolto"),
        ("2", "node", "Disegno"),
        ("3", "node", "Cantiere"),
        ("9", "pres", "no"),
    )
    links = (("0", "2", 1), ("0", "1", 0), ("1", "3", 0))
    inner = "".join(POINT.format(id=i, kind=k, text=t) for i, k, t in points)
    inner += "".join(f'<dgm:cxn srcId="{a}" destId="{b}" srcOrd="{n}"/>' for a, b, n in links)
    frame = (
        '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm="d1"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    formula = shape(
        "x</a:t></a:r><mc:AlternateContent><mc:Choice><a14:m><m:oMath><m:sSup><m:e><m:r><m:t>y</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></a14:m></mc:Choice></mc:AlternateContent><a:r><a:t> fine",
        (5, 60, 9, 9),
    )
    path = slides(
        tmp_path / "a.pptx",
        frame + formula,
        parts={"ppt/d.xml": spaced("dgm:dataModel", inner)},
        d1="diagramData:../d.xml",
    )
    assert texts(path) == ["Ascolto", "Cantiere", "Disegno", "x y^2 fine"]


def test_a_missing_slide_fails_alone_and_pictures_are_counted(tmp_path: Path) -> None:
    path = slides(tmp_path / "a.pptx", shape("uno"), PICTURE)
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if not name.endswith("slide0.xml")}
    parsed = read_pptx(packed(path, parts))
    assert [page.status for page in parsed.pages] == ["failed", "image"]
    assert parsed.remarks == ("1 picture(s) not read",)


def test_a_presentation_without_slides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no slides"):
        read_pptx(slides(tmp_path / "a.pptx"))


def test_a_title_slide_has_the_type_of_its_placeholders(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text, slide.placeholders[1].text = "Acqua e città", "Ada Rossi"
    run = slide.placeholders[1].text_frame.add_paragraph().add_run()
    run.text, run.font.size, run.font.bold = "Pavia", Pt(11), True
    slide.shapes.add_textbox(Inches(1), Inches(6), Inches(2), Inches(1)).text_frame.text = "maggio 2021"
    for _ in range(6):
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Pozzi"
    deck.save(str(tmp_path / "a.pptx"))
    pages = read_pptx(tmp_path / "a.pptx").pages
    assert [(line.text, line.size, line.bold, line.style) for line in pages[0].front] == [
        ("Acqua e città", 44.0, False, "title"),
        ("Ada Rossi", 32.0, False, "subtitle"),
        ("Pavia", 11.0, True, "subtitle"),
        ("maggio 2021", 18.0, False, ""),
    ]
    assert pages[1].front[0].style == "title" and pages[6].front == ()


SHRUNK = (
    "<p:sp><p:nvSpPr><p:cNvPr id='2' name='t'/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr><a:normAutofit fontScale='50000'/></a:bodyPr>"
    "<a:lstStyle><a:lvl2pPr><a:defRPr sz='4000' b='1'/></a:lvl2pPr></a:lstStyle><a:p><a:pPr lvl='1'/><a:r><a:t>Acqua</a:t></a:r></a:p></p:txBody></p:sp>"
)


def test_a_shape_s_own_list_style_and_its_shrinking_count(tmp_path: Path) -> None:
    (line,) = read_pptx(slides(tmp_path / "a.pptx", SHRUNK)).pages[0].front
    assert (line.text, line.size, line.bold) == ("Acqua", 20.0, True)
